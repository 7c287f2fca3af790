import { describe, expect, it } from 'vitest';
import * as prices from './prices.ts';

const right = Math.PI / 2;
const lowest = (price: number): number => {
  const lengths = Array.from({ length: 12001 }, (_, k) => k / 10_000);
  return lengths.reduce((low, w) => (prices.featureCost(w, price) < prices.featureCost(low, price) ? w : low));
};

describe('a price on neurons', () => {
  it('kills a feature at 0.7258 of its importance, from length 0.816', () => {
    expect(prices.DEATH_PRICE).toBeCloseTo(0.7258, 4);
    expect(prices.DEATH_LENGTH).toBeCloseTo(0.816, 3);
    expect(prices.featureCost(prices.DEATH_LENGTH, prices.DEATH_PRICE)).toBeCloseTo(prices.featureCost(0, prices.DEATH_PRICE), 12);
    expect(prices.bestLength(prices.DEATH_PRICE - 1e-9)).toBeCloseTo(prices.DEATH_LENGTH, 6);
    expect(prices.bestLength(prices.DEATH_PRICE + 1e-9)).toBe(0);
  });

  it('kills the less important first', () => {
    const importances = [1, 0.7, 0.49, 0.343, 0.2401];
    expect([0, 0.17, 0.18, 0.5, 0.6, 0.73].map((price) => prices.living(importances, price))).toEqual([5, 5, 4, 2, 1, 0]);
  });

  it('is what a search finds', () => {
    for (const price of [0, 0.2, 0.5, 0.72, 0.73, 1.1]) expect(prices.bestLength(price)).toBeCloseTo(lowest(price), 3);
    expect(prices.bestLength(0)).toBeCloseTo(1, 12);
    expect(prices.featureError(0)).toBeCloseTo(1 / 3);
  });

  it('leaves a valley to be stuck in for a while', () => {
    expect(prices.valley(1)).toBeGreaterThan(1 / Math.sqrt(3));
    expect(prices.valley(prices.LAST_VALLEY_PRICE - 1e-9)).toBeCloseTo(1 / Math.sqrt(3), 3);
    expect(prices.valley(1.03)).toBeUndefined();
  });
});

describe('a hidden unit that works seldom', () => {
  it('gains no more from a pair than from a feature of its own', () => {
    for (const p of [0.01, 0.05, 0.3, 1]) expect(prices.gainOfPair(p)).toBeLessThan(prices.gainAlone(p));
    expect(prices.gainAlone(0.05)).toBeCloseTo(0.3208, 4);
    expect(prices.gainOfPair(0.05)).toBeCloseTo(0.3205, 4);
    // (2/3 - 5p/6) / (2 - p) = 1/3 - p/4 - p^2/8 + ...
    expect((prices.gainAlone(1e-3) - prices.gainOfPair(1e-3)) / 1e-6).toBeCloseTo(1 / 8, 3);
  });
});

describe('two features that keep company', () => {
  it('cost 1.2071 by the first and the bisector, 1.5 by themselves', () => {
    expect(prices.mergedL1(right)).toBeCloseTo(1.2071, 4);
    expect(prices.trueL1()).toBe(1.5);
    for (const angle of [0.3, 1, 2.5]) expect(prices.mergedL1(angle)).toBeLessThan(prices.trueL1());
  });

  it('are coded at the least cost', () => {
    for (const atoms of [
      [0, 1],
      [0.2, 1.9],
      [-0.4, 0.5],
    ] as [number, number][])
      for (const x of [
        [1, 0],
        [1, 1],
        [0.2, 0.9],
        [-0.3, 0.4],
      ] as [number, number][]) {
        let least = Infinity;
        for (let a = 0; a <= 3; a += 0.01)
          for (let b = 0; b <= 3; b += 0.01) {
            const [dx, dy] = [
              x[0] - a * Math.cos(atoms[0]) - b * Math.cos(atoms[1]),
              x[1] - a * Math.sin(atoms[0]) - b * Math.sin(atoms[1]),
            ];
            least = Math.min(least, (dx * dx + dy * dy) / 2 + 0.1 * (a + b));
          }
        expect(prices.codeCost(x, atoms, 0.1)).toBeLessThanOrEqual(least + 1e-9);
        expect(prices.codeCost(x, atoms, 0.1)).toBeGreaterThan(least - 2e-4);
      }
  });

  it('are merged while the second is never alone, at any angle, and told apart as soon as it is, for a small enough price', () => {
    for (const angle of [0.7, right, 2.2]) {
      const merged = prices.bestAtoms({ angle, alone: 0 }, 1e-3);
      expect(merged[0]).toBeCloseTo(0, 2);
      expect(merged[1]).toBeCloseTo(angle / 2, 2);
      for (const alone of [0.05, 0.3]) {
        const apart = prices.bestAtoms({ angle, alone }, 1e-3);
        expect(apart[0]).toBeCloseTo(0, 1);
        expect(apart[1]).toBeCloseTo(angle, 1);
      }
    }
    const swings = [0.2, 0.1, 0.05, 0.02].map((price) => prices.swingAt(right, price));
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    expect(swings.at(-1)).toBeLessThan(0.04);
  });

  it('in the limit cost the price times the L1 of exact codes', () => {
    const price = 1e-4;
    expect(prices.dictionaryCost({ angle: right, alone: 0 }, [0, right / 2], price) / price).toBeCloseTo(1.2071, 3);
    expect(prices.dictionaryCost({ angle: right, alone: 0 }, [0, right], price) / price).toBeCloseTo(1.5, 3);
  });
});
