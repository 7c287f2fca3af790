import { openStoredRun } from '@orrery/engine/stored_run.ts';
import url from '../../data/five-features/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import FiveFeatures from './FiveFeatures.svelte';

export default defineFigure({ component: FiveFeatures, url, open: openStoredRun });
