// The vocabulary between the engine and what draws it. No code here, only shapes.

/** What a field of a run's description can hold. */
export type FieldValue = number | string | boolean | null | number[];

/** A field that takes a new value before update `step`, as when a reader moves a slider. */
export interface Change {
  step: number;
  path: string;
  value: FieldValue;
}

/**
 * A run's description, sparse: the fields that differ from the defaults, by dotted path (`task.density`), and the changes
 * made while it goes on. Calls copy it on entry, so a later edit of the object changes no run; what a reactive store
 * hands out is read once, as a snapshot.
 */
export interface Spec {
  fields: Record<string, FieldValue>;
  changes: Change[];
}

/** One named array of parameters, row-major. */
export interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

/** What a moment of a run is asked for. */
export interface FrameContent {
  /** Measures, by prefix. */
  measures: string[];
  /** Arrays that the engine works out for pictures, by name. */
  views: string[];
  /** Whether the parameters are in it: those of a large network would soon fill the memory of the past. */
  parameters: boolean;
}

/** What a figure draws: one moment of a run. */
export interface Frame {
  /** Number of updates applied. */
  step: number;
  /** Parameters and views. */
  tensors: Record<string, Tensor>;
  /** By dotted path, e.g. `superposition.exact_loss`. Undefined quantities are null. */
  measures: Record<string, unknown>;
}

/** A quantity over steps, one point a recorded frame. Read-only; a later point appears in a later call's arrays. */
export interface Series {
  steps: Float64Array;
  values: Float64Array;
}

/** The one interface over a run that goes on in a worker and one that was stored. */
export interface RunSource {
  readonly spec: Spec;
  readonly live: boolean;
  /** The recorded frame nearest at or before `step` (the first one if it is before that). RangeError if there is none. */
  at(step: number): Frame;
  /** The recorded range of steps. */
  readonly first: number;
  readonly last: number;
  /** A scalar measure over steps; undefined values are NaN. Empty if it was not recorded. */
  metrics(path: string): Series;
  /** Calls `listener` when frames were recorded, at most once a display frame. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

/**
 * A run in a worker. Promises reject with an EngineError for bad input, with an Error named `AbortError` when the run is
 * disposed of or paused before they are done, and with a plain Error when the worker broke; they never stay open.
 */
export interface LiveRun extends RunSource {
  play(): void;
  /** Stops playing, and a runTo() that is under way. */
  pause(): void;
  readonly playing: boolean;
  /** Exactly n updates (1 if not given). */
  step(n?: number): Promise<void>;
  /** Updates a second while playing; Infinity is all that the machine gives. */
  setSpeed(stepsPerSecond: number): void;
  /** As measured over the last half second of play; 0 while paused. */
  readonly stepsPerSecond: number;
  /** Gives a live field a new value from the current step on, and records that in spec.changes. */
  change(path: string, value: FieldValue): Promise<void>;
  /** Trains at full speed up to a step that lies ahead: the same spec and step give the same weights. */
  runTo(step: number): Promise<void>;
  /** Every measure at or below `prefix`, at the current step. */
  measure(prefix: string): Promise<Record<string, unknown>>;
  /** A view by its name, at the current step. */
  view(name: string): Promise<Tensor>;
  /** The whole state as a safetensors file, from which the native program or a page can go on. */
  save(): Promise<Uint8Array>;
  /** Ends the run and gives its worker back. */
  dispose(): void;
}
