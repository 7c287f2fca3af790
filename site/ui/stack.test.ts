import { expect, it } from 'vitest';
import { reach, stacked } from './stack.ts';

const segment = (value: number) => ({ value, name: String(value), colour: 'red' });

it('stacks up and down from zero', () => {
  expect(stacked([1, -2, 0.5, -1, 0, NaN].map(segment)).map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [-2, 0],
    [1, 1.5],
    [-3, -2],
  ]);
});

it('knows how far stacks reach', () => {
  expect(reach([[1, 2].map(segment), [-0.5, 1].map(segment)])).toEqual([-0.5, 3]);
  expect(reach([])).toEqual([0, 0]);
});
