// Networks on pairs natively and in the page: the same bits on kernels of one kind, with fused multiply-adds or without, the
// same curves beside the machine's own, and files that go both ways.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../web/src/engine.ts';
import { readCheckpoint, restoreRun, writeRun } from '../../web/src/run_file.ts';
import type { Spec } from '../../web/src/types.ts';
import { loadEngine, loadFusedEngine, spec } from './helpers.ts';
import { bits, isBuilt, NativeProgram } from './native_program.ts';

interface Rows {
  step: number;
  'loss.train': number;
  'loss.test': number;
}
const native = new NativeProgram();
afterAll(() => native.remove());

const fused = process.arch === 'x64' ? await loadFusedEngine() : undefined;
let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

const everyStep = {
  'task.kind': 'pairs',
  steps: 60,
  batch: 0,
  'record.metrics_every': 1,
  'record.checkpoint_every': 30,
  'optimizer.learning_rate': 0.003,
  'optimizer.beta2': 0.98,
};
const pairs = { ...everyStep, 'model.kind': 'pair-network', 'model.hidden': 48 };
const transformer = { ...everyStep, 'model.kind': 'transformer', 'task.group': 'C13', 'model.d_model': 16, 'model.d_mlp': 32 };
const cases: [string, Spec][] = [
  [
    'a quadratic network and squared errors',
    spec({ ...pairs, 'task.group': 'C31', 'model.architecture': 'gromov', 'model.activation': 'quadratic', 'task.loss': 'mse' }),
  ],
  [
    'a pair network on S4',
    spec({ ...pairs, 'task.group': 'S4', 'task.train_fraction': 0.7, 'model.embedding': 24, 'optimizer.weight_decay': 1 }),
  ],
  ['a linear model of the pizza', spec({ ...pairs, 'task.group': 'D7', 'model.architecture': 'alpha', 'model.embedding': 16, seed: 4 })],
  ['a transformer with attention', spec({ ...transformer, 'optimizer.warmup_steps': 10, 'optimizer.warmup_from_zero': true })],
  [
    'a transformer without, read at b',
    spec({ ...transformer, 'task.sequence': 'ab', 'model.attention_rate': 0, 'model.causal': false, 'model.init': 'clock-pizza', seed: 2 }),
  ],
  [
    'minibatches, and a change on the way',
    {
      ...spec({ ...pairs, 'task.group': 'Q8', batch: 8, 'model.embedding': 8 }),
      changes: [{ step: 20, path: 'optimizer.weight_decay', value: 2 }],
    },
  ],
];
/** These go the plain way, by Eigen's products, whose sums natively depend on the machine's caches. */
const plain: [string, Spec][] = [
  ['two layers', spec({ ...transformer, 'model.layers': 2 })],
  ['double precision', spec({ ...pairs, 'task.group': 'F20', precision: 'float64', 'model.embedding': 8 })],
];

describe.skipIf(!isBuilt)('a network on pairs natively and in wasm', () => {
  it.each(cases)('%s: the same state to the bit on the portable kernel', (_, of) => {
    const there = native.train<Rows>(of, 'portable');
    const run = engine.start(of);
    run.step(30);
    expect(bits(readCheckpoint(writeRun(run)).file)).toEqual(bits(readCheckpoint(there.state(30)).file));
    run.step(Number(of.fields['steps']) - 30);
    expect(Buffer.from(writeRun(run)).equals(there.state(Number(of.fields['steps'])))).toBe(true);
    run.free();
  });

  it.skipIf(!fused).each(cases)('%s: the same state to the bit where both fuse multiply and add', (_, of) => {
    const there = native.train<Rows>(of, 'avx2');
    const run = fused!.start(of);
    run.step(Number(of.fields['steps']));
    expect(Buffer.from(writeRun(run)).equals(there.state(Number(of.fields['steps'])))).toBe(true);
    run.free();
  });

  it.each([...cases, ...plain])("%s: curves within 1e-4 of the machine's own kernel", (_, of) => {
    const { rows } = native.train<Rows>(of);
    const run = engine.start(of);
    for (const row of rows) {
      const here = run.measure('loss') as Record<string, number>;
      for (const set of ['train', 'test'] as const) {
        const [ours, theirs] = [here[`loss.${set}`]!, row[`loss.${set}`]];
        expect(Math.abs(ours - theirs), `${set} at step ${row.step}`).toBeLessThanOrEqual(1e-4 * Math.abs(theirs));
      }
      run.step();
    }
    expect(rows).toHaveLength(Number(of.fields['steps']) + 1);
    run.free();
  });

  it.each([...cases, ...plain])('%s: goes on from the other side’s file to the numbers of the unbroken run', (_, of) => {
    const steps = Number(of.fields['steps']);
    const whole = engine.start(of);
    whole.step(12);
    const file = writeRun(whole);
    whole.step(steps - 12);
    const again = engine.start(readCheckpoint(file).spec);
    restoreRun(again, file);
    again.step(steps - 12);
    expect(Buffer.from(writeRun(again)).equals(Buffer.from(writeRun(whole)))).toBe(true);
    whole.free();
    again.free();

    writeFileSync(join(native.folder, 'page.safetensors'), file);
    const measured = JSON.parse(native.call(['measure', 'page.safetensors', '--json'])) as { loss: { train: number } };
    const at12 = engine.start(of);
    at12.step(12);
    expect(measured.loss.train).toBeCloseTo((at12.measure('loss') as Record<string, number>)['loss.train']!, 6);
    at12.free();
  });
});
