import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const stored = openStoredRun(JSON.parse(readFileSync('site/data/local-bases/run.json', 'utf8')));
const start = startState(model.PLAN.fields);
const tensor = (name: string, shape: number[], values: ArrayLike<number>): Tensor => ({ name, shape, data: Float32Array.from(values) });
/** Set 1 along the axes; feature i of set 2 opposite to feature `of[i]` of set 1. */
const twoBases = (of: number[]): Tensor => {
  const [m, n] = [of.length, 2 * of.length];
  const W = new Float32Array(m * n);
  for (let i = 0; i < m; ++i) {
    W[i * n + i] = 1;
    W[of[i]! * n + m + i] = -1;
  }
  return tensor('W', [m, n], W);
};

describe('two sets in the dimensions of one', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('are described to the engine, and stored', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(sameTask(model.PLAN, stored.spec, start.fields)).toBe(true);
    expect(sameTask(model.PLAN, stored.spec, { ...start.fields, [model.ORDER]: 'shuffled' })).toBe(true);
    expect(sameTask(model.PLAN, stored.spec, { ...start.fields, [model.SET]: '4' })).toBe(false);
  });

  it('are told from what is no basis', () => {
    const ideal = model.basesOf(twoBases([1, 2, 0]));
    expect(ideal).toMatchObject({ within: 0, squares: 6, found: true, opposite: [5, 3, 4, 1, 2, 0] });
    expect(ideal.dimensions).toBeCloseTo(3);
    expect(ideal.between).toBeCloseTo(1 / 3);
    const missing = twoBases([0, 1, 2]);
    missing.data[6 + 4] = 0;
    expect(model.basesOf(missing)).toMatchObject({ within: 0, found: false });
    const slanted = twoBases([0, 1, 2]);
    slanted.data[1] = 0.5;
    expect(model.basesOf(slanted).found).toBe(false);
    expect(model.basesOf(slanted).within).toBeCloseTo((2 * 0.5) / 12);
  });

  it('stand in the order that is asked for', () => {
    expect(model.standing('by-set', 6)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const size of [4, 10]) {
      const shuffled = model.standing('shuffled', 2 * size);
      expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 2 * size }, (_, i) => i));
      // Neighbours are as often of different sets as of the same.
      const changes = shuffled.slice(1).filter((i, k) => i < size !== shuffled[k]! < size).length;
      expect(changes).toBeGreaterThanOrEqual(size - 1);
    }
  });

  it('cost what theory says', () => {
    for (const p of [0.02, 0.05, 0.2]) {
      const tensors = { W: twoBases([2, 0, 3, 1]), b_final: tensor('b_final', [8], new Float32Array(8)) };
      expect(model.expectedLoss({ tensors }, p) / model.oppositePairs(4, p)).toBeCloseTo(1, 1);
      const one = twoBases([0, 1, 2, 3]);
      for (let k = 0; k < 4; ++k) for (let i = 4; i < 8; ++i) one.data[k * 8 + i] = 0;
      const bias = tensor('b_final', [8], [0, 0, 0, 0, p / 2, p / 2, p / 2, p / 2]);
      expect(model.expectedLoss({ tensors: { W: one, b_final: bias } }, p) / model.oneSet(4, p)).toBeCloseTo(1, 1);
    }
  });

  it('are what training finds: in the stored run, and from other seeds for both sizes', () => {
    expect(model.basesOf(stored.at(0).tensors['W']!).found).toBe(false);
    const end = stored.at(stored.last);
    const bases = model.basesOf(end.tensors['W']!);
    expect(bases.found).toBe(true);
    expect(Math.abs(bases.squares - 20)).toBeLessThan(1);
    expect(Math.abs(bases.dimensions - 10)).toBeLessThan(0.5);
    // A set comes on as a whole: what it sends to each output of the other is negative only together, and so costs less.
    const sent = (j: number, of: number) => Array.from({ length: 10 }, (_, i) => bases.overlap[j * 20 + of * 10 + i]!);
    for (let j = 0; j < 20; ++j) expect(sent(j, j < 10 ? 1 : 0).reduce((a, b) => a + b)).toBeLessThan(-0.3);
    expect(Math.max(...sent(0, 1))).toBeGreaterThan(0.1);
    const ratio = model.expectedLoss(end, 0.05) / model.oppositePairs(10, 0.05);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(0.98);
    let found = 0;
    for (let seed = 0; seed < 6; ++seed) {
      const run = engine.start(specOf(model.PLAN, { fields: { ...start.fields, [model.SET]: '4', seed }, changes: [] }));
      run.step(3000);
      const frame = run.frame({ measures: ['superposition.exact_loss'] });
      if (model.basesOf(frame.tensors['W']!).found) ++found;
      // The estimate from stored examples against the exact loss.
      expect(Math.abs(model.expectedLoss(frame, 0.05) / Number(frame.measures['superposition.exact_loss']) - 1)).toBeLessThan(0.05);
      run.free();
    }
    expect(found).toBeGreaterThanOrEqual(5);
  }, 60_000);
});
