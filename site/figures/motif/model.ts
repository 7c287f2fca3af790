/**
 * The asymmetric superposition motif: neuron A serves two values, x1 where it is positive and x2 where it is negative, and
 * neuron B, which answers to x1 alone, inhibits the output that A would disturb.
 */
import type { UrlField } from '../../src/url.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';
import { hidden, outputs, type Network } from '../computing/network.ts';

export const INHIBITOR = ['off', 'on'] as const;
export const STEEPEST = 3;
export const FIELDS: readonly UrlField[] = [
  { path: 'x1', type: 'number', minimum: -1, maximum: 1, start: 1 },
  { path: 'x2', type: 'number', minimum: -1, maximum: 1, start: 0 },
  { path: 'asymmetry', type: 'number', minimum: 1, maximum: STEEPEST, start: 2 },
  { path: 'inhibitor', type: 'choice', choices: INHIBITOR, start: 'off' },
];

/**
 * A takes r x1 - x2 / r and gives 1 / r of it to output 1 and r times it to output 2: symmetric at r = 1, the article's at 2.
 * B = ReLU(x1) is as strong as it must be to silence output 2, -r^2.
 */
export function motif(r: number, inhibited: boolean): Network {
  return { n: 2, m: 2, W1: [r, -1 / r, 1, 0], W2: [1 / r, 0, r, inhibited ? -(r ** 2) : 0], b: [0, 0] };
}

export function run(r: number, inhibited: boolean, x: readonly [number, number]): { h: number[]; y: number[] } {
  const network = motif(r, inhibited);
  const h = hidden(network, x);
  return { h, y: outputs(network, h) };
}

/** What the outputs should be: the halves of |x1| and |x2| that this neuron is there for. */
export const wanted = ([x1, x2]: readonly [number, number]): [number, number] => [Math.max(0, x1), Math.max(0, -x2)];

/** Squared errors of both outputs at x1 = 1 alone and x2 = -1 alone, together. */
export function harm(r: number, inhibited: boolean): number {
  return (
    [
      [1, 0],
      [0, -1],
    ] as const
  ).reduce((sum, x) => {
    const { y } = run(r, inhibited, x);
    return sum + wanted(x).reduce((squares, want, j) => squares + (y[j]! - want) ** 2, 0);
  }, 0);
}

export function harmOver(inhibited: boolean): { x: number[]; y: number[] } {
  const x = Array.from({ length: 41 }, (_, k) => 1 + ((STEEPEST - 1) * k) / 40);
  return { x, y: x.map((r) => harm(r, inhibited)) };
}

export const inputScale = linearScale(-1, 1, 0.05);
export const inputTicks: Tick[] = [-1, -0.5, 0, 0.5, 1].map((value) => ({ value, label: String(value).replace('-', '−') }));
export const asymmetryScale = linearScale(1, STEEPEST, 0.05);
export const asymmetryTicks: Tick[] = [1, 1.5, 2, 2.5, 3].map((value) => ({ value, label: String(value) }));
