/** Two sets of three features find their places in three dimensions: through which stages, and what each of them costs. */
import type { Frame, RunSource, Tensor } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, loss as lossText } from '../../src/format.ts';
import type { Regime } from '../../ui/scale.ts';
import { dot, type Vector3 } from '../../ui/solid.ts';

export const DENSITY = 'task.density';
export const SET = 3;
const FEATURES = 2 * SET;

export const PLAN: Plan = {
  name: 'octahedron',
  fixed: {
    'task.features': FEATURES,
    'task.importance_decay': 1,
    'task.correlated': [SET, SET],
    'model.hidden': 3,
    'model.init_scale': 0.05,
    'optimizer.learning_rate': 0.002,
  },
  fields: [{ path: DENSITY, type: 'number', minimum: 0.01, maximum: 0.3, start: 0.1, live: true }, seedField(3)],
  measures: ['superposition.exact_loss'],
  farthest: 200_000,
  restAfter: 12_000,
  speed: 250,
  says(frame) {
    const stage = stageOf(directions(frame.tensors['W']!));
    return { landmark: stage, sentence: `Step ${count(frame.step)}: ${stage}, exact loss ${lossText(lossOf(frame))}` };
  },
};

export const lossOf = ({ measures }: Pick<Frame, 'measures'>): number => Number(measures['superposition.exact_loss'] ?? NaN);

/** The features' directions; those of the first set come first. */
export const directions = ({ shape, data }: Tensor): Vector3[] =>
  Array.from({ length: shape[1]! }, (_, i): Vector3 => [data[i]!, data[shape[1]! + i]!, data[2 * shape[1]! + i]!]);
/** 1a, 1b, 1c, 2a, 2b, 2c */
export const LABELS = Array.from({ length: FEATURES }, (_, i) => `${Math.floor(i / SET) + 1}${'abc'[i % SET]}`);
export const setColour = (i: number): string => (i < SET ? 'var(--c1)' : 'var(--c3)');

const cosine = (a: Vector3, b: Vector3): number => dot(a, b) / Math.sqrt(Math.max(1e-12, dot(a, a) * dot(b, b)));
const mean = (points: readonly Vector3[]): Vector3 =>
  [0, 1, 2].map((k) => points.reduce((sum, point) => sum + point[k]! / points.length, 0)) as unknown as Vector3;

export interface Arrangement {
  /** Mean length of a direction. */
  length: number;
  /** Least cosine between members of a set. */
  together: number;
  /** Cosine between the sets' means. */
  sets: number;
  /** Largest |W_i . W_j| of members of a set. */
  within: number;
  /** Of each feature's least cosine with the other set, the largest: −1 where all are opposite to one. */
  opposite: number;
}

export function arrangement(at: readonly Vector3[]): Arrangement {
  const halves = [at.slice(0, SET), at.slice(SET)] as const;
  const pairs = halves.flatMap((half) => half.flatMap((a, i) => half.slice(i + 1).map((b) => [a, b] as const)));
  const least = (a: Vector3, others: readonly Vector3[]) => Math.min(...others.map((b) => cosine(a, b)));
  return {
    length: at.reduce((sum, a) => sum + Math.sqrt(dot(a, a)) / at.length, 0),
    together: Math.min(...pairs.map(([a, b]) => cosine(a, b))),
    sets: cosine(mean(halves[0]), mean(halves[1])),
    within: Math.max(...pairs.map(([a, b]) => Math.abs(dot(a, b)))),
    opposite: Math.max(...halves[0].map((a) => least(a, halves[1])), ...halves[1].map((a) => least(a, halves[0]))),
  };
}

export const STAGES = [
  'nothing learned',
  'all in one direction',
  'each set one direction',
  'sets split',
  'antiprism-like',
  'octahedron',
] as const;
export type Stage = (typeof STAGES)[number];

/** Opposite to within 14 degrees; a triangle that is half a turn short of the octahedron still has -0.91. */
const OPPOSITE = -0.97;

/** Which stage a network is in. */
export function stageOf(at: readonly Vector3[]): Stage {
  const { length, together, sets, within, opposite } = arrangement(at);
  if (length < 0.3) return 'nothing learned';
  if (together > 0.8) return sets > 0.8 ? 'all in one direction' : 'each set one direction';
  if (sets > -0.8 || within > 0.3) return 'sets split';
  return opposite > OPPOSITE || within > 0.05 ? 'antiprism-like' : 'octahedron';
}

/** Pairs across the sets that stand opposite to one another. */
export function opposites(at: readonly Vector3[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i < SET; ++i) for (let j = SET; j < FEATURES; ++j) if (cosine(at[i]!, at[j]!) < OPPOSITE) pairs.push([i, j]);
  return pairs;
}

/** Sides of the triangle that each set makes. */
export const sides: [number, number, string][] = [0, SET].flatMap((first) =>
  [0, 1, 2].map((k): [number, number, string] => [first + k, first + ((k + 1) % SET), setColour(first)]),
);

/** What some arrangements cost, by name, at densities in descending order (core/measure/octahedron_levels.h). */
export interface Levels {
  densities: number[];
  losses: Record<string, number[]>;
}

/** A level's loss at any density, from those next to it: loss / density is nearly a straight line in the density. */
export function levelAt({ densities, losses }: Levels, name: string, p: number): number {
  const at = densities.findIndex((density) => density <= p);
  const k = at < 0 ? densities.length - 1 : Math.max(1, at);
  const [high, low] = [densities[k - 1]!, densities[k]!];
  const [above, below] = [losses[name]![k - 1]! / high, losses[name]![k]! / low];
  return p * (below + ((above - below) * (p - low)) / (high - low));
}

export interface Data {
  run: RunSource;
  levels: Levels;
}
export function openData(content: unknown): Data {
  const { run, levels } = content as { run: unknown; levels: Levels };
  return { run: openStoredRun(run), levels };
}

/** The run so far: where each direction was, and in which stages the network was from when to when. */
export interface Past {
  steps: number[];
  /** [n] of [steps] */
  paths: Vector3[][];
  stages: Regime[];
}

export function pastOf(source: RunSource, moments: number): Past {
  const past: Past = { steps: [], paths: Array.from({ length: FEATURES }, () => []), stages: [] };
  for (let k = 0; k <= moments; ++k) {
    const frame = source.at(source.first + Math.round((source.last - source.first) * (k / moments) ** 2));
    if (frame.step === past.steps.at(-1)) continue;
    const at = directions(frame.tensors['W']!);
    past.steps.push(frame.step);
    at.forEach((point, i) => past.paths[i]!.push(point));
    const [name, last] = [stageOf(at), past.stages.at(-1)];
    if (last) last.to = frame.step;
    if (last?.name !== name) past.stages.push({ name, from: frame.step, to: frame.step });
  }
  return past;
}

/** One row a feature: length, which of the other set is most opposite to it, and their angle. */
export function featureRows(at: readonly Vector3[]): string[][] {
  return at.map((a, i) => {
    const others = at.map((b, j) => ({ j, cosine: cosine(a, b) })).filter(({ j }) => j < SET !== i < SET);
    const facing = others.reduce((least, other) => (other.cosine < least.cosine ? other : least));
    const angle = (Math.acos(Math.max(-1, Math.min(1, facing.cosine))) * 180) / Math.PI;
    return [LABELS[i]!, Math.sqrt(dot(a, a)).toFixed(3), LABELS[facing.j]!, `${angle.toFixed(0)}°`];
  });
}
