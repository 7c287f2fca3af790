// The page's side and the worker's side of a run, joined by a message channel.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../web/src/engine.ts';
import { startRun } from '../../web/src/live_run.ts';
import { WorkerPool } from '../../web/src/pool.ts';
import { readCheckpoint } from '../../web/src/run_file.ts';
import type { Frame, LiveRun, Spec } from '../../web/src/types.ts';
import { ChannelWorker, loadEngine, quick, spec, testPool, until, wasm } from './helpers.ts';

let engine: Engine;
let { pool, workers } = testPool();
beforeAll(async () => {
  engine = await loadEngine();
});
afterEach(() => {
  pool.close();
  ({ pool, workers } = testPool());
});

function start(of: Spec = quick, options: Parameters<typeof startRun>[1] = {}): Promise<LiveRun> {
  return startRun(of, { pool, ...options });
}

/** The frame that the engine itself gives after `steps` updates. */
function direct(of: Spec, steps: number): Frame {
  const run = engine.start(of);
  run.step(steps);
  const frame = run.frame();
  run.free();
  return frame;
}

describe('a live run', () => {
  it('has its first frame when it has started', async () => {
    const run = await start();
    expect([run.live, run.playing, run.first, run.last]).toEqual([true, false, 0, 0]);
    expect(run.at(0).tensors).toEqual(direct(quick, 0).tensors);
    expect(run.at(0).measures['loss']).toBeGreaterThan(0);
    run.dispose();
  });

  it('steps exactly, and records every step of its youth', async () => {
    // Frames have their share of the time: on a clock that stands still they are all affordable.
    const run = await start(quick, { pool: testPool(1, () => 0).pool });
    await run.step();
    await run.step(29);
    await Promise.all([run.step(3), run.step(4)]);
    expect(run.last).toBe(37);
    expect([...run.metrics('loss').steps]).toEqual(Array.from({ length: 38 }, (_, i) => i));
    for (const step of [1, 17, 37]) expect(run.at(step).tensors).toEqual(direct(quick, step).tensors);
    run.dispose();
  });

  it('runs to a step with the weights that the spec alone gives', async () => {
    const run = await start();
    await run.runTo(5000);
    expect(run.last).toBe(5000);
    expect(run.at(5000).tensors).toEqual(direct(quick, 5000).tensors);
    expect(run.metrics('superposition.exact_loss').values.at(-1)!).toBeLessThan(run.metrics('superposition.exact_loss').values[0]!);
    run.dispose();
  });

  it('plays at full speed until it is paused', async () => {
    const run = await start();
    let notices = 0;
    run.subscribe(() => notices++);
    run.play();
    expect(run.playing).toBe(true);
    await until(() => run.last > 10_000);
    await until(() => run.stepsPerSecond > 0);
    expect(notices).toBeGreaterThan(1);
    run.pause();
    expect([run.playing, run.stepsPerSecond]).toEqual([false, 0]);
    await run.measure('loss');
    const { last } = run;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(run.last).toBe(last);
    expect(run.at(last).tensors).toEqual(direct(quick, last).tensors);
    run.dispose();
  });

  it('keeps a slow pace', async () => {
    const run = await start();
    run.setSpeed(100);
    const begin = performance.now();
    run.play();
    await until(() => run.last > 20);
    // A loaded machine may be late, but never early.
    expect(run.last).toBeLessThanOrEqual((performance.now() - begin) / 10 + 1);
    run.setSpeed(Infinity);
    await until(() => run.last > 5000);
    expect(() => run.setSpeed(0)).toThrow(/speed/);
    expect(() => run.setSpeed(NaN)).toThrow(/speed/);
    run.dispose();
  });

  it('pauses by itself where it was told to', async () => {
    const run = await start(quick, { until: 300 });
    run.play();
    await until(() => !run.playing);
    expect(run.last).toBe(300);
    run.dispose();
  });

  it('answers while it plays at full speed', async () => {
    const run = await start();
    run.play();
    for (let i = 0; i < 20; ++i) expect((await run.measure('loss'))['loss']).toBeGreaterThan(0);
    run.dispose();
  });

  it('takes a change over at its step, and the spec with it gives the same run again', async () => {
    const run = await start();
    await run.step(40);
    const before = run.at(40).measures['superposition.exact_loss'];
    await run.change('task.density', 0.4);
    expect(run.at(40).measures['superposition.exact_loss']).not.toBe(before);
    expect(run.spec).toEqual({ ...quick, changes: [{ step: 40, path: 'task.density', value: 0.4 }] });
    await run.step(60);
    const shared = JSON.parse(JSON.stringify(run.spec)) as Spec;
    const again = await start(shared);
    await again.runTo(100);
    expect(again.at(100)).toEqual(run.at(100));
    run.dispose();
    again.dispose();
  });

  it('starts again at the same start, in a worker that is warm', async () => {
    const first = await start();
    await first.step(20);
    const frame = first.at(20);
    first.dispose();
    const second = await start();
    await second.step(20);
    expect(second.at(20)).toEqual(frame);
    expect(workers.length).toBe(1);
    second.dispose();
  });

  it('is not mixed with the run before it in the same worker', async () => {
    const first = await start();
    first.play();
    await until(() => first.last > 1000);
    first.dispose();
    const second = await start(spec({ seed: 5 }));
    expect([second.first, second.last]).toEqual([0, 0]);
    await second.step(3);
    expect(second.at(3).tensors).toEqual(direct(spec({ seed: 5 }), 3).tensors);
    second.dispose();
  });

  it('saves a state from which another goes on to the same numbers', async () => {
    const run = await start();
    await run.step(25);
    await run.change('task.density', 0.2);
    await run.step(25);
    const bytes = await run.save();
    const checkpoint = readCheckpoint(bytes);
    expect(checkpoint.step).toBe(50);
    expect(checkpoint.spec.changes).toEqual(run.spec.changes);
    const resumed = await start(checkpoint.spec, { checkpoint: bytes });
    expect([resumed.first, resumed.last]).toEqual([50, 50]);
    expect(resumed.at(50)).toEqual(run.at(50));
    await Promise.all([run.runTo(90), resumed.runTo(90)]);
    expect(resumed.at(90)).toEqual(run.at(90));
    run.dispose();
    resumed.dispose();
  });

  it('keeps its history within its bytes', async () => {
    const run = await start(quick, { historyBytes: 30_000, pool: testPool(1, () => 0).pool });
    await run.runTo(3000);
    expect([run.first, run.last]).toEqual([0, 3000]);
    const kept = new Set(Array.from({ length: 3001 }, (_, step) => run.at(step).step));
    expect(kept.size * 600).toBeLessThan(30_000);
    expect(kept.size * 600).toBeGreaterThan(10_000);
    run.dispose();
  });

  it('has frames without the exact loss where that would cost more than the training', async () => {
    const run = await start(spec({ 'task.features': 20, 'model.hidden': 5, batch: 128 }));
    await run.runTo(50);
    expect(run.at(50).measures['loss']).toBeGreaterThan(0);
    expect(run.at(50).measures).not.toHaveProperty(['superposition.exact_loss']);
    run.dispose();
  });

  it('stops telling a listener that left, and tells one that came twice twice', async () => {
    const run = await start();
    let calls = 0;
    const listener = () => calls++;
    const leave = [run.subscribe(listener), run.subscribe(listener)];
    await run.step();
    await until(() => calls === 2);
    leave[0]!();
    await run.step();
    await until(() => calls === 3);
    leave[1]!();
    await run.step();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls).toBe(3);
    run.dispose();
  });
});

describe('what goes wrong in a live run', () => {
  it('is named for a bad spec, and the worker serves the next one', async () => {
    await expect(start(spec({ 'task.density': 2 }))).rejects.toMatchObject({ name: 'EngineError', field: 'task.density', value: '2' });
    await expect(start({} as Spec)).rejects.toMatchObject({ name: 'EngineError', field: 'spec' });
    const run = await start();
    await expect(run.change('task.density', -1)).rejects.toMatchObject({ field: 'task.density' });
    await expect(run.change('model.hidden', 3)).rejects.toMatchObject({ field: 'model.hidden' });
    await expect(run.step(-1)).rejects.toMatchObject({ field: 'updates' });
    await run.step(2);
    await expect(run.runTo(1)).rejects.toMatchObject({ field: 'step', value: '1' });
    await expect(run.runTo(NaN)).rejects.toMatchObject({ field: 'step' });
    expect(run.last).toBe(2);
    expect(workers.length).toBe(1);
    run.dispose();
  });

  it('is named for a checkpoint of another model or a broken one', async () => {
    const run = await start();
    const bytes = await run.save();
    run.dispose();
    await expect(start(spec({ 'task.features': 6 }), { checkpoint: bytes })).rejects.toMatchObject({ field: 'W', value: 'F32 [2,5]' });
    await expect(start(quick, { checkpoint: bytes.slice(0, 200) })).rejects.toMatchObject({ name: 'EngineError' });
  });

  it('ends what waits when it is paused or disposed of', async () => {
    const run = await start();
    const far = run.runTo(1e12);
    run.pause();
    await expect(far).rejects.toMatchObject({ name: 'AbortError' });
    const further = run.runTo(1e12);
    run.dispose();
    await expect(further).rejects.toMatchObject({ name: 'AbortError' });
    await expect(run.step()).rejects.toMatchObject({ name: 'AbortError' });
    await expect(run.measure('loss')).rejects.toMatchObject({ name: 'AbortError' });
    run.play();
    run.dispose();
    expect(run.playing).toBe(false);
    expect(run.at(0).step).toBe(0);
  });

  it('rejects every call when the worker crashes, and the next run gets a new worker', async () => {
    const run = await start();
    const waiting = [run.runTo(1e12), run.measure('loss'), run.save()];
    let noticed = false;
    run.subscribe(() => (noticed = true));
    run.play();
    workers[0]!.crash('out of memory');
    for (const call of waiting) await expect(call).rejects.toThrow("the engine's worker broke: out of memory");
    await expect(run.step()).rejects.toThrow('out of memory');
    expect(run.playing).toBe(false);
    await until(() => noticed);
    run.dispose();
    const next = await start();
    await next.step();
    expect(workers.length).toBe(2);
    next.dispose();
  });

  it('rejects the start when the worker can not be loaded', async () => {
    const broken = new WorkerPool({
      wasm,
      spawn: () => {
        const worker = new ChannelWorker();
        setTimeout(() => worker.crash(''));
        return Object.assign(worker, { postMessage: () => {} });
      },
    });
    await expect(startRun(quick, { pool: broken })).rejects.toThrow('could not be loaded');
  });

  it('rejects the start when the engine can not be compiled, and tries again', async () => {
    const bytes = new Uint8Array(8);
    const broken = new WorkerPool({ wasm: bytes, spawn: () => new ChannelWorker() });
    await expect(startRun(quick, { pool: broken })).rejects.toThrow(WebAssembly.CompileError);
    await expect(startRun(quick, { pool: broken })).rejects.toThrow(WebAssembly.CompileError);
  });
});
