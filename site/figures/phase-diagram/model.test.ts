import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { densityRuler } from '../../kit/density.ts';
import { startState } from '../../src/url.ts';
import { regimeAt } from '../../ui/scale.ts';
import { openDiagrams } from './cells.ts';
import * as model from './model.ts';

const stored = openDiagrams(JSON.parse(readFileSync('site/data/phase-diagram/diagrams.json', 'utf8')));

const names = Object.fromEntries(model.PHASES.map((phase) => [phase, phase])) as Record<model.Phase, string>;

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
    for (const size of [2, 3] as const)
      for (const p of [0.02, 0.1, 0.3, 0.7, 1])
        for (const r of [0.11, 0.3, 0.9, 1.1, 4, 9]) {
          const phase = model.theoryPhase(p, r, size);
          expect([p, r, regimeAt(model.regimesOver('importance', p, r, names, size), r)?.name]).toEqual([p, r, phase]);
          expect([p, r, regimeAt(model.regimesOver('density', p, r, names, size), p)?.name]).toEqual([p, r, phase]);
        }
  });

  it('tie under the ruler of densities at importance 1', () => {
    const at = (p: number, size: model.Size) => regimeAt(model.regimesOver('density', p, 1, names, size), p)?.name;
    expect([at(0.8, 2), at(0.3, 2)]).toEqual(['ignored or dedicated', 'antipodal']);
    expect([at(0.8, 3), at(0.3, 3)]).toEqual(['ignored or dedicated', 'antipodal or paired']);
  });

  it('of three features, all four, meet there too', () => {
    const losses = Object.values(model.candidateLosses(model.TRIPLE, 1));
    expect(Math.max(...losses) - Math.min(...losses)).toBeLessThan(1e-12);
    expect(model.theoryPhase(0.3, 4, 3)).toBe('paired');
    expect(model.theoryPhase(0.9, 4, 3)).toBe('dedicated');
  });

  it('have boundaries that can be drawn', () => {
    expect(model.boundaryPath()).toMatch(/^M(-?\d+ -?\d+L?){41}$/);
    for (const size of [2, 3] as const) expect(model.straightPath(size)).toMatch(/^(M\d+ \d+L\d+ \d+)+$/);
  });

  it('lie above the exact boundary, which jumps on the sparse side and grows on the dense one', () => {
    const { critical } = stored;
    for (const { density, importance } of critical)
      if (density < model.TRIPLE) expect(importance).toBeLessThan(model.lowerBoundary(density));
    const near = (p: number) => critical.reduce((a, b) => (Math.abs(b.density - p) < Math.abs(a.density - p) ? b : a));
    expect(near(0.1).norm).toBeGreaterThan(0.5);
    expect(near(0.7).norm).toBe(0);
    const { jump, growth } = model.exactPaths(critical);
    expect(jump.split('L').length + growth.split('L').length).toBe(critical.length + 1);
  });
});

describe('the figure', () => {
  it('starts inside its fields', () => {
    const { fields } = startState(model.FIELDS);
    expect(model.importanceScale.value(model.importanceScale.notch(Number(fields['importance'])))).toBe(fields['importance']);
    const { scale } = densityRuler();
    expect(scale.value(scale.notch(Number(fields['density'])))).toBe(fields['density']);
  });
});
