import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { overlaps } from '../superposition/geometry.ts';
import * as model from './model.ts';

const start = startState(model.PLAN.fields);
const identity: Tensor = { name: 'W', shape: [2, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0) };

describe('a privileged basis', () => {
  it('is lost when the hidden space is turned, but not by the linear network', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    const x = model.examples(0.1, model.EXAMPLES);
    for (const hidden of ['relu', 'linear'] as const) {
      const run = engine.start(specOf(model.PLAN, { fields: { ...start.fields, [model.HIDDEN]: hidden }, changes: [] }));
      run.step(4000);
      const { tensors, measures } = run.frame({ measures: ['loss'] });
      const [W, b] = [tensors['W']!, tensors['b_final']!.data];
      const before = model.lossOn(x, W, b, hidden);
      // Other examples than the engine's last batch of 256.
      expect(Math.abs(before / Number(measures['loss']) - 1)).toBeLessThan(0.5);
      const after = model.lossOn(x, model.rotated(W, 45), b, hidden);
      if (hidden === 'linear') expect(after).toBeCloseTo(before, 6);
      else expect(after).toBeGreaterThan(1.3 * before);
      run.free();
    }
  }, 60_000);

  const stored = model.openData(JSON.parse(readFileSync('site/data/privileged-basis/run.json', 'utf8')));

  it('starts from the stored run', () => {
    expect(sameTask(model.PLAN, stored.run.spec, start.fields)).toBe(true);
  });

  it('holds a code at each density: neurons of one feature when features are frequent, a pair of neurons each when they are rare', () => {
    expect(stored.codes.map(({ density }) => String(density))).toEqual([...model.CODES]);
    for (const { density, loss, seeds, W, b } of stored.codes) {
      expect(seeds).toBe(1000);
      const ours = model.lossOn(model.examples(density, 60_000), W, b.data, 'relu');
      expect(Math.abs(ours / loss - 1)).toBeLessThan(0.05);
    }
    const [frequent, rare] = [stored.codes[0]!, stored.codes.at(-1)!];
    expect(model.neuronsAlone(frequent.W)).toBe(model.NEURONS);
    expect(model.neuronsAlone(rare.W)).toBe(0);
    const pairs = Array.from({ length: model.FEATURES }, (_, i) => {
      const column = Array.from({ length: model.NEURONS }, (_, k) => rare.W.data[k * model.FEATURES + i]!);
      return column.flatMap((w, k) => (w > 0.25 * Math.max(...column) ? [k] : [])).join('+');
    });
    expect(new Set(pairs).size).toBe(model.FEATURES);
    for (const pair of pairs) expect(pair).toMatch(/^\d\+\d$/);
  });

  it('is turned by an orthogonal matrix', () => {
    const turned = model.rotated(identity, 30);
    expect(turned.data[0]).toBeCloseTo(Math.cos(Math.PI / 6));
    overlaps(turned).forEach((value, k) => expect(value).toBeCloseTo(overlaps(identity)[k]!));
    expect(model.neuronsAlone(identity)).toBe(2);
    expect(model.neuronsAlone(turned)).toBe(0);
  });

  it('is judged on examples of the right density, by the loss that is trained', () => {
    const x = model.examples(0.2, 20_000, 3);
    expect(x.filter((v) => v > 0).length / x.length).toBeCloseTo(0.2, 2);
    expect(model.examples(0.2, 50, 3)).toEqual(x.subarray(0, 150));
    // Two features are given back exactly; the third, left out at bias 0, costs its importance times p / 3.
    expect(model.lossOn(x, identity, [0, 0, 0], 'relu', 0.5) / (0.25 * (0.2 / 3))).toBeCloseTo(1, 1);
  });

  it('is read aloud', () => {
    expect(model.say(1, 2, -0.5)).toBe('neuron 2 takes −0.50 from feature 3');
    expect(model.neuronSays({ tensors: { W: identity } }, 1)).toMatch(/^Neuron 2: 1\.00 from feature 2, /);
  });
});
