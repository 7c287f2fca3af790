import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as model from './model.ts';

const networks = model.openSweep(JSON.parse(readFileSync('site/data/memorisation/sweep.json', 'utf8')));
const at = (samples: number) => networks.find((network) => network.samples === samples)!;
const polygon = (k: number): model.Vectors => ({
  x: Array.from({ length: k }, (_, i) => 1.3 * Math.cos((2 * Math.PI * i) / k)),
  y: Array.from({ length: k }, (_, i) => 1.3 * Math.sin((2 * Math.PI * i) / k)),
});

describe('examples learnt by heart', () => {
  it('share two dimensions evenly in a regular polygon', () => {
    for (const k of [3, 5, 8]) for (const D of model.dimensionality(polygon(k))) expect(D).toBeCloseTo(2 / k, 12);
    expect(model.dimensionality({ x: [1, 0, 0], y: [0, 2, 0] })).toEqual([1, 1, 0]);
    for (const k of [5, 6, 8])
      for (const D of at(k).sampleDimensionality) expect(Math.abs(D - 2 / k)).toBeLessThan(0.02);
  });

  it('are lost on unseen ones, most in between, until features are found', () => {
    const unseen = networks.map((network) => model.mean(network.unseen));
    const worst = unseen.indexOf(Math.max(...unseen));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(networks.length - 1);
    expect(unseen.at(-1)!).toBeLessThan(1);
    expect(at(2000).represented).toBe(5);
    for (const D of model.representedDimensionality(at(2000))) expect(Math.abs(D - 0.3)).toBeLessThan(0.05);
    expect(at(200).norm).toBeGreaterThan(10 * at(2000).norm);
  });

  it('are drawn with room for all', () => {
    const { features, hidden } = at(5);
    expect(hidden.x).toHaveLength(5);
    expect(features.x).toHaveLength(1000);
    expect(model.radiusOf(polygon(4))).toBeCloseTo(1.3, 12);
    expect(model.radiusOf({ x: [0.2], y: [0] })).toBe(1.15);
    expect(model.dotsOf([at(5)], (network) => network.sampleDimensionality, 1)).toEqual([{ x: 5, y: 0.4 }]);
    expect([1, 6.9, 1e6, 40].map((size) => model.nearestSize(networks, size))).toEqual([3, 6, 2000, 50]);
    expect(model.sweepCsv(networks).trimEnd().split('\n')).toHaveLength(1 + 5 * networks.length);
  });
});
