import { readFileSync } from 'node:fs';
import { Engine } from '@orrery/engine';
import { describe, expect, it } from 'vitest';
import { minima } from '../superposition/exact_pair.ts';
import * as cells from './cells.ts';
import { theoryPhase } from './model.ts';
import * as octant from './octant.ts';

const stored = cells.openDiagrams(JSON.parse(readFileSync('site/data/phase-diagram/diagrams.json', 'utf8')));
const weights = (...columns: number[][]) => {
  const data = Float32Array.from(columns[0]!.flatMap((_, row) => columns.map((column) => column[row]!)));
  return { name: 'W', shape: [columns[0]!.length, columns.length], data };
};

describe('a network’s phase', () => {
  it('is the direction that its weights send to nothing', () => {
    const phase = (...columns: number[][]) => cells.cellOfWeights(weights(...columns)).phase;
    expect(phase([0.6, 0.8], [-0.8, 0.6], [0, 0.1])).toBe('ignored');
    expect(phase([1, 0], [0, 0.1], [0, 1])).toBe('dedicated');
    expect(phase([1, 0], [0, 1], [-1, 0])).toBe('antipodal');
    expect(phase([1, 0], [-1, 0.1], [0, 1])).toBe('paired');
    expect(phase([1, 0], [-0.5, 0.9], [-0.5, -0.9])).toBe('triangle');
  });

  it('on a line is told from the first of a short arrow on', () => {
    expect(cells.lineCode(1, 0.01)).toBe('ignored');
    expect(cells.lineCode(0, -1)).toBe('dedicated');
    expect(cells.lineCode(-1, 0.15)).toBe('antipodal');
    expect(cells.lineCode(0.4, 0.9)).toBe('together');
    // At density 70 % one valley moves; from importance 0.82 on a second one is there.
    const valleys = (r: number) => minima(0.7, r).map(({ w1, w2 }) => cells.lineCode(w1, w2));
    expect([0.5, 0.7, 0.8, 0.9].map(valleys)).toEqual([['ignored'], ['ignored'], ['antipodal'], ['antipodal', 'together']]);
  });

  it('comes with the extra feature’s length and superposition', () => {
    const { norm, superposition } = cells.cellOfWeights(weights([0, 0.8], [1, 0], [0, -0.5]));
    expect(norm).toBeCloseTo(0.5, 6);
    expect(superposition).toBeCloseTo(0.64, 6);
  });
});

describe('stored diagrams', () => {
  it.each([2, 3] as const)('of %d features agree, trained and exact, away from boundaries', (size) => {
    const { exact, trained, agree, of } = stored.sizes[size];
    expect(exact).toHaveLength(stored.side ** 2);
    expect(trained).toHaveLength(stored.side ** 2);
    expect(of).toBeGreaterThan(2000);
    expect(agree / of).toBeGreaterThan(0.95);
    expect(cells.edgesPath(exact, stored.side).length).toBeGreaterThan(100);
  });

  it('hold directions that have the stored phase, as near as bytes tell', () => {
    const off = stored.sizes[3].exact.filter((cell) => cells.phaseOf(cell.null!) !== cell.phase);
    expect(off.length).toBeLessThan(8);
    for (const cell of stored.sizes[3].exact) expect(Math.hypot(...cell.null!)).toBeCloseTo(1, 1);
    expect(stored.sizes[3].exact.some(({ phase }) => phase === 'triangle')).toBe(true);
  });

  it('lie where theory has them, for two features', () => {
    const theory = cells.theoryCells(2, stored.side);
    const same = theory.filter(({ phase }, k) => phase === stored.sizes[2].exact[k]!.phase);
    expect(same.length / theory.length).toBeGreaterThan(0.93);
    const { p, r } = cells.cellAt(3, 7, stored.side);
    expect(theory[3 * stored.side + 7]!.phase).toBe(theoryPhase(p, r));
    expect(cells.cellOf(7.5 / stored.side, 1 - 3.5 / stored.side, stored.side)).toBe(3 * stored.side + 7);
  });
});

describe('cells trained here', () => {
  it('come coarse to fine, each once', () => {
    const order = cells.cellOrder();
    expect(new Set(order.map(({ row, column }) => row * cells.SIDE + column)).size).toBe(cells.SIDE ** 2);
    expect(cells.cellRuns(2)).toHaveLength(cells.NETWORKS * order.length);
    const early = order.slice(0, 40);
    for (const quarter of [0, 1, 2, 3])
      expect(early.some(({ row, column }) => (row >= 20 ? 2 : 0) + (column >= 20 ? 1 : 0) === quarter)).toBe(true);
  });

  it.each([2, 3] as const)(
    'of %d features have the exact phase away from its boundaries',
    async (size) => {
      const engine = await Engine.load(readFileSync('build/wasm/orrery.wasm'));
      const trained: (cells.Trained | undefined)[] = Array.from({ length: cells.SIDE ** 2 });
      // Every eleventh cell, as the page trains it.
      for (let k = 3; k < trained.length; k += 11) {
        const { p, r } = cells.cellAt(Math.floor(k / cells.SIDE), k % cells.SIDE, cells.SIDE);
        for (let seed = 0; seed < cells.NETWORKS; ++seed) {
          const spec = cells.cellSpec(size, p, r, seed);
          const run = engine.start(spec);
          run.step(spec.fields['steps'] as number);
          const one = cells.trainedOf(run.frame({ measures: ['superposition.exact_loss'] }));
          run.free();
          if (!trained[k] || one.loss < trained[k]!.loss) trained[k] = one;
        }
      }
      const { agree, of } = cells.agreement(trained, stored.sizes[size], stored.side);
      expect(of).toBeGreaterThan(90);
      expect(agree / of).toBeGreaterThan(0.95);
    },
    60_000,
  );
});

describe('the octant', () => {
  it('shows each phase at its own place, whichever of the others comes first', () => {
    const places = octant.CORNERS.map(({ at }) => octant.seen(octant.folded(at)));
    places.forEach((a, i) => places.slice(i + 1).forEach((b) => expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(0.3)));
    expect(octant.seen(octant.folded([1, 0, 0]))).toEqual(octant.seen([0, 1, 0]));
    for (const { phase, at } of octant.CORNERS) expect(cells.phaseOf(at)).toBe(phase);
    expect(octant.outline(100)).toMatch(/^M(-?[\d.]+ -?[\d.]+L?){24}Z$/);
  });
});
