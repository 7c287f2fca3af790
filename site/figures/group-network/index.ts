import { openStoredRun } from '@orrery/engine/stored_run.ts';
import url from '../../data/group-network/run.json?url';
import { defineFigure, type AnyFigure } from '../../kit/figure.ts';
import GroupNetwork from './GroupNetwork.svelte';
import type { Setup } from './setup.ts';
import { SETUP } from './start.ts';

/** The figure with another setup, and the stored run that it starts from. */
export function groupNetwork(setup: Setup, url: string): AnyFigure {
  return defineFigure({ component: GroupNetwork, url, open: (content) => ({ setup, stored: openStoredRun(content) }) });
}

export default groupNetwork(SETUP, url);
