import { defineFigure } from '../../kit/figure.ts';
import TwoVectors from './TwoVectors.svelte';

export default defineFigure({ component: TwoVectors, open: () => undefined });
