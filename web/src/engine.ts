// The engine in one thread: typed calls over the C ABI. The page runs it in workers; tests and the bench run it directly.
import { EngineError } from './engine_error.ts';
import { literal, plainSpec, type SpecJson } from './spec.ts';
import type { FieldValue, Frame, FrameContent, Spec, Tensor } from './types.ts';
import { type Abi, compileEngine, instantiateEngine } from './wasm.ts';

/** One field of a run's description, as the engine lists it; run_spec.generated.ts has a line of help about each. */
export interface Field {
  path: string;
  type: 'choice' | 'integer' | 'number' | 'numbers' | 'seed' | 'optional-seed';
  default: FieldValue;
  /** Null where there is no bound. */
  minimum: number | null;
  /** The minimum itself is excluded. */
  exclusive: boolean;
  maximum: number | null;
  choices: string[];
  /** It may change while a run goes on. */
  live: boolean;
}

export interface Preset {
  name: string;
  summary: string;
  spec: Spec;
}

/** How the engine stores the numbers of each type. */
const ARRAYS = { F32: Float32Array, F64: Float64Array, U32: Uint32Array } as const;
type StateType = keyof typeof ARRAYS;

/** One array of a run's state in the engine's memory; `data` is valid only until the next call into the engine. */
export interface StateTensor {
  name: string;
  dtype: StateType;
  shape: number[];
  data: Float32Array | Float64Array | Uint32Array;
}

/** Parameters are what a figure draws; optimizer moments and random streams are what a resumed run needs besides. */
export function isParameter(name: string): boolean {
  return !name.startsWith('optimizer.') && !name.startsWith('stream.');
}

export class Engine {
  private constructor(private readonly abi: Abi) {}

  static async load(source: WebAssembly.Module | BufferSource | string | URL): Promise<Engine> {
    const module = source instanceof WebAssembly.Module ? source : await compileEngine(source);
    return new Engine(await instantiateEngine(module));
  }

  get version(): string {
    return this.text(this.abi.orrery_version());
  }

  /** The vector instructions that Eigen uses; SSE4.1 stands for wasm's SIMD128. */
  get simd(): string {
    return this.text(this.abi.orrery_simd());
  }

  /** Bytes of wasm memory: it grows with the runs, and never shrinks. */
  get memoryBytes(): number {
    return this.abi.memory.buffer.byteLength;
  }

  fields(): Field[] {
    return JSON.parse(this.text(this.abi.orrery_fields())) as Field[];
  }

  presets(): Preset[] {
    const list = JSON.parse(this.text(this.abi.orrery_presets())) as { name: string; summary: string; set: Record<string, string> }[];
    return list.map(({ name, summary, set }) => {
      const fields = Object.fromEntries(Object.entries(set).map(([path, text]) => [path, presetValue(text)]));
      return { name, summary, spec: { fields, changes: [] } };
    });
  }

  /** Starts a run at step 0 with its initial weights. Throws an EngineError for the first thing wrong with the spec. */
  start(spec: Spec): EngineRun {
    const { fields, changes } = plainSpec(spec);
    const { abi } = this;
    const handle = abi.orrery_new();
    try {
      for (const [path, value] of Object.entries(fields)) {
        this.withTexts([path, literal(value)], (p, v) => this.check(abi.orrery_set(handle, p, v)));
      }
      for (const { step, path, value } of changes) {
        this.withTexts([path, literal(value)], (p, v) => this.check(abi.orrery_add_change(handle, step, p, v)));
      }
      this.check(abi.orrery_start(handle));
    } catch (error) {
      abi.orrery_free(handle);
      throw error;
    }
    return new EngineRun(this, abi, handle);
  }

  /** @internal Throws what the engine objected to unless `status` is 0. */
  check(status: number): void {
    if (status !== 0) throw this.lastError();
  }

  /** @internal The JSON at an address; throws what the engine objected to if the address is null. */
  json<T>(pointer: number): T {
    return JSON.parse(this.text(pointer)) as T;
  }

  /** @internal The text at an address; as json(). */
  text(pointer: number): string {
    if (pointer === 0) throw this.lastError();
    const memory = new Uint8Array(this.abi.memory.buffer);
    return new TextDecoder().decode(memory.subarray(pointer, memory.indexOf(0, pointer)));
  }

  /** @internal Calls `use` with the addresses of the texts, which live for the call. */
  withTexts<T>(texts: string[], use: (...pointers: number[]) => T): T {
    const pointers = texts.map((text) => {
      // A NUL would end the text early, and an unknown path might pass for a known one.
      const bytes = new TextEncoder().encode(`${text.replaceAll('\0', '\uFFFD')}\0`);
      const pointer = this.abi.malloc(bytes.length);
      if (pointer === 0) throw new Error('the engine is out of memory');
      new Uint8Array(this.abi.memory.buffer, pointer, bytes.length).set(bytes);
      return pointer;
    });
    try {
      return use(...pointers);
    } finally {
      for (const pointer of pointers) this.abi.free(pointer);
    }
  }

  private lastError(): EngineError {
    const { field, value, expected } = JSON.parse(this.text(this.abi.orrery_last_error())) as EngineError;
    return new EngineError(field, value, expected);
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** A preset's value: a JSON literal, or a bare word. */
function presetValue(text: string): FieldValue {
  try {
    return JSON.parse(text) as FieldValue;
  } catch {
    return text;
  }
}

interface Layout {
  name: string;
  dtype: StateType;
  shape: number[];
  pointer: number;
}

/** A started run. `free()` it: the engine's memory is not collected. */
export class EngineRun {
  private layout: Layout[] | undefined;

  /** @internal */
  constructor(
    private readonly engine: Engine,
    private readonly abi: Abi,
    private readonly handle: number,
  ) {}

  get stepsDone(): number {
    return this.abi.orrery_steps_done(this.handle);
  }

  step(updates = 1): void {
    this.engine.check(this.abi.orrery_step(this.handle, updates));
  }

  /** Back to the same start: step 0, and none of the changes made since. */
  restart(): void {
    this.layout = undefined;
    this.engine.check(this.abi.orrery_start(this.handle));
  }

  change(path: string, value: FieldValue): void {
    this.engine.withTexts([path, literal(value)], (p, v) => this.engine.check(this.abi.orrery_change(this.handle, p, v)));
  }

  /** The whole description as nested JSON: every field, and every change so far. */
  spec(): SpecJson {
    return JSON.parse(this.specText()) as SpecJson;
  }

  /** The same as the engine's own text, so that a file of the page has the bytes of the program's. */
  specText(): string {
    return this.engine.text(this.abi.orrery_spec(this.handle));
  }

  measure(prefix = ''): Record<string, unknown> {
    return this.engine.withTexts([prefix], (p) => this.engine.json(this.abi.orrery_measure(this.handle, p)));
  }

  /** The run's whole state, as views into the engine's memory: read them before the next call. */
  state(): StateTensor[] {
    this.layout ??= this.engine.json<Layout[]>(this.abi.orrery_tensors(this.handle));
    // Memory may have grown since the last read, and that detaches every view.
    const { buffer } = this.abi.memory;
    return this.layout.map(({ name, dtype, shape, pointer }) => {
      return { name, dtype, shape, data: new ARRAYS[dtype](buffer, pointer, elements(shape)) };
    });
  }

  /** A view by its name, copied: `confidence`, `answers`, `targets`, `trained` of a network on pairs. */
  view(name: string): Tensor {
    const { shape, pointer } = this.engine.withTexts([name], (p) =>
      this.engine.json<{ shape: number[]; pointer: number }>(this.abi.orrery_view(this.handle, p)),
    );
    return { name, shape, data: new Float32Array(this.abi.memory.buffer, pointer, elements(shape)).slice() };
  }

  /** This moment, copied: the parameters in one buffer of their own, as float32, and each view in one. */
  frame({ measures = [], views = [], parameters = true }: Partial<FrameContent> = {}): Frame {
    const step = this.stepsDone;
    const values: Record<string, unknown> = {};
    for (const prefix of measures) Object.assign(values, this.measure(prefix));

    const shown = parameters ? this.state().filter(({ name }) => isParameter(name)) : [];
    const copy = new Float32Array(shown.reduce((sum, { data }) => sum + data.length, 0));
    const tensors: Record<string, Tensor> = {};
    let offset = 0;
    for (const { name, shape, data } of shown) {
      copy.set(data, offset);
      tensors[name] = { name, shape: [...shape], data: copy.subarray(offset, offset + data.length) };
      offset += data.length;
    }
    for (const name of views) tensors[name] = this.view(name);
    return { step, tensors, measures: values };
  }

  /** Puts a saved state in place of this one; every tensor must be there with its type and shape. */
  restore(saved: ReadonlyMap<string, { dtype: string; shape: number[]; data: ArrayLike<number> }>, step: number): void {
    const state = this.state();
    for (const { name, dtype, shape } of state) {
      const expected = `a tensor of type ${dtype} and shape [${shape}]`;
      const found = saved.get(name);
      if (!found) throw new EngineError(name, '', expected);
      if (found.dtype !== dtype || found.shape.join() !== shape.join()) {
        throw new EngineError(name, `${found.dtype} [${found.shape}]`, expected);
      }
    }
    for (const { name, data } of state) data.set(saved.get(name)!.data);
    this.engine.check(this.abi.orrery_restored(this.handle, step));
  }

  free(): void {
    this.abi.orrery_free(this.handle);
  }
}
