import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { describe, expect, it } from 'vitest';
import { sameTask } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import * as model from './model.ts';

const stored = openStoredRun(JSON.parse(readFileSync('site/data/energy-levels/run.json', 'utf8')));

describe('energy levels', () => {
  it('agree with the engine', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    expect(disagreements(model.PLAN, engine)).toEqual([]);
  }, 60_000);

  it('are those of the stored run, which ends with six pairs', () => {
    expect(sameTask(model.PLAN, stored.spec, startState(model.PLAN.fields).fields)).toBe(true);
    const end = stored.at(stored.last);
    expect(model.shapeOf(end)).toBe('six pairs');
    const census = Object.fromEntries(model.census(end).map(({ name, count }) => [name, count]));
    expect(census).toMatchObject({ 'pair 1/2': 12, between: 0, 'left out': 48 });
  });

  it('are followed from the beginning to the end, each feature', () => {
    const { steps, features } = model.trajectories(stored, 40);
    expect([steps[0], steps.at(-1)]).toEqual([0, stored.last]);
    expect(features).toHaveLength(60);
    for (const path of features) {
      expect(path).toHaveLength(steps.length);
      for (const d of path) expect(d).toBeLessThanOrEqual(1 + 1e-9);
    }
    // Ten lock in at once; an eleventh rises alone past 1/2, until a twelfth stands opposite.
    const late = features.map((path) => path.filter((_, k) => steps[k]! > 1500 && steps[k]! < 2100));
    const highest = late.map((path) => Math.max(...path)).sort((a, b) => b - a);
    expect(highest[0]).toBeCloseTo(0.73, 1);
    expect(highest[1]).toBeLessThan(0.55);
    // Dimensions are shared out, never more than there are.
    steps.forEach((_, k) => expect(features.reduce((sum, path) => sum + path[k]!, 0)).toBeLessThan(model.HIDDEN + 1e-6));
  });

  it('count who stands where', () => {
    const W: Tensor = { name: 'W', shape: [2, 4], data: Float32Array.of(1, 0, 0, 0.1, 0, 1, -1, 0) };
    const census = Object.fromEntries(model.census({ step: 0, tensors: { W }, measures: {} }).map(({ name, count }) => [name, count]));
    expect(census).toEqual({
      'alone 1': 1,
      'tetrahedron 3/4': 0,
      'triangle 2/3': 0,
      'pair 1/2': 2,
      'pentagon 2/5': 0,
      between: 0,
      'left out': 1,
    });
  });
});
