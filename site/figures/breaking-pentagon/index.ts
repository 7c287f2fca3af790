import url from '../../data/breaking-pentagon/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import BreakingPentagon from './BreakingPentagon.svelte';
import { openData } from './model.ts';

export default defineFigure({ component: BreakingPentagon, url, open: openData });
