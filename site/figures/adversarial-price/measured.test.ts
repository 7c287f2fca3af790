import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSweep } from '../geometry-sweep/model.ts';
import * as model from './measured.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(`site/data/${path}`, 'utf8'));
const attacks = model.openAttacks(read('adversarial-price/attacks.json'));
const { networks, training } = attacks;

describe('trained networks under attack', () => {
  it('are those of the sweep over densities', () => {
    const geometry = openSweep(read('geometry-sweep/sweep.json'));
    networks.densities.forEach((density, k) => {
      const at = geometry.densities.indexOf(density);
      expect(1 / networks.features_per_dimension[k]!).toBeCloseTo(geometry.shares[at]!, 3);
      const { command } = geometry.networks[at]!.found;
      expect(networks.commands[k]).toBe(command.replace('runs/geometry-sweep', 'runs/adversarial-price'));
    });
  });

  it('pay more as superposition forms, in step with features per dimension', () => {
    expect(networks.vulnerability[0]).toBeCloseTo(1, 1);
    expect(networks.vulnerability.at(-1)!).toBeGreaterThan(3);
    expect(model.rSquared(networks.features_per_dimension, networks.vulnerability)).toBeGreaterThan(0.98);
  });

  it('pay what theory says where pairs are best, and more on both sides', () => {
    networks.densities.forEach((density, k) => {
      const { least, most } = model.multiples(networks, k);
      expect(least).toBeGreaterThan(0.98);
      if (density < 0.46 && density > 0.2) expect(most).toBeLessThan(1.06);
    });
    expect(model.multiples(networks, 0).most).toBeCloseTo(3.8, 1);
    expect(model.multiples(networks, networks.densities.length - 1).most).toBeCloseTo(1.9, 1);
  });

  it('have a dot for each feature, the chosen density’s last', () => {
    const dots = model.pricePoints(networks, 1 / 50);
    expect(dots).toHaveLength(networks.theory.flat().length);
    expect(dots.filter(({ colour }) => colour === 'var(--ink)').map(({ x }) => x)).toEqual(networks.theory.at(-1));
    expect(dots.at(-1)!.y).toBe(networks.measured.at(-1)!.at(-1));
  });

  it('lose their superposition when attacks in training are strong', () => {
    const left = training.features_per_dimension.map(model.mean);
    expect(left[0]!).toBeGreaterThan(4);
    expect(left.at(-1)!).toBeLessThan(1);
    const removed = model.removedAt(training)!;
    const at = training.strengths.indexOf(removed);
    expect(left[at]!).toBeCloseTo(1, 0);
    expect(model.removedAt({ ...training, superposition: training.superposition.map((seeds) => seeds.map(() => 1)) })).toBeUndefined();
    const rows = model.attacksCsv(attacks).trimEnd().split('\n');
    expect(rows).toHaveLength(1 + networks.densities.length + training.features_per_dimension.flat().length);
    for (const row of rows) expect(row.split(',')).toHaveLength(5);
  });

  it('are told by the square of a correlation', () => {
    expect(model.rSquared([1, 2, 3], [5, 3, 1])).toBeCloseTo(1, 12);
    expect(model.rSquared([-1, 0, 1], [1, 0, 1])).toBeCloseTo(0, 12);
  });
});
