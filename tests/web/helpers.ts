import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { expect } from 'vitest';
import { answerCalls, type Port } from '../../web/src/calls.ts';
import { Engine } from '../../web/src/engine.ts';
import { EngineError } from '../../web/src/engine_error.ts';
import type { WorkerLike } from '../../web/src/engine_worker.ts';
import { fusesMultiplyAdd } from '../../web/src/fused.ts';
import { WorkerPool } from '../../web/src/pool.ts';
import type { Spec } from '../../web/src/types.ts';
import { WorkerApi } from '../../web/src/worker_api.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const wasm = readFileSync(`${root}build/wasm/orrery.wasm`);

export function loadEngine(): Promise<Engine> {
  return Engine.load(wasm);
}

/** The engine of browsers that fuse multiply and add; undefined where this machine can't. Node 20 has to be asked. */
export function loadFusedEngine(): Promise<Engine> | undefined {
  if (!fusesMultiplyAdd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return fusesMultiplyAdd() ? Engine.load(readFileSync(`${root}build/wasm/orrery-pairs-fused.wasm`)) : undefined;
}

export function spec(fields: Spec['fields'] = {}, changes: Spec['changes'] = []): Spec {
  return { fields, changes };
}

/** The home page's model at a batch that makes tests quick. */
export const quick = spec({ batch: 128, 'optimizer.learning_rate': 0.003 });

/** The EngineError that `work` throws. */
export function errorOf(work: () => unknown): EngineError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError);
    return error as EngineError;
  }
  throw new Error('nothing was thrown');
}

/** A worker's two sides joined by a real message channel in one thread: messages are cloned and buffers moved. */
export class ChannelWorker implements WorkerLike {
  static running = 0;
  private readonly channel = new MessageChannel();
  private readonly errors = new EventTarget();

  constructor(now = () => performance.now()) {
    ChannelWorker.running++;
    const inside = this.channel.port2;
    answerCalls(
      new WorkerApi({
        post: (message, transfer) => inside.postMessage(message, transfer),
        now,
        // Not by messages to oneself as in a browser: node would take a thousand of them before it looks at others.
        later: (callback, delay) => void (delay > 0 ? setTimeout(callback, delay) : setImmediate(callback)),
      }),
      inside as unknown as Port,
    );
    inside.start();
    this.channel.port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.channel.port1.postMessage(message, transfer as ArrayBuffer[]);
  }

  addEventListener(type: string, listener: (event: Event) => void): void {
    (type === 'message' ? this.channel.port1 : this.errors).addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: (event: Event) => void): void {
    (type === 'message' ? this.channel.port1 : this.errors).removeEventListener(type, listener);
  }

  terminate(): void {
    ChannelWorker.running--;
    this.channel.port1.close();
  }

  /** What a browser does when the worker's script throws or can't be loaded. */
  crash(message: string): void {
    this.errors.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

export function testPool(size = 2, now?: () => number): { pool: WorkerPool; workers: ChannelWorker[] } {
  const workers: ChannelWorker[] = [];
  const spawn = () => {
    workers.push(new ChannelWorker(now));
    return workers.at(-1)!;
  };
  return { pool: new WorkerPool({ spawn, wasm, size }), workers };
}

/** Waits until `condition` holds, and fails after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 5000, interval: 5 }).toBe(true);
}
