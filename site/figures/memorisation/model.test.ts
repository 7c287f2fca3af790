import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeCommand, sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(`site/data/${file}`, 'utf8'));
const data = model.openData(read('memorisation-live/run.json'));
const sweeps = { live: data.networks, large: model.openSweep(read('memorisation/sweep.json')) };
const at = (which: model.Which, samples: number) => sweeps[which].find((network) => network.samples === samples)!;
const polygon = (k: number, radius = 1.3): model.Vectors => ({
  x: Array.from({ length: k }, (_, i) => radius * Math.cos((2 * Math.PI * i) / k)),
  y: Array.from({ length: k }, (_, i) => radius * Math.sin((2 * Math.PI * i) / k)),
});
const start = startState(model.PLAN.fields);

describe('a network that trains on a finite set', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('is described to the engine, without what concerns the page alone', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(sameTask(model.PLAN, data.run.spec, start.fields)).toBe(true);
    const chosen = { fields: { ...start.fields, [model.SAMPLES]: '8', [model.STORED]: '30', [model.NETWORK]: 'large' }, changes: [] };
    expect(specOf(model.PLAN, chosen).fields['task.samples']).toBe(8);
    expect(nativeCommand(model.PLAN, chosen, 9)).toBe('orrery train --preset memorisation-live --set task.samples=8 --out run');
  });

  it('ends in a regular pentagon of its examples, as the stored run does', () => {
    const run = engine.start(specOf(model.PLAN, { ...start, changes: [] }));
    run.step(model.STEPS);
    const live = run.frame({ measures: [...model.PLAN.measures!], views: [...model.PLAN.views!] });
    run.free();
    for (const frame of [live, data.run.at(model.STEPS)]) {
      const { hidden } = model.shapeOf(frame);
      expect(hidden.x).toHaveLength(5);
      for (const D of model.dimensionality(hidden)) expect(Math.abs(D - 0.4)).toBeLessThan(0.02);
      const { train, unseen } = model.lossesOf(frame);
      expect(train).toBeLessThan(0.05);
      expect(unseen).toBeGreaterThan(0.8);
    }
    expect(model.PLAN.says(live)).toMatchObject({ landmark: 'memorised', sentence: expect.stringContaining('Step 2,000: loss 0.0') });
  });
});

describe('examples learnt by heart', () => {
  it('share two dimensions evenly in a regular polygon', () => {
    for (const k of [3, 5, 8]) for (const D of model.dimensionality(polygon(k))) expect(D).toBeCloseTo(2 / k, 12);
    expect(model.dimensionality({ x: [1, 0, 0], y: [0, 2, 0] })).toEqual([1, 1, 0]);
    for (const which of model.NETWORKS)
      for (const k of [5, 6, 8]) for (const D of at(which, k).sampleDimensionality) expect(Math.abs(D - 2 / k)).toBeLessThan(0.4 / k);
  });

  it('are told apart without error from a radius on', () => {
    for (const k of [3, 5, 12]) {
      const r = model.exactRadius(k);
      const { x, y } = polygon(k, r);
      for (let s = 1; s < k; ++s) expect(x[0]! * x[s]! + y[0]! * y[s]! + 1 - r * r).toBeLessThan(1e-12);
      expect(x[0]! * x[1]! + y[0]! * y[1]! + 1 - r * r).toBeCloseTo(0, 12);
    }
    expect(model.exactRadius(5) ** 2).toBeCloseTo(1.447, 3);
  });

  it.each(model.NETWORKS)('are lost on unseen ones, most in between, until features are found (%s)', (which) => {
    const networks = sweeps[which];
    const unseen = networks.map((network) => model.mean(network.unseen));
    const worst = unseen.indexOf(Math.max(...unseen));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(networks.length - 1);
    expect(unseen.at(-1)!).toBeLessThan(1);
    const last = networks.at(-1)!;
    expect(last.represented).toBe(5);
    for (const D of model.representedDimensionality(last)) expect(Math.abs(D - 0.3)).toBeLessThan(0.08);
    expect(Math.max(...networks.map(({ norm }) => norm))).toBeGreaterThan(5 * last.norm);
  });

  it.each(model.NETWORKS)('are stored for the sizes that the rulers stop at (%s)', (which) => {
    expect(sweeps[which].map(({ samples }) => samples)).toEqual(model.SIZES[which]);
  });

  it('are drawn with room for all', () => {
    const { features, hidden } = at('large', 5);
    expect(hidden.x).toHaveLength(5);
    expect(features.x).toHaveLength(1000);
    expect(model.radiusOf(polygon(4))).toBeCloseTo(1.3, 12);
    expect(model.radiusOf({ x: [0.2], y: [0] })).toBe(1.15);
    expect(model.dotsOf([at('large', 5)], (network) => network.sampleDimensionality, 1)).toEqual([{ x: 5, y: 0.4 }]);
    expect([1, 6.9, 1e6, 40].map((size) => model.nearestSize('large', size))).toEqual([3, 6, 2000, 50]);
    expect(model.sweepCsv(sweeps.large).trimEnd().split('\n')).toHaveLength(1 + 5 * sweeps.large.length);
    expect(model.pathOf({ x: [1, 0.001, 1], y: [0, 0, 0] }, false, 10)).toBe('M0 0L10 0M0 0L10 0');
    expect(model.pathOf({ x: [1, 1, 0], y: [1, 1, 0] }, true, 10)).toBe('M10 -10h0M0 0h0');
    const { strokes, dots } = model.thumbnailOf({ features: polygon(3, 0.5), hidden: polygon(4, 2), represented: 0 });
    expect(strokes).toContain('M0 0L11 0');
    expect(dots).toContain('M44 0h0');
  });
});
