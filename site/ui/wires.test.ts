import { expect, it } from 'vitest';
import { strokes, type Wire } from './wires.ts';

const wire = (weight: number, flow: number): Wire => ({ layer: 0, from: 0, to: 0, weight, flow });

it('draws what flows as thick as it is, within bounds, and leaves out what is next to nothing', () => {
  const drawn = strokes([wire(1, 0.5), wire(-0.5, -9), wire(0.01, 0.01), wire(0.2, 0)], 1);
  expect(drawn.map(({ weight, thickness }) => [weight, thickness])).toEqual([
    [1, 5],
    [-0.5, 14],
    [0.2, 0],
  ]);
  expect(drawn[0]!.width).toBeGreaterThan(drawn[1]!.width);
  expect(drawn[0]!.opacity).toBeGreaterThan(drawn[1]!.opacity);
  // Beside a weight of 10 one of 1 is thin.
  const [large, small] = strokes([wire(10, 0), wire(1, 0)], 1);
  expect(large!.width).toBe(drawn[0]!.width);
  expect(small!.width).toBeLessThan(drawn[1]!.width);
});
