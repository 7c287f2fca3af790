import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import { lineLoss } from '../superposition/exact_pair.ts';
import * as model from './model.ts';

const names = { ignored: 'ignored', antipodal: 'antipodal', dedicated: 'dedicated' };

describe('the phases in theory', () => {
  it('meet at importance 1 and density 4/7', () => {
    const { ignored, antipodal, dedicated } = model.candidateLosses(model.TRIPLE, 1);
    expect(antipodal).toBeCloseTo(ignored, 12);
    expect(dedicated).toBeCloseTo(ignored, 12);
  });

  it.each([
    [0.5, 2 / 3],
    [0.4, 0.4],
    [0.3, 0.24],
    [0.2, 0.1333],
    [0.1, 0.05714],
  ])('at density %d change at importance %d and its reciprocal', (p, r) => {
    expect(model.lowerBoundary(p)).toBeCloseTo(r, 4);
    expect(model.theoryPhase(p, r * 0.99)).toBe('ignored');
    expect(model.theoryPhase(p, r * 1.01)).toBe('antipodal');
    expect(model.theoryPhase(p, 0.99 / r)).toBe('antipodal');
    expect(model.theoryPhase(p, 1.01 / r)).toBe('dedicated');
  });

  it('stand under the rulers where they win', () => {
    for (const p of [0.02, 0.1, 0.3, 0.7, 1])
      for (const r of [0.11, 0.3, 0.9, 1.1, 4, 9]) {
        const phase = model.theoryPhase(p, r);
        expect([p, r, regimeAt(model.regimesOver('importance', p, r, names), r)?.name]).toEqual([p, r, phase]);
        expect([p, r, regimeAt(model.regimesOver('density', p, r, names), p)?.name]).toEqual([p, r, phase]);
      }
  });

  it('have boundaries that can be drawn', () => {
    for (const mirrored of [false, true]) expect(model.boundaryPath(mirrored)).toMatch(/^M(-?[\d.]+ -?[\d.]+L?){81}$/);
  });

  it('lie above the exact boundary, which jumps on the sparse side and grows on the dense one', () => {
    const critical = model.openExact(JSON.parse(readFileSync('site/data/phase-diagram/exact.json', 'utf8')));
    for (const { density, importance } of critical) expect(importance).toBeLessThanOrEqual(model.lowerBoundary(density) + 1e-9);
    const near = (p: number) => critical.reduce((a, b) => (Math.abs(b.density - p) < Math.abs(a.density - p) ? b : a));
    expect(near(0.1).norm).toBeGreaterThan(0.5);
    expect(near(0.7).norm).toBe(0);
    const { jump, growth } = model.exactPaths(critical, false);
    expect(jump.split('L').length + growth.split('L').length).toBe(critical.length + 1);
  });
});

describe('trained cells', () => {
  it('come coarse to fine, each once', () => {
    const order = model.cellOrder();
    expect(new Set(order.map(({ row, column }) => row * model.CELLS + column)).size).toBe(model.CELLS ** 2);
    expect(model.cellRuns()).toHaveLength(model.NETWORKS * order.length);
    const early = order.slice(0, 40);
    for (const quarter of [0, 1, 2, 3])
      expect(early.some(({ row, column }) => (row >= 20 ? 2 : 0) + (column >= 20 ? 1 : 0) === quarter)).toBe(true);
  });

  it('agree with theory away from its boundaries', async () => {
    const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
    const cells: (model.Trained | undefined)[] = Array.from({ length: model.CELLS ** 2 });
    // Every eleventh cell, as the page trains it.
    for (let k = 3; k < cells.length; k += 11) {
      const { p, r } = model.cellAt(Math.floor(k / model.CELLS), k % model.CELLS);
      for (let seed = 0; seed < model.NETWORKS; ++seed) {
        const spec = model.cellSpec(p, r, seed);
        const run = engine.start(spec);
        run.step(spec.fields['steps'] as number);
        const trained = model.trainedOf(run.frame({ measures: ['superposition.exact_loss'] }));
        run.free();
        if (!cells[k] || trained.loss < cells[k]!.loss) cells[k] = trained;
      }
    }
    const { agree, of } = model.agreement(cells);
    expect(of).toBeGreaterThan(90);
    expect(agree / of).toBeGreaterThan(0.95);
  }, 60_000);
});

describe('the landscape', () => {
  it('is the loss at the grid’s weights, in pieces as in one', () => {
    const [whole, pieces] = [new Float64Array(model.GRID ** 2), new Float64Array(model.GRID ** 2)];
    expect(model.fillSurface(whole, 0.2, 0.5, 0, model.GRID)).toBe(model.GRID);
    for (let row = 0; row < model.GRID;) row = model.fillSurface(pieces, 0.2, 0.5, row, 6);
    expect(pieces).toEqual(whole);
    for (const [row, column] of [
      [0, 0],
      [10, 40],
      [30, 7],
      [44, 44],
    ] as const)
      expect(whole[row * model.GRID + column]).toBeCloseTo(lineLoss(model.weightAt(column), -model.weightAt(row), 0.2, 0.5), 8);
    const levels = model.levelsOf(whole);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels[0]).toBeGreaterThan(Math.min(...whole));
  });

  it('starts inside its fields', () => {
    const { fields } = startState(model.FIELDS);
    expect(model.importanceScale.value(model.importanceScale.notch(Number(fields['importance'])))).toBe(fields['importance']);
    expect(model.densityScale.value(model.densityScale.notch(Number(fields['density'])))).toBe(fields['density']);
  });
});
