// What the browser measures: Orrery's step and TensorFlow.js's, one after the other in one page.
import { Engine } from '../../web/src/engine.ts';
import wasm from '../../build/wasm/orrery.wasm?url';
import { engineOfPairs } from '../../web/src/pool.ts';
import { readCheckpoint, restoreRun } from '../../web/src/run_file.ts';
import { specFromJson } from '../../web/src/spec.ts';
import { startTensorflow, tensorflowSteps } from './tensorflow.ts';
import { tensorflowNetworkSteps } from './tensorflow_network.ts';
import { type Case, type Network, timeSteps, type Timing } from './timing.ts';

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

/** A network from its initial weights, or from those of a checkpoint; with the bytes of memory that the engine then holds. */
async function orreryNetwork(of: Network, checkpoint?: string): Promise<Timing & { memory: number }> {
  const engine = await Engine.load(engineOfPairs());
  const content = checkpoint && new Uint8Array(await (await fetch(checkpoint)).arrayBuffer());
  const run = engine.start(content ? readCheckpoint(content, checkpoint).spec : specFromJson(of.spec));
  if (content) restoreRun(run, content);
  const timing = await timeSteps((steps) => run.step(steps), 200);
  run.measure('loss'); // losses over all pairs need memory of their own
  return { ...timing, memory: engine.memoryBytes };
}

const bench = {
  orrery,
  orreryNetwork,
  startTensorflow,
  tensorflow: (of: Case): Promise<Timing> => timeSteps(tensorflowSteps(of, false)),
  tensorflowSpared: (of: Case): Promise<Timing> => timeSteps(tensorflowSteps(of, true)),
  tensorflowNetwork: (of: Network): Promise<Timing> => timeSteps(tensorflowNetworkSteps(of)),
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
