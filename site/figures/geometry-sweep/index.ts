import url from '../../data/geometry-sweep/sweep.json?url';
import { defineFigure } from '../../kit/figure.ts';
import GeometrySweep from './GeometrySweep.svelte';
import { openSweep } from './model.ts';

export default defineFigure({ component: GeometrySweep, url, open: openSweep });
