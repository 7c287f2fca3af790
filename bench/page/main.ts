// What the browser measures: Orrery's step and TensorFlow.js's, one after the other in one page.
import { Engine } from '../../web/src/engine.ts';
import wasm from '../../build/wasm/orrery.wasm?url';
import { startTensorflow, tensorflowSteps } from './tensorflow.ts';
import { type Case, timeSteps, type Timing } from './timing.ts';

async function orrery(of: Case): Promise<Timing> {
  const engine = await Engine.load(new URL(wasm, location.href));
  const runs = Array.from({ length: of.instances }, (_, seed) =>
    engine.start({
      fields: { 'task.features': of.features, 'model.hidden': of.hidden, batch: of.batch, 'task.density': of.density, seed },
      changes: [],
    }),
  );
  // Instances take turns step by step, as one would watch them. One alone steps inside the engine.
  return timeSteps((steps) => {
    if (runs.length === 1) return runs[0]!.step(steps);
    for (; steps > 0; --steps) for (const run of runs) run.step();
  });
}

const bench = {
  orrery,
  startTensorflow,
  tensorflow: (of: Case): Promise<Timing> => timeSteps(tensorflowSteps(of, false)),
  tensorflowSpared: (of: Case): Promise<Timing> => timeSteps(tensorflowSteps(of, true)),
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
