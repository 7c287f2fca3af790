/** One task, many features in two dimensions, trained on more and more examples: learnt by heart, or understood. */
import type { Frame, RunSource } from '@orrery/engine';
import { openStoredRun, openStoredTensor } from '@orrery/engine/stored_run.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, loss as lossText } from '../../src/format.ts';
import { nearestIndex } from '../../ui/chart.ts';
import { stopsScale, type Tick } from '../../ui/scale.ts';
import { REPRESENTED } from '../superposition/geometry.ts';

/** How many examples the network that trains here has, and the network that was trained before. */
export const SAMPLES = 'task.samples';
export const STORED = 'stored';
/** Which of the two is shown: of the page alone, as STORED. */
export const NETWORK = 'network';
export const NETWORKS = ['live', 'large'] as const;
export type Which = (typeof NETWORKS)[number];

/** Sizes of sets that were trained on from five seeds (native/site_data/memorisation.cpp), which the rulers stop at. */
export const SIZES: Record<Which, readonly number[]> = {
  live: [3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 40, 60, 100, 200, 500, 1000],
  large: [3, 5, 6, 8, 10, 15, 30, 50, 100, 200, 500, 1000, 2000],
};
const sizeField = (path: string, which: Which) => ({ path, type: 'choice' as const, choices: SIZES[which].map(String), start: '5' });
export const STEPS = 2000;

export const PLAN: Plan = {
  name: 'memorisation',
  preset: 'memorisation-live',
  fixed: {
    'task.features': 200,
    'task.importance_decay': 1,
    'task.density': 0.05,
    batch: 0,
    'optimizer.learning_rate': 0.03,
    'optimizer.schedule': 'cosine',
    'optimizer.warmup_steps': 500,
    'optimizer.weight_decay': 0.1,
  },
  fields: [
    sizeField(SAMPLES, 'live'),
    seedField(0),
    { path: NETWORK, type: 'choice', choices: NETWORKS, start: 'live' },
    sizeField(STORED, 'large'),
  ],
  engineField: (path, fields) => {
    if (path === NETWORK || path === STORED) return undefined;
    return [path, path === SAMPLES ? Number(fields[path]) : fields[path]!];
  },
  measures: ['loss', 'loss_unseen'],
  views: ['hidden'],
  end: STEPS,
  farthest: STEPS,
  speed: 400,
  says(frame) {
    const { train, unseen } = lossesOf(frame);
    return {
      landmark: train < 0.1 ? 'memorised' : unseen < 0.97 ? 'understood' : '',
      sentence: `Step ${count(frame.step)}: loss ${lossText(train)} on the examples trained on, ${lossText(unseen)} on unseen ones`,
    };
  },
};

export function lossesOf({ measures }: Pick<Frame, 'measures'>): { train: number; unseen: number } {
  return { train: Number(measures['loss'] ?? NaN), unseen: Number(measures['loss_unseen'] ?? NaN) };
}

/** Points in the plane. */
export interface Vectors {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** site/data/memorisation/sweep.json, and with a run besides site/data/memorisation-live/run.json. */
interface SweepFile {
  samples: number[];
  /** Losses by size of the set and seed. */
  train: number[][];
  unseen: number[][];
  /** Which seed's network is stored. */
  seeds: number[];
  W: { shape: number[] };
  hidden: { shape: number[] }[];
}

/** What is drawn of a network at one moment. */
export interface Shape {
  features: Vectors;
  hidden: Vectors;
  /** Features of a length above 1/2. */
  represented: number;
}

export interface Network extends Shape {
  samples: number;
  seed: number;
  /** Losses of all seeds. */
  train: number[];
  unseen: number[];
  featureDimensionality: number[];
  sampleDimensionality: number[];
  /** Frobenius norm of W. */
  norm: number;
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** D_i = |v_i|^4 / sum_j (v_i . v_j)^2 of vectors in the plane; 0 of those that are too short to have a direction. */
export function dimensionality({ x, y }: Vectors): number[] {
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; ++i) {
    xx += x[i]! ** 2;
    xy += x[i]! * y[i]!;
    yy += y[i]! ** 2;
  }
  return Array.from({ length: x.length }, (_, i) => {
    const [a, b] = [x[i]!, y[i]!];
    const square = a * a + b * b;
    return square < 1e-6 ? 0 : square ** 2 / (a * a * xx + 2 * a * b * xy + b * b * yy);
  });
}

/** Columns of W [2, n]. */
export const columnsOf = (data: ArrayLike<number>): Vectors => {
  const n = data.length / 2;
  return { x: Array.from({ length: n }, (_, i) => data[i]!), y: Array.from({ length: n }, (_, i) => data[n + i]!) };
};
/** Rows of hidden vectors [T, 2]. */
export const rowsOf = (data: ArrayLike<number>): Vectors => {
  const n = data.length / 2;
  return { x: Array.from({ length: n }, (_, i) => data[2 * i]!), y: Array.from({ length: n }, (_, i) => data[2 * i + 1]!) };
};

export const lengths = ({ x, y }: Vectors): number[] => Array.from({ length: x.length }, (_, i) => Math.hypot(x[i]!, y[i]!));

/** Room for the longest of these vectors, and for a circle of radius 1. */
export const radiusOf = (...of: Vectors[]): number =>
  Math.max(1.15, ...of.map((vectors) => lengths(vectors).reduce((a, b) => Math.max(a, b), 0)));

/** SVG path data of the vectors, y up: a stroke from the centre each, or a dot (a stroke without length). */
export function pathOf({ x, y }: Vectors, dots: boolean, scale: number): string {
  let path = '';
  let last = '';
  for (let i = 0; i < x.length; ++i) {
    const [px, py] = [Math.round(x[i]! * scale), -Math.round(y[i]! * scale)];
    // What is too short to see is not drawn, and what lies on the one before once.
    const next = dots ? `M${px} ${py}h0` : px || py ? `M0 0L${px} ${py}` : '';
    if (next !== last) path += next;
    last = next;
  }
  return path;
}

/** A small picture of a network, to its own size: a box of 100 by 100 about the centre. */
export function thumbnailOf({ features, hidden }: Shape): { strokes: string; dots: string } {
  const scale = 44 / Math.max(...lengths(features), ...lengths(hidden));
  return { strokes: pathOf(features, false, scale), dots: pathOf(hidden, true, scale) };
}

const representedIn = (features: Vectors): number => lengths(features).filter((norm) => norm > REPRESENTED).length;

export function shapeOf({ tensors }: Pick<Frame, 'tensors'>): Shape {
  const [features, hidden] = [columnsOf(tensors['W']!.data), rowsOf(tensors['hidden']!.data)];
  return { features, hidden, represented: representedIn(features) };
}

/**
 * The least radius at which T examples that share no feature can be told apart without error: r^2 (1 - cos(2 pi / T)) = 1.
 * With W = sum_s h_s x_s^T and b = (1 - r^2) x_s on the features of s, output i of s is x_si (h . h_s + 1 - r^2): x_si at h
 * = h_s, and not above 0 at its neighbours' h (Henighan et al. 2023, for amplitudes of 1).
 */
export const exactRadius = (samples: number): number => 1 / Math.sqrt(1 - Math.cos((2 * Math.PI) / samples));

export interface Data {
  run: RunSource;
  networks: Network[];
}
export const openData = (content: unknown): Data => ({
  run: openStoredRun((content as { run: unknown }).run),
  networks: openSweep(content),
});

export function openSweep(content: unknown): Network[] {
  const { samples, train, unseen, seeds, W, hidden } = content as SweepFile;
  const weights = openStoredTensor('W', W, samples.length);
  return samples.map((size, k) => {
    const features = columnsOf(weights.at(k).data);
    const points = rowsOf(openStoredTensor('hidden', hidden[k], 1).at(0).data);
    return {
      samples: size,
      seed: seeds[k]!,
      train: train[k]!,
      unseen: unseen[k]!,
      features,
      hidden: points,
      featureDimensionality: dimensionality(features),
      sampleDimensionality: dimensionality(points),
      represented: representedIn(features),
      norm: Math.hypot(...lengths(features)),
    };
  });
}

export const sizesScale = (which: Which) => stopsScale(SIZES[which]);
/** On a phone every second one has its label, but not the one that would run into the last. */
export const sizesTicks = (which: Which): Tick[] =>
  SIZES[which].map((value, k, { length }) => ({ value, label: count(value), rank: k % 2 || k === length - 3 ? 1 : 0 }));
/** The stored size that is nearest on a logarithmic axis. */
export function nearestSize(which: Which, size: number): number {
  const logarithms = SIZES[which].map(Math.log);
  return SIZES[which][nearestIndex(logarithms, Math.log(size))]!;
}

/** Dots of a chart over sets' sizes, of which those that would lie on one another (to `digits`) are drawn once. */
export function dotsOf(networks: readonly Network[], of: (network: Network) => number[], digits: number): { x: number; y: number }[] {
  return networks.flatMap((network) => {
    const places = new Set(of(network).map((value) => value.toFixed(digits)));
    return [...places].map((y) => ({ x: network.samples, y: Number(y) }));
  });
}
/** Dimensionalities of the features that are represented: the others' say nothing. */
export const representedDimensionality = ({ features, featureDimensionality }: Network): number[] =>
  lengths(features).flatMap((norm, i) => (norm > REPRESENTED ? [featureDimensionality[i]!] : []));

/** A row a seed. */
export function sweepCsv(networks: readonly Network[]): string {
  const rows = ['samples,seed,loss,loss_unseen'];
  for (const { samples, train, unseen } of networks) train.forEach((loss, seed) => rows.push([samples, seed, loss, unseen[seed]].join()));
  return rows.join('\n') + '\n';
}
