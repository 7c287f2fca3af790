import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

/** The figure against the real engine: what it says of fields, presets and measures must be what the engine knows. */
describe('the five features and the engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('agrees with it on the preset and on every field', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(engine.presets().find((p) => p.name === model.PLAN.preset)!.spec.fields['steps']).toBe(model.STRIP_STEPS);
  });

  it('reads the measures by their names', () => {
    const run = engine.start(specOf(model.PLAN, startState(model.PLAN.fields)));
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
