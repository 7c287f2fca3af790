import url from '../../data/adversarial-price/attacks.json?url';
import { defineFigure } from '../../kit/figure.ts';
import AdversarialPrice from './AdversarialPrice.svelte';
import { openAttacks } from './measured.ts';

export default defineFigure({ component: AdversarialPrice, url, open: openAttacks });
