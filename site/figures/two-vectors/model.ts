/** Two features in two dimensions, no biases: what they gain, and how they disturb each other, in closed form. */
import type { UrlField } from '../../src/url.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';
import { both, ignoredLoss, otherAlone, ownAlone } from '../superposition/exact_pair.ts';

export const LONGEST = 1.3;
const length = (path: string): UrlField => ({ path, type: 'number', minimum: 0, maximum: LONGEST, start: 1 });
export const FIELDS: readonly UrlField[] = [
  { path: 'angle', type: 'integer', minimum: 0, maximum: 360, start: 130 },
  length('length.1'),
  length('length.2'),
  { path: 'turn', type: 'integer', minimum: 0, maximum: 359, start: 20 },
  { path: 'density', type: 'number', minimum: 0.01, maximum: 1, start: 0.1 },
];

export const angleScale = linearScale(0, 180, 1);
export const angleTicks: Tick[] = [0, 30, 60, 90, 120, 150, 180].map((value) => ({ value, label: `${value}°`, rank: value % 90 ? 1 : 0 }));

export interface Pair {
  /** Lengths of the two vectors. */
  lengths: [number, number];
  /** Between them, in degrees. */
  angle: number;
}

export type Model = 'relu' | 'linear';

/** Squared errors of both features together, each for one event: the feature itself on alone, the other on alone, both on. */
export interface Costs {
  own: number;
  other: number;
  both: number;
}

export function costs({ lengths, angle }: Pair, model: Model): Costs {
  const c = lengths[0] * lengths[1] * Math.cos((angle * Math.PI) / 180);
  // Closed forms leave a rounding of what is exactly nothing.
  const cost = (of: (a: number) => number) => Math.max(0, Math.round((of(lengths[0] ** 2) + of(lengths[1] ** 2)) * 1e12) / 1e12);
  if (model === 'relu') return { own: cost((a) => ownAlone(a, 0)), other: cost(() => otherAlone(c, 0)), both: cost((a) => both(a, c, 0)) };
  // x' = a x_j + c x_i without the ReLU.
  return {
    own: cost((a) => (1 - a) ** 2 / 3),
    other: cost(() => c ** 2 / 3),
    both: cost((a) => ((1 - a) ** 2 + c ** 2) / 3 - ((1 - a) * c) / 2),
  };
}

/** The whole expected error at density p: alone with probability p (1 - p) each, together p^2. */
export const total = ({ own, other, both }: Costs, p: number): number => p * (1 - p) * (own + other) + p * p * both;

/** Two features where there is room for one: the second is left out at its mean. */
export const leaveOneOut = (p: number): number => ignoredLoss(p);

/** Total error for each angle from 0 to 180 degrees, lengths as they are. */
export function overAngles(pair: Pair, model: Model, p: number): { x: number[]; y: number[] } {
  const x = Array.from({ length: 91 }, (_, k) => 2 * k);
  return { x, y: x.map((angle) => total(costs({ ...pair, angle }, model), p)) };
}

/** The angle that the reader sees, 0 to 180. */
export const between = (angle: number): number => Math.min(angle, 360 - angle);
