import { expect, it } from 'vitest';
import { contourPaths } from './contour.ts';

const grid = (n: number, f: (x: number, y: number) => number) =>
  Float64Array.from({ length: n * n }, (_, k) => f(k % n, Math.floor(k / n)));
const points = (path: string) =>
  path
    .split(/[ML]/)
    .filter(Boolean)
    .map((p) => p.split(' ').map(Number) as [number, number]);

it('goes round a hill at its height', () => {
  const n = 41;
  const [path] = contourPaths(
    grid(n, (x, y) => Math.hypot(x - 20, y - 20)),
    n,
    n,
    [12.3],
  );
  const on = points(path!);
  expect(on.length).toBeGreaterThan(60);
  for (const [x, y] of on) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(12.3, 1);
});

it('runs straight on a slope, and is empty beyond it', () => {
  const [inside, outside] = contourPaths(
    grid(5, (x) => x),
    5,
    5,
    [1.5, 9],
  );
  for (const [x] of points(inside!)) expect(x).toBeCloseTo(1.5);
  expect(points(inside!)).toHaveLength(8);
  expect(outside).toBe('');
});

it('joins a saddle as its mean says', () => {
  const [low] = contourPaths([1, 0, 0, 1], 2, 2, [0.4]);
  const [high] = contourPaths([1, 0, 0, 1], 2, 2, [0.6]);
  expect(points(low!)).toHaveLength(4);
  expect(low).not.toBe(high);
});

it('leaves out what is no number', () => {
  expect(contourPaths([1, 0, NaN, 1], 2, 2, [0.5])).toEqual(['']);
});
