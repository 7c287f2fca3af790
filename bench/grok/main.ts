// What the browser measures: in how many steps and seconds of training a preset memorises and groks.
import { Engine } from '../../web/src/engine.ts';
import wasm from '../../build/wasm/orrery.wasm?url';
import { engineOfPairs } from '../../web/src/pool.ts';

/** Steps between two looks at the accuracies. */
const LOOK = 5;
/** Part of the pairs of a set that must be right. */
const LEARNED = 0.99;

export interface Reached {
  step: number;
  /** Of training up to there, the looks left out. */
  seconds: number;
}

export interface Grokking {
  seed: number;
  memorised: Reached | null;
  grokked: Reached | null;
}

async function grok(preset: string, seed: number, steps: number): Promise<Grokking> {
  // The page's own engine knows no presets.
  const [engine, whole] = await Promise.all([engineOfPairs(), new URL(wasm, location.href)].map((url) => Engine.load(url)));
  const { spec } = whole!.presets().find(({ name }) => name === preset)!;
  const run = engine!.start({ fields: { ...spec.fields, seed }, changes: [] });
  const result: Grokking = { seed, memorised: null, grokked: null };
  let seconds = 0;
  while (run.stepsDone < steps && !result.grokked) {
    const begin = performance.now();
    run.step(LOOK);
    seconds += (performance.now() - begin) / 1000;
    const { 'accuracy.train': train, 'accuracy.test': test } = run.measure('accuracy') as Record<string, number>;
    const here = { step: run.stepsDone, seconds };
    if (train! >= LEARNED) result.memorised ??= here;
    if (train! >= LEARNED && test! >= LEARNED) result.grokked = here;
  }
  run.free();
  return result;
}

declare global {
  interface Window {
    grok: typeof grok;
  }
}
window.grok = grok;
