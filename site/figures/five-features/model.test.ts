import type { Frame } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const frame: Frame = {
  step: 1420,
  tensors: {
    W: { name: 'W', shape: [2, 3], data: Float32Array.of(1, 0, -1, 0, 0.5, 0.25) },
    b_final: { name: 'b_final', shape: [3], data: Float32Array.of(0, 0.25, -0.5) },
  },
  measures: {
    'superposition.exact_loss': 0.00734,
    'superposition.geometry': 'two-pairs',
    'superposition.dimensionality': [0.5, 1, 0.5],
    'superposition.levels.names': ['two-features', 'pentagon'],
    'superposition.levels.losses': [0.035, 0.0073],
    'superposition.regimes.names': ['pentagon', 'two-pairs'],
    'superposition.regimes.from': [0.001, 0.21],
    'superposition.regimes.to': [0.21, 1],
  },
};

describe('the five features', () => {
  it('reads the columns of W, most important first', () => {
    expect(model.arrowsOf(frame, 0.5, ['first', 'second'])).toEqual([
      { x: 1, y: 0, importance: 1, label: 'first' },
      { x: 0, y: 0.5, importance: 0.5, label: 'second' },
      { x: -1, y: 0.25, importance: 0.25, label: '3' },
    ]);
  });

  it('says geometries as words', () => {
    expect(model.geometryOf(frame.measures)).toBe('two pairs');
    expect(model.levelsOf(frame.measures)[0]).toEqual({ name: 'two features', loss: 0.035 });
    expect(model.sentence(1420, 'two pairs', 0.00734)).toBe('Step 1,420: two pairs, exact loss 0.0073');
    expect(model.sentence(0, '', 0.05)).toBe('Step 0: exact loss 0.0500');
  });

  it('cuts the regimes to the ruler', () => {
    expect(model.regimesOf(frame.measures)).toEqual([
      { name: 'pentagon', from: 0.01, to: 0.21 },
      { name: 'two pairs', from: 0.21, to: 1 },
    ]);
  });

  it('lives without levels, regimes or geometry', () => {
    expect(model.levelsOf({})).toEqual([]);
    expect(model.regimesOf({})).toEqual([]);
    expect(model.geometryOf({ 'superposition.geometry': null })).toBe('');
    expect(model.exactLoss({ 'superposition.exact_loss': null })).toBeNaN();
  });

  const changes = [
    { step: 0, path: model.DECAY, value: 0.8 },
    { step: 600, path: model.DENSITY, value: 0.2 },
    { step: 600, path: model.DENSITY, value: 0.3 },
    { step: 900, path: model.DENSITY, value: 0.05 },
  ];

  it('splits time where the task changed', () => {
    expect(model.taskSpans([])).toEqual([{ from: 0, to: Infinity }]);
    expect(model.taskSpans(changes)).toEqual([{ from: 0, to: 600 }, { from: 600, to: 900 }, { from: 900, to: Infinity }]);
  });

  it('knows the task at a step', () => {
    const state = { ...startState(model.FIELDS), changes };
    expect(model.fieldsAt(state, 599)).toMatchObject({ [model.DENSITY]: 0.05, [model.DECAY]: 0.8 });
    expect(model.fieldsAt(state, 600)[model.DENSITY]).toBe(0.3);
    expect(model.fieldsAt(state, Infinity)[model.DENSITY]).toBe(0.05);
  });

  it('trains the strip on the present task, without the way that led there', () => {
    const specs = model.stripSpecs({ ...startState(model.FIELDS), changes }, 700);
    expect(specs.map((s) => s.fields[model.SEED])).toEqual(Array.from({ length: 12 }, (_, k) => 36 + k));
    expect(specs[5]).toMatchObject({ fields: { [model.DENSITY]: 0.3, [model.DECAY]: 0.8, steps: 2000 }, changes: [] });
  });

  it('knows its own stored run, however long that is', () => {
    const { fields } = startState(model.FIELDS);
    const stored = { fields: { ...model.PRESET_FIELDS, ...fields, [model.DENSITY]: [0.05], steps: 700, batch: 1024 }, changes: [] };
    expect(model.sameTask(stored, fields)).toBe(true);
    expect(model.sameTask(stored, { ...fields, [model.SEED]: 1 })).toBe(false);
    expect(model.sameTask({ ...stored, fields: { ...stored.fields, 'optimizer.learning_rate': 0.01 } }, fields)).toBe(false);
  });

  it('gives the native command, short without changes', () => {
    const state = startState(model.FIELDS);
    expect(model.nativeCommand(state, 1420)).toBe('orrery train --preset superposition-live --set steps=1420 --out run');
    const other = { ...state, fields: { ...state.fields, [model.SEED]: 7, [model.DENSITY]: 0.2 } };
    expect(model.nativeCommand(other, 50)).toBe(
      'orrery train --preset superposition-live --set task.density=0.2 --set seed=7 --set steps=50 --out run',
    );
  });

  it('writes changes into a spec file, only those made by then, the last of each step', () => {
    const [, json] = /^cat > run\.json <<'END'\n(.*)\nEND\norrery train --spec run\.json --out run$/.exec(
      model.nativeCommand({ ...startState(model.FIELDS), changes }, 900),
    )!;
    const spec = JSON.parse(json!);
    expect(spec.changes.map((c: { step: number; value: number }) => [c.step, c.value])).toEqual([[0, 0.8], [600, 0.3]]);
    expect(spec).toMatchObject({ format: 1, steps: 900, task: { density: 0.05, features: 5 }, optimizer: { learning_rate: 0.003 } });
  });

  it('calls a network failed that ended well above the best geometry, and one that broke', () => {
    expect(model.failed(0.0074, 0.0073)).toBe(false);
    expect(model.failed(0.0112, 0.0073)).toBe(true);
    expect(model.failed(NaN, 0.0073)).toBe(true);
  });

  it('shows every number of the picture in the table', () => {
    expect(model.featureRows(frame, 0.9, ['first', 'second', 'third'])).toEqual([
      ['first', '1.000', '1.000', '0°', '0.000', '0.500'],
      ['second', '0.900', '0.500', '90°', '0.250', '1.000'],
      ['third', '0.810', '1.031', '166°', '−0.500', '0.500'],
    ]);
  });

  it('exports what another program needs to go on', () => {
    const data = model.exported({ ...startState(model.FIELDS), changes }, frame, { steps: [0, 10], values: [0.04, 0.02] });
    expect(JSON.parse(JSON.stringify(data))).toMatchObject({
      format: 1,
      spec: { steps: 1420, changes: [{ step: 0 }, { step: 600, value: 0.3 }, { step: 900 }] },
      metrics: { step: [0, 10], 'superposition.exact_loss': [0.04, 0.02] },
      frame: { step: 1420, tensors: { W: { shape: [2, 3], data: [1, 0, -1, 0, 0.5, 0.25] } } },
    });
    expect(model.lossCsv([0, 10], [0.04, 0.02])).toBe('step,exact_loss\n0,0.04\n10,0.02\n');
  });

  it('keeps its rulers inside its fields', () => {
    for (const [path, scale] of [[model.DENSITY, model.densityScale], [model.DECAY, model.decayScale], [model.FEATURES, model.featuresScale]] as const) {
      const field = model.FIELDS.find((f) => f.path === path)!;
      const ends = [scale.value(0), scale.value(scale.notches)].sort((a, b) => a - b);
      expect(ends).toEqual([field.minimum, field.maximum]);
      expect(scale.value(scale.notch(field.start))).toBe(field.start);
    }
  });
});
