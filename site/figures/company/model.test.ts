import { readFileSync } from 'node:fs';
import { Engine, type Tensor } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeCommand, sameTask, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import * as model from './model.ts';
import text from './text.json' with { type: 'json' };

const data = model.openData(JSON.parse(readFileSync('site/data/company/run.json', 'utf8')));
const { plan, cosine } = data;
const start = startState(plan.fields);
const W = (...columns: [number, number][]): Tensor => ({
  name: 'W',
  shape: [2, columns.length],
  data: Float32Array.from([...columns.map(([x]) => x), ...columns.map(([, y]) => y)]),
});

describe('features that keep company', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });
  /** The least exact loss of some seeds, and its W. */
  function best(fields: Record<string, string | number>, steps: number, seeds = 8) {
    let least = { loss: Infinity, W: W() };
    for (let seed = 0; seed < seeds; ++seed) {
      const run = engine.start(specOf(plan, { fields: { ...start.fields, ...fields, seed }, changes: [] }));
      run.step(steps);
      const frame = run.frame({ measures: plan.measures! });
      if (model.lossOf(frame) < least.loss) least = { loss: model.lossOf(frame), W: frame.tensors['W']! };
      run.free();
    }
    return least;
  }

  it('are described to the engine as sets', () => {
    expect(disagreements(plan, engine)).toEqual([]);
    expect(sameTask(plan, data.run.spec, start.fields)).toBe(true);
    for (const company of model.COMPANIES) {
      const fields = { ...start.fields, [model.COMPANY]: company };
      expect(sameTask(plan, data.run.spec, fields)).toBe(company === 'three-together');
      const spec = specOf(plan, { fields, changes: [{ step: 9, path: model.DENSITY, value: 0.2 }] });
      expect(spec.changes).toEqual([{ step: 9, path: 'task.density', value: 0.2 }]);
      expect(model.COMPANIES.filter((other) => model.isOf(spec, other))).toEqual([company]);
    }
    expect(nativeCommand(plan, { fields: { ...start.fields, [model.COMPANY]: 'two-apart' }, changes: [] }, 10)).toContain(
      "--set 'task.anticorrelated=[2,2]'",
    );
  });

  it('know how much of a pair is kept', () => {
    const [across, collapsed, apart] = model.pairShapes(W([1, 0], [0, 1], [0.7, 0], [0.7, 0], [0, 1], [0, -1]), 3, cosine);
    expect(across).toMatchObject({ angle: 90, sum: 1, difference: 1, collapsed: false });
    expect(collapsed).toMatchObject({ collapsed: true, difference: 0 });
    expect(collapsed!.sum).toBeCloseTo(0.98);
    expect(apart).toMatchObject({ angle: 180, sum: 0, difference: 2, collapsed: false });
    expect(model.collapsedPairs(W([0, 0], [0, 0]), 1, cosine)).toBe(0);
  });

  it('collapse at the densities that exact minimisation gives', () => {
    [0.071, 0.141, 0.394].forEach((published, k) => expect(Math.abs(data.collapse[k]! - published)).toBeLessThan(0.01));
    const regimes = model.collapseRegimes(data.collapse, text.regimes);
    expect([0.05, 0.1, 0.2, 0.5].map((p) => regimeAt(regimes, p)?.name)).toEqual(text.regimes);
  });

  it('are trained to what the text says', () => {
    // Never on together: opposite, and free.
    const apart = best({ [model.COMPANY]: 'two-apart', [model.DENSITY]: 0.2 }, 5000);
    expect(apart.loss).toBeLessThan(1e-4);
    for (const { angle } of model.pairShapes(apart.W, 2, cosine)) expect(angle).toBeGreaterThan(175);
    // On together: at right angles within a pair, 2 p^2 / 3 at unit length.
    const together = best({ [model.COMPANY]: 'two-together', [model.DENSITY]: 0.05 }, 5000);
    expect(together.loss).toBeLessThan((2 / 3) * 0.05 ** 2 * 1.05);
    for (const { angle } of model.pairShapes(together.W, 2, cosine)) expect(Math.abs(angle - 90)).toBeLessThan(5);
    // Three pairs: a hexagon of neighbours when rare, three principal components when dense.
    const rare = best({}, 5000);
    expect(Math.abs(rare.loss / 0.009209 - 1)).toBeLessThan(0.04);
    for (const { angle } of model.pairShapes(rare.W, 3, cosine)) expect(Math.abs(angle - 63)).toBeLessThan(6);
    const dense = best({ [model.DENSITY]: 0.5 }, 5000);
    expect(model.collapsedPairs(dense.W, 3, cosine)).toBe(3);
    for (const { difference } of model.pairShapes(dense.W, 3, cosine)) expect(difference).toBeLessThan(0.03);
  }, 120_000);

  it('make a hexagon on their own in one seed of twelve, where it costs less', () => {
    const frames = model
      .stripOf(plan)
      .specs({ ...start.fields, [model.COMPANY]: 'none' })
      .map((spec) => {
        const run = engine.start(spec);
        run.step(Number(spec.fields['steps']));
        const frame = run.frame({ measures: [...plan.measures!, 'superposition.geometry'] });
        run.free();
        return frame;
      });
    const of = (shape: string) => frames.filter(({ measures }) => measures['superposition.geometry'] === shape).map(model.lossOf);
    const [hexagons, pentagons] = [of('hexagon'), of('pentagon')];
    expect([hexagons.length, pentagons.length]).toEqual([1, 11]);
    expect(hexagons[0]! / Math.min(...pentagons)).toBeLessThan(0.98);
  });

  it('are drawn in one colour a pair', () => {
    const arrows = model.arrowsOf(data.run.at(0), 'three-together');
    expect(arrows.map(({ label }) => label)).toEqual(['1a', '1b', '2a', '2b', '3a', '3b']);
    expect(new Set(arrows.map(({ colour }) => colour)).size).toBe(3);
    expect(model.arrowsOf(data.run.at(0), 'none')[5]).toMatchObject({ label: '6' });
  });
});
