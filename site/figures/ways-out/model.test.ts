import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeCommand, sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const data = model.openData(JSON.parse(readFileSync('site/data/ways-out/run.json', 'utf8')));
const start = startState(model.PLAN.fields);

describe('a dictionary for the pentagon', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });
  const trained = (fields: Record<string, string | number>) => {
    const spec = specOf(model.PLAN, { fields: { ...start.fields, ...fields }, changes: [] });
    const run = engine.start(spec);
    const first = run.frame({ measures: [...model.PLAN.measures!] });
    run.step(model.STEPS);
    const last = run.frame({ measures: [...model.PLAN.measures!, 'chance'] });
    run.free();
    return { spec, first, last };
  };

  it('is described to the engine, without what concerns the page alone', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(sameTask(model.PLAN, data.run.spec, start.fields)).toBe(true);
    const spec = specOf(model.PLAN, { fields: { ...start.fields, [model.ATOMS]: '10.200.30.40.50.60', [model.LATENTS]: 5 }, changes: [] });
    expect(spec.fields['model.atoms']).toEqual([10, 200, 30, 40, 50]);
    expect(Object.keys(spec.fields)).not.toContain(model.ALONE);
    const placed = { fields: { ...start.fields, [model.ATOMS]: '10.200', [model.ANGLE]: 60 }, changes: [] };
    expect(nativeCommand(model.PLAN, placed, 9)).toBe("orrery train --preset sparse-autoencoder --set 'model.atoms=[10,200]' --out run");
  });

  it('starts where atoms are placed, and is trained to all features', () => {
    const angles = [10, 30, 50, 180, 190, 200, 210, 220, 300, 350];
    const { spec, first, last } = trained({ [model.ATOMS]: model.written(angles) });
    expect(model.anglesOf(first).map((angle) => Math.round((angle + 360) % 360))).toEqual(angles);
    expect(model.scoresOf(first).dead).toBe(0);
    expect(model.scoresOf(last).found).toBe(5);
    expect(model.trainedOf(spec, last)).toMatchObject({ seed: 0, found: 5 });
  }, 60_000);

  it('ends as the stored one does', () => {
    const { spec, last } = trained({});
    const scores = model.scoresOf(last);
    expect(scores).toMatchObject({ found: 5, toldApart: 5 });
    expect(scores.chanceFound).toBeCloseTo(3.27, 2);
    expect(model.trainedOf(spec, last).found).toBe(data.seeds[0]!.found);
    const stored = data.run.at(model.STEPS);
    expect(model.scoresOf(stored).chanceFound).toBeCloseTo(scores.chanceFound, 6);
    expect(model.scoresOf(stored).found).toBe(5);
  }, 60_000);

  it('is found by all twelve stored seeds', () => {
    expect(data.seeds.map(({ seed }) => seed)).toEqual(Array.from({ length: model.STRIP.count }, (_, seed) => seed));
    expect(data.seeds.filter(({ found }) => found === model.FEATURES).length).toBeGreaterThanOrEqual(10);
    expect(model.STRIP.specs(start.fields).map(({ fields }) => fields['seed'])).toEqual(data.seeds.map(({ seed }) => seed));
    expect(model.STRIP.key({ ...start.fields, seed: 7, [model.PRICE]: 1 })).toBe(model.STRIP.key(start.fields));
  });

  it('has atoms that are features where they come close enough', () => {
    expect([0, 71, -72, 144, 216, 359, 36, 91, 53].map(model.featureOf)).toEqual([0, 1, 4, 2, 3, 0, undefined, undefined, undefined]);
    expect(model.atomColour(36)).not.toContain('--c');
    expect(model.placesOf(model.RANDOM)).toEqual([]);
    expect(model.placesOf(model.written([-10, 365.4]))).toEqual([350, 5]);
    expect(model.featureArrows()[0]).toMatchObject({ x: 1.15, y: 0, label: '1' });
  });
});
