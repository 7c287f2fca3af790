// A run that was trained natively and written to site/data by `orrery site-data`: it plays without an engine.
import { EngineError } from './engine_error.ts';
import { specFromJson } from './spec.ts';
import type { Frame, RunSource, Series, Tensor } from './types.ts';

/** Float32, half precision, bytes of which 127 stands for 1 and -127 for -1, and bytes that are whole numbers. */
type StoredType = 'f32' | 'f16' | 'i8' | 'u8';

/** Arrays of few different numbers: 'a' stands for the first of `levels`. The T letters of an entry lie side by side, as they are alike. */
interface Letters {
  shape: number[];
  type: 'letters';
  levels: number[];
  data: string;
}

/** One figure's stored run of T frames. */
export interface StoredRunFile {
  format: 2;
  spec: Record<string, unknown>;
  /** [T], ascending. */
  steps: number[];
  /** By name: base64 of little-endian numbers, T arrays of this shape one after another, or one for all if it is constant. */
  tensors: Record<string, { shape: number[]; type: StoredType; constant?: boolean; data: string } | Letters>;
  /** By dotted path, one value a frame: numbers (null where undefined), names, or lists. */
  measures: Record<string, unknown[]>;
  /** Measures that are the same in every frame. */
  constants: Record<string, unknown>;
  made_by: Record<string, unknown>;
}

export function openStoredRun(data: unknown): RunSource {
  return new StoredRun(data);
}

class StoredRun implements RunSource {
  readonly live = false;
  readonly spec;
  private readonly steps: Float64Array;
  private readonly tensors: StoredTensors[];
  private readonly measures: Record<string, unknown[]>;
  private readonly constants: Record<string, unknown>;

  constructor(data: unknown) {
    if (!isRecord(data)) throw new EngineError('stored run', String(data), 'an object');
    const file = data['format'] === 1 ? fromFormat1(data) : (data as unknown as StoredRunFile);
    if (file.format !== 2) throw new EngineError('format', String(file.format), '1 or 2: this page is older than its data');
    this.spec = specFromJson(file.spec);
    this.steps = ascending(file.steps);
    const { length } = this.steps;
    this.tensors = Object.entries(record('tensors', file.tensors)).map(([name, tensor]) => openStoredTensor(name, tensor, length));
    this.measures = record('measures', file.measures) as Record<string, unknown[]>;
    for (const [path, values] of Object.entries(this.measures)) {
      if (!Array.isArray(values) || values.length !== length) {
        throw new EngineError(path, `${(values as unknown[] | undefined)?.length} values`, `${length}, one a step`);
      }
    }
    this.constants = record('constants', file.constants);
  }

  get first(): number {
    return this.steps[0]!;
  }

  get last(): number {
    return this.steps.at(-1)!;
  }

  at(step: number): Frame {
    let index = 0;
    for (let high = this.steps.length; high - index > 1;) {
      const middle = (index + high) >> 1;
      if (this.steps[middle]! <= step) index = middle;
      else high = middle;
    }
    const tensors = this.tensors.map((tensor) => [tensor.name, tensor.at(index)]);
    const measures = Object.entries(this.measures).map(([path, values]) => [path, values[index]]);
    return {
      step: this.steps[index]!,
      tensors: Object.fromEntries(tensors),
      measures: { ...this.constants, ...Object.fromEntries(measures) },
    };
  }

  metrics(path: string): Series {
    const values = this.measures[path];
    if (!values?.some((value) => typeof value === 'number')) return { steps: new Float64Array(), values: new Float64Array() };
    return { steps: this.steps, values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN)) };
  }

  /** Nothing is added to a stored run. */
  subscribe(): () => void {
    return () => {};
  }
}

/** Arrays of one name and shape, one after another. */
export interface StoredTensors {
  name: string;
  at(index: number): Tensor;
}

/** Opens `count` arrays that were stored as {shape, type, data}; other figures' files hold such tables, too. */
export function openStoredTensor(name: string, stored: unknown, count: number): StoredTensors {
  const { shape, type, constant = false, levels, data } = record(name, stored);
  if (!Array.isArray(shape) || !shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) {
    throw new EngineError(`${name}.shape`, JSON.stringify(shape), 'a list of whole numbers above 0');
  }
  if (type !== 'letters' && !Object.hasOwn(READERS, String(type)))
    throw new EngineError(`${name}.type`, String(type), 'f32, f16, i8, u8 or letters');
  if (typeof constant !== 'boolean') throw new EngineError(`${name}.constant`, String(constant), 'true or false');
  const size = (shape as number[]).reduce((product, extent) => product * extent, 1);
  const numbers = type === 'letters' ? lettered(name, data, levels, count) : READERS[type as StoredType](name, data);
  const arrays = constant ? 1 : count;
  if (numbers.length !== arrays * size) {
    throw new EngineError(name, `${numbers.length} numbers`, `${arrays * size}: ${arrays} of [${shape}]`);
  }
  if (constant) return { name, at: () => ({ name, shape: shape as number[], data: numbers }) };
  return { name, at: (index) => ({ name, shape: shape as number[], data: numbers.subarray(index * size, (index + 1) * size) }) };
}

type Format1 = Pick<StoredRunFile, 'spec' | 'steps' | 'made_by'> & {
  exact_loss: unknown[];
  geometry: unknown[];
  W: string;
  b_final: string;
  levels: unknown;
  regimes: unknown;
};

/** Format 1 held the home page's run alone: two tensors without their shapes, two measures, two tables. */
function fromFormat1(file: Record<string, unknown>): StoredRunFile {
  const { spec, steps, exact_loss, geometry, W, b_final, levels, regimes, made_by } = file as unknown as Format1;
  const frames = ascending(steps).length;
  const n = floats('b_final', b_final).length / frames;
  const m = floats('W', W).length / (n * frames);
  return {
    format: 2,
    spec,
    steps,
    made_by,
    tensors: { W: { shape: [m, n], type: 'f32', data: W }, b_final: { shape: [n], type: 'f32', data: b_final } },
    measures: { 'superposition.exact_loss': exact_loss, 'superposition.geometry': geometry },
    constants: { ...columns('levels', levels, ['names', 'losses']), ...columns('regimes', regimes, ['names', 'from', 'to']) },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new EngineError(name, JSON.stringify(value) ?? 'undefined', 'an object');
  return value;
}

/** Lists of one length under the names of their measures. */
function columns(name: string, table: unknown, keys: string[]): Record<string, unknown[]> {
  const lists = keys.map((key) => (table as Record<string, unknown> | undefined)?.[key]);
  if (!lists.every((list) => Array.isArray(list) && list.length === (lists[0] as unknown[]).length)) {
    throw new EngineError(name, '', `lists of one length: ${keys.join(', ')}`);
  }
  return Object.fromEntries(keys.map((key, index) => [`superposition.${name}.${key}`, lists[index] as unknown[]]));
}

function ascending(steps: unknown): Float64Array {
  const expected = 'whole numbers in ascending order, at least one';
  if (!Array.isArray(steps) || steps.length === 0) throw new EngineError('steps', String(steps), expected);
  steps.forEach((step, index) => {
    if (!Number.isSafeInteger(step) || step < 0 || (index > 0 && step <= steps[index - 1])) {
      throw new EngineError(`steps[${index}]`, String(step), expected);
    }
  });
  return Float64Array.from(steps as number[]);
}

function bytesOf(name: string, base64: unknown, width: number): ArrayBuffer {
  const expected = `base64 of numbers of ${width} bytes`;
  if (typeof base64 !== 'string') throw new EngineError(name, String(base64), expected);
  let text: string;
  try {
    text = atob(base64);
  } catch {
    throw new EngineError(name, base64.slice(0, 20), expected);
  }
  if (text.length % width !== 0) throw new EngineError(name, `${text.length} bytes`, expected);
  return Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer;
}

const floats = (name: string, base64: unknown): Float32Array => new Float32Array(bytesOf(name, base64, 4));

/** IEEE half precision: 1 sign bit, 5 of exponent, 10 of fraction. */
function halves(name: string, base64: unknown): Float32Array {
  return Float32Array.from(new Uint16Array(bytesOf(name, base64, 2)), (half) => {
    const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 1023];
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * 2 ** (exponent - 25) * (1024 + fraction);
  });
}

/** Numbers by their letters, from entry after entry to moment after moment. */
function lettered(name: string, data: unknown, levels: unknown, count: number): Float32Array {
  if (!Array.isArray(levels) || !levels.every((level) => typeof level === 'number')) {
    throw new EngineError(`${name}.levels`, JSON.stringify(levels) ?? 'undefined', 'a list of numbers');
  }
  if (typeof data !== 'string') throw new EngineError(name, String(data), 'letters');
  const size = Math.floor(data.length / count);
  const numbers = new Float32Array(data.length);
  for (let i = 0; i < data.length; ++i) {
    const level: unknown = levels[data.charCodeAt(i) - 97];
    if (typeof level !== 'number') throw new EngineError(name, data.charAt(i), `a letter for one of ${levels.length} levels`);
    numbers[(i % count) * size + Math.floor(i / count)] = level;
  }
  return numbers;
}

const READERS: Record<StoredType, (name: string, base64: unknown) => Float32Array> = {
  f32: floats,
  f16: halves,
  i8: (name, base64) => Float32Array.from(new Int8Array(bytesOf(name, base64, 1)), (byte) => byte / 127),
  u8: (name, base64) => Float32Array.from(new Uint8Array(bytesOf(name, base64, 1))),
};
