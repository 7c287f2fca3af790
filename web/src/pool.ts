// Workers, kept warm between runs: a start costs a message instead of a thread, and compiled code stays compiled.
import { abortError, unwrap } from './engine_error.ts';
import { EngineWorker, type WorkerLike } from './engine_worker.ts';
import { fusesMultiplyAdd } from './fused.ts';
import { plainContent, plainSpec } from './spec.ts';
import type { Frame, FrameContent, Spec } from './types.ts';
import { compileEngine } from './wasm.ts';

/** Milliseconds after which a worker without work is ended. */
const IDLE = 30_000;

/** Milliseconds of work that a worker gets at once: one that had to ask for each small run would wait for a page that draws. */
const AT_ONCE = 50;

export interface PoolOptions {
  spawn?: () => WorkerLike;
  /** The engine's file, or its bytes. */
  wasm?: string | URL | BufferSource;
  /** Workers that trainMany uses at once, and that are kept at most. */
  size?: number;
}

export class WorkerPool {
  readonly size: number;
  private readonly spawn: () => WorkerLike;
  private readonly wasm: string | URL | BufferSource;
  private module: Promise<WebAssembly.Module> | undefined;
  private turns = 0;
  private readonly waiting: (() => void)[] = [];
  private idle: { worker: EngineWorker; timer: ReturnType<typeof setTimeout> }[] = [];

  constructor(options: PoolOptions = {}) {
    // One core stays with the page.
    this.size = options.size ?? Math.max(1, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1);
    this.wasm = options.wasm ?? new URL('../../build/wasm/orrery.wasm', import.meta.url);
    this.spawn =
      options.spawn ?? (() => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'orrery' }) as WorkerLike);
  }

  /** A worker with the engine loaded, to be given back by `release`. */
  async acquire(): Promise<EngineWorker> {
    const kept = this.idle.pop();
    if (kept) {
      clearTimeout(kept.timer);
      return kept.worker;
    }
    // The module is compiled once. A failed download is tried again by the next run.
    this.module ??= compileEngine(this.wasm);
    this.module.catch(() => (this.module = undefined));
    const module = await this.module;
    const worker = new EngineWorker(this.spawn());
    try {
      await worker.call((api) => api.load(module));
    } catch (error) {
      worker.fail(error as Error);
      throw error;
    }
    return worker;
  }

  /**
   * Waits for a turn among the `size` that train many runs at once, and resolves to the way to end it: two figures that
   * each train a hundred networks take turns, a few runs at a time, and together keep no more cores busy than one.
   */
  async turn(): Promise<() => void> {
    if (this.turns >= this.size) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.turns++;
    return () => {
      const next = this.waiting.shift();
      if (next) next();
      else this.turns--;
    };
  }

  /** Takes a worker back; a broken one is dropped. */
  release(worker: EngineWorker): void {
    worker.onFailure = undefined;
    if (worker.failed) return;
    if (this.idle.length >= this.size) {
      worker.fail(abortError('the worker was ended'));
      return;
    }
    const timer = setTimeout(() => this.drop(worker), IDLE);
    // Node would wait for the timer before it ends.
    (timer as { unref?: () => void }).unref?.();
    worker.onFailure = () => this.drop(worker);
    this.idle.push({ worker, timer });
  }

  /** Ends the workers that have no work. */
  close(): void {
    for (const { worker } of [...this.idle]) this.drop(worker);
  }

  private drop(worker: EngineWorker): void {
    this.idle = this.idle.filter((kept) => {
      if (kept.worker === worker) clearTimeout(kept.timer);
      return kept.worker !== worker;
    });
    worker.fail(abortError('the worker was ended'));
  }
}

let toys: WorkerPool | undefined;
let autoencoders: WorkerPool | undefined;
let pairs: WorkerPool | undefined;
let all: WorkerPool | undefined;

/** Networks on pairs that the small engine leaves to the whole one: with a second hidden layer, or more than one layer. */
const ofTwoLayers = ({ fields }: Spec): boolean =>
  fields['model.kind'] === 'transformer'
    ? Number(fields['model.layers'] ?? 1) > 1
    : ['beta', 'gamma'].includes(String(fields['model.architecture']));

/** Sparse autoencoders, and toy models on a finite set of examples: a page comes to them late, if at all. */
const late = ({ fields }: Spec): boolean => fields['model.kind'] === 'sparse-autoencoder' || Boolean(fields['task.samples']);

/** A browser with fused multiply-adds multiplies matrices in three quarters of the time, or in half where both took one unit. */
export const engineOfPairs = (): URL =>
  fusesMultiplyAdd()
    ? new URL('../../build/wasm/orrery-pairs-fused.wasm', import.meta.url)
    : new URL('../../build/wasm/orrery-pairs.wasm', import.meta.url);

/**
 * The page's pool for these runs. Runs of one kind get along with a smaller engine, so that their page loads sooner. What
 * comes late has an engine of its own, a third larger than that of toy models; networks on pairs of two layers come when a
 * reader chooses them, and need the whole one.
 */
export function sharedPool(...specs: readonly Spec[]): WorkerPool {
  const onPairs = specs.filter(({ fields }) => fields['task.kind'] === 'pairs');
  if (onPairs.length === 0) {
    if (specs.some(late))
      return (autoencoders ??= new WorkerPool({ wasm: new URL('../../build/wasm/orrery-autoencoders.wasm', import.meta.url) }));
    return (toys ??= new WorkerPool({ wasm: new URL('../../build/wasm/orrery-toys.wasm', import.meta.url) }));
  }
  if (onPairs.length < specs.length || onPairs.some(ofTwoLayers)) return (all ??= new WorkerPool());
  return (pairs ??= new WorkerPool({ wasm: engineOfPairs() }));
}

/**
 * Trains each spec for its own `steps`, as many at once as the pool has workers, and hands each run's last frame to
 * `onDone` in the order in which they finish. Rejects with the first EngineError, with the signal's reason when it is
 * aborted, or with what `onDone` threw; runs under way are called off then.
 */
export async function trainMany(
  specs: readonly Spec[],
  onDone: (index: number, frame: Frame) => void,
  signal?: AbortSignal,
  { pool = sharedPool(...specs), ...content }: Partial<FrameContent> & { pool?: WorkerPool } = {},
): Promise<void> {
  signal?.throwIfAborted();
  const plain = specs.map(plainSpec);
  const wanted = plainContent(content);
  let next = 0;
  let over = false;

  const trainSome = async (): Promise<void> => {
    const worker = await pool.acquire();
    let size = 1;
    const cancel = () => worker.tell((api) => api.cancel());
    cancels.add(cancel);
    try {
      while (!over && next < plain.length) {
        const leave = await pool.turn();
        try {
          if (over || next >= plain.length) break;
          const first = next;
          const some = plain.slice(first, (next += size));
          const begin = performance.now();
          const frames = await worker.call((api) => api.train(some, wanted));
          const fit = Math.floor((AT_ONCE * some.length) / (performance.now() - begin));
          size = Math.max(1, Math.min(4 * size, fit)); // clocks may be coarse
          for (const [k, frame] of frames.entries()) if (!over) onDone(first + k, unwrap(frame));
        } finally {
          leave();
        }
      }
    } finally {
      cancels.delete(cancel);
      pool.release(worker);
    }
  };

  const cancels = new Set<() => void>();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal!.reason);
    signal?.addEventListener('abort', abort);
  });
  try {
    const workers = Array.from({ length: Math.min(pool.size, plain.length) }, trainSome);
    await Promise.race([Promise.all(workers), aborted]);
  } finally {
    over = true;
    for (const cancel of cancels) cancel();
    if (abort) signal?.removeEventListener('abort', abort);
  }
}
