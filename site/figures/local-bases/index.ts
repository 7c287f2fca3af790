import url from '../../data/local-bases/run.json?url';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { defineFigure } from '../../kit/figure.ts';
import LocalBases from './LocalBases.svelte';

export default defineFigure({ component: LocalBases, url, open: openStoredRun });
