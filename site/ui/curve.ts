/** Pure preparation of a loss chart: domains, a path with few points, labels that don't touch. */

import { count, shortCount } from '../src/format.ts';
import { linePath } from './chart.ts';
import { logTicks } from './scale.ts';

/** Losses that the competing geometries have at the task as it stood between two steps. */
export interface LevelSpan {
  from: number;
  to: number;
  levels: { name: string; loss: number }[];
}

/** The end of the time axis: round, and well ahead, so that it seldom changes. */
export function timeEnd(last: number): number {
  let end = 1000;
  for (let k = 0; end < last; ++k) end *= k % 3 === 1 ? 2.5 : 2;
  return end;
}

export function timeTicks(end: number): { value: number; label?: string; rank?: 0 | 1 | 2 }[] {
  const label = end < 100_000 ? count : shortCount;
  return Array.from({ length: 11 }, (_, k) => {
    const value = (end * k) / 10;
    return k % 2 ? { value, rank: 2 as const } : { value, label: label(value), rank: 0 as const };
  });
}

/** A little more than what is drawn, in whole ticks of 1, 2 and 5, so that the axis stays while a run goes on. */
export function lossDomain(values: ArrayLike<number>, levels: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  const see = (v: number) => {
    if (v > 0 && Number.isFinite(v)) [low, high] = [Math.min(low, v), Math.max(high, v)];
  };
  for (let i = 0; i < values.length; ++i) see(values[i]!);
  levels.forEach(see);
  if (low > high) return [0.001, 1];
  const ticks = logTicks(low / 12, high * 12);
  return [ticks.findLast((t) => t <= low * 0.92) ?? low, ticks.find((t) => t >= high * 1.05) ?? high];
}

/** Height of a loss on a log axis as a fraction, 0 at the top. */
export const height = (loss: number, [low, high]: readonly [number, number]): number =>
  Math.log(high / Math.max(loss, 1e-30)) / Math.log(high / low);

/** The curve as SVG path data in a box of 1000 by 1000. */
export const curvePath = (
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  end: number,
  domain: readonly [number, number],
  columns = 500,
): string => linePath(steps, values, { scale: 'linear', from: 0, to: end }, { scale: 'log', from: domain[0], to: domain[1] }, columns);

/** Moves positions apart until each is at least `gap` from the next, within 0 to 1; keeps their order. */
export function spread(positions: readonly number[], gap: number): number[] {
  const order = positions.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  for (let round = 0; round < 30; ++round)
    for (let k = 0; k + 1 < order.length; ++k) {
      const overlap = gap - (order[k + 1]!.at - order[k]!.at);
      if (overlap > 0) {
        order[k]!.at -= overlap / 2;
        order[k + 1]!.at += overlap / 2;
      }
    }
  const shift = Math.max(0, -(order[0]?.at ?? 0)) || Math.min(0, 1 - (order.at(-1)?.at ?? 1));
  const result = new Array<number>(positions.length);
  for (const { at, i } of order) result[i] = at + shift;
  return result;
}
