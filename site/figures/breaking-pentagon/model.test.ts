import { readFileSync } from 'node:fs';
import { Engine, type Frame } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import * as model from './model.ts';

const data = model.openData(JSON.parse(readFileSync('site/data/breaking-pentagon/run.json', 'utf8')));
const start = startState(model.PLAN.fields);
const at = (density: number) => data.branches.find((b) => b.density === density)!;

describe('the breaking pentagon', () => {
  it('breaks where its loss crosses that of two pairs', () => {
    const published: [number, number][] = [
      [0.02, 5.4],
      [0.05, 3.7],
      [0.1, 2.35],
      [0.15, 1.64],
    ];
    for (const [density, rarer] of published) expect(Math.abs(1 / at(density).break / rarer - 1)).toBeLessThan(0.02);
    for (const branches of data.branches)
      branches.ratios.forEach((ratio, k) => {
        const lower = branches.pentagon[k]! < branches.pairs[k]! ? 'pentagon' : 'pairs';
        expect([branches.density, ratio, lower]).toEqual([branches.density, ratio, ratio < branches.break ? 'pairs' : 'pentagon']);
      });
    expect(regimeAt(model.regimesOf(at(0.05), { pairs: 'two pairs', pentagon: 'pentagon' }), 0.2)?.name).toBe('two pairs');
  });

  it('is drawn as far as there is one', () => {
    for (const [density, ratio] of [
      [0.02, 0.1],
      [0.05, 0.1259],
      [0.1, 0.2239],
      [0.15, 0.3548],
    ] as const) {
      const { x, y } = model.pentagonCurve(at(density));
      expect(x[0]).toBe(ratio);
      // It has no step down, as into another valley.
      for (let k = 1; k < y.length; ++k) expect(y[k]! / y[k - 1]!).toBeLessThan(1.1);
    }
  });

  it('is described to the engine as five densities', async () => {
    expect(model.densities({ base: '0.05', ratio: 0.4 })).toEqual([0.02, 0.05, 0.05, 0.05, 0.05]);
    expect(model.densities({ base: '0.15', ratio: 10 })[0]).toBe(1);
    const spec = specOf(model.PLAN, { ...start, changes: [{ step: 9, path: 'ratio', value: 2 }] });
    expect(spec.changes).toEqual([{ step: 9, path: 'task.density', value: [0.1, 0.05, 0.05, 0.05, 0.05] }]);
    expect(sameTask(model.PLAN, data.run.spec, start.fields)).toBe(true);
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    expect(disagreements(model.PLAN, engine)).toEqual([]);
  });

  it('is held by a trained network past the crossing, and then let go', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    const run = engine.start(specOf(model.PLAN, start));
    run.step(2500);
    const shape = () => model.geometryOf(run.frame({ measures: ['superposition.geometry'] }));
    expect(shape()).toBe('pentagon');
    // Past the crossing five arrows are still there, though no longer evenly spaced.
    run.change('task.density', model.densities({ base: '0.05', ratio: 0.23 }));
    run.step(2500);
    expect(shape()).toMatch(/pentagon|five features/);
    run.change('task.density', model.densities({ base: '0.05', ratio: 0.1 }));
    run.step(6000);
    expect(shape()).toBe('two pairs');
    // On the way back the feature stays dead: its bias has not moved, its output is 0.
    run.change('task.density', model.densities({ base: '0.05', ratio: 10 }));
    run.step(3000);
    const back = run.frame({ measures: [...model.PLAN.measures!] });
    expect(model.geometryOf(back)).toBe('two pairs');
    expect(back.tensors['b_final']!.data[0]).toBeLessThan(-0.3);
    expect(model.lossOf(back) / model.deadCosts(at(0.05)).at(-1)!).toBeCloseTo(1, 1);
    run.free();
  }, 60_000);

  it('is drawn with the varied feature at the top', () => {
    const W = { name: 'W', shape: [2, 3], data: Float32Array.of(0.6, 1, 0, 0.8, 0, -1) };
    const frame: Frame = { step: 1, tensors: { W }, measures: {} };
    const [first, second] = model.arrowsOf(frame, ['a']);
    expect([first!.x, first!.y]).toEqual([expect.closeTo(0), expect.closeTo(1)]);
    expect(Math.hypot(second!.x, second!.y)).toBeCloseTo(1);
    expect(second!.x * first!.x + second!.y * first!.y).toBeCloseTo(0.6);
  });

  it('says ratios as readers do', () => {
    expect([0.1, 0.5, 1, 2, 10].map(model.times)).toEqual(['1/10', '1/2', '1', '×2', '×10']);
    expect(model.timesWords(0.2)).toBe('5 times rarer than the others');
  });

  it('remembers where it has been', () => {
    const source = { metrics: () => ({ steps: Float64Array.of(0, 10, 20, 30), values: Float64Array.of(4, 3, 2, 1) }) };
    const state = { fields: start.fields, changes: [{ step: 15, path: 'ratio', value: 0.5 }] };
    expect(model.trail(source, state, 20)).toEqual({ x: [1, 1, 0.5], y: [4, 3, 2] });
    const changes = [{ step: 12, path: 'base', value: '0.1' }, ...state.changes];
    expect(model.trail(source, { ...state, changes }, 30)).toEqual({ x: [0.5, 0.5], y: [2, 1] });
    expect(model.trail(source, { ...state, changes }, 5)).toEqual({ x: [1], y: [4] });
  });
});
