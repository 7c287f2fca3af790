import { describe, expect, it } from 'vitest';
import { lineLoss } from '../superposition/exact_pair.ts';
import { fillSurface, GRID, levelsOf, weightAt } from './surface.ts';

describe('the landscape', () => {
  it('is the loss at the grid’s weights, in pieces as in one', () => {
    const [whole, pieces] = [new Float64Array(GRID ** 2), new Float64Array(GRID ** 2)];
    expect(fillSurface(whole, 0.2, 0.5, 0, GRID)).toBe(GRID);
    for (let row = 0; row < GRID;) row = fillSurface(pieces, 0.2, 0.5, row, 6);
    expect(pieces).toEqual(whole);
    for (const [row, column] of [
      [0, 0],
      [10, 40],
      [30, 7],
      [44, 44],
    ] as const)
      expect(whole[row * GRID + column]).toBeCloseTo(lineLoss(weightAt(column), -weightAt(row), 0.2, 0.5), 8);
    const levels = levelsOf(whole);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels[0]).toBeGreaterThan(Math.min(...whole));
  });
});
