import url from '../../data/eighty-features/models.json?url';
import { defineFigure } from '../../kit/figure.ts';
import EightyFeatures from './EightyFeatures.svelte';
import { openModels } from './model.ts';

export default defineFigure({ component: EightyFeatures, url, open: openModels });
