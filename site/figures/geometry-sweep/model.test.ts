import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { SEED, specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import { partsOf } from '../superposition/polytopes.ts';
import * as model from './model.ts';

const file = JSON.parse(readFileSync('site/data/geometry-sweep/sweep.json', 'utf8')) as { components: string[][] };
const sweep = model.openSweep(file);
const at = (density: number) => model.nearest(sweep.densities, density);
const polytopes = (density: number) => sweep.networks[at(density)]!.parts.map(({ polytope }) => polytope);

describe('the sweep over densities', () => {
  it('has pairs only from a quarter to nearly a half, as theory says', () => {
    for (const density of [0.45, 0.38, 0.3]) expect([density, polytopes(density)]).toEqual([density, Array(6).fill('digon')]);
    expect(sweep.shares[at(0.3)]).toBeCloseTo(0.49, 2);
    expect(regimeAt(model.regimesOf(sweep.theory), 0.3)?.name).toBe('pairs');
  });

  it('has pentagons or antiprisms just below', () => {
    expect(polytopes(0.2).some((polytope) => /pentagon|antiprism/.test(polytope))).toBe(true);
    expect(sweep.shares[at(0.2)]).toBeLessThan(0.45);
  });

  it('has a name for every part, of as many vertices', () => {
    const vertices: Record<string, number> = {
      dedicated: 1,
      digon: 2,
      triangle: 3,
      tetrahedron: 4,
      pentagon: 5,
      hexagon: 6,
      'square-antiprism': 8,
    };
    sweep.networks.forEach(({ parts }, k) => {
      expect(parts).toHaveLength(file.components[k]!.length);
      for (const { polytope, features } of parts)
        expect([polytope, vertices[polytope] ?? features.length]).toEqual([polytope, features.length]);
    });
  });

  it('says how each network was found', () => {
    expect(sweep.networks.map(({ found }) => found.density)).toEqual(sweep.densities);
    for (const { density, seed, seeds, command } of sweep.networks.map(({ found }) => found)) {
      expect([seeds, seed < seeds]).toEqual([4, true]);
      expect(command).toContain(` task.density=${density} `);
      expect(command).toContain(` seed=${seed} `);
    }
  });

  it('has theory’s turning points', () => {
    const edges = sweep.theory.ranges.map(({ polytope, from, to }) => [polytope, from, to] as const);
    const digon = edges.find(([polytope]) => polytope === 'digon')!;
    expect(digon[1]).toBeCloseTo(0.225, 2);
    expect(digon[2]).toBeCloseTo(0.644, 2);
    for (const [polytope, benefits] of Object.entries(sweep.theory.benefits))
      expect([polytope, benefits.length]).toEqual([polytope, sweep.theory.densities.length]);
  });

  it('says what a network is made of', () => {
    const list = (...polytopes: string[]) => polytopes.map((polytope, k) => ({ polytope, features: [2 * k, 2 * k + 1] }));
    expect(model.madeOf(list('square-antiprism', 'digon', 'digon'))).toBe('1 square antiprism, 2 pairs');
    expect(model.madeOf(list('irregular', 'dedicated'))).toBe('2 features in an irregular shape, 1 alone');
    expect(model.madeOf([])).toBe('nothing');
  });

  it('draws shapes by their edges', () => {
    const k = at(0.3);
    const { W, parts } = sweep.networks[k]!;
    const pair = model.shapeOf(W, parts[0]!);
    expect(pair.edges).toEqual([[0, 1]]);
    expect(pair.held).toBeCloseTo(1);
    expect(model.marks(sweep.points).length).toBeLessThan(sweep.points.length);
    expect(model.sweepCsv(sweep).trimEnd().split('\n')).toHaveLength(1 + 60 * sweep.densities.length);
  });
});

describe('the network that trains here', () => {
  const start = startState(model.PLAN.fields);

  it('is trained as the stored ones were: from the seed of one, it becomes that one', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    expect(disagreements(model.PLAN, engine)).toEqual([]);
    for (const density of [0.3, 0.05]) {
      const { found, W, parts } = sweep.networks[at(density)]!;
      const run = engine.start(
        specOf(model.PLAN, { fields: { ...start.fields, [model.TRAINED_AT]: found.density, [SEED]: found.seed }, changes: [] }),
      );
      run.step(Number(found.spec['steps']));
      const frame = run.frame({ measures: model.PLAN.measures! });
      run.free();
      expect(partsOf(frame)).toEqual(parts);
      const { data } = frame.tensors['W']!;
      // Half precision of what was rounded to a 2048th.
      Array.from(data).forEach((weight, k) => expect(Math.abs(weight - W.data[k]!)).toBeLessThan(7.5e-4));
    }
  }, 120_000);

  it('has another seed at first, and waits until it is called for', () => {
    expect(sweep.networks.some(({ found }) => found.seed === start.fields[SEED])).toBe(false);
    expect(model.PLAN.waits!(start.fields)).toBe(true);
    expect(model.PLAN.waits!({ ...start.fields, [model.SHOWN]: 'run' })).toBe(false);
  });
});
