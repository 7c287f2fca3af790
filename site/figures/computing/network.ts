/**
 * The network that computes absolute values, y = ReLU(W2 ReLU(W1 x) + b), worked out in the page: n values, m neurons.
 * Matrices are row-major.
 */
import type { Frame, Tensor } from '@orrery/engine';
import type { Wire } from '../../ui/wires.ts';
import { weightsThatShow } from '../superposition/neurons.ts';

export interface Network {
  n: number;
  m: number;
  /** [m, n]: what each neuron takes in. */
  W1: ArrayLike<number>;
  /** [n, m]: what each output takes from the neurons. */
  W2: ArrayLike<number>;
  /** [n] */
  b: ArrayLike<number>;
}

export function networkOf({ tensors }: Pick<Frame, 'tensors'>): Network {
  const { shape, data } = tensors['W1'] as Tensor;
  return { n: shape[1]!, m: shape[0]!, W1: data, W2: tensors['W2']!.data, b: tensors['b_final']!.data };
}

/** As an engine has it. */
export const tensorsOf = ({ n, m, W1, W2, b }: Network): Record<string, Tensor> => ({
  W1: { name: 'W1', shape: [m, n], data: Float32Array.from(W1) },
  W2: { name: 'W2', shape: [n, m], data: Float32Array.from(W2) },
  b_final: { name: 'b_final', shape: [n], data: Float32Array.from(b) },
});

/** A neuron whose largest weights, in times out, stay under this does nothing. */
const SILENT = 0.1;

const row = (W: ArrayLike<number>, width: number, k: number): number[] => Array.from({ length: width }, (_, i) => W[k * width + i]!);
const largestOf = (values: number[]): number => values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);

/**
 * The same function, drawn so that neurons can be compared: a neuron's scale is free, in times a and out by a, and is taken so
 * that its largest input weight is 1; neurons are in the order of the feature of that weight, then of its sign.
 */
export function displayed(network: Network): Network {
  const { n, m, b } = network;
  const neurons = Array.from({ length: m }, (_, k) => {
    const into = row(network.W1, n, k);
    const scale = largestOf(into);
    const out = Array.from({ length: n }, (_, j) => network.W2[j * m + k]! * scale);
    const first = into.findIndex((weight) => Math.abs(weight) === scale);
    const silent = largestOf(out) < SILENT;
    return {
      into: into.map((weight) => (scale > 0 ? weight / scale : 0)),
      out,
      rank: (silent ? 4 * n : 0) + 2 * first + (into[first]! < 0 ? 1 : 0),
    };
  }).sort((one, other) => one.rank - other.rank);
  return {
    n,
    m,
    b,
    W1: Float64Array.from(neurons.flatMap(({ into }) => into)),
    W2: Float64Array.from({ length: n * m }, (_, at) => neurons[at % m]!.out[Math.floor(at / m)]!),
  };
}

export function hidden({ n, m, W1 }: Network, x: ArrayLike<number>): number[] {
  return Array.from({ length: m }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < n; ++i) sum += W1[k * n + i]! * x[i]!;
    return Math.max(0, sum);
  });
}

export function outputs({ n, m, W2, b }: Network, h: ArrayLike<number>): number[] {
  return Array.from({ length: n }, (_, j) => {
    let sum = b[j]!;
    for (let k = 0; k < m; ++k) sum += W2[j * m + k]! * h[k]!;
    return Math.max(0, sum);
  });
}

/** Only this feature is on, at this value. */
export const lone = (n: number, feature: number, value: number): number[] =>
  Array.from({ length: n }, (_, i) => (i === feature ? value : 0));

/** What a displayed neuron does: nothing, or answers to this many values. */
export function served({ n, m, W1, W2 }: Network): number[] {
  return Array.from({ length: m }, (_, k) => {
    const out = largestOf(Array.from({ length: n }, (_, j) => W2[j * m + k]!));
    return out < SILENT ? 0 : weightsThatShow(row(W1, n, k));
  });
}

export interface Said {
  /** Neurons of one value, of several, of none. */
  alone: number;
  shared: number;
  silent: number;
  /** Values whose output gives at least half, alone at 1 and at -1. */
  computed: number;
}

export function said(network: Network): Said {
  const counts = served(network);
  const gives = (i: number, value: number) => outputs(network, hidden(network, lone(network.n, i, value)))[i]!;
  return {
    alone: counts.filter((count) => count === 1).length,
    shared: counts.filter((count) => count > 1).length,
    silent: counts.filter((count) => count === 0).length,
    computed: Array.from({ length: network.n }, (_, i) => i).filter((i) => Math.min(gives(i, 1), gives(i, -1)) >= 0.5).length,
  };
}

/** Mean over examples x [size, n] of the squared error against |x|, feature i weighted by decay^i, summed over features. */
export function lossOn(x: Float32Array, { n, m, W1, W2, b }: Network, decay: number): number {
  const importance = Array.from({ length: n }, (_, i) => decay ** i);
  const h = new Float64Array(m);
  let total = 0;
  for (let at = 0; at < x.length; at += n) {
    for (let k = 0; k < m; ++k) {
      let sum = 0;
      for (let i = 0; i < n; ++i) sum += W1[k * n + i]! * x[at + i]!;
      h[k] = Math.max(0, sum);
    }
    for (let j = 0; j < n; ++j) {
      let sum = b[j]!;
      for (let k = 0; k < m; ++k) sum += W2[j * m + k]! * h[k]!;
      total += importance[j]! * (Math.abs(x[at + j]!) - Math.max(0, sum)) ** 2;
    }
  }
  return total / (x.length / n);
}

/** Built by hand: two neurons for each of the m / 2 most important values, ReLU(x) and ReLU(-x); the others at their mean, p / 2. */
export function handBuilt(n: number, m: number, density: number): Network {
  const W1 = new Float64Array(m * n);
  const W2 = new Float64Array(n * m);
  for (let k = 0; k < m; ++k) {
    const i = k >> 1;
    W1[k * n + i] = k % 2 ? -1 : 1;
    W2[i * m + k] = 1;
  }
  return { n, m, W1, W2, b: Float64Array.from({ length: n }, (_, i) => (2 * i < m ? 0 : density / 2)) };
}

/** What that costs, exactly: p / 3 - p^2 / 4 times the importance of each value that is left out. */
export function handBuiltLoss(n: number, m: number, decay: number, density: number): number {
  let left = 0;
  for (let i = m / 2; i < n; ++i) left += decay ** i;
  return (density / 3 - density ** 2 / 4) * left;
}

/** Both layers' wires, with what a given input sends through them. */
export function wiresOf({ n, m, W1, W2 }: Network, x: readonly number[], h: readonly number[]): Wire[] {
  const into = Array.from({ length: m * n }, (_, at): Wire => {
    const [to, from] = [Math.floor(at / n), at % n];
    return { layer: 0, from, to, weight: W1[at]!, flow: W1[at]! * x[from]! };
  });
  const out = Array.from({ length: n * m }, (_, at): Wire => {
    const [to, from] = [Math.floor(at / m), at % m];
    return { layer: 1, from, to, weight: W2[at]!, flow: W2[at]! * h[from]! };
  });
  return [...into, ...out];
}
