import { describe, expect, it } from 'vitest';
import { curvePath, height, lossDomain, spread, timeEnd, timeTicks } from './curve.ts';

const points = (path: string) => [...path.matchAll(/[ML]([\d.]+) ([\d.-]+)/g)].map((m) => [Number(m[1]), Number(m[2])] as const);

describe('the loss chart', () => {
  it('has a time axis that grows by factors of about two', () => {
    expect([0, 1000, 1001, 2001, 5001, 10_001].map(timeEnd)).toEqual([1000, 1000, 2000, 5000, 10_000, 20_000]);
  });

  it('labels every other tick of time', () => {
    const labels = timeTicks(1000).map((t) => t.label);
    expect(labels.filter(Boolean)).toEqual(['0', '200', '400', '600', '800', '1,000']);
    expect(
      timeTicks(2_000_000)
        .map((t) => t.label)
        .filter(Boolean),
    ).toEqual(['0', '400k', '800k', '1.2M', '1.6M', '2M']);
  });

  it('encloses the curve and the levels between round losses', () => {
    const [low, high] = lossDomain([0.04, 0.0074], [0.0073, 0.0352]);
    expect([low, high]).toEqual([0.005, 0.05]);
    expect(height(high, [low, high])).toBe(0);
    expect(height(low, [low, high])).toBe(1);
  });

  it('survives a loss of zero and values that are not numbers', () => {
    const domain = lossDomain([0, NaN, 0.01], []);
    expect(domain[0]).toBeGreaterThan(0);
    expect(Number.isFinite(height(0, domain))).toBe(true);
  });

  it('keeps the spike of a crowded column', () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => i);
    const values = steps.map((i) => (i === 7777 ? 0.5 : 0.01));
    const path = points(curvePath(steps, values, 20_000, [0.005, 1], 100));
    expect(path.length).toBeLessThanOrEqual(400);
    expect(path.filter(([, y]) => y < 200)).toHaveLength(1);
    expect(path.every(([x], i) => i === 0 || x >= path[i - 1]![0])).toBe(true);
  });

  it('draws a short run point by point', () => {
    expect(points(curvePath([0, 500, 1000], [1, 0.1, 0.01], 1000, [0.01, 1]))).toEqual([
      [0, 0],
      [500, 500],
      [1000, 1000],
    ]);
  });

  it('spreads labels apart and keeps their order', () => {
    const at = spread([0.5, 0.51, 0.1], 0.1);
    expect(at[1]! - at[0]!).toBeCloseTo(0.1, 6);
    expect(at[2]).toBeCloseTo(0.1, 6);
  });
});
