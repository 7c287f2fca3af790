import { expect, it } from 'vitest';
import { count, loss, percent, percentWords, rate } from './format.ts';

it('writes numbers as the page shows them', () => {
  expect(count(1420)).toBe('1,420');
  expect(loss(0.007341)).toBe('0.0073');
  expect(loss(0.0000123)).toBe('1.23e−5');
  expect(loss(NaN)).toBe('undefined');
  expect(percent(0.05)).toBe('5\u00a0%');
  expect(percent(0.0115)).toBe('1.15\u00a0%');
  expect(percent(0.07)).toBe('7\u00a0%');
  expect(percentWords(0.2)).toBe('20 percent');
  expect(rate(1)).toBe('1');
  expect(rate(2.26)).toBe('2.3');
  expect(rate(118_000.4)).toBe('118,000');
});
