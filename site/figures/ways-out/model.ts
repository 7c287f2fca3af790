/** Ways out of superposition: a sparse autoencoder that looks for a pentagon's features, between two prices in closed form. */
import type { Frame, RunSource, Spec } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { SEED, seedField, type Plan } from '../../kit/plan.ts';
import { seedStrip } from '../../kit/seed_strip.ts';
import { count, percent } from '../../src/format.ts';
import type { Setting } from '../../src/url.ts';
import type { Arrow } from '../../ui/arrows.ts';
import { linearScale, logScale, type Tick } from '../../ui/scale.ts';

export const FEATURES = 5;
/** Length of the features (core/train/run_spec.h). */
const LENGTH = 1.15;
export const STEPS = 5000;

/** Directions of atoms placed by hand, degrees with points between them, or `random`: the figure's own field. */
export const ATOMS = 'atoms';
export const RANDOM = 'random';
export const LATENTS = 'model.latents';
export const L1 = 'model.l1';
export const RESAMPLE = 'model.resample';
/** What the other two doors are set to: of the page alone. */
export const PRICE = 'price';
export const ALONE = 'alone';
export const ANGLE = 'angle';
const ASIDE = [PRICE, ALONE, ANGLE];

export const placesOf = (atoms: Setting): number[] => (atoms === RANDOM ? [] : String(atoms).split('.').map(Number));
export const written = (degrees: readonly number[]): string => degrees.map((angle) => ((Math.round(angle) % 360) + 360) % 360).join('.');

export const PLAN: Plan = {
  name: 'ways-out',
  preset: 'sparse-autoencoder',
  fixed: {
    'task.importance_decay': 1,
    'model.kind': 'sparse-autoencoder',
    batch: 256,
    'optimizer.learning_rate': 0.005,
    'optimizer.schedule': 'linear',
    'optimizer.weight_decay': 0,
  },
  fields: [
    {
      path: ATOMS,
      type: 'text',
      pattern: /^(random|\d{1,3}(\.\d{1,3}){0,9})$/,
      expected: 'random, or up to ten directions in degrees with points between them',
      start: RANDOM,
    },
    { path: LATENTS, type: 'integer', minimum: 5, maximum: 10, start: 10 },
    { path: L1, type: 'number', minimum: 0.02, maximum: 0.5, start: 0.2 },
    { path: RESAMPLE, type: 'choice', choices: ['by-loss', 'never'], start: 'by-loss' },
    seedField(0),
    { path: PRICE, type: 'number', minimum: 0, maximum: 1.2, start: 0.5 },
    { path: ALONE, type: 'number', minimum: 0, maximum: 0.4, start: 0 },
    { path: ANGLE, type: 'integer', minimum: 30, maximum: 150, start: 90 },
  ],
  engineField: (path, fields) => {
    if (ASIDE.includes(path)) return undefined;
    if (path === ATOMS) return ['model.atoms', placesOf(fields[ATOMS]!).slice(0, Number(fields[LATENTS]))];
    return [path, fields[path]!];
  },
  measures: ['loss', 'dictionary'],
  constants: { measures: ['chance'], views: [] },
  end: STEPS,
  farthest: STEPS,
  speed: 400,
  says(frame) {
    const { found, dead } = scoresOf(frame);
    return {
      landmark: `${found} ${dead}`,
      sentence: `Step ${count(frame.step)}: ${found} of ${FEATURES} features found, ${dead} of the atoms dead`,
    };
  },
};

/** Five features, each 0.7 times as important as the one before. */
export const IMPORTANCES = Array.from({ length: 5 }, (_, i) => 0.7 ** i);
export const priceScale = linearScale(0, 1.2, 0.01);
export const priceTicks: Tick[] = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2].map((value) => ({
  value,
  label: String(value),
  rank: value % 0.4 > 0.01 && value % 0.4 < 0.39 ? 1 : 0,
}));
export const aloneScale = linearScale(0, 0.4, 0.005);
export const aloneTicks: Tick[] = [0, 0.1, 0.2, 0.3, 0.4].map((value) => ({ value, label: value ? percent(value) : 'never' }));
export const angleScale = linearScale(30, 150, 1);
export const angleTicks: Tick[] = [30, 60, 90, 120, 150].map((value) => ({ value, label: `${value}°` }));
export const latentsScale = linearScale(5, 10, 1);
export const latentsTicks: Tick[] = [5, 6, 7, 8, 9, 10].map((value) => ({ value, label: String(value) }));
export const l1Scale = logScale(0.02, 0.5, 20);
export const l1Ticks: Tick[] = [0.02, 0.05, 0.1, 0.2, 0.5].map((value) => ({ value, label: String(value) }));

export interface Scores {
  /** Features with a live atom of their own beyond cosine 0.95. */
  found: number;
  /** Those with any live atom beyond it: one atom may stand for several. */
  credited: number;
  /** Mean over features of the largest cosine with a live atom (MMCS), and of that with an atom of its own. */
  largest: number;
  matched: number;
  /** Features that some latent tells from all others. */
  toldApart: number;
  dead: number;
  /** Part of the hidden vectors' square that is not rebuilt. */
  unexplained: number;
  /** What as many random directions score. */
  chanceFound: number;
  chanceLargest: number;
}
export function scoresOf({ measures }: Pick<Frame, 'measures'>): Scores {
  const number = (path: string) => Number(measures[path] ?? NaN);
  return {
    found: number('dictionary.found'),
    credited: number('dictionary.credited'),
    largest: number('dictionary.max_cosine'),
    matched: number('dictionary.matched_cosine'),
    toldApart: number('dictionary.told_apart'),
    dead: aliveOf({ measures }).filter((alive) => !alive).length,
    unexplained: number('dictionary.unexplained'),
    chanceFound: number('chance.found'),
    chanceLargest: number('chance.max_cosine'),
  };
}
export const aliveOf = ({ measures }: Pick<Frame, 'measures'>): boolean[] =>
  ((measures['dictionary.alive'] ?? []) as number[]).map(Boolean);

/** Directions of the atoms, in degrees. */
export function anglesOf({ tensors }: Pick<Frame, 'tensors'>): number[] {
  const { data, shape } = tensors['W_dec']!;
  return Array.from({ length: shape[0]! }, (_, k) => (Math.atan2(data[2 * k + 1]!, data[2 * k]!) * 180) / Math.PI);
}

const featureAngle = (i: number): number => (360 * i) / FEATURES;
export const featureArrows = (): Arrow[] =>
  Array.from({ length: FEATURES }, (_, i) => ({
    x: LENGTH * Math.cos((featureAngle(i) * Math.PI) / 180),
    y: LENGTH * Math.sin((featureAngle(i) * Math.PI) / 180),
    importance: 0.7,
    label: String(i + 1),
  }));

/** An atom counts as that of the feature with which its cosine exceeds this (core/measure/dictionary.h). */
const FOUND_COSINE = 0.95;
/** The feature that an atom in this direction stands for, if any. */
export function featureOf(degrees: number): number | undefined {
  const nearest = ((Math.round((degrees * FEATURES) / 360) % FEATURES) + FEATURES) % FEATURES;
  return Math.cos(((degrees - featureAngle(nearest)) * Math.PI) / 180) > FOUND_COSINE ? nearest : undefined;
}
export const atomColour = (degrees: number): string => {
  const feature = featureOf(degrees);
  return feature === undefined ? 'var(--soft)' : `var(--c${feature + 1})`;
};

/** A trained dictionary of the strip. */
export interface Trained {
  seed: number;
  loss: number;
  found: number;
  /** Of live atoms, in degrees. */
  atoms: number[];
}
export const atomArrows = (degrees: readonly number[]): Arrow[] =>
  degrees.map((angle) => ({
    x: Math.cos((angle * Math.PI) / 180),
    y: Math.sin((angle * Math.PI) / 180),
    importance: 0.7,
    label: '',
    colour: atomColour(angle),
  }));
export function trainedOf(spec: Spec, frame: Frame): Trained {
  const alive = aliveOf(frame);
  return {
    seed: Number(spec.fields[SEED]),
    loss: Number(frame.measures['loss']),
    found: scoresOf(frame).found,
    atoms: anglesOf(frame).filter((_, k) => alive[k]),
  };
}

export const STRIP = seedStrip(PLAN, 12);

export interface Data {
  run: RunSource;
  /** Of the task at the start, by seed. */
  seeds: Trained[];
}
export function openData(content: unknown): Data {
  const { run, seeds } = content as { run: unknown; seeds: Trained[] };
  return { run: openStoredRun(run), seeds };
}
