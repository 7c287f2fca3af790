import url from '../../data/octahedron/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openData } from './model.ts';
import Octahedron from './Octahedron.svelte';

export default defineFigure({ component: Octahedron, url, open: openData });
