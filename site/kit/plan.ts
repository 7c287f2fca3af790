/**
 * What a figure that trains says of itself, and what follows from that without a browser: the run's description, the
 * native command, the files. How a figure is made, in full, is in experiment.svelte.ts.
 */
import type { Change, FieldValue, Frame, FrameContent, Spec } from '@orrery/engine';
import { setArguments, specToJson } from '@orrery/engine/spec.ts';
import { startState, withoutOverridden, type FigureState, type Setting, type Settings, type UrlField } from '../src/url.ts';

export interface Plan {
  /** kebab-case: the figure's folder, and the head of its files' names. */
  readonly name: string;
  /** The engine's preset that `fixed` and the fields' starts repeat (kit/presets.ts lets a test compare); none: the defaults. */
  readonly preset?: string;
  /** What the run's description holds besides the reader's fields. */
  readonly fixed: Readonly<Record<string, FieldValue>>;
  /** What the reader can set, and so what the address can hold. */
  readonly fields: readonly UrlField[];
  /**
   * A field whose path is the figure's own, not the engine's: its value as a field of the description, or nothing where it
   * concerns the page alone. All the reader's fields at that moment stand beside it.
   */
  readonly engineField?: (path: string, fields: Settings) => [path: string, value: FieldValue] | undefined;
  /** Further fields of the description that follow from the reader's. They change only with a new start. */
  readonly derived?: (fields: Settings) => Record<string, FieldValue>;
  /** Measures in every frame, by prefix; the engine's usual ones if not given. */
  readonly measures?: string[];
  /** Arrays for pictures in every frame, and whether the parameters are in it; they are if not said. */
  readonly views?: string[];
  readonly parameters?: boolean;
  /** Measures and views that are the same in every frame of a run, and stand in all of them. */
  readonly constants?: Pick<FrameContent, 'measures' | 'views'>;
  /** Where the run ends; it has no end of its own if not given. Needed where a schedule spans the run. */
  readonly end?: number;
  /** The farthest step that a link may lead to: some seconds of training for most networks that the figure has. */
  readonly farthest: number;
  /** Steps without a reader's touch after which the run rests, so that a forgotten tab costs nothing. */
  readonly restAfter?: number;
  /** Whether something else is in the picture with these settings: the run is made, and trains, when it is called for. */
  readonly waits?: (fields: Settings) => boolean;
  /** Steps a second at first. */
  readonly speed?: number;
  /** What a screen reader is told about a frame; it speaks when `landmark` changes or the run stops. */
  says(frame: Frame): { landmark: string; sentence: string };
}

/** What the engine is asked to put into a run's frames. */
export function contentOf({ measures, views, parameters, constants }: Plan): Partial<FrameContent> & Pick<Plan, 'constants'> {
  return {
    ...(measures && { measures }),
    ...(views && { views }),
    ...(parameters !== undefined && { parameters }),
    ...(constants && { constants }),
  };
}

/** A page's run has no end of its own; the engine wants one. */
const ENDLESS = 1_000_000_000;

export const SEED = 'seed';
export const seedField = (start: number): UrlField => ({ path: SEED, type: 'integer', minimum: 0, maximum: 4294967295, start });

type Lived = Pick<FigureState, 'fields' | 'changes'>;

/** The fields' values at a step: those of the start, with every change up to it. */
export function fieldsAt(state: Lived, step: number): Settings {
  const fields = { ...state.fields };
  for (const change of state.changes) if (change.step <= step) fields[change.path] = change.value as Setting;
  return fields;
}

/** The steps between which the task stayed the same, from the changes; the last one has no end. */
export function taskSpans(changes: readonly Change[]): { from: number; to: number }[] {
  const starts = [0, ...new Set(changes.map((c) => c.step).filter((s) => s > 0))];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? Infinity }));
}

/** A reader's field as the engine knows it; nothing if it concerns the page alone. */
export function asEngineField(plan: Plan, path: string, fields: Settings): [path: string, value: FieldValue] | undefined {
  return plan.engineField ? plan.engineField(path, fields) : [path, fields[path]!];
}

/** Those of the reader's settings that the run knows nothing of. */
export const asideOf = (plan: Plan, fields: Settings): Settings =>
  Object.fromEntries(Object.entries(fields).filter(([path]) => !asEngineField(plan, path, fields)));

function engineFields(plan: Plan, fields: Settings): Record<string, FieldValue> {
  const set = plan.fields.map(({ path }) => asEngineField(plan, path, fields)).filter((field) => field !== undefined);
  return { ...plan.fixed, ...plan.derived?.(fields), ...Object.fromEntries(set) };
}

/** The engine's description of what the reader has set. */
export function specOf(plan: Plan, state: Lived, steps = plan.end ?? ENDLESS): Spec {
  const changes = state.changes.map(({ step, path, value }) => {
    // What concerns the page alone is never a change of the run.
    const [enginePath, engineValue] = asEngineField(plan, path, { ...fieldsAt(state, step), [path]: value as Setting })!;
    return { step, path: enginePath, value: engineValue };
  });
  return { fields: { ...engineFields(plan, state.fields), steps }, changes };
}

/** Of an engine's list that says the same for every feature, the one value. */
const alone = (value: FieldValue | undefined): FieldValue | undefined =>
  Array.isArray(value) && value.every((entry) => entry === value[0]) ? value[0] : value;

const same = (a: FieldValue | undefined, b: FieldValue | undefined) => JSON.stringify(alone(a)) === JSON.stringify(alone(b));

/** Whether a stored run, described in full, is the run of these fields, however long it is. */
export function sameTask(plan: Plan, spec: Spec, fields: Settings): boolean {
  return Object.entries(engineFields(plan, fields)).every(([path, value]) => path === 'steps' || same(spec.fields[path], value));
}

/** The steps that a native run needs to reach `step`: its whole length where a schedule spans it. */
const stepsFor = (plan: Plan, step: number): number => plan.end ?? step;

/** The command that trains the same network natively, up to `step`, with every change made on the way. */
export function nativeCommand(plan: Plan, state: Lived, step: number): string {
  const out = '--out run';
  const steps = stepsFor(plan, step);
  const changes = withoutOverridden(state.changes).filter((c) => c.step < step);
  const spec = specOf(plan, { ...state, changes }, steps);
  if (changes.length) return `cat > run.json <<'END'\n${JSON.stringify(specToJson(spec))}\nEND\norrery train --spec run.json ${out}`;
  if (plan.preset === undefined) return `orrery train${setArguments(spec.fields)} ${out}`;
  const known: Record<string, FieldValue | undefined> = { ...engineFields(plan, startState(plan.fields).fields), steps: plan.end };
  const changed = Object.entries(spec.fields).filter(([path, value]) => !same(value, known[path]));
  return `orrery train --preset ${plan.preset}${setArguments(Object.fromEntries(changed))} ${out}`;
}

/** A quantity over steps, live or from a file. */
export interface Curve {
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** Recorded quantities as CSV, one row a recorded step; all were recorded at the same ones. */
export function curvesCsv(columns: Record<string, Curve>): string {
  const names = Object.keys(columns);
  const [first, ...others] = Object.values(columns);
  const rows = [['step', ...names].join(',')];
  for (let i = 0; i < (first?.steps.length ?? 0); ++i)
    rows.push([first!.steps[i], first!.values[i], ...others.map((column) => column.values[i] ?? '')].join(','));
  return rows.join('\n') + '\n';
}

/** All that the figure shows, for another program: the run's description, quantities over steps, the frame. */
export function exported(plan: Plan, state: Lived, frame: Frame, metrics: Record<string, Curve>): object {
  const step = Array.from(Object.values(metrics)[0]?.steps ?? []);
  return {
    format: 1,
    spec: specToJson(specOf(plan, { ...state, changes: withoutOverridden(state.changes) }, stepsFor(plan, frame.step))),
    metrics: { step, ...Object.fromEntries(Object.entries(metrics).map(([path, { values }]) => [path, Array.from(values)])) },
    frame: plainFrame(frame),
  };
}

/** A frame as JSON has it. */
export const plainFrame = ({ step, tensors, measures }: Frame): object => ({
  step,
  tensors: Object.fromEntries(Object.values(tensors).map((t) => [t.name, { shape: t.shape, data: Array.from(t.data) }])),
  measures,
});
