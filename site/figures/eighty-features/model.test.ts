import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPRESENTED } from '../superposition/geometry.ts';
import { pairDensity } from '../twenty-features/model.ts';
import * as model from './model.ts';

const models = model.openModels(JSON.parse(readFileSync('site/data/eighty-features/models.json', 'utf8')));
const represented = ({ features }: model.Model) => features.filter(({ norm }) => norm > REPRESENTED).length;
const named = (name: string) => models.find((m) => model.nameOf(m) === name)!;

describe('eighty features in twenty dimensions', () => {
  it('keeps the twenty most important, each alone, without a ReLU', () => {
    const { features, kept, bias } = named('linear');
    expect(features.map(({ norm }) => norm > REPRESENTED)).toEqual(features.map((_, i) => i < model.HIDDEN));
    expect(kept).toBeCloseTo(model.HIDDEN, 0);
    // What is left out is answered with its mean, p / 2.
    expect(bias[60]!).toBeCloseTo(0.05, 2);
  });

  it('keeps more and more features as density falls, and shares more', () => {
    const counts = models.slice(1).map(represented);
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(counts[0]).toBeLessThan(24);
    expect(counts.at(-1)!).toBeGreaterThan(40);
  });

  it('has the pairs that the law gives at density 10 %', () => {
    const pairs = Array.from({ length: model.HIDDEN }, (_, k) => pairDensity(k, 0.9)).filter((p) => p > 0.1).length;
    expect(pairs).toBe(14);
    expect(models.find(({ output, density }) => output === 'relu' && density === 0.1)!.keeps).toBe('six alone, 28 in 14 pairs');
  });

  it('is read out as CSV', () => {
    expect(model.modelsCsv(models).trimEnd().split('\n')).toHaveLength(1 + 80 * models.length);
  });
});
