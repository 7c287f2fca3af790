/** Six features of which one is active at a time, in two dimensions: the loss rests at the levels of regular polygons. */
import type { Frame, RunSource } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, loss as lossText } from '../../src/format.ts';
import type { Arrow } from '../../ui/arrows.ts';
import text from './text.json' with { type: 'json' };

const FEATURES = 6;
export const RATE = 'optimizer.learning_rate';

export const PLAN: Plan = {
  name: 'staircase',
  fixed: {
    'task.features': FEATURES,
    'task.anticorrelated': [FEATURES],
    'task.density': 1,
    'task.importance_decay': 1,
    'model.init_scale': 0.1,
    'optimizer.weight_decay': 0,
  },
  fields: [{ path: RATE, type: 'number', minimum: 0.001, maximum: 0.1, start: 0.003, live: true }, seedField(7)],
  measures: ['superposition.exact_loss'],
  farthest: 200_000,
  restAfter: 20_000,
  speed: 120,
  says(frame) {
    const kept = keptIn(frame);
    return {
      landmark: String(kept),
      sentence: `Step ${count(frame.step)}: ${kept} features represented, exact loss ${lossText(lossOf(frame))}`,
    };
  },
};

export const lossOf = ({ measures }: Pick<Frame, 'measures'>): number => Number(measures['superposition.exact_loss'] ?? NaN);

/** What k of six features as a regular polygon cost, so many of the dead ones with a raised bias (core/measure/kgons.h). */
export interface Level {
  corners: number;
  raised: number;
  loss: number;
}
export const levelName = ({ corners, raised }: Level): string =>
  text.polygons[String(corners) as '4'] + ['', text.raised, text.bothRaised][raised]!;

export interface Feature {
  length: number;
  bias: number;
  /** What its output gives for it alone at full strength, before the ReLU. */
  own: number;
}
export function features({ tensors }: Pick<Frame, 'tensors'>): Feature[] {
  const [W, b] = [tensors['W']!.data, tensors['b_final']!.data];
  return Array.from({ length: FEATURES }, (_, i) => {
    const [length, bias] = [Math.hypot(W[i]!, W[FEATURES + i]!), b[i]!];
    return { length, bias, own: length ** 2 + bias };
  });
}

/** A feature is represented if its output gives more than this for it, and dead if less than that. */
const KEPT = 0.5;
const DEAD = 0.2;
const keptIn = (frame: Pick<Frame, 'tensors'>): number => features(frame).filter(({ own }) => own > KEPT).length;

/** A network is at the level of as many corners as it represents features, the others dead, that its loss is this near to. */
const AT = 0.015;
export function levelAt(levels: readonly Level[], frame: Pick<Frame, 'tensors' | 'measures'>): Level | undefined {
  const corners = keptIn(frame);
  if (features(frame).some(({ own }) => own > DEAD && own <= KEPT)) return undefined;
  return levels.find((level) => level.corners === corners && Math.abs(lossOf(frame) / level.loss - 1) < AT);
}

export const arrowsOf = ({ tensors }: Pick<Frame, 'tensors'>): Arrow[] => {
  const W = tensors['W']!.data;
  return Array.from({ length: FEATURES }, (_, i) => ({ x: W[i]!, y: W[FEATURES + i]!, importance: 0.7, label: String(i + 1) }));
};

export interface Data {
  run: RunSource;
  /** The highest loss first. */
  levels: Level[];
}
export function openData(content: unknown): Data {
  const { run, levels } = content as { run: unknown; levels: Level[] };
  return { run: openStoredRun(run), levels };
}
