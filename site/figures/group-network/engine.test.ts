import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { specOf } from '../../kit/plan.ts';
import { disagreements } from '../../kit/presets.ts';
import { startState } from '../../src/url.ts';
import { ARCHITECTURES } from './architectures.ts';
import { FAMILIES, firstOf, PRODUCTS } from './groups.ts';
import * as model from './model.ts';
import { GROUP, planOf } from './setup.ts';
import { SETUP } from './start.ts';

/** The figure against the real engine: what it says of fields, presets and views must be what the engine knows. */
describe('the network on a group and the engine', () => {
  const plan = planOf(SETUP);
  const start = startState(plan.fields);
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
  });

  it('agrees with it on the preset and on every field', () => {
    expect(disagreements(plan, engine)).toEqual([]);
  });

  it('memorises and then groks', () => {
    const run = engine.start(specOf(plan, start));
    const stages: string[] = [];
    while (run.stepsDone < 1500 && stages.at(-1) !== 'grokked') {
      const stage = model.stageOf(run.frame({ measures: ['accuracy'], parameters: false }));
      if (stage !== stages.at(-1)) stages.push(stage);
      run.step(5);
    }
    expect(stages).toEqual(['untrained', 'memorising', 'memorised', 'grokking', 'grokked']);
    run.free();
  });

  it('starts every group and every network that it offers', () => {
    const groups = [...FAMILIES.map(firstOf), ...PRODUCTS].map((name) => ({ [GROUP]: name, 'model.hidden': 16 }));
    for (const fields of [...groups, ...Object.values(ARCHITECTURES)]) {
      const run = engine.start(specOf(plan, { ...start, fields: { ...start.fields, ...fields } }));
      run.step(1);
      const { views, constants } = plan;
      const table = model.tableOf(run.frame({ parameters: false, measures: constants!.measures, views: [...views!, ...constants!.views] }));
      expect(table.names).toHaveLength(table.n);
      expect(table.confidence).toHaveLength(table.n ** 2);
      expect(model.cellText(table, 0, table.n - 1)).not.toMatch(/undefined|NaN|\{/);
      run.free();
    }
  });
});
