import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const data = model.openData(JSON.parse(readFileSync('site/data/staircase/run.json', 'utf8')));
const start = startState(model.PLAN.fields);
const at = (frame: Parameters<typeof model.levelAt>[1]) => {
  const level = model.levelAt(data.levels, frame);
  return level && model.levelName(level);
};
const tensor = (name: string, shape: number[], values: number[]): Tensor => ({ name, shape, data: Float32Array.from(values) });
/** So many features of length 1 along the first dimension, the others short. */
const network = (kept: number, loss: number) => ({
  tensors: {
    W: tensor(
      'W',
      [2, 6],
      Array.from({ length: 12 }, (_, k) => (k < kept ? 1 : k < 6 ? 0.1 : 0)),
    ),
    b_final: tensor('b_final', [6], [0, 0, 0, 0, 0, 0]),
  },
  measures: { 'superposition.exact_loss': loss },
});

describe('the staircase of polygons', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('is described to the engine, and stored', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(sameTask(model.PLAN, data.run.spec, start.fields)).toBe(true);
  });

  it('has the published levels, with names', () => {
    expect(data.levels.map(({ loss }) => Number(loss.toFixed(5)))).toEqual([0.11111, 0.10417, 0.09722, 0.06874, 0.0618, 0.04819]);
    expect(at(network(4, 0.1042))).toBe('square, a dead one raised');
    expect(at(network(4, 0.0974))).toBe('square, both raised');
    expect(at(network(5, 0.0974))).toBeUndefined();
    expect(at(network(6, 0.0482))).toBe('hexagon');
    expect(at(network(4, 0.08))).toBeUndefined();
    const growing = network(4, 0.0974);
    growing.tensors.W.data[5] = 0.6;
    expect(at(growing)).toBeUndefined();
  });

  it('is gone down in the stored run: from the square to the pentagon with a raised dead feature', () => {
    const seen = Array.from(data.run.metrics('superposition.exact_loss').steps, (step) => at(data.run.at(step))).filter(
      (name, k, all) => name && name !== all[k - 1],
    );
    expect(seen[0]).toMatch(/^square/);
    expect(seen.at(-1)).toBe('pentagon, a dead one raised');
    const dead = model.features(data.run.at(data.run.last)).filter(({ own }) => own < 0.5);
    expect(dead).toHaveLength(1);
    expect(dead[0]!.length).toBeLessThan(0.1);
    expect(dead[0]!.bias).toBeCloseTo(1 / 12, 1);
    expect(model.arrowsOf(data.run.at(data.run.last))).toHaveLength(6);
  });

  it('ends at one of its levels from other seeds, too', () => {
    for (let seed = 0; seed < 8; ++seed) {
      const run = engine.start(specOf(model.PLAN, { fields: { ...start.fields, seed }, changes: [] }));
      run.step(6000);
      const frame = run.frame({ measures: model.PLAN.measures! });
      expect([seed, at(frame)]).toEqual([seed, expect.stringMatching(/raised$|hexagon/)]);
      run.free();
    }
  }, 60_000);
});
