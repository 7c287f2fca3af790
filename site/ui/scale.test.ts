import { describe, expect, it } from 'vitest';
import { linearScale, linearTicks, logScale, logTicks, regimeAt, roundest, withInfinity } from './scale.ts';

describe('scales', () => {
  const density = logScale(1, 0.01, 100);

  it('gives every round value its own notch', () => {
    for (const value of [1, 0.5, 0.2, 0.1, 0.09, 0.05, 0.03, 0.02, 0.01]) expect(density.value(density.notch(value))).toBe(value);
  });

  it('falls strictly from notch to notch and comes back to each', () => {
    for (let notch = 1; notch <= density.notches; ++notch) {
      expect(density.value(notch)).toBeLessThan(density.value(notch - 1));
      expect(density.notch(density.value(notch))).toBe(notch);
    }
  });

  it('uses at most three digits a value', () => {
    for (let notch = 0; notch <= density.notches; ++notch) expect(Number(density.value(notch).toPrecision(3))).toBe(density.value(notch));
  });

  it('puts a value where its logarithm says', () => {
    expect(density.fraction(1)).toBe(0);
    expect(density.fraction(0.1)).toBeCloseTo(0.5, 12);
    expect(density.fraction(0.01)).toBeCloseTo(1, 12);
    expect(density.fraction(1e-9)).toBe(1);
  });

  it('counts linear steps without the dust of floating point', () => {
    const decay = linearScale(0.5, 1, 0.01);
    expect(Array.from({ length: 4 }, (_, k) => decay.value(k))).toEqual([0.5, 0.51, 0.52, 0.53]);
    expect(decay.value(decay.notches)).toBe(1);
    expect(decay.notch(0.9)).toBe(40);
  });

  it('ends beyond its last number at infinity', () => {
    const speed = withInfinity(logScale(1, 10_000, 20), 10);
    expect(speed.value(speed.notches)).toBe(Infinity);
    expect(speed.notch(Infinity)).toBe(speed.notches);
    expect(speed.value(speed.notch(10_000))).toBe(10_000);
    expect(speed.fraction(Infinity)).toBe(1);
    expect(speed.fraction(10_000)).toBeLessThan(1);
  });

  it('finds the shortest number between two', () => {
    expect(roundest(0.0489, 0.0511)).toBe(0.05);
    expect(roundest(0.0345, 0.0348)).toBe(0.0347);
  });

  it('knows the regime on either side of a bound', () => {
    const regimes = [
      { name: 'two pairs', from: 0.6, to: 0.21 },
      { name: 'pentagon', from: 0.21, to: 0.01 },
    ];
    expect(regimeAt(regimes, 0.3)?.name).toBe('two pairs');
    expect(regimeAt(regimes, 0.05)?.name).toBe('pentagon');
    expect(regimeAt(regimes, 0.9)).toBeUndefined();
  });

  it('ticks a line at round numbers, about as many as are asked for', () => {
    expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(-0.3, 0.32, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    expect(linearTicks(130, 2900, 5)).toEqual([500, 1000, 1500, 2000, 2500]);
    expect(linearTicks(2, 2, 5)).toEqual([2]);
  });

  it('ticks a decade at 1, 2 and 5', () => {
    expect(logTicks(0.004, 0.06)).toEqual([0.005, 0.01, 0.02, 0.05]);
  });
});
