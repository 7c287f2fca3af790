/** The loss of two features in one dimension over both weights. */
import { lineLoss } from '../superposition/exact_pair.ts';

/** Weights that the landscape shows, both ways, in so many grid points a side. */
export const REACH = 1.3;
export const GRID = 45;
export const weightAt = (k: number): number => -REACH + (2 * REACH * k) / (GRID - 1);

/**
 * Loss over (w1, w2) at its best biases, [GRID, GRID] with w2 upwards. Turning both signs changes nothing, so half of it is
 * worked out. `rows` are filled from `from` on, so that a page can do it in pieces.
 */
export function fillSurface(surface: Float64Array, p: number, r: number, from: number, rows: number): number {
  const half = (GRID - 1) / 2;
  const to = Math.min(half + 1, from + rows);
  for (let row = from; row < to; ++row)
    for (let column = 0; column < GRID; ++column) {
      const loss = lineLoss(weightAt(column), -weightAt(row), p, r);
      surface[row * GRID + column] = loss;
      surface[(GRID - 1 - row) * GRID + (GRID - 1 - column)] = loss;
    }
  return to > half ? GRID : to;
}

/** Levels for contour lines: closer together near the bottom. */
export function levelsOf(surface: ArrayLike<number>, count = 14): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < surface.length; ++k) {
    low = Math.min(low, surface[k]!);
    high = Math.max(high, surface[k]!);
  }
  return Array.from({ length: count }, (_, k) => low + (high - low) * 0.6 * ((k + 0.35) / count) ** 2.2);
}
