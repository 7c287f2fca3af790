import { openStoredRun } from '@orrery/engine/stored_run.ts';
import url from '../../data/twenty-features/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import TwentyFeatures from './TwentyFeatures.svelte';

export default defineFigure({ component: TwentyFeatures, url, open: openStoredRun });
