import { openStoredRun } from '@orrery/engine/stored_run.ts';
import url from '../../data/privileged-basis/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import PrivilegedBasis from './PrivilegedBasis.svelte';

export default defineFigure({ component: PrivilegedBasis, url, open: openStoredRun });
