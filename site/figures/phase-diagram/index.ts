import url from '../../data/phase-diagram/exact.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openExact } from './model.ts';
import PhaseDiagram from './PhaseDiagram.svelte';

export default defineFigure({ component: PhaseDiagram, url, open: openExact });
