// A run that was trained natively and written to site/data by `orrery site-data`: it plays without an engine.
import { EngineError } from './engine_error.ts';
import { specFromJson } from './spec.ts';
import type { Frame, RunSource, Series, Tensor } from './types.ts';

/** One figure's stored run; arrays of numbers are base64 of little-endian float32, T frames one after another. */
export interface StoredRunFile {
  format: 1;
  spec: Record<string, unknown>;
  /** [T], ascending. */
  steps: number[];
  /** [T] */
  exact_loss: (number | null)[];
  /** [T, m, n] */
  W: string;
  /** [T, n] */
  b_final: string;
  /** [T], the classifier's name of each frame. */
  geometry: string[];
  /** Exact loss of each competing geometry at the run's density. */
  levels: { names: string[]; losses: (number | null)[] };
  /** Which geometry wins in which range of density. */
  regimes: { names: string[]; from: number[]; to: number[] };
  made_by: Record<string, unknown>;
}

/** The measures that a stored frame has, by the names that they have in a live one. */
const SERIES = { exact_loss: 'superposition.exact_loss', geometry: 'superposition.geometry' } as const;

export function openStoredRun(data: unknown): RunSource {
  return new StoredRun(data as StoredRunFile);
}

class StoredRun implements RunSource {
  readonly live = false;
  readonly spec;
  private readonly steps: Float64Array;
  private readonly W: Float32Array;
  private readonly b_final: Float32Array;
  private readonly n: number;
  private readonly m: number;
  private readonly constants: Record<string, unknown>;

  constructor(private readonly file: StoredRunFile) {
    if (typeof file !== 'object' || file === null) throw new EngineError('stored run', String(file), 'an object');
    if (file.format !== 1) throw new EngineError('format', String(file.format), '1: this page is older than its data');
    this.spec = specFromJson(file.spec);
    this.steps = ascending(file.steps);
    const { length } = this.steps;
    for (const name of ['exact_loss', 'geometry'] as const) {
      if (!Array.isArray(file[name]) || file[name].length !== length) {
        throw new EngineError(name, `${file[name]?.length} values`, `${length}, one a step`);
      }
    }
    this.W = floats('W', file.W);
    this.b_final = floats('b_final', file.b_final);
    this.n = this.b_final.length / length;
    this.m = this.W.length / this.b_final.length;
    for (const [name, extent, list] of [['b_final', this.n, this.b_final], ['W', this.m, this.W]] as const) {
      if (!Number.isInteger(extent) || extent === 0) {
        throw new EngineError(name, `${list.length} numbers`, `${length} frames of whole rows of features`);
      }
    }
    this.constants = {
      ...columns('levels', file.levels, ['names', 'losses']),
      ...columns('regimes', file.regimes, ['names', 'from', 'to']),
    };
  }

  get first(): number {
    return this.steps[0]!;
  }

  get last(): number {
    return this.steps.at(-1)!;
  }

  at(step: number): Frame {
    let index = 0;
    for (let high = this.steps.length; high - index > 1; ) {
      const middle = (index + high) >> 1;
      if (this.steps[middle]! <= step) index = middle;
      else high = middle;
    }
    const tensor = (name: string, all: Float32Array, shape: number[]): Tensor => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return { name, shape, data: all.subarray(index * size, (index + 1) * size) };
    };
    return {
      step: this.steps[index]!,
      tensors: {
        W: tensor('W', this.W, [this.m, this.n]),
        b_final: tensor('b_final', this.b_final, [this.n]),
      },
      measures: {
        [SERIES.exact_loss]: this.file.exact_loss[index],
        [SERIES.geometry]: this.file.geometry[index],
        ...this.constants,
      },
    };
  }

  metrics(path: string): Series {
    if (path !== SERIES.exact_loss) return { steps: new Float64Array(), values: new Float64Array() };
    return { steps: this.steps, values: Float64Array.from(this.file.exact_loss, (value) => value ?? NaN) };
  }

  /** Nothing is added to a stored run. */
  subscribe(): () => void {
    return () => {};
  }
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

function floats(name: string, base64: unknown): Float32Array {
  const expected = 'base64 of float32 numbers';
  if (typeof base64 !== 'string') throw new EngineError(name, String(base64), expected);
  let text: string;
  try {
    text = atob(base64);
  } catch {
    throw new EngineError(name, base64.slice(0, 20), expected);
  }
  if (text.length % 4 !== 0) throw new EngineError(name, `${text.length} bytes`, expected);
  return new Float32Array(Uint8Array.from(text, (char) => char.charCodeAt(0)).buffer);
}
