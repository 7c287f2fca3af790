/** What the home page's figure knows, without a browser: its fields, how a frame becomes arrows, numbers and sentences. */
import type { Frame } from '@orrery/engine';
import { seedField, specOf, type Plan } from '../../kit/plan.ts';
import { seedStrip } from '../../kit/seed_strip.ts';
import { count, degrees, fixed, loss as lossText } from '../../src/format.ts';
import type { Arrow } from '../../ui/arrows.ts';
import { linearScale, type Regime, type Tick } from '../../ui/scale.ts';
import type { LevelSpan } from '../../ui/curve.ts';
import { featureMeasures } from '../superposition/geometry.ts';

export const DENSITY = 'task.density';
export const DECAY = 'task.importance_decay';
export const FEATURES = 'task.features';

export const PLAN: Plan = {
  name: 'five-features',
  preset: 'superposition-live',
  fixed: { 'optimizer.learning_rate': 0.003 },
  fields: [
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.05, live: true },
    { path: DECAY, type: 'number', minimum: 0.5, maximum: 1, start: 0.9, live: true },
    { path: FEATURES, type: 'integer', minimum: 2, maximum: 8, start: 5 },
    seedField(37),
  ],
  farthest: 1_000_000,
  says(frame) {
    const geometry = geometryOf(frame.measures);
    return { landmark: geometry, sentence: sentence(frame.step, geometry, exactLoss(frame.measures)) };
  },
};

/** Steps after which each of the twelve seeds is looked at. */
export const STRIP_STEPS = 2000;

export const decayScale = linearScale(0.5, 1, 0.01);
export const decayTicks: Tick[] = Array.from({ length: 11 }, (_, i) => {
  const value = Number((0.5 + i * 0.05).toFixed(2));
  return { value, label: i % 2 ? undefined : String(value), rank: 0 as const };
});
export const featuresScale = linearScale(2, 8, 1);
export const featuresTicks: Tick[] = [2, 3, 4, 5, 6, 7, 8].map((value) => ({ value, label: String(value) }));
export const STRIP = seedStrip(PLAN, 12, { steps: STRIP_STEPS, around: true });

/** A frame's features as arrows, most important first. */
export function arrowsOf(frame: Frame, decay: number, ordinals: readonly string[]): Arrow[] {
  const W = frame.tensors['W']!;
  const n = W.shape[1]!;
  return Array.from({ length: n }, (_, i) => ({
    x: W.data[i]!,
    y: W.data[n + i]!,
    importance: decay ** i,
    label: ordinals[i] ?? String(i + 1),
  }));
}

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
const names = (value: unknown): string[] => (Array.isArray(value) ? value.map((name) => inWords(String(name))) : []);

/** The classifier's name of a geometry as a reader says it: "two-pairs" is "two pairs". */
const inWords = (name: string): string => name.replaceAll('-', ' ');

export const exactLoss = (measures: Frame['measures']): number => {
  const value = measures['superposition.exact_loss'];
  return typeof value === 'number' ? value : NaN;
};

export const geometryOf = (measures: Frame['measures']): string => {
  const value = measures['superposition.geometry'];
  return typeof value === 'string' ? inWords(value) : '';
};

export function levelsOf(measures: Frame['measures']): LevelSpan['levels'] {
  const losses = numbers(measures['superposition.levels.losses']);
  return names(measures['superposition.levels.names']).map((name, i) => ({ name, loss: losses[i]! }));
}

export function regimesOf(measures: Frame['measures']): Regime[] {
  const from = numbers(measures['superposition.regimes.from']);
  const to = numbers(measures['superposition.regimes.to']);
  return names(measures['superposition.regimes.names']).map((name, i) => ({
    name,
    from: Math.min(1, Math.max(0.01, from[i]!)),
    to: Math.min(1, Math.max(0.01, to[i]!)),
  }));
}

/** A network that ended well above the best geometry at its task. Constant learning rates leave a percent or two of noise. */
export const failed = (loss: number, best: number): boolean => !(loss <= best * 1.04);

export function sentence(step: number, geometry: string, loss: number): string {
  return `Step ${count(step)}: ${geometry ? `${geometry}, ` : ''}exact loss ${lossText(loss)}`;
}

/** One row a feature: name, importance, length, angle in degrees, bias, dimensionality. */
export function featureRows(frame: Frame, decay: number, ordinals: readonly string[]): (string | number)[][] {
  const bias = frame.tensors['b_final']?.data;
  const measures = featureMeasures(frame.tensors['W']!);
  return arrowsOf(frame, decay, ordinals).map(({ x, y, importance, label }, i) => [
    label,
    importance.toFixed(3),
    Math.hypot(x, y).toFixed(3),
    `${degrees(x, y)}°`,
    bias ? fixed(bias[i]!, 3) : '',
    measures[i]!.dimensionality.toFixed(3),
  ]);
}
