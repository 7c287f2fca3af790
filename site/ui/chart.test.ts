import { describe, expect, it } from 'vitest';
import { axisLabel, axisTicks, domainOf, linePath, nearestIndex, placeOn, valueAt, type Axis } from './chart.ts';

const linear: Axis = { scale: 'linear', from: 0, to: 10 };
const log: Axis = { scale: 'log', from: 0.01, to: 1 };
const points = (path: string) => path.split(/(?=[ML])/).map((p) => [p[0], ...p.slice(1).split(' ').map(Number)]);

describe('an axis', () => {
  it('places values, and gives them back', () => {
    expect(placeOn(linear, 2.5)).toBe(0.25);
    expect(placeOn(log, 0.1)).toBeCloseTo(0.5);
    expect(placeOn({ ...log, from: 1, to: 0.01 }, 0.1)).toBeCloseTo(0.5);
    for (const axis of [linear, log, { ...linear, from: 10, to: 0 }])
      for (const place of [0, 0.3, 1]) expect(placeOn(axis, valueAt(axis, place))).toBeCloseTo(place);
    expect(placeOn(log, 0)).toBeLessThan(0);
    expect(Number.isFinite(placeOn(log, 0))).toBe(true);
  });

  it('has ticks inside, few of them labelled', () => {
    expect(axisTicks(linear).map((t) => t.label)).toEqual(['0', '2', '4', '6', '8', '10']);
    expect(axisTicks(log, 5).map((t) => t.label)).toEqual(['0.01', '0.02', '0.05', '0.1', '0.2', '0.5', '1']);
    const wide = axisTicks({ scale: 'log', from: 1e-8, to: 100 }, 4);
    expect(wide.filter((t) => t.label).length).toBeLessThanOrEqual(6);
    expect(wide.find((t) => t.value === 2)?.label).toBeUndefined();
  });

  it('says which labels go where the axis is short', () => {
    const lasting = (axis: Axis, about?: number) =>
      axisTicks(axis, about)
        .filter((t) => t.label && !t.rank)
        .map((t) => t.label);
    expect(lasting(linear)).toEqual(['0', '4', '8']);
    expect(lasting(log)).toEqual(['0.01', '0.1', '1']);
    expect(lasting({ ...log, from: 0.02, to: 0.8 })).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5']);
    expect(lasting({ ...linear, to: 4 })).toEqual(['0', '1', '2', '3', '4']);
  });

  it('writes numbers short', () => {
    expect([0, 0.05, 0.1 + 0.2, 1000, 25000, 2e-6, -3].map(axisLabel)).toEqual(['0', '0.05', '0.3', '1,000', '25k', '2e−6', '−3']);
  });

  it('holds all values that can be drawn', () => {
    expect(domainOf([0.4, 7.3, NaN], 'linear')).toEqual([0, 8]);
    expect(domainOf([3, 3], 'linear')).toEqual([2.5, 3.5]);
    expect(domainOf([0.013, 0.4, 0, -1], 'log')).toEqual([0.01, 0.5]);
    expect(domainOf([], 'log')).toEqual([0.001, 1]);
    expect(domainOf([0.2], 'linear', [0, 1])).toEqual([0, 1]);
  });
});

describe('a line', () => {
  it('goes through its points, y up', () => {
    expect(points(linePath([0, 5, 10], [0.01, 0.1, 1], linear, log))).toEqual([
      ['M', 0, 1000],
      ['L', 500, 500],
      ['L', 1000, 0],
    ]);
  });

  it('keeps the spikes of crowded columns', () => {
    const xs = Array.from({ length: 10_001 }, (_, i) => i / 1000);
    const ys = xs.map((_, i) => (i === 5003 ? 9 : i === 7777 ? 0.5 : 5));
    const path = points(linePath(xs, ys, linear, linear, 100));
    expect(path.length).toBeLessThan(410);
    expect(Math.min(...path.map((p) => Number(p[2])))).toBe(100);
    expect(Math.max(...path.map((p) => Number(p[2])))).toBe(950);
  });

  it('breaks where there is nothing to draw', () => {
    expect(points(linePath([0, 1, 2, 3], [1, NaN, 1, 1], linear, linear)).map((p) => p[0])).toEqual(['M', 'M', 'L']);
    expect(points(linePath([0, 1, 2], [0.1, 0, 0.1], linear, log)).map((p) => p[0])).toEqual(['M', 'M']);
    expect(linePath([], [], linear, linear)).toBe('');
  });
});

it('finds the nearest point', () => {
  expect([-5, 0.4, 0.6, 99].map((x) => nearestIndex([0, 1, 3], x))).toEqual([0, 0, 1, 2]);
  expect(nearestIndex([], 1)).toBe(-1);
});
