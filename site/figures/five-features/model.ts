/** What the home page's figure knows, without a browser: its fields, how a frame becomes arrows, numbers and sentences. */
import type { Change, FieldValue, Frame, Spec } from '@orrery/engine';
import { specToJson } from '@orrery/engine/spec.ts';
import { count, loss as lossText } from '../../src/format.ts';
import { withoutOverridden, type FigureState, type UrlField } from '../../src/url.ts';
import type { Arrow } from '../../ui/arrows.ts';
import { linearScale, logScale, withInfinity, type Regime, type Tick } from '../../ui/scale.ts';
import type { LevelSpan } from '../../ui/curve.ts';

/** The engine's preset that the figure starts from, and what it sets besides the figure's fields; engine.test.ts compares. */
export const PRESET = 'superposition-live';
export const PRESET_FIELDS: Record<string, FieldValue> = {
  steps: 2000,
  'optimizer.learning_rate': 0.003,
};

export const DENSITY = 'task.density';
export const DECAY = 'task.importance_decay';
export const FEATURES = 'task.features';
export const SEED = 'seed';

/** What the reader can set, and so what the address can hold. */
export const FIELDS: readonly UrlField[] = [
  { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.05, live: true },
  { path: DECAY, type: 'number', minimum: 0.5, maximum: 1, start: 0.9, live: true },
  { path: FEATURES, type: 'integer', minimum: 2, maximum: 8, start: 5 },
  { path: SEED, type: 'integer', minimum: 0, maximum: 4294967295, start: 37 },
];

/** A page's run has no end of its own; the engine wants one. */
const ENDLESS = 1_000_000_000;
/** Steps after which each of the twelve seeds is looked at. */
export const STRIP_STEPS = 2000;
export const STRIP_SEEDS = 12;
/** After this many steps and this much time without a reader's touch the run rests, so that a forgotten tab costs nothing. */
export const REST_AFTER = { steps: 20_000, milliseconds: 90_000 };

export const densityScale = logScale(1, 0.01, 100);
export const densityTicks: Tick[] = [1, 0.1, 0.01].flatMap((decade) =>
  [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    .map((mantissa) => Number((mantissa * decade).toPrecision(1)))
    .filter((value) => value >= 0.01)
    .map((value) => {
      const labelled = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].includes(value);
      const label = labelled ? `${Number((value * 100).toPrecision(1))}\u00a0%` : undefined;
      const rank = value === 0.5 ? 1 : labelled || [0.4, 0.3, 0.04, 0.03].includes(value) ? 0 : 2;
      return { value, label, rank };
    }),
);
export const decayScale = linearScale(0.5, 1, 0.01);
export const decayTicks: Tick[] = Array.from({ length: 11 }, (_, i) => {
  const value = Number((0.5 + i * 0.05).toFixed(2));
  return { value, label: i % 2 ? undefined : String(value), rank: 0 as const };
});
export const featuresScale = linearScale(2, 8, 1);
export const featuresTicks: Tick[] = [2, 3, 4, 5, 6, 7, 8].map((value) => ({ value, label: String(value) }));
export const speedScale = withInfinity(logScale(1, 10_000, 20), 14);
export const speedTicks = (all: string): Tick[] => [
  ...[1, 10, 100, 1000].flatMap((d) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((m) => m * d)).map((value) => ({
    value,
    label: [1, 10, 100, 1000].includes(value) ? count(value) : undefined,
    rank: (value.toString().startsWith('1') ? 0 : 2) as 0 | 2,
  })),
  { value: 10_000, label: count(10_000), rank: 0 },
  { value: Infinity, label: all, rank: 0 },
];

/** The engine's description of what the reader has set. */
export function specOf(state: Pick<FigureState, 'fields' | 'changes'>, steps = ENDLESS): Spec {
  return { fields: { ...PRESET_FIELDS, ...state.fields, steps }, changes: state.changes.map((c) => ({ ...c })) };
}

/** Whether a stored run, described in full, is the run of these fields. */
export function sameTask(spec: Spec, fields: Record<string, number>): boolean {
  const wanted = { ...PRESET_FIELDS, ...fields };
  return Object.entries(wanted).every(([path, value]) => path === 'steps' || [spec.fields[path]].flat()[0] === value);
}

/** The dozen that a seed belongs to: the strip shows it whole. */
export const dozenOf = (seed: number): number => seed - (seed % STRIP_SEEDS);

/** The same from each seed of the dozen, at the task as it stands at `step`, without the way that led there. */
export function stripSpecs(state: Pick<FigureState, 'fields' | 'changes'>, step: number): Spec[] {
  const fields = fieldsAt(state, step);
  const first = dozenOf(fields[SEED]!);
  return Array.from({ length: STRIP_SEEDS }, (_, k) => specOf({ fields: { ...fields, [SEED]: first + k }, changes: [] }, STRIP_STEPS));
}

/** The fields' values at a step: those of the start, with every change up to it. */
export function fieldsAt(state: Pick<FigureState, 'fields' | 'changes'>, step: number): Record<string, number> {
  const fields = { ...state.fields };
  for (const change of state.changes) if (change.step <= step) fields[change.path] = change.value as number;
  return fields;
}

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

/** The steps between which the task stayed the same, from the changes; the last one has no end. */
export function taskSpans(changes: readonly Change[]): { from: number; to: number }[] {
  const starts = [0, ...new Set(changes.map((c) => c.step).filter((s) => s > 0))];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? Infinity }));
}

/** A network that ended well above the best geometry at its task. Constant learning rates leave a percent or two of noise. */
export const failed = (loss: number, best: number): boolean => !(loss <= best * 1.04);

export function sentence(step: number, geometry: string, loss: number): string {
  return `Step ${count(step)}: ${geometry ? `${geometry}, ` : ''}exact loss ${lossText(loss)}`;
}

/** The command that trains the same network natively, up to `step`, with every change made on the way. */
export function nativeCommand(state: FigureState, step: number): string {
  const out = '--out run';
  const changes = withoutOverridden(state.changes).filter((c) => c.step < step);
  if (changes.length) {
    const spec = specToJson({ fields: specOf(state, step).fields, changes });
    return `cat > run.json <<'END'\n${JSON.stringify(spec)}\nEND\norrery train --spec run.json ${out}`;
  }
  const set = FIELDS.filter((f) => state.fields[f.path] !== f.start).map((f) => ` --set ${f.path}=${state.fields[f.path]}`);
  return `orrery train --preset ${PRESET}${set.join('')} --set steps=${step} ${out}`;
}

/** The recorded loss as CSV, one row a recorded step. */
export function lossCsv(steps: ArrayLike<number>, values: ArrayLike<number>): string {
  const rows = ['step,exact_loss'];
  for (let i = 0; i < steps.length; ++i) rows.push(`${steps[i]},${values[i]}`);
  return rows.join('\n') + '\n';
}

/** One row a feature: name, importance, length, angle in degrees, bias, dimensionality. */
export function featureRows(frame: Frame, decay: number, ordinals: readonly string[]): (string | number)[][] {
  const bias = frame.tensors['b_final']?.data;
  const dimensionality = numbers(frame.measures['superposition.dimensionality']);
  return arrowsOf(frame, decay, ordinals).map(({ x, y, importance, label }, i) => [
    label,
    importance.toFixed(3),
    Math.hypot(x, y).toFixed(3),
    `${Math.round(((Math.atan2(y, x) * 180) / Math.PI + 360) % 360)}°`,
    bias ? bias[i]!.toFixed(3).replace('-', '−') : '',
    dimensionality[i] === undefined ? '' : dimensionality[i].toFixed(3),
  ]);
}

/** All that the figure shows, for another program: the run's description, the loss over steps, the frame. */
export function exported(state: FigureState, frame: Frame, curve: { steps: ArrayLike<number>; values: ArrayLike<number> }): object {
  return {
    format: 1,
    spec: specToJson({ fields: specOf(state, frame.step).fields, changes: withoutOverridden(state.changes) }),
    metrics: { step: Array.from(curve.steps), 'superposition.exact_loss': Array.from(curve.values) },
    frame: {
      step: frame.step,
      tensors: Object.fromEntries(Object.values(frame.tensors).map((t) => [t.name, { shape: t.shape, data: Array.from(t.data) }])),
      measures: frame.measures,
    },
  };
}
