import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { regimeAt } from '../../ui/scale.ts';
import { components } from '../superposition/geometry.ts';
import * as model from './model.ts';

const sweep = model.openSweep(JSON.parse(readFileSync('site/data/geometry-sweep/sweep.json', 'utf8')));
const at = (density: number) => model.nearest(sweep.densities, density);
const polytopes = (density: number) => sweep.components[at(density)]!.map(({ polytope }) => polytope);

describe('the sweep over densities', () => {
  it('has pairs only from a quarter to nearly a half, as theory says', () => {
    for (const density of [0.45, 0.38, 0.3]) expect([density, polytopes(density)]).toEqual([density, Array(6).fill('digon')]);
    expect(sweep.shares[at(0.3)]).toBeCloseTo(0.49, 2);
    expect(regimeAt(model.regimesOf(sweep.theory), 0.3)?.name).toBe('pairs');
  });

  it('has pentagons or antiprisms just below', () => {
    expect(polytopes(0.2).some((polytope) => /pentagon|antiprism/.test(polytope))).toBe(true);
    expect(sweep.shares[at(0.2)]).toBeLessThan(0.45);
  });

  it('is classified by the engine as the page sees it', () => {
    sweep.densities.forEach((_, k) => {
      expect(sweep.components[k]!.map(({ features }) => features)).toEqual(components(sweep.weights(k)).map(({ features }) => features));
    });
  });

  it('has theory’s turning points', () => {
    const edges = sweep.theory.ranges.map(({ polytope, from, to }) => [polytope, from, to] as const);
    const digon = edges.find(([polytope]) => polytope === 'digon')!;
    expect(digon[1]).toBeCloseTo(0.225, 2);
    expect(digon[2]).toBeCloseTo(0.644, 2);
    for (const [polytope, benefits] of Object.entries(sweep.theory.benefits))
      expect([polytope, benefits.length]).toEqual([polytope, sweep.theory.densities.length]);
  });

  it('says what a network is made of', () => {
    const list = (...polytopes: string[]) => polytopes.map((polytope, k) => ({ polytope, features: [2 * k, 2 * k + 1] }));
    expect(model.madeOf(list('square-antiprism', 'digon', 'digon'))).toBe('1 square antiprism, 2 pairs');
    expect(model.madeOf(list('irregular', 'dedicated'))).toBe('2 features in an irregular shape, 1 alone');
    expect(model.madeOf([])).toBe('nothing');
  });

  it('draws shapes by their edges', () => {
    const k = at(0.3);
    const pair = model.shapeOf(sweep.weights(k), sweep.components[k]![0]!);
    expect(pair.edges).toEqual([[0, 1]]);
    expect(pair.held).toBeCloseTo(1);
    expect(model.marks(sweep.points).length).toBeLessThan(sweep.points.length);
    expect(model.sweepCsv(sweep).trimEnd().split('\n')).toHaveLength(1 + 60 * sweep.densities.length);
  });
});
