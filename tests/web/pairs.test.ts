// Runs on the pairs of a group in the engine: what their frames hold, what pictures are drawn from, and what is too large.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../web/src/engine.ts';
import { frameBytes } from '../../web/src/history.ts';
import { startRun } from '../../web/src/live_run.ts';
import { frameContent } from '../../web/src/recorder.ts';
import { errorOf, loadEngine, spec, testPool } from './helpers.ts';

const small = spec({
  'task.kind': 'pairs',
  'task.group': 'S3',
  'task.train_fraction': 0.7,
  batch: 0,
  'model.kind': 'pair-network',
  'model.embedding': 8,
  'model.hidden': 16,
  'optimizer.learning_rate': 0.01,
  'optimizer.weight_decay': 1,
});

let engine: Engine;
let { pool } = testPool();
beforeAll(async () => {
  engine = await loadEngine();
});
afterEach(() => {
  pool.close();
  ({ pool } = testPool());
});

describe('the table of a group', () => {
  it('is in the views: what is right, what is answered and how surely, what is trained on', () => {
    const run = engine.start(small);
    run.step(5);
    const [targets, answers, confidence, trained] = ['targets', 'answers', 'confidence', 'trained'].map((name) => run.view(name));
    for (const view of [targets!, answers!, confidence!, trained!]) expect([view.shape, view.data.length]).toEqual([[6, 6], 36]);
    expect(trained!.data.reduce((sum, one) => sum + one)).toBe(25); // int(0.7 * 36)
    // Every row and column of a group's table holds every element once.
    for (let a = 0; a < 6; ++a) {
      expect(new Set(targets!.data.subarray(6 * a, 6 * a + 6)).size).toBe(6);
      expect(new Set([0, 1, 2, 3, 4, 5].map((b) => targets!.data[6 * b + a])).size).toBe(6);
    }
    const right = answers!.data.map((answer, pair) => (answer === targets!.data[pair] ? 1 : 0));
    expect([...confidence!.data].map((sure) => (sure > 0 ? 1 : 0))).toEqual([...right]);
    const accuracy = run.measure('accuracy') as Record<string, number>;
    expect(accuracy['accuracy.all']).toBeCloseTo(right.reduce((sum, one) => sum + one) / 36, 12);
    run.free();
  });

  it('is copied: a view outlives the next one', () => {
    const run = engine.start(small);
    const before = run.view('confidence');
    const kept = [...before.data];
    run.step(50);
    expect([...run.view('confidence').data]).not.toEqual(kept);
    expect([...before.data]).toEqual(kept);
    run.free();
  });

  it('has names for its elements and says which are conjugate', () => {
    const run = engine.start(small);
    const { 'task.elements': names, 'task.classes': classes } = run.measure('task') as Record<string, unknown[]>;
    expect(names).toHaveLength(6);
    expect(new Set(names).size).toBe(6);
    expect([...classes!].sort()).toEqual([0, 1, 1, 2, 2, 2]);
    expect(Object.keys(run.measure())).not.toContain('task.elements');
    run.free();
  });

  it('is no view of another kind of run, and unknown views are refused by name', () => {
    const run = engine.start(spec());
    expect(errorOf(() => run.view('confidence'))).toMatchObject({ field: 'view', value: 'confidence' });
    run.free();
  });
});

describe('frames of a run on pairs', () => {
  it('measure train and test unless asked otherwise', () => {
    const run = engine.start(small);
    expect(frameContent(run, {})).toEqual({
      measures: ['loss.train', 'loss.test', 'accuracy.train', 'accuracy.test'],
      views: [],
      parameters: true,
    });
    expect(Object.keys(run.frame(frameContent(run, {})).measures)).toEqual(['loss.train', 'loss.test', 'accuracy.train', 'accuracy.test']);
    run.free();
  });

  it('hold views in place of parameters if asked, and share what never changes', async () => {
    const run = await startRun(small, {
      pool,
      views: ['confidence'],
      parameters: false,
      constants: { measures: ['task'], views: ['trained', 'targets'] },
    });
    await run.step(40);
    const [first, last] = [run.at(0), run.at(40)];
    expect(Object.keys(last.tensors).sort()).toEqual(['confidence', 'targets', 'trained']);
    expect(last.tensors['trained']).toBe(first.tensors['trained']);
    expect(last.tensors['confidence']!.data).not.toEqual(first.tensors['confidence']!.data);
    expect(last.measures['task.elements']).toHaveLength(6);
    expect(run.metrics('loss.test').steps.at(-1)).toBe(40);
    expect((await run.view('answers')).shape).toEqual([6, 6]);
    await expect(run.view('answer')).rejects.toMatchObject({ name: 'EngineError', value: 'answer' });
    run.dispose();
  });

  it('of the largest network in the page are small enough to keep hundreds', () => {
    const { spec: mainline } = engine.presets().find(({ name }) => name === 'grokking-mainline')!;
    const run = engine.start(mainline);
    const content = { views: ['confidence'], measures: [] };
    expect(frameBytes(run.frame({ ...content, parameters: true }))).toBeGreaterThan(800_000);
    // 16 MB, as a history has them.
    expect((16 << 20) / frameBytes(run.frame({ ...content, parameters: false }))).toBeGreaterThan(300);
    run.free();
  });
});

describe('what is too large or makes no sense', () => {
  it.each([
    ['S6', 'task.group', {}, 'MB'],
    ['S7', 'task.group', {}, ''],
    ['C5000', 'task.group', {}, ''],
    ['S3', 'task.train_fraction', { 'task.train_fraction': 1 }, 'test'],
    ['S3', 'model.heads', { 'model.kind': 'transformer', 'model.d_model': 30, 'model.heads': 4 }, ''],
  ])('%s is refused at %s', (group, field, fields, expected) => {
    const error = errorOf(() => engine.start(spec({ ...small.fields, 'task.group': group, 'model.hidden': 8192, ...fields })));
    expect(error.field).toBe(field);
    expect(error.expected).toContain(expected);
  });
});
