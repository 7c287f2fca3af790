import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

/** The figure against the real engine: what it says of fields, presets and measures must be what the engine knows. */
describe('the five features and the engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('starts from the preset that the native command names', () => {
    const preset = engine.presets().find((p) => p.name === model.PRESET)!;
    const { fields } = preset.spec;
    expect(fields['steps']).toBe(model.STRIP_STEPS);
    const defaults = Object.fromEntries(engine.fields().map((f) => [f.path, f.default]));
    for (const field of model.FIELDS) expect([field.start], field.path).toEqual([fields[field.path] ?? defaults[field.path]].flat());
    const besides = Object.entries(fields).filter(([path]) => !model.FIELDS.some((f) => f.path === path));
    expect(model.PRESET_FIELDS).toEqual(Object.fromEntries(besides));
  });

  it('asks for nothing that the engine would refuse', () => {
    for (const field of model.FIELDS) {
      const known = engine.fields().find((f) => f.path === field.path)!;
      expect(known.live, field.path).toBe(field.live ?? false);
      expect(field.minimum, field.path).toBeGreaterThanOrEqual(known.minimum!);
      expect(field.maximum, field.path).toBeLessThanOrEqual(known.maximum!);
    }
    for (const path of [model.DENSITY, model.DECAY, model.FEATURES] as const)
      for (const end of ['minimum', 'maximum'] as const) {
        const state = startState(model.FIELDS);
        state.fields[path] = model.FIELDS.find((f) => f.path === path)![end];
        const run = engine.start(model.specOf(state));
        run.step(1);
        run.free();
      }
  });

  it('reads the measures by their names', () => {
    const run = engine.start(model.specOf(startState(model.FIELDS)));
    run.step(2000);
    const measures = run.measure('superposition');
    expect(model.exactLoss(measures)).toBeGreaterThan(0.007);
    expect(model.geometryOf(measures)).toBe('pentagon');
    const levels = model.levelsOf(measures);
    expect(levels.map((l) => l.name)).toEqual(expect.arrayContaining(['two features', 'two pairs', 'pentagon']));
    expect(levels.find((l) => l.name === 'pentagon')!.loss).toBeCloseTo(5 * 0.00145, 3);
    const regimes = model.regimesOf(measures);
    expect(regimes.map((r) => r.name)).toEqual(expect.arrayContaining(['two features', 'two pairs', 'pentagon']));
    run.free();
  });
});
