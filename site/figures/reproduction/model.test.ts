import { describe, expect, it } from 'vitest';
import report from '../../data/reproduction/claims.json';
import { papersOf, typeset, valueText, type Report } from './model.ts';

describe('the table of claims', () => {
  it('writes numbers short and whole, and values of several parts one after the other', () => {
    expect(valueText(0.00145)).toBe('0.00145');
    expect(valueText(1.38433e-7)).toBe('1.384e−7');
    expect(valueText(-2)).toBe('−2');
    expect(valueText({ loss: 0.5, geometry: 'pentagon', seed: 7 })).toBe('0.5, pentagon');
    expect(valueText([1, 2, 3, 4, 5, 6, 7])).toBe('1, 2, 3, 4, 5 and 2 more');
    expect(valueText(null)).toBe('–');
  });

  it('typesets what the program wrote for a terminal', () => {
    expect(typeset("p/3 - p^2/4 of a pair's")).toBe('p/3 − p²/4 of a pair’s');
  });

  it('has every stored claim once, under its paper, with a verdict', () => {
    const papers = papersOf(report as Report);
    const claims = papers.flatMap((paper) => paper.claims);
    expect(claims.length).toBe(report.claims.length);
    expect(new Set(claims.map((claim) => claim.id)).size).toBe(claims.length);
    for (const claim of claims) {
      expect(['reproduced', 'failed', 'not checked']).toContain(claim.verdict);
      expect(claim.command).toMatch(/^orrery /);
      expect(valueText(claim.expected)).not.toContain('undefined');
    }
  });
});
