import type { Frame } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { densityRuler } from '../../kit/density.ts';
import { SEED, sameTask } from '../../kit/plan.ts';
import { startState, type NumberField } from '../../src/url.ts';
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

  it('trains the strip on the present task, a dozen seeds', () => {
    const fields = { ...startState(model.PLAN.fields).fields, [model.DENSITY]: 0.3, [model.DECAY]: 0.8 };
    const specs = model.STRIP.specs(fields);
    expect(specs.map((s) => s.fields[SEED])).toEqual(Array.from({ length: 12 }, (_, k) => 36 + k));
    expect(specs[5]).toMatchObject({ fields: { [model.DENSITY]: 0.3, [model.DECAY]: 0.8, steps: 2000 }, changes: [] });
    expect(model.STRIP.key({ ...fields, [SEED]: 36 })).toBe(model.STRIP.key({ ...fields, [SEED]: 47 }));
    expect(model.STRIP.key({ ...fields, [SEED]: 48 })).not.toBe(model.STRIP.key(fields));
  });

  it('knows its own stored run, however long that is', () => {
    const { fields } = startState(model.PLAN.fields);
    const stored = { fields: { ...model.PLAN.fixed, ...fields, [model.DENSITY]: [0.05], steps: 700, batch: 1024 }, changes: [] };
    expect(sameTask(model.PLAN, stored, fields)).toBe(true);
  });

  it('calls a network failed that ended well above the best geometry, and one that broke', () => {
    expect(model.failed(0.0074, 0.0073)).toBe(false);
    expect(model.failed(0.0112, 0.0073)).toBe(true);
    expect(model.failed(NaN, 0.0073)).toBe(true);
  });

  it('shows every number of the picture in the table', () => {
    expect(model.featureRows(frame, 0.9, ['first', 'second', 'third'])).toEqual([
      ['first', '1.000', '1.000', '0°', '0.000', '0.500'],
      ['second', '0.900', '0.500', '90°', '0.250', '0.800'],
      ['third', '0.810', '1.031', '166°', '−0.500', '0.526'],
    ]);
  });

  it('keeps its rulers inside its fields', () => {
    for (const [path, scale] of [
      [model.DENSITY, densityRuler().scale],
      [model.DECAY, model.decayScale],
      [model.FEATURES, model.featuresScale],
    ] as const) {
      const field = model.PLAN.fields.find((f) => f.path === path) as NumberField;
      const ends = [scale.value(0), scale.value(scale.notches)].sort((a, b) => a - b);
      expect(ends).toEqual([field.minimum, field.maximum]);
      expect(scale.value(scale.notch(field.start))).toBe(field.start);
    }
  });
});
