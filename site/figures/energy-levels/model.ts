/** Sixty features find their places: the dimensionality of each over training, between the levels that shapes have. */
import type { Frame, RunSource } from '@orrery/engine';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count } from '../../src/format.ts';
import { featureMeasures, REPRESENTED } from '../superposition/geometry.ts';

export const DENSITY = 'task.density';
export const HIDDEN = 6;

export const PLAN: Plan = {
  name: 'energy-levels',
  fixed: {
    'task.features': 60,
    'task.importance_decay': 1,
    'model.hidden': HIDDEN,
    batch: 512,
    'optimizer.learning_rate': 0.003,
    'optimizer.weight_decay': 0,
  },
  fields: [{ path: DENSITY, type: 'number', minimum: 0.05, maximum: 1, start: 0.35, live: true }, seedField(3)],
  measures: ['loss', 'superposition.geometry'],
  farthest: 50_000,
  restAfter: 12_000,
  speed: 300,
  says(frame) {
    const shape = shapeOf(frame);
    return { landmark: shape, sentence: `Step ${count(frame.step)}: ${shape}` };
  },
};

/** The classifier's name of what the features form, as a reader says it. */
export const shapeOf = ({ measures }: Frame): string => String(measures['superposition.geometry'] ?? '').replaceAll('-', ' ');

/** Dimensionalities that shapes give each of their features. */
export const LEVELS = [
  { name: 'alone 1', y: 1 },
  { name: 'tetrahedron 3/4', y: 3 / 4 },
  { name: 'triangle 2/3', y: 2 / 3 },
  { name: 'pair 1/2', y: 1 / 2 },
  { name: 'pentagon 2/5', y: 2 / 5 },
] as const;

export interface Trajectories {
  steps: number[];
  /** [n] of [steps] */
  features: number[][];
}

/** Every feature's dimensionality at so many recorded moments from the run's beginning to its end. */
export function trajectories(source: RunSource, moments = 110): Trajectories {
  const steps: number[] = [];
  const features: number[][] = [];
  for (let k = 0; k <= moments; ++k) {
    const frame = source.at(source.first + Math.round((source.last - source.first) * (k / moments) ** 1.5));
    if (frame.step === steps.at(-1)) continue;
    steps.push(frame.step);
    featureMeasures(frame.tensors['W']!).forEach(({ dimensionality }, i) => (features[i] ??= []).push(dimensionality));
  }
  return { steps, features };
}

/** The same of a run that goes on: so many moments of sixty features are looked up again only when it has grown by a hundredth. */
export function follower(): (source: RunSource, moments?: number) => Trajectories {
  let known: Trajectories = { steps: [], features: [] };
  let at: { source?: RunSource; last: number; moments: number | undefined } = { last: 0, moments: 0 };
  return (source, moments) => {
    const { last } = source;
    if (source !== at.source || moments !== at.moments || last > at.last * 1.01 || last < at.last) {
      known = trajectories(source, moments);
      at = { source, last, moments };
    }
    return known;
  };
}

/** How many features stand near each level now; "left out" for those of no length, "between" for the others. */
export function census(frame: Frame): { name: string; count: number }[] {
  const features = featureMeasures(frame.tensors['W']!);
  const represented = features.filter(({ norm }) => norm > REPRESENTED);
  const near = LEVELS.map(({ name, y }) => ({
    name,
    count: represented.filter(({ dimensionality }) => Math.abs(dimensionality - y) < 0.03).length,
  }));
  const onLevel = near.reduce((sum, { count }) => sum + count, 0);
  return [
    ...near,
    { name: 'between', count: represented.length - onLevel },
    { name: 'left out', count: features.length - represented.length },
  ];
}
