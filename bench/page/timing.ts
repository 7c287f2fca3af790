// How a training step is timed in a page: the same way for every rival.

import type { SpecJson } from '../../web/src/spec.ts';

/** One piece of work: `instances` models of `features` -> `hidden`, each with batches of its own. */
export interface Case {
  name: string;
  features: number;
  hidden: number;
  batch: number;
  density: number;
  instances: number;
}

/** A network on pairs, as `orrery bench --json` describes it. */
export interface Network {
  name: string;
  spec: SpecJson & { model: { kind: string; embedding: number; hidden: number } };
  elements: number;
  training_pairs: number;
}

export interface Timing {
  median: number;
  minimum: number;
  repeats: number;
}

/** Milliseconds of warm-up: V8 replaces its first, slow code only after a while. */
const WARM_UP = 500;
const REPEATS = 21;

/**
 * Milliseconds of one step: medians over repeats of at least `least` milliseconds, since clocks in browsers are coarse.
 * `advance(n)` makes n steps.
 */
export async function timeSteps(advance: (steps: number) => void, least = 50): Promise<Timing> {
  let steps = 1;
  for (const begin = performance.now(); performance.now() - begin < WARM_UP;) advance(1);
  for (;;) {
    const begin = performance.now();
    advance(steps);
    const elapsed = performance.now() - begin;
    if (elapsed >= least) break;
    steps = Math.ceil(steps * Math.min(10, (1.2 * least) / Math.max(elapsed, 0.01)));
  }
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; ++repeat) {
    const begin = performance.now();
    advance(steps);
    times.push((performance.now() - begin) / steps);
    // The browser gets a turn, or it thinks the page dead.
    await new Promise((resolve) => setTimeout(resolve));
  }
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1]!, minimum: times[0]!, repeats: REPEATS };
}
