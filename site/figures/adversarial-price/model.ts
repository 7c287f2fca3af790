/** Equal features in two dimensions, one of them on, and a small push on the inputs that moves its output the farthest. */
import { fixed } from '../../src/format.ts';
import type { UrlField } from '../../src/url.ts';
import type { Arrow } from '../../ui/arrows.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';

/** How many features share the two dimensions: alone, triangle, two pairs, pentagon, hexagon. */
export const SHAPES = ['2', '3', '4', '5', '6'] as const;
export const WAYS = ['worst', 'own'] as const;
export type Way = (typeof WAYS)[number];

export const DENSITY = 'density';

export const FIELDS: readonly UrlField[] = [
  { path: 'features', type: 'choice', choices: SHAPES, start: '5' },
  { path: 'push', type: 'number', minimum: -0.5, maximum: 0.5, start: 0.2 },
  { path: 'way', type: 'choice', choices: WAYS, start: 'worst' },
  { path: 'length', type: 'number', minimum: 1, maximum: 1.2, start: 1 },
  { path: DENSITY, type: 'number', minimum: 0.02, maximum: 1, start: 0.2 },
];

export const pushScale = linearScale(-0.5, 0.5, 0.01);
export const pushTicks: Tick[] = Array.from({ length: 11 }, (_, k) => {
  const value = Number((k / 10 - 0.5).toFixed(1));
  return { value, label: fixed(value, value ? 1 : 0), rank: k % 5 ? 1 : 0 };
});
export const lengthScale = linearScale(1, 1.2, 0.01);
export const lengthTicks: Tick[] = [1, 1.05, 1.1, 1.15, 1.2].map((value) => ({ value, label: String(value) }));

/** Angle of feature `i`: evenly spaced, but for two features, which are at right angles. The first points up. */
const angleOf = (features: number, i: number): number => Math.PI / 2 - (features === 2 ? (i * Math.PI) / 2 : (i * 2 * Math.PI) / features);

export function arrowsOf(features: number, length: number, labels: readonly string[]): Arrow[] {
  return Array.from({ length: features }, (_, i) => ({
    x: length * Math.cos(angleOf(features, i)),
    y: length * Math.sin(angleOf(features, i)),
    importance: 0.7,
    label: labels[i] ?? String(i + 1),
  }));
}

/** Row `j` of W^T W: what output j takes from each feature. */
export const overlaps = (features: number, length: number, j = 0): number[] =>
  Array.from({ length: features }, (_, i) => length ** 2 * Math.cos(angleOf(features, i) - angleOf(features, j)));

/** The bias that gives back exactly 1 for a feature that is on alone at full strength. */
export const biasOf = (length: number): number => 1 - length ** 2;

const sizeOf = (vector: readonly number[]): number => Math.hypot(...vector);

/** Where a push of length 1 goes: along the first output's row of W^T W, or on the first feature's own input alone. */
export function direction(features: number, length: number, way: Way): number[] {
  const row = overlaps(features, length);
  return way === 'own' ? row.map((_, i) => (i ? 0 : 1)) : row.map((overlap) => overlap / sizeOf(row));
}

export interface Attack {
  features: number;
  length: number;
  push: number;
  way: Way;
}

/** Inputs, the first feature on at 1 and then pushed. */
export const inputs = ({ features, length, push, way }: Attack): number[] =>
  direction(features, length, way).map((along, i) => (i ? 0 : 1) + push * along);

/** x' = ReLU(W^T W x + b). */
export function outputs(features: number, length: number, x: readonly number[]): number[] {
  return x.map((_, j) =>
    Math.max(
      0,
      overlaps(features, length, j).reduce((sum, overlap, i) => sum + overlap * x[i]!, biasOf(length)),
    ),
  );
}

/**
 * Squared error of the first output for each squared length of the push, as long as its ReLU is open; a lone feature of
 * length 1 pays 1. In the worst direction it is |(W^T W)_1|^2 = |W_1|^4 / D_1.
 */
export const price = (features: number, length: number, way: Way): number =>
  direction(features, length, way).reduce((sum, along, i) => sum + along * overlaps(features, length)[i]!, 0) ** 2;

export const dimensionality = (features: number, length = 1): number => length ** 4 / sizeOf(overlaps(features, length)) ** 2;

/** The price over features per dimension, a point a shape. */
export function prices(length: number, way: Way): { x: number[]; y: number[] } {
  const shapes = SHAPES.map(Number);
  return { x: shapes.map((features) => features / 2), y: shapes.map((features) => price(features, length, way)) };
}
