import url from '../../data/memorisation-live/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import Memorisation from './Memorisation.svelte';
import { openData } from './model.ts';

export default defineFigure({ component: Memorisation, url, open: openData });
