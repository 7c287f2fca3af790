import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { components, counts, dimensionsPerFeature, featureMeasures, inSpace, overlaps, symmetricEigen } from './geometry.ts';

/** Columns as W, [m, n]. */
const weights = (columns: number[][]): Tensor => {
  const [m, n] = [columns[0]!.length, columns.length];
  return { name: 'W', shape: [m, n], data: Float32Array.from({ length: m * n }, (_, k) => columns[k % n]![Math.floor(k / n)]!) };
};
const pentagon = weights(Array.from({ length: 5 }, (_, k) => [Math.cos((2 * Math.PI * k) / 5), Math.sin((2 * Math.PI * k) / 5)]));
const mixed = weights([
  [1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 0.9],
  [0, 0, 0],
]);

describe('what weights say', () => {
  it('of known shapes', () => {
    for (const { dimensionality, norm } of featureMeasures(pentagon)) {
      expect(dimensionality).toBeCloseTo(2 / 5);
      expect(norm).toBeCloseTo(1);
    }
    const [alone, first, second, short, none] = featureMeasures(mixed);
    expect(alone).toEqual({ norm: 1, superposition: 0, dimensionality: 1 });
    expect(first).toMatchObject({ superposition: 1, dimensionality: 0.5 });
    expect(second).toEqual(first);
    expect(short!.dimensionality).toBeCloseTo(1);
    expect(none).toEqual({ norm: 0, superposition: 0, dimensionality: 0 });
    expect(dimensionsPerFeature(pentagon)).toBeCloseTo(2 / 5);
    expect([...overlaps(mixed).slice(5, 10)]).toEqual([0, 1, -1, 0, 0]);
  });

  it('of which features belong together', () => {
    expect(components(mixed).map((c) => c.features)).toEqual([[1, 2], [0], [3]]);
    expect(counts(mixed)).toEqual({ dedicated: 2, paired: 2, larger: 0, represented: 4 });
    expect(counts(pentagon)).toEqual({ dedicated: 0, paired: 0, larger: 5, represented: 5 });
  });

  it('as the engine measures it', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    const run = engine.start({
      fields: { 'task.features': 20, 'model.hidden': 5, 'task.importance_decay': 0.8, 'optimizer.learning_rate': 0.01, batch: 128 },
      changes: [],
    });
    run.step(600);
    const { tensors, measures } = run.frame({ measures: ['superposition'] });
    const ours = featureMeasures(tensors['W']!);
    const theirs = (name: string) => measures[`superposition.${name}`] as number[];
    ours.forEach((feature, i) => {
      expect(feature.norm).toBeCloseTo(theirs('feature_norms')[i]!, 5);
      expect(feature.superposition).toBeCloseTo(theirs('superposition')[i]!, 5);
      expect(feature.dimensionality).toBeCloseTo(theirs('dimensionality')[i]!, 5);
    });
    expect(dimensionsPerFeature(tensors['W']!)).toBeCloseTo(measures['superposition.dimensions_per_feature'] as number, 5);
    run.free();
  });
});

describe('principal directions', () => {
  it('are eigenvectors', () => {
    const matrix = [4, 1, 0.5, 1, 3, -1, 0.5, -1, 2];
    const { values, vectors } = symmetricEigen(matrix, 3);
    expect(values[0]! + values[1]! + values[2]!).toBeCloseTo(9);
    for (let axis = 0; axis < 3; ++axis)
      for (let i = 0; i < 3; ++i) {
        let image = 0;
        for (let j = 0; j < 3; ++j) image += matrix[3 * i + j]! * vectors[3 * j + axis]!;
        expect(image).toBeCloseTo(values[axis]! * vectors[3 * i + axis]!, 8);
      }
    expect([...values].sort((a, b) => b - a)).toEqual(values);
  });

  it('show a shape as it is, wherever it lies', () => {
    const hidden = weights(
      Array.from({ length: 5 }, (_, k) => {
        const [c, s] = [Math.cos((2 * Math.PI * k) / 5), Math.sin((2 * Math.PI * k) / 5)];
        return [c * 0.6, s, c * 0.8, 0];
      }),
    );
    const { points, held } = inSpace(hidden, [0, 1, 2, 3, 4]);
    expect(held).toBeCloseTo(1);
    const apart = (a: number, b: number) => Math.hypot(...points[a]!.map((x, i) => x - points[b]![i]!));
    for (let k = 0; k < 5; ++k) expect(apart(k, (k + 1) % 5)).toBeCloseTo(2 * Math.sin(Math.PI / 5));
  });
});
