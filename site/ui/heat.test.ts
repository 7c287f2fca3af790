import { expect, it } from 'vitest';
import { cellAt, moved, placesIn } from './heat.ts';

it('finds the cell under a point', () => {
  const box = { left: 10, top: 20, width: 100, height: 50 };
  expect(cellAt(box, 10, 20, 5, 10)).toEqual({ row: 0, column: 0 });
  expect(cellAt(box, 109, 69, 5, 10)).toEqual({ row: 4, column: 9 });
  expect(cellAt(box, 110, 69, 5, 10)).toBeUndefined();
  expect(cellAt(box, 50, 19, 5, 10)).toBeUndefined();
});

it('moves by keys and stays on the map', () => {
  expect(moved(undefined, 'ArrowDown', 3, 4)).toEqual({ row: 0, column: 0 });
  expect(moved({ row: 0, column: 0 }, 'ArrowUp', 3, 4)).toEqual({ row: 0, column: 0 });
  expect(moved({ row: 1, column: 1 }, 'ArrowRight', 3, 4)).toEqual({ row: 1, column: 2 });
  expect(moved({ row: 1, column: 1 }, 'End', 3, 4)).toEqual({ row: 1, column: 3 });
  expect(moved({ row: 1, column: 1 }, 'PageDown', 3, 4)).toEqual({ row: 2, column: 1 });
  expect(moved({ row: 1, column: 1 }, 'x', 3, 4)).toBeUndefined();
});

it('knows where each row of an order stands', () => {
  expect(placesIn([2, 0, 1])).toEqual([1, 2, 0]);
});
