import { defineFigure } from '../../kit/figure.ts';
import AdversarialPrice from './AdversarialPrice.svelte';

export default defineFigure({ component: AdversarialPrice, open: () => undefined });
