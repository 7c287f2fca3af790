import { describe, expect, it } from 'vitest';
import { fixed } from '../../src/format.ts';
import * as model from './model.ts';

describe('the asymmetric motif', () => {
  it('gives both values, and harms the one that it carries strongly', () => {
    expect(model.motif(2, true)).toMatchObject({ W1: [2, -0.5, 1, 0], W2: [0.5, 0, 2, -4] });
    expect(model.run(2, false, [1, 0])).toEqual({ h: [2, 1], y: [1, 4] });
    expect(model.run(2, false, [0, -1])).toEqual({ h: [0.5, 0], y: [0.25, 1] });
  });

  it('harms both alike when it is symmetric', () => {
    expect(model.motif(1, false).W1).toEqual([1, -1, 1, 0]);
    expect(model.run(1, false, [1, 0]).y).toEqual([1, 1]);
    expect(model.run(1, false, [0, -1]).y).toEqual([1, 1]);
  });

  it('is mended by an inhibitor: nothing wrong on output 2, a quarter of x2 on output 1', () => {
    for (const size of [0.1, 0.5, 1]) {
      expect(model.run(2, true, [size, 0]).y).toEqual([size, 0]);
      expect(model.run(2, true, [0, -size]).y).toEqual([expect.closeTo(0.25 * size), size]);
      const both = model.run(2, true, [size, -0.5]);
      expect(both.y).toEqual([expect.closeTo(size + 0.125), expect.closeTo(0.5)]);
    }
    // The other halves are other neurons' work.
    expect(model.run(2, true, [-1, 1]).y).toEqual([0, 0]);
  });

  it('pays for asymmetry only without an inhibitor', () => {
    expect(model.harm(1, false)).toBeCloseTo(2);
    expect(model.harm(2, false)).toBeCloseTo(16 + 1 / 16);
    expect(model.harm(1, true)).toBeCloseTo(1);
    expect(model.harm(2, true)).toBeCloseTo(1 / 16);
    const [without, withIt] = [model.harmOver(false).y, model.harmOver(true).y];
    expect([...without].sort((a, b) => a - b)).toEqual(without);
    expect([...withIt].sort((a, b) => b - a)).toEqual(withIt);
  });

  it('starts within its fields', () => {
    expect(model.wanted([0.5, 0.5])).toEqual([0.5, 0]);
    expect([fixed(-0.001, 2), fixed(-0.25, 2), fixed(4, 0)]).toEqual(['0.00', '−0.25', '4']);
  });
});
