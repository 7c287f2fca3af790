/** Absolute values on ReLU neurons: computation in superposition. Three values on six neurons, or twenty on ten; stored, a hundred on forty. */
import type { RunSource } from '@orrery/engine';
import { openStoredRun, openStoredTensor } from '@orrery/engine/stored_run.ts';
import { openBest, type Found } from '../../kit/best_networks.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, fixed } from '../../src/format.ts';
import type { Settings } from '../../src/url.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';
import type { Segment } from '../../ui/stack.ts';
import { cssColour } from '../../ui/colour.ts';
import { examples } from '../privileged-basis/model.ts';
import { featureMeasures } from '../superposition/geometry.ts';
import { displayed, handBuiltLoss, networkOf, said, type Network, type Said } from './network.ts';

export const DENSITY = 'task.density';
/** How many values: the figure's own field. The engine has the number of features, of neurons, and the importances. */
export const VALUES = 'values';
export const SIZES = ['3', '20'] as const;
export type Size = (typeof SIZES)[number];

/** What is in the picture: the run, or the best trained network of so many values, at a density that it was trained at. */
export const SHOWN = 'shown';
export const AT = 'at';
export const STORED = ['20', '100'] as const;
export type Stored = (typeof STORED)[number];
/** The input, which is the reader's: one value that is not 0, and what it is. */
export const SENT = 'feature';
export const INPUT = 'x';
export const STORED_AT = ['1', '0.3', '0.1', '0.03', '0.01', '0.003', '0.001'] as const;

export const TASKS: Record<Size | Stored, { n: number; m: number; decay: number }> = {
  '3': { n: 3, m: 6, decay: 1 },
  '20': { n: 20, m: 10, decay: 0.8 },
  '100': { n: 100, m: 40, decay: 0.8 },
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
    { path: SHOWN, type: 'choice', choices: ['run', ...STORED], start: 'run' },
    { path: AT, type: 'choice', choices: STORED_AT, start: '0.1' },
    { path: SENT, type: 'integer', minimum: 1, maximum: TASKS['100'].n, start: 1 },
    { path: INPUT, type: 'number', minimum: -1, maximum: 1, start: 0.8 },
  ],
  engineField: (path, fields) => {
    if ([SHOWN, AT, SENT, INPUT].includes(path)) return undefined;
    return path === VALUES ? ['task.features', TASKS[sizeOf(fields)].n] : [path, fields[path]!];
  },
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
    label: n < 10 || (i + 1) % (n > 20 ? 20 : 5) === 0 || i === 0 ? String(i + 1) : undefined,
    rank: 0 as const,
  }));
export const valueScale = linearScale(-1, 1, 0.05);
export const valueTicks: Tick[] = [-1, -0.5, 0, 0.5, 1].map((value) => ({ value, label: String(value).replace('-', '−') }));

/** The same examples at every call: each value is on with this probability, then uniform on [-1, 1]. */
export const signedExamples = (density: number, size: number, n: number): Float32Array => examples(density, size, n, true);
export const EXAMPLES = 4096;

interface Stack {
  name: string;
  segments: Segment[];
}

/** A stack for each neuron, a block a feature: its weights in (row of W1) or out (column of W2). */
export function stacksOf(network: Network, layer: 'in' | 'out', neuron: string): Stack[] {
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

/** Smaller weights are thinner than a line of the picture. */
const DRAWN = 0.02;

/**
 * The same of many neurons, as the article draws them: weights without their signs, largest first, coloured by how hard the other values
 * can drive the neurons of this one, s_i = sum over j of (What_i . W_j)^2 with the columns of W1.
 */
export function sharingStacks(network: Network, layer: 'in' | 'out', neuron: string): Stack[] {
  const { n, m, W1 } = network;
  const measures = featureMeasures({ name: 'W1', shape: [m, n], data: Float32Array.from(W1) });
  return Array.from({ length: m }, (_, k) => {
    const segments = measures.map(({ superposition }, i) => ({
      name: String(i + 1),
      value: Math.abs(weight(network, layer, k, i)),
      colour: cssColour(superposition, { kind: 'sequential', from: 0, to: 1 }),
    }));
    const largest = Math.max(...segments.map(({ value }) => value));
    return {
      name: neuron.replace('{k}', String(k + 1)),
      segments: segments.filter(({ value }) => value > DRAWN * largest).sort((one, other) => other.value - one.value),
    };
  });
}

const weight = ({ n, m, W1, W2 }: Network, layer: 'in' | 'out', k: number, i: number): number =>
  layer === 'in' ? W1[k * n + i]! : W2[i * m + k]!;

/** A neuron's largest weights in words. */
export function neuronSays(network: Network, layer: 'in' | 'out', k: number): string {
  const largest = Array.from({ length: network.n }, (_, i) => ({ i, value: weight(network, layer, k, i) }))
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
    .slice(0, 3)
    .filter(({ value }) => Math.abs(value) > 0.005);
  const parts = largest.map(({ i, value }) =>
    layer === 'in' ? `${fixed(value, 2)} from value ${i + 1}` : `${fixed(value, 2)} to output ${i + 1}`,
  );
  return `Neuron ${k + 1}: ${parts.join(', ') || 'nothing'}`;
}

/** A trained network, the best of its seeds at its density. */
export interface Best extends Found {
  network: Network;
  said: Said;
  byHand: number;
}
export interface Data {
  run: RunSource;
  best: Best[];
}

function bestOf(found: Found, trained: Network): Best {
  const network = displayed(trained);
  return { ...found, network, said: said(network), byHand: handBuiltLoss(network.n, network.m, decayOf(network), found.density) };
}

/** site/data/computing/run.json */
export function openData(content: unknown): Data {
  const { run, best } = content as { run: unknown; best: unknown };
  return {
    run: openStoredRun(run),
    best: openBest(best, ['W1', 'W2', 'b_final']).map(({ found, tensors }) => bestOf(found, networkOf({ tensors }))),
  };
}

/** site/data/hundred-values/networks.json: a neuron's weights as parts of its largest, in and out; and that one's product. */
export function openHundred(content: unknown): Best[] {
  const file = content as { networks: Found[]; into: unknown; out: unknown; scale: unknown; b_final: unknown };
  const tensor = (name: 'into' | 'out' | 'scale' | 'b_final') => openStoredTensor(name, file[name], file.networks.length);
  const [into, out, scale, bias] = [tensor('into'), tensor('out'), tensor('scale'), tensor('b_final')];
  return file.networks.map((described, at) => {
    const { shape, data: W1 } = into.at(at);
    const [m, n] = [shape[0]!, shape[1]!];
    const [given, scales] = [out.at(at).data, scale.at(at).data];
    const W2 = Float64Array.from({ length: n * m }, (_, to) => given[(to % m) * n + Math.floor(to / m)]! * scales[to % m]!);
    return bestOf(described, { n, m, W1, W2, b: bias.at(at).data });
  });
}

/** Of stored networks, the one whose density is nearest to what is asked for: not all sizes have all densities. */
export function nearest(best: readonly Best[], density: number): Best {
  const distance = (at: Best) => Math.abs(Math.log(at.density / density));
  return best.reduce((found, at) => (distance(at) < distance(found) ? at : found));
}
