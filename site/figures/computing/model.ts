/** Absolute values on ReLU neurons: computation in superposition. Three values on six neurons, or twenty on ten. */
import type { RunSource, Tensor } from '@orrery/engine';
import { openStoredRun, openStoredTensor } from '@orrery/engine/stored_run.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count } from '../../src/format.ts';
import type { Settings } from '../../src/url.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';
import type { Segment } from '../../ui/stack.ts';
import { cssColour } from '../../ui/colour.ts';
import { examples } from '../privileged-basis/model.ts';
import { displayed, handBuiltLoss, networkOf, said, type Network, type Said } from './network.ts';

export const DENSITY = 'task.density';
/** How many values: the figure's own field. The engine has the number of features, of neurons, and the importances. */
export const VALUES = 'values';
export const SIZES = ['3', '20'] as const;
export type Size = (typeof SIZES)[number];

export const TASKS: Record<Size, { n: number; m: number; decay: number }> = {
  '3': { n: 3, m: 6, decay: 1 },
  '20': { n: 20, m: 10, decay: 0.8 },
};
export const decayOf = ({ n }: Network): number => Object.values(TASKS).find((task) => task.n === n)!.decay;
export const sizeOf = (fields: Settings): Size => fields[VALUES] as Size;

export const PLAN: Plan = {
  name: 'computing',
  fixed: {
    'task.signed_values': true,
    'model.hidden_activation': 'relu',
    'model.tied': false,
    batch: 256,
    'optimizer.learning_rate': 0.003,
    'optimizer.weight_decay': 0,
  },
  fields: [
    { path: VALUES, type: 'choice', choices: SIZES, start: '3' },
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.3, live: true },
    seedField(1),
  ],
  engineField: (path, fields) => (path === VALUES ? ['task.features', TASKS[sizeOf(fields)].n] : [path, fields[path]!]),
  derived: (fields) => {
    const { m, decay } = TASKS[sizeOf(fields)];
    return { 'model.hidden': m, 'task.importance_decay': decay };
  },
  measures: ['loss'],
  farthest: 300_000,
  speed: 500,
  says(frame) {
    const network = displayed(networkOf(frame));
    const at = said(network);
    return { landmark: `${at.alone} ${at.computed}`, sentence: `Step ${count(frame.step)}: ${sentence(network, at)}` };
  },
};

/** What the neurons do, in words. */
export function sentence({ n, m }: Network, { alone, shared, silent, computed }: Said): string {
  const parts = [
    `${alone} of ${m} neurons answer to one value`,
    shared && `${shared} to several`,
    silent && `${silent} ${silent === 1 ? 'is' : 'are'} silent`,
  ];
  return `${parts.filter(Boolean).join(', ')}; ${computed} of ${n} values are computed`;
}

export const featureScale = (n: number) => linearScale(1, n, 1);
export const featureTicks = (n: number): Tick[] =>
  Array.from({ length: n }, (_, i) => ({
    value: i + 1,
    label: n < 10 || i % 5 === 4 || i === 0 ? String(i + 1) : undefined,
    rank: 0 as const,
  }));
export const valueScale = linearScale(-1, 1, 0.05);
export const signed = (value: number): string =>
  value
    .toFixed(2)
    .replace(/^-(0\.00)$/, '$1')
    .replace('-', '−');
export const valueTicks: Tick[] = [-1, -0.5, 0, 0.5, 1].map((value) => ({ value, label: String(value).replace('-', '−') }));

/** The same examples at every call: each value is on with this probability, then uniform on [-1, 1]. */
export const signedExamples = (density: number, size: number, n: number): Float32Array => examples(density, size, n, true);
export const EXAMPLES = 4096;

/** A stack for each neuron, a block a feature: its weights in (row of W1) or out (column of W2). */
export function stacksOf(network: Network, layer: 'in' | 'out', neuron: string): { name: string; segments: Segment[] }[] {
  const { n, m } = network;
  return Array.from({ length: m }, (_, k) => ({
    name: neuron.replace('{k}', String(k + 1)),
    segments: Array.from({ length: n }, (_, i) => ({
      name: String(i + 1),
      value: weight(network, layer, k, i),
      colour: cssColour(shade(n, i), { kind: 'sequential', from: -0.25, to: 1 }),
    })),
  }));
}

/** Few values share the colours evenly; of many, those have most of them that a network computes, the first. */
const shade = (n: number, i: number): number => (n === TASKS['3'].n ? 1 - i / 2.5 : TASKS['20'].decay ** i);

const weight = ({ n, m, W1, W2 }: Network, layer: 'in' | 'out', k: number, i: number): number =>
  layer === 'in' ? W1[k * n + i]! : W2[i * m + k]!;

/** A neuron's largest weights in words. */
export function neuronSays(network: Network, layer: 'in' | 'out', k: number): string {
  const largest = Array.from({ length: network.n }, (_, i) => ({ i, value: weight(network, layer, k, i) }))
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, 3)
    .filter(({ value }) => Math.abs(value) > 0.005);
  const parts = largest.map(({ i, value }) =>
    layer === 'in' ? `${signed(value)} from value ${i + 1}` : `${signed(value)} to output ${i + 1}`,
  );
  return `Neuron ${k + 1}: ${parts.join(', ') || 'nothing'}`;
}

/** A trained network of twenty values, the best of its seeds at its density. */
export interface Best {
  density: number;
  /** Of the sum over features, on 2^18 examples that it has not seen. */
  loss: number;
  seed: number;
  seeds: number;
  command: string;
  network: Network;
  said: Said;
  byHand: number;
}
export interface Data {
  run: RunSource;
  best: Best[];
}

/** site/data/computing/run.json */
export function openData(content: unknown): Data {
  const { run, best } = content as {
    run: unknown;
    best: { networks: Omit<Best, 'network' | 'said' | 'byHand'>[]; W1: unknown; W2: unknown; b_final: unknown };
  };
  const stored = (['W1', 'W2', 'b_final'] as const).map((name) => openStoredTensor(name, best[name], best.networks.length));
  return {
    run: openStoredRun(run),
    best: best.networks.map((entry, k) => {
      const tensors = Object.fromEntries(stored.map((tensor): [string, Tensor] => [tensor.name, tensor.at(k)]));
      const network = displayed(networkOf({ tensors }));
      const { decay } = TASKS['20'];
      return { ...entry, network, said: said(network), byHand: handBuiltLoss(network.n, network.m, decay, entry.density) };
    }),
  };
}
