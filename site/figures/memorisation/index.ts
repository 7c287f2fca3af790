import url from '../../data/memorisation/sweep.json?url';
import { defineFigure } from '../../kit/figure.ts';
import Memorisation from './Memorisation.svelte';
import { openSweep } from './model.ts';

export default defineFigure({ component: Memorisation, url, open: openSweep });
