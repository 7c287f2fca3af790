/** Two sets of features, as many dimensions as one of them has: each set finds a basis, and the bases share all dimensions. */
import type { Frame, Tensor } from '@orrery/engine';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, fixed } from '../../src/format.ts';
import { lossOn, uniform } from '../privileged-basis/model.ts';
import { featureMeasures, overlaps, REPRESENTED } from '../superposition/geometry.ts';

export const DENSITY = 'task.density';
/** Features of a set, and so dimensions: the figure's own field. */
export const SET = 'set';
export const SIZES = ['4', '10'] as const;
/** In which order the matrix stands: of the page alone. */
export const ORDER = 'order';
export const ORDERS = ['by-set', 'shuffled'] as const;
export type Order = (typeof ORDERS)[number];

export const PLAN: Plan = {
  name: 'local-bases',
  fixed: { 'task.importance_decay': 1, 'optimizer.learning_rate': 0.003, 'optimizer.weight_decay': 0 },
  fields: [
    { path: SET, type: 'choice', choices: SIZES, start: '10' },
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 0.3, start: 0.05, live: true },
    { path: ORDER, type: 'choice', choices: ORDERS, start: 'by-set' },
    seedField(0),
  ],
  engineField: (path, fields) => {
    if (path === ORDER) return undefined;
    return path === SET ? ['task.features', 2 * Number(fields[SET])] : [path, fields[path]!];
  },
  derived: (fields) => {
    const size = Number(fields[SET]);
    return { 'task.correlated': [size, size], 'model.hidden': size };
  },
  measures: ['loss'],
  farthest: 100_000,
  restAfter: 12_000,
  speed: 250,
  says(frame) {
    const bases = basesOf(frame.tensors['W']!);
    return {
      landmark: String(bases.found),
      sentence: `Step ${count(frame.step)}: overlap within a set ${bases.within.toFixed(3)} on average`,
    };
  },
};

/** 1a, 1b, ... of the first set, then 2a, 2b, ... */
export const labels = (size: number): string[] =>
  Array.from({ length: 2 * size }, (_, i) => `${Math.floor(i / size) + 1}${String.fromCharCode(97 + (i % size))}`);
export const setColour = (i: number, size: number): string => (i < size ? 'var(--c1)' : 'var(--c3)');

export interface Bases {
  /** W^T W, [n, n]. */
  overlap: Float64Array;
  /** Mean |W_i . W_j| of two of a set, and of two of different sets. */
  within: number;
  between: number;
  /** Sum of squared lengths. */
  squares: number;
  /** Sum of dimensionalities. */
  dimensions: number;
  /** Of each feature, the one of the other set that is most opposite to it. */
  opposite: number[];
  /** Every feature is represented, and has almost no overlap with its set. */
  found: boolean;
}

/** Mean overlap within a set below which its features count as a basis. */
const ORTHOGONAL = 0.05;

export function basesOf(W: Tensor): Bases {
  const n = W.shape[1]!;
  const size = n / 2;
  const overlap = overlaps(W);
  const features = featureMeasures(W, overlap);
  const opposite = features.map((_, i) => {
    const others = features.flatMap((_, j) => (j < size === i < size ? [] : [j]));
    return others.reduce((least, j) => (overlap[i * n + j]! < overlap[i * n + least]! ? j : least));
  });
  let [within, between] = [0, 0];
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < n; ++j) {
      const strength = Math.abs(overlap[i * n + j]!);
      if (j < size !== i < size) between += strength / (n * size);
      else if (i !== j) within += strength / (n * (size - 1));
    }
  return {
    overlap,
    within,
    between,
    squares: features.reduce((sum, { norm }) => sum + norm ** 2, 0),
    dimensions: features.reduce((sum, { dimensionality }) => sum + dimensionality, 0),
    opposite,
    found: within < ORTHOGONAL && features.every(({ norm }) => norm > REPRESENTED),
  };
}

/** Which of n features stands at each place. */
export function standing(order: Order, n: number): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  if (order === 'by-set') return all;
  const random = uniform(1);
  for (let i = n - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

/** Losses of unit weights: both sets kept, each feature opposite to one of the other; or one set kept and the other left out. */
export const oppositePairs = (size: number, p: number): number => (size * p ** 2) / 3;
export const oneSet = (size: number, p: number): number => size * (p / 3 - p ** 2 / 4);

/** Pairs of examples with the one set on, with the other, and with both, on which the loss is measured: always the same. */
const PAIRS = 512;

/**
 * The expected loss, sum over features, measured on the same examples each time: the rare ones, with both sets on, are as
 * many as the others and weighed by how rare they are, and each comes with its mirror image 1 - x, so that it is good to
 * some 2 %. (No closed form is short enough for twenty features that all reach each output.)
 */
export function expectedLoss({ tensors }: Pick<Frame, 'tensors'>, p: number): number {
  const [W, bias] = [tensors['W']!, tensors['b_final']!.data];
  const n = W.shape[1]!;
  const random = uniform(2);
  /** With the features from one to another on. */
  const mean = (from: number, to: number): number => {
    const x = new Float32Array(2 * PAIRS * n);
    for (let pair = 0; pair < PAIRS; ++pair)
      for (let i = from; i < to; ++i) {
        const at = 2 * pair * n + i;
        x[at] = random();
        x[at + n] = 1 - x[at]!;
      }
    return lossOn(x, W, bias, 'linear', 1);
  };
  const nothing = lossOn(new Float32Array(n), W, bias, 'linear', 1);
  return (1 - p) ** 2 * nothing + p * (1 - p) * (mean(0, n / 2) + mean(n / 2, n)) + p ** 2 * mean(0, n);
}

/** What a cell of W^T W says. */
export function say(row: number, column: number, value: number, names: readonly string[]): string {
  const number = fixed(value, 2);
  return row === column
    ? `${names[row]} gives itself back ${number} times`
    : `output ${names[row]} takes ${number} from feature ${names[column]}`;
}
