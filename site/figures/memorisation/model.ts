/** One task, a thousand features in two dimensions, trained on more and more examples: learnt by heart, or understood. */
import { openStoredTensor } from '@orrery/engine/stored_run.ts';
import { count } from '../../src/format.ts';
import type { UrlField } from '../../src/url.ts';
import { nearestIndex } from '../../ui/chart.ts';
import { stopsScale, type Tick } from '../../ui/scale.ts';
import { REPRESENTED } from '../superposition/geometry.ts';

export const SAMPLES = 'samples';

/** Points in the plane. */
export interface Vectors {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** site/data/memorisation/sweep.json */
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

export interface Network {
  samples: number;
  seed: number;
  /** Losses of all seeds. */
  train: number[];
  unseen: number[];
  features: Vectors;
  hidden: Vectors;
  featureDimensionality: number[];
  sampleDimensionality: number[];
  /** Features of a length above 1/2. */
  represented: number;
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
export const radiusOf = (...of: Vectors[]): number => Math.max(1.15, ...of.map((vectors) => lengths(vectors).reduce((a, b) => Math.max(a, b), 0)));

export function openSweep(content: unknown): Network[] {
  const { samples, train, unseen, seeds, W, hidden } = content as SweepFile;
  const weights = openStoredTensor('W', W, samples.length);
  return samples.map((size, k) => {
    const features = columnsOf(weights.at(k).data);
    const points = rowsOf(openStoredTensor('hidden', hidden[k], 1).at(0).data);
    const norms = lengths(features);
    return {
      samples: size,
      seed: seeds[k]!,
      train: train[k]!,
      unseen: unseen[k]!,
      features,
      hidden: points,
      featureDimensionality: dimensionality(features),
      sampleDimensionality: dimensionality(points),
      represented: norms.filter((norm) => norm > REPRESENTED).length,
      norm: Math.hypot(...norms),
    };
  });
}

export const fieldsOf = (networks: readonly Network[]): UrlField[] => [
  { path: SAMPLES, type: 'choice', choices: networks.map(({ samples }) => String(samples)), start: '5' },
];

export const samplesScale = (networks: readonly Network[]) => stopsScale(networks.map(({ samples }) => samples));
export const samplesTicks = (networks: readonly Network[]): Tick[] =>
  networks.map(({ samples }, k) => ({ value: samples, label: count(samples), rank: k % 2 ? 1 : 0 }));
/** The size of a stored set that is nearest on a logarithmic axis. */
export const nearestSize = (networks: readonly Network[], size: number): number =>
  networks[
    nearestIndex(
      networks.map(({ samples }) => Math.log(samples)),
      Math.log(size),
    )
  ]!.samples;

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
