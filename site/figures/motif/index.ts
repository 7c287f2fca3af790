import { defineFigure } from '../../kit/figure.ts';
import Motif from './Motif.svelte';

export default defineFigure({ component: Motif, open: () => undefined });
