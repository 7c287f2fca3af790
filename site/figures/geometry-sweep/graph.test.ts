import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { graphOf, HEIGHT, WIDTH } from './graph.ts';
import * as model from './model.ts';

const sweep = model.openSweep(JSON.parse(readFileSync('site/data/geometry-sweep/sweep.json', 'utf8')));
const networkAt = (density: number) => sweep.networks[model.nearest(sweep.densities, density)]!;

describe('the feature graph', () => {
  it('has every feature once, inside its box and clear of the others', () => {
    for (const { W, parts } of sweep.networks) {
      const { nodes, left, rings, size } = graphOf(W, parts);
      expect(nodes.length + left.length).toBe(60);
      expect(new Set(nodes.map(({ feature }) => feature)).size).toBe(nodes.length);
      expect(rings).toHaveLength(parts.length);
      for (const { x, y } of [...nodes, ...left]) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(WIDTH);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(HEIGHT);
      }
      nodes.forEach((a, k) => nodes.slice(k + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * size)));
    }
  });

  it('joins the features of a part, and no two parts', () => {
    const { W, parts } = networkAt(0.3);
    const { edges } = graphOf(W, parts);
    expect(edges).toHaveLength(parts.length);
    const partOf = (feature: number) => parts.findIndex(({ features }) => features.includes(feature));
    for (const { from, to, weight } of edges) {
      expect(partOf(from.feature)).toBe(partOf(to.feature));
      expect(weight).toBeCloseTo(1, 1);
    }
  });

  it('goes round a polygon as it stands in its plane', () => {
    const data = new Float32Array(10);
    // Feature k at angle 2k fifths: neighbours in space are k and k + 3.
    for (let k = 0; k < 5; ++k) [data[k], data[5 + k]] = [Math.cos((4 * Math.PI * k) / 5), Math.sin((4 * Math.PI * k) / 5)];
    const { nodes } = graphOf({ name: 'W', shape: [2, 5], data }, [{ polytope: 'pentagon', features: [0, 1, 2, 3, 4] }]);
    const apart = (a: number, b: number) => Math.hypot(nodes[a]!.x - nodes[b]!.x, nodes[a]!.y - nodes[b]!.y);
    for (let k = 0; k < 5; ++k) expect(apart(k, (k + 3) % 5)).toBeLessThan(apart(k, (k + 1) % 5));
  });
});
