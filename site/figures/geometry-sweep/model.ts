/** Sixty equal features in six dimensions, trained at forty densities, and what theory says of each. */
import type { Tensor } from '@orrery/engine';
import { openStoredTensor, type StoredTensors } from '@orrery/engine/stored_run.ts';
import type { UrlField } from '../../src/url.ts';
import type { Axis } from '../../ui/chart.ts';
import type { Regime } from '../../ui/scale.ts';
import { hullEdges, type Vector3 } from '../../ui/solid.ts';
import { dimensionsPerFeature, featureMeasures, inSpace, overlaps, REPRESENTED } from '../superposition/geometry.ts';

export const DENSITY = 'density';
export const SHAPE = 'shape';
export const FIELDS: readonly UrlField[] = [
  { path: DENSITY, type: 'number', minimum: 0.02, maximum: 1, start: 0.2 },
  { path: SHAPE, type: 'integer', minimum: 1, maximum: 60, start: 1 },
];

/** As the classifier of the engine found it. */
export interface Component {
  polytope: string;
  features: number[];
}

/** site/data/geometry-sweep/sweep.json */
interface SweepFile {
  densities: number[];
  W: unknown;
  components: Component[][];
  /** 400 features in 30 dimensions: for each density D*, and [dimensionality, how many represented features have it]. */
  article: {
    densities: number[];
    dimensions_per_feature: number[];
    dimensionalities: [dimensionality: number, count: number][][];
  };
  theory: {
    densities: number[];
    /** By polytope: B / (p/3) at each of those densities. */
    benefits: Record<string, number[]>;
    best: { polytope: string; dimensions_per_feature: number }[];
    ranges: { polytope: string; from: number; to: number }[];
  };
}

export interface Sweep {
  densities: number[];
  components: Component[][];
  weights(index: number): Tensor;
  theory: SweepFile['theory'];
  /** [densities], D* of each trained network. */
  shares: number[];
  /** Every represented feature of every network: its density and dimensionality. */
  points: { density: number; dimensionality: number }[];
  /** The article's own size. */
  article: { densities: number[]; shares: number[]; marks: Mark[] };
}

/** A dot of the scatter, larger for more features. */
export interface Mark {
  x: number;
  y: number;
  size: number;
}

export function openSweep(content: unknown): Sweep {
  const { densities, components, article, theory, W } = content as SweepFile;
  const tensors: StoredTensors = openStoredTensor('W', W, densities.length);
  const points = densities.flatMap((density, k) =>
    featureMeasures(tensors.at(k))
      .filter(({ norm }) => norm > REPRESENTED)
      .map(({ dimensionality }) => ({ density, dimensionality })),
  );
  return {
    densities,
    components,
    theory,
    points,
    weights: (index) => tensors.at(index),
    shares: densities.map((_, k) => dimensionsPerFeature(tensors.at(k))),
    article: {
      densities: article.densities,
      shares: article.dimensions_per_feature,
      marks: article.densities.flatMap((density, k) =>
        article.dimensionalities[k]!.map(([y, count]) => ({ x: 1 / density, y, size: sizeOf(count / 4) })),
      ),
    },
  };
}

/** Across: 1 / p, as the article draws it. */
export const ACROSS: Axis = { scale: 'log', from: 1, to: 50 };

/** The trained network nearest to a density, on the logarithm's scale. */
export function nearest(densities: readonly number[], density: number): number {
  let best = 0;
  densities.forEach((p, k) => {
    if (Math.abs(Math.log(p / density)) < Math.abs(Math.log(densities[best]! / density))) best = k;
  });
  return best;
}

const sizeOf = (count: number) => 1.1 + 0.75 * Math.sqrt(count);

/** Of 4,000 marks that would lie on one another, one for each place: how many stand there gives its size. */
export function marks(points: Sweep['points']): Mark[] {
  const places = new Map<string, { x: number; y: number; count: number }>();
  for (const { density, dimensionality } of points) {
    const key = `${density} ${Math.round(dimensionality * 100)}`;
    const place = places.get(key) ?? { x: 1 / density, y: dimensionality, count: 0 };
    place.count++;
    places.set(key, place);
  }
  return [...places.values()].map(({ x, y, count }) => ({ x, y, size: sizeOf(count) }));
}

/** Dimensionalities that shapes give each of their features. */
export const LEVELS = [
  { name: '1', y: 1 },
  { name: 'tetrahedron 3/4', y: 3 / 4 },
  { name: 'triangle 2/3', y: 2 / 3 },
  { name: 'pair 1/2', y: 1 / 2 },
  { name: 'pentagon 2/5', y: 2 / 5 },
  { name: 'antiprism 3/8', y: 3 / 8 },
] as const;

const EVERYDAY: Record<string, [one: string, many: string]> = {
  dedicated: ['alone', 'alone'],
  digon: ['pair', 'pairs'],
  irregular: ['irregular', 'irregular'],
  tetrahedron: ['tetrahedron', 'tetrahedra'],
};
/** The classifier's word for a polytope as a reader says it. */
export function named(polytope: string, count = 1): string {
  const everyday = EVERYDAY[polytope];
  if (everyday) return everyday[count === 1 ? 0 : 1];
  return polytope.replaceAll('-', ' ') + (count === 1 ? '' : 's');
}

/** What a network is made of: "1 square antiprism, 2 pairs, 3 alone". */
export function madeOf(components: readonly Component[]): string {
  const tally = new Map<string, number>();
  for (const { polytope } of components) tally.set(polytope, (tally.get(polytope) ?? 0) + 1);
  const parts = [...tally].map(([polytope, count]) => {
    if (polytope !== 'irregular') return `${count} ${named(polytope, count)}`;
    const features = components.filter((c) => c.polytope === polytope).reduce((sum, c) => sum + c.features.length, 0);
    return `${features} features in ${count === 1 ? 'an irregular shape' : 'irregular shapes'}`;
  });
  return parts.join(', ') || 'nothing';
}

export const regimesOf = ({ ranges }: SweepFile['theory']): Regime[] =>
  [...ranges].reverse().map(({ polytope, from, to }) => ({ name: named(polytope, 2), from: to, to: Math.max(from, 0.02) }));

/** Shapes of so many vertices are drawn with the edges of their hull; larger ones with who disturbs whom. */
const MOST_VERTICES = 12;

export interface Shape {
  points: Vector3[];
  edges: [number, number][];
  /** Share of the squared lengths that three dimensions hold. */
  held: number;
}

export function shapeOf(W: Tensor, { features }: Component, overlap = overlaps(W)): Shape {
  const { points, held } = inSpace(W, features, overlap);
  if (features.length <= MOST_VERTICES) return { points, held, edges: hullEdges(points) };
  const n = W.shape[1]!;
  const edges = features.flatMap((i, a) =>
    features.slice(a + 1).flatMap((j, b): [number, number][] => (Math.abs(overlap[i * n + j]!) > 0.35 ? [[a, a + 1 + b]] : [])),
  );
  return { points, held, edges };
}

/** The trained networks as CSV: a row a feature a density. */
export function sweepCsv(sweep: Sweep): string {
  const rows = ['density,feature,length,dimensionality,polytope'];
  sweep.densities.forEach((density, k) => {
    const polytope = new Map(sweep.components[k]!.flatMap((c) => c.features.map((i) => [i, c.polytope] as const)));
    featureMeasures(sweep.weights(k)).forEach(({ norm, dimensionality }, i) =>
      rows.push([density, i + 1, norm.toFixed(4), dimensionality.toFixed(4), polytope.get(i) ?? 'left-out'].join()),
    );
  });
  return rows.join('\n') + '\n';
}
