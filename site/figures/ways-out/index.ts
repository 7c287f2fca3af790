import url from '../../data/ways-out/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openData } from './model.ts';
import WaysOut from './WaysOut.svelte';

export default defineFigure({ component: WaysOut, url, open: openData });
