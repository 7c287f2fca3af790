import type { Frame } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { startState } from '../src/url.ts';
import { asideOf, curvesCsv, exported, fieldsAt, nativeCommand, sameTask, SEED, seedField, specOf, taskSpans, type Plan } from './plan.ts';

const PLAN: Plan = {
  name: 'test',
  preset: 'superposition-live',
  fixed: { 'optimizer.learning_rate': 0.003 },
  fields: [
    { path: 'task.density', type: 'number', minimum: 0.01, maximum: 1, start: 0.05, live: true },
    { path: 'task.importance_decay', type: 'number', minimum: 0.5, maximum: 1, start: 0.9, live: true },
    { path: 'model.output', type: 'choice', choices: ['relu', 'linear'], start: 'relu' },
    seedField(37),
  ],
  farthest: 1e6,
  says: () => ({ landmark: '', sentence: '' }),
};
/** One reader's field that is a list to the engine. */
const FIRST: Plan = {
  ...PLAN,
  fields: [{ path: 'first', type: 'number', minimum: 0, maximum: 1, start: 0.05, live: true }, seedField(1)],
  engineField: (path, fields) => (path === 'first' ? ['task.density', [Number(fields['first']), 0.05]] : [path, fields[path]!]),
};
const { preset: _, ...NO_PRESET } = PLAN;

const start = startState(PLAN.fields);
const changes = [
  { step: 0, path: 'task.importance_decay', value: 0.8 },
  { step: 600, path: 'task.density', value: 0.2 },
  { step: 600, path: 'task.density', value: 0.3 },
  { step: 900, path: 'task.density', value: 0.05 },
];

describe('a plan', () => {
  it('splits time where the task changed', () => {
    expect(taskSpans([])).toEqual([{ from: 0, to: Infinity }]);
    expect(taskSpans(changes)).toEqual([
      { from: 0, to: 600 },
      { from: 600, to: 900 },
      { from: 900, to: Infinity },
    ]);
  });

  it('knows the task at a step', () => {
    const state = { ...start, changes };
    expect(fieldsAt(state, 599)).toMatchObject({ 'task.density': 0.05, 'task.importance_decay': 0.8 });
    expect(fieldsAt(state, 600)['task.density']).toBe(0.3);
    expect(fieldsAt(state, Infinity)['task.density']).toBe(0.05);
  });

  it('gives the engine its own fields, also in changes', () => {
    const state = { fields: { first: 0.1, [SEED]: 4 }, changes: [{ step: 7, path: 'first', value: 0.02 }] };
    expect(specOf(FIRST, state, 50)).toEqual({
      fields: { 'optimizer.learning_rate': 0.003, 'task.density': [0.1, 0.05], seed: 4, steps: 50 },
      changes: [{ step: 7, path: 'task.density', value: [0.02, 0.05] }],
    });
  });

  it('keeps from the engine what concerns the page alone', () => {
    const lamp: Plan = {
      ...PLAN,
      fields: [...PLAN.fields, { path: 'lamp', type: 'number', minimum: 0, maximum: 1, start: 0 }],
      engineField: (path, fields) => (path === 'lamp' ? undefined : [path, fields[path]!]),
    };
    const lit = { ...startState(lamp.fields), fields: { ...startState(lamp.fields).fields, lamp: 1 } };
    expect(asideOf(lamp, lit.fields)).toEqual({ lamp: 1 });
    expect(asideOf(PLAN, start.fields)).toEqual({});
    expect(specOf(lamp, lit, 9)).toEqual(specOf(PLAN, start, 9));
    expect(nativeCommand(lamp, lit, 9)).toBe(nativeCommand(PLAN, start, 9));
  });

  it('knows its own stored run, however long that is', () => {
    const fields = { ...PLAN.fixed, ...start.fields, 'task.density': [0.05, 0.05], steps: 700, batch: 1024 };
    expect(sameTask(PLAN, { fields, changes: [] }, start.fields)).toBe(true);
    expect(sameTask(PLAN, { fields, changes: [] }, { ...start.fields, [SEED]: 1 })).toBe(false);
    expect(sameTask(PLAN, { fields: { ...fields, 'optimizer.learning_rate': 0.01 }, changes: [] }, start.fields)).toBe(false);
    expect(sameTask(PLAN, { fields: { ...fields, 'task.density': [0.05, 0.1] }, changes: [] }, start.fields)).toBe(false);
  });

  it('gives the native command, short without changes', () => {
    expect(nativeCommand(PLAN, start, 1420)).toBe('orrery train --preset superposition-live --set steps=1420 --out run');
    const other = { ...start, fields: { ...start.fields, [SEED]: 7, 'task.density': 0.2, 'model.output': 'linear' } };
    expect(nativeCommand(PLAN, other, 50)).toBe(
      'orrery train --preset superposition-live --set task.density=0.2 --set model.output=linear --set seed=7 --set steps=50 --out run',
    );
    expect(nativeCommand({ ...PLAN, end: 500 }, start, 50)).toBe('orrery train --preset superposition-live --out run');
    expect(nativeCommand(NO_PRESET, start, 50)).toContain('orrery train --set optimizer.learning_rate=0.003 --set task.density=0.05');
  });

  it('writes changes into a spec file, only those made by then, the last of each step', () => {
    const [, json] = /^cat > run\.json <<'END'\n(.*)\nEND\norrery train --spec run\.json --out run$/.exec(
      nativeCommand(PLAN, { ...start, changes }, 900),
    )!;
    const spec = JSON.parse(json!);
    expect(spec.changes.map((c: { step: number; value: number }) => [c.step, c.value])).toEqual([
      [0, 0.8],
      [600, 0.3],
    ]);
    expect(spec).toMatchObject({ format: 1, steps: 900, task: { density: 0.05 }, optimizer: { learning_rate: 0.003 } });
  });

  it('exports what another program needs to go on', () => {
    const W = { name: 'W', shape: [1, 2], data: Float32Array.of(1, 0.5) };
    const frame: Frame = { step: 1420, tensors: { W }, measures: { loss: 1 } };
    const curves = { loss: { steps: [0, 10], values: [0.04, 0.02] }, other: { steps: [0, 10], values: [1, NaN] } };
    expect(JSON.parse(JSON.stringify(exported(PLAN, { ...start, changes }, frame, curves)))).toMatchObject({
      format: 1,
      spec: { steps: 1420, changes: [{ step: 0 }, { step: 600, value: 0.3 }, { step: 900 }] },
      metrics: { step: [0, 10], loss: [0.04, 0.02], other: [1, null] },
      frame: { step: 1420, tensors: { W: { shape: [1, 2], data: [1, 0.5] } } },
    });
    expect(curvesCsv(curves)).toBe('step,loss,other\n0,0.04,1\n10,0.02,NaN\n');
  });
});
