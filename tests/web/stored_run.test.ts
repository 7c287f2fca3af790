import { describe, expect, it } from 'vitest';
import { openStoredRun, type StoredRunFile } from '../../web/src/stored_run.ts';
import { errorOf } from './helpers.ts';

function base64(values: number[]): string {
  return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

/** Three frames of three features in two dimensions. */
function data(): StoredRunFile {
  return {
    format: 1,
    spec: { format: 1, task: { features: 3, density: 0.05 }, changes: [] },
    steps: [0, 10, 100],
    exact_loss: [0.5, null, 0.1],
    W: base64(Array.from({ length: 18 }, (_, i) => i)),
    b_final: base64(Array.from({ length: 9 }, (_, i) => -i)),
    geometry: ['none', 'none', 'triangle'],
    levels: { names: ['triangle'], losses: [0.09] },
    regimes: { names: ['triangle'], from: [0.01], to: [1] },
    made_by: { orrery: '0.1.0' },
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
      'superposition.regimes.to': [1],
    });
  });

  it('gives the loss over steps, and nothing for what it does not hold', () => {
    const run = openStoredRun(data());
    expect([...run.metrics('superposition.exact_loss').values]).toEqual([0.5, NaN, 0.1]);
    expect([...run.metrics('superposition.exact_loss').steps]).toEqual([0, 10, 100]);
    expect(run.metrics('loss').steps.length).toBe(0);
  });

  it('has the spec that the engine would train', () => {
    expect(openStoredRun(data()).spec.fields).toEqual({ format: 1, 'task.features': 3, 'task.density': 0.05 });
  });

  it.each([
    ['format', { format: 2 }],
    ['steps', { steps: [] }],
    ['steps[2]', { steps: [0, 10, 10] }],
    ['steps[1]', { steps: [0, 0.5, 1] }],
    ['exact_loss', { exact_loss: [1] }],
    ['geometry', { geometry: 'pentagon' }],
    ['W', { W: '!' }],
    ['W', { W: 'AAA=' }],
    ['W', { W: base64([1, 2, 3, 4]) }],
    ['b_final', { b_final: base64([1, 2]) }],
    ['b_final', { b_final: '' }],
    ['spec', { spec: null }],
    ['levels', { levels: undefined }],
    ['regimes', { regimes: undefined }],
  ])('with a bad %s is refused', (field, change) => {
    expect(errorOf(() => openStoredRun({ ...data(), ...change })).field).toBe(field);
  });

  it('that is no object is refused', () => {
    expect(errorOf(() => openStoredRun(null)).field).toBe('stored run');
  });
});
