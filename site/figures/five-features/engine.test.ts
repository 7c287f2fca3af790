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
    const { steps, ...fields } = preset.spec.fields;
    expect(steps).toBe(model.STRIP_STEPS);
    const defaults = Object.fromEntries(engine.fields().map((f) => [f.path, f.default]));
    for (const field of model.FIELDS) expect([field.start], field.path).toEqual([fields[field.path] ?? defaults[field.path]].flat());
    expect(model.PRESET_FIELDS).toEqual(preset.spec.fields);
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
});
