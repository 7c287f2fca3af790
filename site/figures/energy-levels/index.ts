import { openStoredRun } from '@orrery/engine/stored_run.ts';
import url from '../../data/energy-levels/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import EnergyLevels from './EnergyLevels.svelte';

export default defineFigure({ component: EnergyLevels, url, open: openStoredRun });
