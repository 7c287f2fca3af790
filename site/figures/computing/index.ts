import url from '../../data/computing/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import Computing from './Computing.svelte';
import { openData } from './model.ts';

export default defineFigure({ component: Computing, url, open: openData });
