import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import { components, counts } from '../superposition/geometry.ts';
import * as model from './model.ts';

const W: Tensor = { name: 'W', shape: [2, 4], data: Float32Array.of(1, 0, 0, 0, 0, 0.9, -0.9, 0) };

describe('twenty features', () => {
  it('pair by a law', () => {
    const published = [0.509, 0.369, 0.237, 0.137, 0.073];
    published.forEach((p, k) => expect(model.pairDensity(k)).toBeCloseTo(p, 3));
    const names = [0.7, 0.45, 0.3, 0.2, 0.1, 0.03].map((p) => regimeAt(model.lawRegimes(), p)!.name);
    expect(names).toEqual(['no pairs', 'one pair', 'two pairs', 'three pairs', 'four pairs', 'five pairs']);
  });

  it('are said in words', () => {
    expect(model.keeps(W)).toBe('one alone, two in one pair');
    expect(model.keeps({ ...W, data: new Float32Array(8) })).toBe('nothing yet');
    const seen = model.seenIn({
      step: 0,
      measures: {},
      tensors: { W, b_final: { name: 'b_final', shape: [4], data: new Float32Array(4) } },
    });
    expect(model.partnerOf(seen, 1)).toBe(2);
    expect(model.partnerOf(seen, 0)).toBeUndefined();
    expect(model.say(1, 2, -0.81)).toBe('output 2 takes −0.81 from feature 3');
    expect(model.say(0, 0, 1)).toBe('feature 1 gives itself back 1.00 times');
  });

  it('are trained as the law says, and the linear network keeps the five most important', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    const trained = (fields: Record<string, number | string>, steps = 3000) => {
      const run = engine.start(specOf(model.PLAN, { fields: { ...startState(model.PLAN.fields).fields, ...fields }, changes: [] }));
      run.step(steps);
      const { tensors } = run.frame({ measures: [] });
      run.free();
      return tensors['W']!;
    };
    expect(counts(trained({}))).toMatchObject({ dedicated: 1, paired: 8 });
    expect(counts(trained({ [model.DENSITY]: 0.3 }))).toMatchObject({ dedicated: 3, paired: 4 });
    // As the density falls, from the least important of those kept.
    const { fields } = startState(model.PLAN.fields);
    const run = engine.start(specOf(model.PLAN, { fields: { ...fields, [model.DENSITY]: 1 }, changes: [] }));
    run.step(4000);
    for (const [density, shared] of [
      [0.5, [[4, 5]]],
      [
        0.3,
        [
          [3, 6],
          [4, 5],
        ],
      ],
    ] as const) {
      run.change(model.DENSITY, density);
      run.step(4000);
      const parts = components(run.frame({ measures: [] }).tensors['W']!).map(({ features }) => features);
      expect(parts.filter(({ length }) => length > 1)).toEqual(shared);
    }
    run.free();
    const linear = trained({ [model.OUTPUT]: 'linear' }, 6000);
    const { features } = model.seenIn({
      step: 0,
      measures: {},
      tensors: { W: linear, b_final: { name: 'b_final', shape: [20], data: new Float32Array(20) } },
    });
    expect(features.map(({ norm }) => norm > 0.5)).toEqual(features.map((_, i) => i < 5));
  }, 60_000);
});
