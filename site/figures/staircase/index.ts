import url from '../../data/staircase/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openData } from './model.ts';
import Staircase from './Staircase.svelte';

export default defineFigure({ component: Staircase, url, open: openData });
