import { expect, it } from 'vitest';
import { count, degrees, loss, percent, percentWords, rate, shortCount } from './format.ts';

it('writes numbers as the page shows them', () => {
  expect(count(1420)).toBe('1,420');
  expect([-0.4, 999, -1420.5, 1e6, 1234567890].map(count)).toEqual(['0', '999', '−1,420', '1,000,000', '1,234,567,890']);
  expect([0, 999, 25_000, 1_250_000, -3e9].map(shortCount)).toEqual(['0', '999', '25k', '1.25M', '−3G']);
  expect(loss(0.007341)).toBe('0.0073');
  expect(loss(0.0000123)).toBe('1.23e−5');
  expect(loss(NaN)).toBe('undefined');
  expect(percent(0.05)).toBe('5\u00a0%');
  expect(percent(0.0115)).toBe('1.15\u00a0%');
  expect(percent(0.07)).toBe('7\u00a0%');
  expect(percentWords(0.2)).toBe('20 percent');
  expect([degrees(0, 1), degrees(-1, 0), degrees(1, -1), degrees(1, -0.005)]).toEqual([90, 180, 315, 0]);
  expect(rate(1)).toBe('1');
  expect(rate(2.26)).toBe('2.3');
  expect(rate(118_000.4)).toBe('118,000');
});
