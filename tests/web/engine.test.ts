// Each function of the C ABI through its typed wrapper, and the ways in which it can be misused.
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine, type EngineRun } from '../../web/src/engine.ts';
import { instantiateEngine } from '../../web/src/wasm.ts';
import { errorOf, loadEngine, quick, spec, wasm } from './helpers.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadEngine();
});

function weights(run: EngineRun): number[] {
  return [...run.frame().tensors['W']!.data];
}

describe('the module', () => {
  it('has a version', () => {
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('runs Eigen on SIMD128, by its SSE4.1 path', () => {
    expect(engine.simd).toContain('SSE4.1');
  });

  it('has at most twenty functions of its own and few imports', async () => {
    const module = await WebAssembly.compile(wasm);
    const own = WebAssembly.Module.exports(module).filter(({ name }) => name.startsWith('orrery_'));
    expect(own.length).toBeLessThanOrEqual(20);
    expect(own.map(({ name }) => name)).toContain('orrery_step');
    expect(
      WebAssembly.Module.imports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['emscripten_notify_memory_growth', 'orrery_read_number', 'orrery_write_number', 'proc_exit']);
  });

  it('lists every field with its default and range', () => {
    const fields = engine.fields();
    const density = fields.find(({ path }) => path === 'task.density')!;
    expect(density).toMatchObject({ type: 'numbers', default: 0.05, minimum: 0, exclusive: true, maximum: 1, live: true });
    const schedule = fields.find(({ path }) => path === 'optimizer.schedule')!;
    expect(schedule.choices).toEqual(['constant', 'linear', 'cosine', 'cosine_quarter']);
  });

  it('starts every preset, and every field from its own default', () => {
    expect(engine.presets().length).toBeGreaterThan(0);
    for (const preset of engine.presets()) engine.start(preset.spec).free();
    const defaults = Object.fromEntries(engine.fields().map((field) => [field.path, field.default]));
    const run = engine.start(spec(defaults));
    const plain = engine.start(spec());
    expect(run.spec()).toEqual(plain.spec());
    run.free();
    plain.free();
  });
});

describe('a run', () => {
  it('describes itself: every field, and the changes', () => {
    const run = engine.start(
      spec({ 'task.features': 6, 'task.density': [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] }, [
        { step: 3, path: 'optimizer.learning_rate', value: 0.01 },
      ]),
    );
    run.change('task.importance_decay', 0.8);
    expect(run.spec()).toMatchObject({
      format: 1,
      task: { kind: 'sparse-features', features: 6, density: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], importance_decay: 0.9 },
      changes: [{ step: 0, path: 'task.importance_decay', value: 0.8 }],
    });
    run.free();
  });

  it('shows its whole state as views of named, shaped tensors', () => {
    const run = engine.start(spec({ 'task.features': 7, 'model.hidden': 3 }));
    run.step();
    const shapes = Object.fromEntries(run.state().map(({ name, dtype, shape }) => [name, [dtype, ...shape]]));
    expect(shapes).toEqual({
      W: ['F32', 3, 7],
      b_final: ['F32', 7],
      'optimizer.m.W': ['F32', 3, 7],
      'optimizer.m.b_final': ['F32', 7],
      'optimizer.v.W': ['F32', 3, 7],
      'optimizer.v.b_final': ['F32', 7],
      'stream.data': ['U32', 4, 16],
    });
    for (const { data } of run.state()) expect(data.some((value) => value !== 0)).toBe(true);
    run.free();
  });

  it('keeps its state readable when the memory grows', () => {
    const run = engine.start(quick);
    const [before, bytes] = [weights(run), engine.memoryBytes];
    const large = Array.from({ length: 3 }, () => engine.start(spec({ 'task.features': 2048, 'model.hidden': 512, batch: 1 })));
    expect(engine.memoryBytes).toBeGreaterThan(bytes);
    expect(weights(run)).toEqual(before);
    for (const other of large) other.free();
    run.step(10);
    expect(weights(run)).not.toEqual(before);
    run.free();
  });

  it('gives the same weights however its steps are divided', () => {
    const a = engine.start(quick);
    const b = engine.start(quick);
    a.step(50);
    for (let i = 0; i < 50; ++i) b.step();
    expect(a.stepsDone).toBe(50);
    expect(weights(b)).toEqual(weights(a));
    a.free();
    b.free();
  });

  it('starts again at the same start, without the changes made since', () => {
    const run = engine.start(quick);
    const start = weights(run);
    run.step(20);
    const end = weights(run);
    run.change('task.density', 0.5);
    run.step(5);
    run.restart();
    expect(run.stepsDone).toBe(0);
    expect(weights(run)).toEqual(start);
    expect(run.spec()['changes']).toEqual([]);
    run.step(20);
    expect(weights(run)).toEqual(end);
    run.free();
  });

  it('is not disturbed by measures, and learns', () => {
    const a = engine.start(quick);
    const b = engine.start(quick);
    const first = a.measure('superposition.exact_loss')['superposition.exact_loss'] as number;
    for (let i = 0; i < 100; ++i) {
      a.step(20);
      a.measure('loss');
    }
    b.step(2000);
    expect(weights(a)).toEqual(weights(b));
    const last = a.measure('superposition.exact_loss')['superposition.exact_loss'] as number;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(first / 2);
    a.free();
    b.free();
  });

  it('measures by prefix, and nothing below an unknown one', () => {
    const run = engine.start(quick);
    const loss = run.measure('loss');
    expect(Object.keys(loss)).toEqual(['loss']);
    expect(loss['loss']).toBeGreaterThan(0);
    const all = run.measure();
    expect(all['loss']).toBe(loss['loss']);
    expect(all['loss_per_feature']).toBeCloseTo((loss['loss'] as number) / 5, 12);
    expect(run.measure('los')).toEqual({});
    run.free();
  });

  it('takes over a change at the step where a spec with that change has it', () => {
    const live = engine.start(quick);
    live.step(30);
    live.change('task.density', 0.3);
    live.change('optimizer.learning_rate', 0.01);
    live.step(30);
    const { changes } = live.spec() as { changes: { step: number; path: string; value: number }[] };
    expect(changes.map(({ step }) => step)).toEqual([30, 30]);
    const replay = engine.start({ ...quick, changes });
    replay.step(60);
    expect(weights(replay)).toEqual(weights(live));
    live.free();
    replay.free();
  });

  it('goes on from a saved state to the same numbers as an unbroken run', () => {
    const whole = engine.start(quick);
    whole.step(40);
    const saved = new Map(whole.state().map(({ name, dtype, shape, data }) => [name, { dtype, shape, data: data.slice() }]));
    whole.step(60);
    const resumed = engine.start(quick);
    resumed.restore(saved, 40);
    expect(resumed.stepsDone).toBe(40);
    resumed.step(60);
    expect(weights(resumed)).toEqual(weights(whole));

    saved.get('W')!.shape = [5, 2];
    expect(errorOf(() => resumed.restore(saved, 40))).toMatchObject({ field: 'W', value: 'F32 [5,2]' });
    saved.delete('W');
    expect(errorOf(() => resumed.restore(saved, 40))).toMatchObject({ field: 'W', value: '' });
    whole.free();
    resumed.free();
  });
});

describe('bad input', () => {
  it.each([
    ['task.density', 2, 'at most 1'],
    ['task.density', 0, 'above 0'],
    ['task.density', NaN, 'number'],
    ['task.density', [0.1, 0.2], '5 numbers'],
    ['task.features', 0, 'from 1 to'],
    ['task.features', 2.5, 'whole'],
    ['task.features', '5', 'number'],
    ['task.importance', [1, 1, 1, 1, -1], 'from 0 to'],
    ['optimizer.schedule', 'sine', 'cosine'],
    ['seed', 2 ** 32, '4294967295'],
    ['model.depth', 3, 'field'],
    ['task.density\0', 0.1, 'field'],
    ['__proto__', 1, 'field'],
  ])('%s = %s is refused by name', (path, value, expected) => {
    const fields = {};
    Object.defineProperty(fields, path, { value, enumerable: true });
    const error = errorOf(() => engine.start(spec(fields)));
    expect(error.field).toBe(path.replace('\0', '\uFFFD'));
    expect(error.expected).toContain(expected);
    expect(error.message).toContain(error.expected);
  });

  it('refuses changes that can not be made', () => {
    const change = (step: number, path: string, value: number) => errorOf(() => engine.start(spec({}, [{ step, path, value }])));
    expect(change(5, 'model.hidden', 3).expected).toContain('while a run goes on');
    expect(change(-1, 'task.density', 0.5).field).toBe('changes.step');
    expect(change(0.5, 'task.density', 0.5).field).toBe('changes.step');
    const run = engine.start(quick);
    expect(errorOf(() => run.change('seed', 3)).field).toBe('seed');
    expect(errorOf(() => run.change('task.density', 7)).value).toBe('7');
    expect(run.spec()['changes']).toEqual([]);
    run.free();
  });

  it('refuses steps that are no numbers of steps', () => {
    const run = engine.start(quick);
    for (const updates of [-1, 0.5, NaN, Infinity]) expect(errorOf(() => run.step(updates)).field).toBe('updates');
    run.free();
  });

  it('answers every call on a freed or unknown handle with an error', async () => {
    const abi = await instantiateEngine(await WebAssembly.compile(wasm));
    for (const handle of [0, -1, 1, 2 ** 31 - 1]) {
      expect(abi.orrery_step(handle, 1)).toBe(1);
      expect(abi.orrery_start(handle)).toBe(1);
      expect(abi.orrery_steps_done(handle)).toBe(-1);
      expect(abi.orrery_spec(handle)).toBe(0);
      expect(abi.orrery_measure(handle, 0)).toBe(0);
      expect(abi.orrery_tensors(handle)).toBe(0);
      expect(abi.orrery_restored(handle, 0)).toBe(1);
      abi.orrery_free(handle);
    }
    const handle = abi.orrery_new();
    expect(abi.orrery_step(handle, 1)).toBe(1);
    expect(abi.orrery_start(handle)).toBe(0);
    const empty = abi.malloc(1);
    new Uint8Array(abi.memory.buffer)[empty] = 0;
    expect(abi.orrery_set(handle, empty, empty)).toBe(1);
    expect(abi.orrery_add_change(handle, 0, empty, empty)).toBe(1);
    abi.orrery_free(handle);
    expect(abi.orrery_step(handle, 1)).toBe(1);
    expect(abi.orrery_new()).toBe(handle);
  });
});
