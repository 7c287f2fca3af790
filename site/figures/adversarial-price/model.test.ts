import { describe, expect, it } from 'vitest';
import { fixed } from '../../src/format.ts';
import * as model from './model.ts';

const shapes = model.SHAPES.map(Number);

describe('the price of an attack', () => {
  it('is 1 / D at length 1, which is the features per dimension', () => {
    expect(shapes.map((n) => model.dimensionality(n))).toEqual([1, 2 / 3, 1 / 2, 2 / 5, 1 / 3].map((d) => expect.closeTo(d, 12)));
    for (const n of shapes) {
      expect(model.price(n, 1, 'worst')).toBeCloseTo(n / 2, 12);
      expect(model.price(n, 1.1, 'worst')).toBeCloseTo(1.1 ** 4 / model.dimensionality(n), 12);
      expect(model.price(n, 1.1, 'own')).toBeCloseTo(1.1 ** 4, 12);
    }
    expect(model.prices(1, 'worst').x).toEqual([1, 1.5, 2, 2.5, 3]);
  });

  it('is what the network really does, and no other direction does more', () => {
    for (const n of shapes)
      for (const length of [1, 1.13]) {
        const moved = (x: number[]) => model.outputs(n, length, x)[0]! - 1;
        const at = (push: number) => moved(model.inputs({ features: n, length, push, way: 'worst' }));
        expect(at(0)).toBeCloseTo(0, 12);
        expect(at(0.2) ** 2).toBeCloseTo(0.04 * model.price(n, length, 'worst'), 12);
        expect(at(-0.2)).toBeCloseTo(-at(0.2), 12);
        for (let k = 1; k <= 200; ++k) {
          const other = Array.from({ length: n }, (_, i) => Math.sin(k * (i + 1) * 1.7 + i));
          const size = Math.hypot(...other);
          const x = other.map((along, i) => (i ? 0 : 1) + (0.2 * along) / size);
          expect(Math.abs(moved(x))).toBeLessThanOrEqual(at(0.2) + 1e-12);
        }
      }
  });

  it('spends its push as it is told, and stops at a closed ReLU', () => {
    for (const way of model.WAYS) {
      const x = model.inputs({ features: 5, length: 1, push: -0.3, way });
      expect(Math.hypot(x[0]! - 1, ...x.slice(1))).toBeCloseTo(0.3, 12);
    }
    expect(model.inputs({ features: 5, length: 1, push: 0.3, way: 'own' })).toEqual([1.3, 0, 0, 0, 0]);
    expect(model.outputs(4, 1, [-1, 0, 0, 0])[0]).toBe(0);
  });

  it('is drawn with the first feature at the top', () => {
    const [first, second] = model.arrowsOf(4, 1.1, ['a']);
    expect([first!.x, first!.y, first!.label, second!.label]).toEqual([expect.closeTo(0), expect.closeTo(1.1), 'a', '2']);
    expect([second!.x, second!.y]).toEqual([expect.closeTo(1.1), expect.closeTo(0)]);
    expect([-0.001, 0, -0.25, 0.5].map((v) => fixed(v, 1))).toEqual(
      ['0.0', '0.0', '−0.3', '0.5'].map((t, k) => (k === 2 ? expect.stringMatching(/−0\.[23]/) : t)),
    );
  });
});
