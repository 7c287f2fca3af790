import { describe, expect, it } from 'vitest';
import { densityRuler } from './density.ts';

describe('the ruler of densities', () => {
  const labels = (most?: number, least?: number) =>
    densityRuler(most, least).ticks.flatMap(({ label }) => label?.replace('\u00a0%', '') ?? []);

  it('has a tick for each first digit, and says some of them in percent', () => {
    const { ticks } = densityRuler();
    expect(ticks.map(({ value }) => value)).toEqual([
      1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01,
    ]);
    expect(labels()).toEqual(['100', '50', '20', '10', '5', '2', '1']);
  });

  it('labels its ends, wherever they are, and its scale has them', () => {
    expect(labels(0.3)).toEqual(['30', '20', '10', '5', '2', '1']);
    expect(labels(1, 0.05)).toEqual(['100', '50', '20', '10', '5']);
    const { scale } = densityRuler(0.3, 0.02);
    expect([scale.value(0), scale.value(scale.notches)]).toEqual([0.3, 0.02]);
  });

  it('lets the second label go where the ruler is narrow', () => {
    expect(
      densityRuler(0.3)
        .ticks.filter(({ label, rank }) => label && rank === 1)
        .map(({ value }) => value),
    ).toEqual([0.2]);
  });
});
