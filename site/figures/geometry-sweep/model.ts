/** Sixty equal features in six dimensions: trained at forty-one densities and stored, trained here, and what theory says. */
import type { Frame, Tensor } from '@orrery/engine';
import { endOf, openBest, type Found } from '../../kit/best_networks.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count } from '../../src/format.ts';
import type { Settings } from '../../src/url.ts';
import type { Axis } from '../../ui/chart.ts';
import type { Regime } from '../../ui/scale.ts';
import { hullEdges, type Vector3 } from '../../ui/solid.ts';
import { dimensionsPerFeature, featureMeasures, inSpace, overlaps, REPRESENTED } from '../superposition/geometry.ts';
import { partsOf, POLYTOPES, type Part } from '../superposition/polytopes.ts';

/** Where the reader looks, and what the network that trains here was started at. */
export const DENSITY = 'density';
export const TRAINED_AT = 'task.density';
export const SHAPE = 'shape';
/** What is in the picture: a stored network, or the run. */
export const SHOWN = 'shown';

export const inPicture = (fields: Settings): 'stored' | 'run' => fields[SHOWN] as 'stored' | 'run';

/** The stored networks were trained alike, from seeds 0 to 3. */
export const PLAN: Plan = {
  name: 'geometry-sweep',
  fixed: {
    'task.features': 60,
    'task.importance_decay': 1,
    'model.hidden': 6,
    batch: 256,
    'optimizer.learning_rate': 0.01,
    'optimizer.schedule': 'linear',
  },
  fields: [
    { path: DENSITY, type: 'number', minimum: 0.02, maximum: 1, start: 0.2 },
    { path: SHAPE, type: 'integer', minimum: 1, maximum: 60, start: 1 },
    { path: SHOWN, type: 'choice', choices: ['stored', 'run'], start: 'stored' },
    { path: TRAINED_AT, type: 'number', minimum: 0.02, maximum: 1, start: 0.2, live: true },
    seedField(4),
  ],
  engineField: (path, fields) => (path === TRAINED_AT || path === 'seed' ? [path, fields[path]!] : undefined),
  waits: (fields) => inPicture(fields) === 'stored',
  measures: ['loss', POLYTOPES],
  end: 6000,
  farthest: 6000,
  speed: 1000,
  says(frame: Frame) {
    const made = madeOf(partsOf(frame));
    return { landmark: made, sentence: `Step ${count(frame.step)}: ${made}` };
  },
};

/** site/data/geometry-sweep/sweep.json */
interface SweepFile {
  densities: number[];
  /** What the engine calls the components of each. */
  components: string[][];
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

export interface Network {
  found: Found;
  end: Frame;
  W: Tensor;
  parts: Part[];
}

export interface Sweep {
  densities: number[];
  networks: Network[];
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
  const { densities, components, article, theory } = content as SweepFile;
  const networks = openBest(content, ['W', 'b_final']).map(({ found, tensors }, k): Network => {
    const end = endOf(found, tensors, { [POLYTOPES]: components[k]! });
    return { found, end, W: tensors['W']!, parts: partsOf(end) };
  });
  return {
    densities,
    networks,
    theory,
    points: networks.flatMap(({ found: { density }, W }) => dimensionalities(W).map((dimensionality) => ({ density, dimensionality }))),
    shares: networks.map(({ W }) => dimensionsPerFeature(W)),
    article: {
      densities: article.densities,
      shares: article.dimensions_per_feature,
      marks: article.densities.flatMap((density, k) =>
        article.dimensionalities[k]!.map(([y, count]) => ({ x: 1 / density, y, size: sizeOf(count / 4) })),
      ),
    },
  };
}

/** Of the represented features. */
export const dimensionalities = (W: Tensor): number[] =>
  featureMeasures(W)
    .filter(({ norm }) => norm > REPRESENTED)
    .map(({ dimensionality }) => dimensionality);

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
export function madeOf(components: readonly Part[]): string {
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

export function shapeOf(W: Tensor, { features }: Part, overlap = overlaps(W)): Shape {
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
  sweep.networks.forEach(({ found: { density }, W, parts }) => {
    const polytope = new Map(parts.flatMap((part) => part.features.map((i) => [i, part.polytope] as const)));
    featureMeasures(W).forEach(({ norm, dimensionality }, i) =>
      rows.push([density, i + 1, norm.toFixed(4), dimensionality.toFixed(4), polytope.get(i) ?? 'left-out'].join()),
    );
  });
  return rows.join('\n') + '\n';
}
