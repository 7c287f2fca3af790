import { afterEach, describe, expect, it } from 'vitest';
import { trainMany, WorkerPool } from '../../web/src/pool.ts';
import type { Frame } from '../../web/src/types.ts';
import { ChannelWorker, loadEngine, spec, testPool, until, wasm } from './helpers.ts';

const { pool, workers } = testPool(3);
afterEach(() => pool.close());

function seeds(count: number, steps: number) {
  return Array.from({ length: count }, (_, seed) => spec({ batch: 128, steps, seed }));
}

describe('training many runs', () => {
  it('gives each one its own last frame, the same as alone', async () => {
    const frames = new Map<number, Frame>();
    const specs = seeds(12, 300);
    await trainMany(specs, (index, frame) => frames.set(index, frame), undefined, { pool });
    expect([...frames.keys()].sort((a, b) => a - b)).toEqual(specs.map((_, i) => i));
    expect(workers.length).toBe(3);
    const engine = await loadEngine();
    for (const [index, frame] of frames) {
      const run = engine.start(specs[index]!);
      run.step(300);
      expect(frame.step).toBe(300);
      expect(frame.tensors).toEqual(run.frame().tensors);
      expect(frame.measures['superposition.exact_loss']).toBe(run.measure()['superposition.exact_loss']);
      run.free();
    }
  });

  it('hands out a short run before a long one', async () => {
    const order: number[] = [];
    const specs = [spec({ batch: 128, steps: 200_000 }), spec({ batch: 128, steps: 10 }), spec({ batch: 128, steps: 0 })];
    await trainMany(specs, (index) => order.push(index), undefined, { pool });
    expect(order.at(-1)).toBe(0);
  });

  it('has nothing to do for no runs', async () => {
    await trainMany([], () => expect.unreachable(), undefined, { pool });
  });

  it('stops when it is aborted, and the workers serve the next runs', async () => {
    const abort = new AbortController();
    const done: number[] = [];
    const specs = [spec({ batch: 128, steps: 10 }), ...seeds(5, 1e9)];
    const all = trainMany(
      specs,
      (index) => {
        done.push(index);
        abort.abort(new Error('enough'));
      },
      abort.signal,
      { pool },
    );
    await expect(all).rejects.toThrow('enough');
    expect(done).toEqual([0]);
    await trainMany(seeds(3, 10), (index) => done.push(index), undefined, { pool });
    expect(done.length).toBe(4);
    await expect(trainMany(seeds(1, 10), () => {}, AbortSignal.abort(), { pool })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('takes turns with another list, so that neither waits for the other', async () => {
    const own = new WorkerPool({ wasm, size: 1, spawn: () => new ChannelWorker() });
    const order: string[] = [];
    const list = (name: string) => trainMany(seeds(6, 20), () => order.push(name), undefined, { pool: own });
    await Promise.all([list('a'), list('b')]);
    expect(order.filter((name) => name === 'a')).toHaveLength(6);
    expect(order.slice(0, 6)).toEqual(expect.arrayContaining(['a', 'b']));
    // A list that is called off leaves its turn to others.
    const abort = new AbortController();
    const broken = trainMany(seeds(2, 1e9), () => {}, abort.signal, { pool: own });
    const after = list('c');
    abort.abort();
    await expect(broken).rejects.toMatchObject({ name: 'AbortError' });
    await after;
    expect(order.filter((name) => name === 'c')).toHaveLength(6);
    own.close();
  });

  it('rejects with the first bad spec and calls the others off', async () => {
    const specs = [...seeds(2, 1e9), spec({ 'task.features': 0 })];
    await expect(trainMany(specs, () => {}, undefined, { pool })).rejects.toMatchObject({ name: 'EngineError', field: 'task.features' });
  });

  it('hands over what was done before a bad spec', async () => {
    const own = new WorkerPool({ wasm, size: 1, spawn: () => new ChannelWorker() });
    const done: number[] = [];
    const specs = [...seeds(9, 10), spec({ 'task.features': 0 }), ...seeds(9, 10)];
    await expect(trainMany(specs, (index) => done.push(index), undefined, { pool: own })).rejects.toMatchObject({ field: 'task.features' });
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    own.close();
  });

  it('rejects when a worker crashes', async () => {
    const spawned: ChannelWorker[] = [];
    const own = new WorkerPool({ wasm, size: 2, spawn: () => (spawned.push(new ChannelWorker()), spawned.at(-1)!) });
    const all = trainMany(seeds(2, 1e9), () => {}, undefined, { pool: own });
    const refused = expect(all).rejects.toThrow('gone');
    await until(() => spawned.length === 2);
    spawned[0]!.crash('gone');
    await refused;
    own.close();
  });
});

describe('the pool', () => {
  it('drops a worker whose engine trapped, as it does when memory runs out', async () => {
    let traps = false;
    const now = () => {
      if (traps) throw new WebAssembly.RuntimeError('unreachable');
      return performance.now();
    };
    const { pool: own, workers: spawned } = testPool(1, now);
    own.release(await own.acquire());
    traps = true;
    await expect(trainMany(seeds(1, 10), () => {}, undefined, { pool: own })).rejects.toThrow('the engine stopped: unreachable');
    traps = false;
    const frames: number[] = [];
    await trainMany(seeds(1, 10), (_, { step }) => frames.push(step), undefined, { pool: own });
    expect([frames, spawned.length]).toEqual([[10], 2]);
    own.close();
  });

  it('keeps idle workers to its size and ends them when it is closed', async () => {
    const before = ChannelWorker.running;
    const own = new WorkerPool({ wasm, size: 1, spawn: () => new ChannelWorker() });
    const two = await Promise.all([own.acquire(), own.acquire()]);
    expect(ChannelWorker.running).toBe(before + 2);
    for (const worker of two) own.release(worker);
    expect(ChannelWorker.running).toBe(before + 1);
    expect(await own.acquire()).toBe(two[0]);
    own.release(two[0]!);
    own.close();
    expect(ChannelWorker.running).toBe(before);
  });

  it('drops a worker that broke while it was idle', async () => {
    const spawned: ChannelWorker[] = [];
    const own = new WorkerPool({ wasm, size: 2, spawn: () => (spawned.push(new ChannelWorker()), spawned.at(-1)!) });
    own.release(await own.acquire());
    spawned[0]!.crash('gone');
    const worker = await own.acquire();
    expect(spawned.length).toBe(2);
    own.release(worker);
    own.close();
  });
});
