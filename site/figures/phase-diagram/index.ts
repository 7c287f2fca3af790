import url from '../../data/phase-diagram/diagrams.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openDiagrams } from './cells.ts';
import PhaseDiagram from './PhaseDiagram.svelte';

export default defineFigure({ component: PhaseDiagram, url, open: openDiagrams });
