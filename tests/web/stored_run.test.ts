import { describe, expect, it } from 'vitest';
import { openStoredRun, type StoredRunFile } from '../../web/src/stored_run.ts';
import { errorOf } from './helpers.ts';

function base64(values: number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

/** Three frames of three features in two dimensions. */
function data() {
  return {
    format: 2,
    spec: { format: 1, task: { features: 3, density: 0.05 }, changes: [] },
    steps: [0, 10, 100],
    tensors: {
      W: { shape: [2, 3], type: 'f32', data: base64(Array.from({ length: 18 }, (_, i) => i)) },
      b_final: { shape: [3], type: 'f32', data: base64(Array.from({ length: 9 }, (_, i) => -i)) },
    },
    measures: {
      'superposition.exact_loss': [0.5, null, 0.1],
      'superposition.geometry': ['none', 'none', 'triangle'],
      'superposition.dimensionality': [[0], [0.5], [1]],
    },
    constants: { 'superposition.levels.names': ['triangle'], 'superposition.levels.losses': [0.09] },
    made_by: { orrery: '0.1.0' },
  } satisfies StoredRunFile;
}

/** The same as the first version wrote it. */
function oldData() {
  const { spec, steps, tensors, measures, made_by } = data();
  return {
    format: 1,
    spec,
    steps,
    made_by,
    exact_loss: measures['superposition.exact_loss'],
    geometry: measures['superposition.geometry'],
    W: tensors.W.data,
    b_final: tensors.b_final.data,
    levels: { names: ['triangle'], losses: [0.09] },
    regimes: { names: ['triangle'], from: [0.01], to: [1] },
  };
}

describe('a stored run', () => {
  it('gives frames at or before a step', () => {
    const run = openStoredRun(data());
    expect([run.first, run.last, run.live]).toEqual([0, 100, false]);
    expect([-1, 0, 9, 10, 99, 1e9].map((step) => run.at(step).step)).toEqual([0, 0, 0, 10, 10, 100]);
    const { W, b_final } = run.at(50).tensors;
    expect(W!.shape).toEqual([2, 3]);
    expect([...W!.data]).toEqual([6, 7, 8, 9, 10, 11]);
    expect([...b_final!.data]).toEqual([-3, -4, -5]);
    expect(run.at(100).measures).toMatchObject({
      'superposition.exact_loss': 0.1,
      'superposition.geometry': 'triangle',
      'superposition.levels.names': ['triangle'],
      'superposition.dimensionality': [1],
    });
  });

  it('gives the loss over steps, and nothing for what it does not hold', () => {
    const run = openStoredRun(data());
    expect([...run.metrics('superposition.exact_loss').values]).toEqual([0.5, NaN, 0.1]);
    expect([...run.metrics('superposition.exact_loss').steps]).toEqual([0, 10, 100]);
    expect(run.metrics('loss').steps.length).toBe(0);
    expect(run.metrics('superposition.geometry').steps.length).toBe(0);
  });

  it('has the spec that the engine would train', () => {
    expect(openStoredRun(data()).spec.fields).toEqual({ format: 1, 'task.features': 3, 'task.density': 0.05 });
  });

  it.each([
    ['format', { format: 3 }],
    ['steps', { steps: [] }],
    ['steps[2]', { steps: [0, 10, 10] }],
    ['steps[1]', { steps: [0, 0.5, 1] }],
    ['superposition.exact_loss', { measures: { 'superposition.exact_loss': [1] } }],
    ['superposition.geometry', { measures: { 'superposition.geometry': 'pentagon' } }],
    ['measures', { measures: undefined }],
    ['constants', { constants: null }],
    ['tensors', { tensors: [] }],
    ['W', { tensors: { W: { shape: [2, 3], type: 'f32', data: '!' } } }],
    ['W', { tensors: { W: { shape: [2, 3], type: 'f32', data: 'AAA=' } } }],
    ['W', { tensors: { W: { shape: [2, 3], type: 'f32', data: base64([1, 2, 3, 4]) } } }],
    ['W', { tensors: { W: 5 } }],
    ['W.shape', { tensors: { W: { shape: [0], type: 'f32', data: '' } } }],
    ['W.type', { tensors: { W: { shape: [2], type: 'f64', data: '' } } }],
    ['spec', { spec: null }],
  ])('with a bad %s is refused', (field, change) => {
    expect(errorOf(() => openStoredRun({ ...data(), ...change })).field).toBe(field);
  });

  it('that is no object is refused', () => {
    expect(errorOf(() => openStoredRun(null)).field).toBe('stored run');
  });

  it('reads half precision', () => {
    const halves = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555];
    const file = {
      ...data(),
      tensors: { W: { shape: [2], type: 'f16', data: Buffer.from(Uint16Array.from(halves).buffer).toString('base64') } },
    };
    const run = openStoredRun(file);
    const values = [0, 10, 100].flatMap((step) => [...run.at(step).tensors['W']!.data]);
    expect(values).toEqual([1, -2, 2 ** -24, 65504, -0, Math.fround(0.333251953125)]);
  });

  it('reads bytes, and one array for all frames', () => {
    const sure = { shape: [2], type: 'i8' as const, data: Buffer.from(Int8Array.from([127, -127, 0, 1, -1, 64])).toString('base64') };
    const table = { shape: [3], type: 'u8' as const, constant: true, data: Buffer.from([0, 200, 255]).toString('base64') };
    const run = openStoredRun({ ...data(), tensors: { sure, table } });
    expect([...run.at(0).tensors['sure']!.data]).toEqual([1, -1]);
    expect([...run.at(100).tensors['sure']!.data]).toEqual([Math.fround(-1 / 127), Math.fround(64 / 127)]);
    for (const step of [0, 100]) expect([...run.at(step).tensors['table']!.data]).toEqual([0, 200, 255]);
    expect(errorOf(() => openStoredRun({ ...data(), tensors: { table: { ...table, constant: 1 } } })).field).toBe('table.constant');
    expect(errorOf(() => openStoredRun({ ...data(), tensors: { sure: { ...sure, constant: true } } })).value).toBe('6 numbers');
  });

  it('reads letters, the moments of an entry side by side', () => {
    const sure = { shape: [2], type: 'letters' as const, levels: [-1, 0.5, 1], data: 'cbaabb' };
    const run = openStoredRun({ ...data(), tensors: { sure } });
    expect([0, 10, 100].map((step) => [...run.at(step).tensors['sure']!.data])).toEqual([
      [1, -1],
      [0.5, 0.5],
      [-1, 0.5],
    ]);
    const refused = (change: object) => errorOf(() => openStoredRun({ ...data(), tensors: { sure: { ...sure, ...change } } }));
    expect(refused({ data: 'cbaabbb' }).value).toBe('7 numbers');
    expect(refused({ data: 'cbadbb' })).toMatchObject({ value: 'd', expected: 'a letter for one of 3 levels' });
    expect(refused({ data: 3 }).expected).toBe('letters');
    expect(refused({ levels: ['a'] }).field).toBe('sure.levels');
  });

  it('of the first format is read all the same', () => {
    const [old, now] = [openStoredRun(oldData()), openStoredRun(data())];
    expect(old.spec).toEqual(now.spec);
    for (const step of [0, 10, 100]) {
      expect(old.at(step).tensors).toEqual(now.at(step).tensors);
      expect(old.at(step).measures).toMatchObject({ 'superposition.levels.names': ['triangle'], 'superposition.regimes.to': [1] });
    }
    expect(old.metrics('superposition.exact_loss')).toEqual(now.metrics('superposition.exact_loss'));
    expect(errorOf(() => openStoredRun({ ...oldData(), levels: undefined })).field).toBe('levels');
    expect(errorOf(() => openStoredRun({ ...oldData(), b_final: base64([1, 2]) })).field).toBe('W.shape');
  });
});
