/** The stored runs that pages show before, and without, the engine. Written by `orrery site-data`. */
import type { RunSource } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';

export const openFiveFeatures = (data: unknown): { stored: RunSource } => ({ stored: openStoredRun(data) });
