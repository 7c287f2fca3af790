// The program and the page compute the same: `orrery train` beside the wasm. Skipped where the program is not built.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../web/src/engine.ts';
import { readCheckpoint, writeRun } from '../../web/src/run_file.ts';
import { numbers, writeSafetensors } from '../../web/src/safetensors.ts';
import { nativeCommand, specFromJson, specToJson } from '../../web/src/spec.ts';
import type { Spec } from '../../web/src/types.ts';
import { errorOf, loadEngine, root, spec } from './helpers.ts';
import { bits, isBuilt, NativeProgram, program } from './native_program.ts';

const orreryProgram = new NativeProgram();
const { folder } = orreryProgram;
afterAll(() => orreryProgram.remove());

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

interface Rows {
  step: number;
  loss: number;
  'superposition.exact_loss': number;
}
const orrery = (args: string[]): string => orreryProgram.call(args);
const trainNatively = (of: Spec, kernel = '') => orreryProgram.train<Rows>(of, kernel);

const everyStep = { steps: 200, 'record.metrics_every': 1, 'record.checkpoint_every': 100 };
const cases: [string, Spec][] = [
  ['the intro preset', spec(everyStep)],
  ['a dense task', spec({ ...everyStep, 'task.density': 1, seed: 3 })],
  ['a batch that fills no vector', spec({ ...everyStep, batch: 17, seed: 4 })],
  [
    'a density each, its own importances',
    spec({ ...everyStep, batch: 128, 'task.density': [0.5, 0.2, 0.1, 0.05, 0.02], 'task.importance': [1, 2, 0, 0.5, 1] }),
  ],
  [
    'eight features and a schedule',
    spec({
      ...everyStep,
      batch: 128,
      'task.features': 8,
      'optimizer.learning_rate': 0.01,
      'optimizer.schedule': 'cosine_quarter',
      'optimizer.warmup_steps': 10,
    }),
  ],
  ['a shape without code of its own', spec({ ...everyStep, batch: 64, 'task.features': 11, 'model.hidden': 4 })],
  ['a sparse autoencoder', spec({ ...everyStep, batch: 64, 'model.kind': 'sparse-autoencoder', 'model.atoms': [10, 80.5], seed: 2 })],
  ['a finite set of examples', spec({ ...everyStep, batch: 0, 'task.features': 200, 'task.samples': 5, 'optimizer.schedule': 'cosine' })],
  ['a linear output', spec({ ...everyStep, batch: 128, 'model.output': 'linear' })],
  [
    'changes on the way',
    spec({ ...everyStep, batch: 128 }, [
      { step: 50, path: 'task.density', value: 0.4 },
      { step: 120, path: 'optimizer.learning_rate', value: 0.02 },
      { step: 120, path: 'task.importance_decay', value: 0.5 },
    ]),
  ],
];

describe.skipIf(!isBuilt)('the same spec natively and in wasm', () => {
  it.each(cases)('%s: same state to the bit after 100 and 200 steps on the portable kernel', (_, of) => {
    const native = trainNatively(of, 'portable');
    const run = engine.start(of);
    run.step(100);
    expect(bits(readCheckpoint(writeRun(run)).file)).toEqual(bits(readCheckpoint(native.state(100)).file));
    run.step(100);
    const file = writeRun(run);
    expect(bits(readCheckpoint(file).file)).toEqual(bits(readCheckpoint(native.state(200)).file));
    expect(Buffer.from(file).equals(native.state(200))).toBe(true);
    run.free();
  });

  it.each(cases)("%s: loss curves within 1e-4 of the machine's own kernel", (_, of) => {
    const { rows } = trainNatively(of);
    const run = engine.start(of);
    expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 201 }, (_, i) => i));
    for (const row of rows) {
      const here = { ...run.measure('loss'), ...run.measure('superposition.exact_loss') } as unknown as Rows;
      for (const path of ['loss', 'superposition.exact_loss'] as const) {
        // The program's rows leave out an exact loss that would cost more than the steps between them.
        if (path !== 'loss' && (row[path] ?? null) === null) continue;
        expect(Math.abs(here[path] - row[path]), `${path} at step ${row.step}`).toBeLessThanOrEqual(1e-4 * Math.abs(row[path]));
      }
      run.step();
    }
    run.free();
  });

  it('the initial weights are the same to the bit on every kernel', () => {
    for (const seed of [0, 1, 4294967295]) {
      const of = spec({ seed, steps: 0, 'task.features': 20, 'model.hidden': 5 });
      const native = readCheckpoint(trainNatively(of).state(0));
      const run = engine.start(of);
      expect(bits(readCheckpoint(writeRun(run)).file)).toEqual(bits(native.file));
      run.free();
    }
  });
});

describe.skipIf(!isBuilt)('files between the program and the page', () => {
  const of = spec({ batch: 128, steps: 60, 'record.checkpoint_every': 20 });

  it('the page goes on from a native checkpoint to the numbers of the unbroken native run', () => {
    const native = trainNatively(of, 'portable');
    const { spec: stored, step, file } = readCheckpoint(native.state(20));
    const run = engine.start(stored);
    const state = new Map([...file.tensors].map(([name, tensor]) => [name, { ...tensor, data: numbers(tensor) }]));
    run.restore(state, step);
    run.step(40);
    expect(bits(readCheckpoint(writeRun(run)).file)).toEqual(bits(readCheckpoint(native.state(60)).file));
    run.free();
  });

  it("the program measures the page's checkpoint as the page does", () => {
    const run = engine.start(of);
    run.step(33);
    writeFileSync(join(folder, 'page.safetensors'), writeRun(run));
    const measures = JSON.parse(orrery(['measure', 'page.safetensors', '--json'])) as { superposition: { exact_loss: number } };
    expect(measures.superposition.exact_loss).toBeCloseTo(
      run.measure('superposition.exact_loss')['superposition.exact_loss'] as number,
      12,
    );
    run.free();
  });

  it('the program refuses what the page refuses', () => {
    const broken = writeSafetensors([{ name: 'W', dtype: 'F32', shape: [2, 5], data: new Float32Array(10) }]);
    writeFileSync(join(folder, 'broken.safetensors'), broken.subarray(0, broken.length - 4));
    expect(() => orrery(['measure', 'broken.safetensors'])).toThrow(/40/);
  });

  it('the command that the page shows makes the same run', () => {
    const page = spec({ batch: 128, seed: 9, 'task.density': [0.1, 0.1, 0.2, 0.3, 0.4], 'optimizer.schedule': 'linear', steps: 50 }, []);
    const changed: Spec = {
      ...page,
      fields: { ...page.fields, 'optimizer.schedule': 'constant' },
      changes: [{ step: 10, path: 'task.density', value: 0.5 }],
    };
    for (const [name, one] of [
      ['plain', page],
      ['changed', changed],
    ] as const) {
      const { command, file } = nativeCommand(one, name, 50);
      if (file) writeFileSync(join(folder, file.name), file.text);
      execFileSync('/bin/sh', ['-c', command.replace(/^orrery/, `'${program}'`)], {
        cwd: folder,
        env: { ...process.env, ORRERY_KERNEL: 'portable' },
        stdio: 'pipe',
      });
      const there = readCheckpoint(readFileSync(join(folder, 'runs', name, 'checkpoints', 'step_0000050.safetensors')));
      const run = engine.start(one);
      run.step(50);
      expect(bits(readCheckpoint(writeRun(run)).file)).toEqual(bits(there.file));
      run.free();
    }
  });

  it('a run means the same: every field and default', () => {
    const run = engine.start(spec());
    const plain = trainNatively(spec({ steps: 0 }));
    const native = JSON.parse(readFileSync(join(folder, plain.out, 'spec.json'), 'utf8')) as unknown;
    expect(specFromJson({ ...run.spec(), steps: 0 })).toEqual(specFromJson(native));
    run.free();
  });
});

describe.skipIf(!isBuilt)('the one list of fields', () => {
  it('is what the committed TypeScript says', () => {
    expect(readFileSync(`${root}web/src/run_spec.generated.ts`, 'utf8')).toBe(orrery(['schema', '--typescript']));
  });

  it('accepts by its JSON Schema what the engine accepts, and refuses what it refuses', () => {
    const valid = new Ajv({ strict: false }).compile(JSON.parse(orrery(['schema'])) as object);
    for (const preset of engine.presets()) expect(valid(specToJson(preset.spec)), preset.name).toBe(true);
    for (const [name, of] of cases) expect(valid(specToJson(of)), name).toBe(true);
    const bad: Spec['fields'][] = [
      { 'task.density': 0 },
      { 'task.density': 2 },
      { 'task.features': 0 },
      { 'task.features': 1.5 },
      { batch: '5' },
      { 'optimizer.schedule': 'sine' },
      { seed: -1 },
      { 'seeds.init': 1.5 },
      { 'model.depth': 3 },
    ];
    for (const fields of bad) {
      expect(valid(specToJson(spec(fields))), JSON.stringify(fields)).toBe(false);
      expect(errorOf(() => engine.start(spec(fields))).field).toBe(Object.keys(fields)[0]);
    }
  });
});
