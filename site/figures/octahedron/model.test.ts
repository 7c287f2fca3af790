import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import type { Vector3 } from '../../ui/solid.ts';
import * as model from './model.ts';
import text from './text.json' with { type: 'json' };

const data = model.openData(JSON.parse(readFileSync('site/data/octahedron/run.json', 'utf8')));
const start = startState(model.PLAN.fields);

/** Two triangles of unit vectors on opposite sides, the second turned by so many degrees from the place over the first. */
const triangles = (turn: number, height = Math.sqrt(1 / 3)): Vector3[] =>
  [0, 1, 2, 3, 4, 5].map((i) => {
    const angle = (2 * Math.PI * (i % 3)) / 3 + (i < 3 ? 0 : (turn * Math.PI) / 180);
    const radius = Math.sqrt(1 - height ** 2);
    return [radius * Math.cos(angle), radius * Math.sin(angle), i < 3 ? height : -height];
  });
const collapsed = (first: Vector3, second: Vector3): Vector3[] => [first, first, first, second, second, second];

describe('the way to the octahedron', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('is described to the engine, and stored', () => {
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    expect(sameTask(model.PLAN, data.run.spec, start.fields)).toBe(true);
  });

  it('has stages', () => {
    expect(model.stageOf(collapsed([0.1, 0, 0], [0, 0.1, 0]))).toBe('nothing learned');
    expect(model.stageOf(collapsed([0.4, 0, 0], [0.4, 0, 0]))).toBe('all in one direction');
    expect(model.stageOf(collapsed([0.58, 0, 0], [0, 0.58, 0]))).toBe('each set one direction');
    expect(model.stageOf(collapsed([0.58, 0, 0], [-0.58, 0, 0]))).toBe('each set one direction');
    expect(model.stageOf(triangles(60, 0.9))).toBe('sets split');
    expect(model.stageOf(triangles(0))).toBe('antiprism-like');
    expect(model.stageOf(triangles(30))).toBe('antiprism-like');
    expect(model.stageOf(triangles(60))).toBe('octahedron');
  });

  it('goes through them in their order in the stored run', () => {
    const { stages, steps, paths } = model.pastOf(data.run, 150);
    expect(stages.map(({ name }) => name)).toEqual(model.STAGES);
    expect([stages[0]!.from, stages.at(-1)!.to]).toEqual([data.run.first, data.run.last]);
    for (const path of paths) expect(path).toHaveLength(steps.length);
    const end = model.directions(data.run.at(data.run.last).tensors['W']!);
    expect(model.opposites(end)).toHaveLength(3);
    expect(new Set(model.opposites(end).flat()).size).toBe(6);
  });

  it('has levels at any density, between those that are stored', () => {
    const at = (name: string, p: number) => model.levelAt(data.levels, name, p);
    expect(Object.keys(text.levels)).toEqual(Object.keys(data.levels.losses));
    for (const p of [0.01, 0.013, 0.03, 0.1, 0.17, 0.3]) {
      expect(at('right-angles', p) / (p / 3)).toBeCloseTo(1, 6);
      expect(at('nothing', p) / (2 * p - 1.5 * p ** 2)).toBeCloseTo(1, 3);
      expect(at('one-direction', p) / ((7 / 6) * p - 0.75 * p ** 2)).toBeCloseTo(1, 3);
    }
    expect(Math.abs(at('octahedron', 0.1) - 0.00989)).toBeLessThan(1e-5);
    expect(Math.abs(at('octahedron', 0.03) / 0.000898 - 1)).toBeLessThan(2e-3);
    expect(Math.abs(at('prism', 0.03) / 0.00098 - 1)).toBeLessThan(2e-3);
  });

  it('lingers where the levels say, and ends at the last', () => {
    const near = (name: string) =>
      data.run
        .metrics('superposition.exact_loss')
        .values.filter((loss) => Math.abs(loss / model.levelAt(data.levels, name, 0.1) - 1) < 0.05).length;
    expect(near('right-angles')).toBeGreaterThan(10);
    expect(model.lossOf(data.run.at(data.run.last)) / model.levelAt(data.levels, 'octahedron', 0.1)).toBeCloseTo(1, 2);
  });

  it('leads there from other seeds, too, if the density is small', () => {
    let reached = 0;
    for (let seed = 0; seed < 6; ++seed) {
      const run = engine.start(specOf(model.PLAN, { fields: { ...start.fields, seed }, changes: [] }));
      run.step(6000);
      const W = run.frame({ measures: [] }).tensors['W']!;
      if (model.stageOf(model.directions(W)) === 'octahedron') ++reached;
      run.free();
    }
    expect(reached).toBeGreaterThanOrEqual(5);
  }, 60_000);
});
