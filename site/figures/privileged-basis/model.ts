/** Ten features in five neurons: a ReLU on the hidden layer gives it a basis of its own, which a rotation destroys. */
import type { Frame, RunSource, Tensor } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { openBest, type Found } from '../../kit/best_networks.ts';
import { seedField, specOf, type Plan } from '../../kit/plan.ts';
import { seedStrip } from '../../kit/seed_strip.ts';
import { count, fixed } from '../../src/format.ts';
import { linearScale, type Tick } from '../../ui/scale.ts';
import { weightsThatShow } from '../superposition/neurons.ts';

export const DENSITY = 'task.density';
export const HIDDEN = 'model.hidden_activation';
export type Hidden = 'relu' | 'linear';
export const FEATURES = 10;
export const NEURONS = 5;
const DECAY = 0.75;

/** What is in the picture: the run, or at one of these densities the best of many trained networks. */
export const SHOWN = 'shown';
/** The reader's hand on the network, in degrees: it changes what is shown, not what is trained. */
export const TURN = 'turn';
export const CODES = ['0.5', '0.35', '0.2', '0.15', '0.12', '0.08', '0.04', '0.02'] as const;

export const PLAN: Plan = {
  name: 'privileged-basis',
  fixed: {
    'task.features': FEATURES,
    'task.importance_decay': DECAY,
    'model.hidden': NEURONS,
    batch: 256,
    'optimizer.learning_rate': 0.003,
    'optimizer.weight_decay': 0,
  },
  fields: [
    { path: HIDDEN, type: 'choice', choices: ['relu', 'linear'], start: 'relu' },
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.1, live: true },
    seedField(1),
    { path: SHOWN, type: 'choice', choices: ['run', ...CODES], start: 'run' },
    { path: TURN, type: 'integer', minimum: 0, maximum: 90, start: 0 },
  ],
  engineField: (path, fields) => (path === SHOWN || path === TURN ? undefined : [path, fields[path]!]),
  measures: ['loss'],
  farthest: 300_000,
  speed: 500,
  says(frame) {
    const alone = neuronsAlone(frame.tensors['W']!);
    return { landmark: String(alone), sentence: `Step ${count(frame.step)}: ${alone} of ${NEURONS} neurons answer to one feature` };
  },
};

export interface Code extends Found {
  W: Tensor;
  b: Tensor;
}
export interface Data {
  run: RunSource;
  codes: Code[];
}

/** site/data/privileged-basis/run.json */
export function openData(content: unknown): Data {
  const { run, best } = content as { run: unknown; best: unknown };
  const networks = openBest(best, ['W', 'b_final']);
  return {
    run: openStoredRun(run),
    codes: networks.map(({ found, tensors: { W, b_final } }) => ({ ...found, W: W!, b: b_final! })),
  };
}

export const angleScale = linearScale(0, 90, 1);
export const angleTicks: Tick[] = [0, 15, 30, 45, 60, 75, 90].map((value) => ({ value, label: `${value}°`, rank: value % 30 ? 1 : 0 }));

/** O W: neurons k and k + 1 turned into one another by this angle in degrees, for k = 0 to m - 2 one after another. */
export function rotated(W: Tensor, degrees: number): Tensor {
  const [m, n] = [W.shape[0]!, W.shape[1]!];
  const data = Float32Array.from(W.data);
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (let k = 0; k + 1 < m; ++k)
    for (let i = 0; i < n; ++i) {
      const [a, b] = [data[k * n + i]!, data[(k + 1) * n + i]!];
      data[k * n + i] = c * a - s * b;
      data[(k + 1) * n + i] = s * a + c * b;
    }
  return { ...W, data };
}

/** Neurons of which one weight shows. */
export function neuronsAlone(W: Tensor): number {
  const [m, n] = [W.shape[0]!, W.shape[1]!];
  return Array.from({ length: m }, (_, k) => weightsThatShow(W.data.subarray(k * n, (k + 1) * n))).filter((count) => count === 1).length;
}

/** Numbers from 0 to 1, the same for a seed at every call (mulberry32): spread well enough for networks that are compared. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same examples at every call, [size, n] row-major: each feature is on with this probability, then uniform on [0, 1], or on [-1, 1]. */
export function examples(density: number, size: number, n = FEATURES, signed = false): Float32Array {
  const random = uniform(1);
  return Float32Array.from({ length: size * n }, () => {
    const u = random();
    if (u >= density) return 0;
    return signed ? (2 * u) / density - 1 : u / density;
  });
}

/** Mean over the examples of the squared error, weighted by importance and summed over features. */
export function lossOn(x: Float32Array, W: Tensor, bias: ArrayLike<number>, hidden: Hidden, decay = DECAY): number {
  const [m, n] = [W.shape[0]!, W.shape[1]!];
  const importance = Array.from({ length: n }, (_, i) => decay ** i);
  const h = new Float64Array(m);
  let total = 0;
  for (let at = 0; at < x.length; at += n) {
    h.fill(0);
    for (let k = 0; k < m; ++k) {
      let sum = 0;
      for (let i = 0; i < n; ++i) sum += W.data[k * n + i]! * x[at + i]!;
      h[k] = hidden === 'relu' ? Math.max(0, sum) : sum;
    }
    for (let i = 0; i < n; ++i) {
      let out = bias[i]!;
      for (let k = 0; k < m; ++k) out += W.data[k * n + i]! * h[k]!;
      total += importance[i]! * (x[at + i]! - Math.max(0, out)) ** 2;
    }
  }
  return total / (x.length / n);
}

export const EXAMPLES = 2048;
/** Angles of the curve, in degrees. */
export const ANGLES = Array.from({ length: 19 }, (_, k) => 5 * k);

export const STRIP = seedStrip(PLAN, 60, { steps: 4000 });

/** What the weight from a feature to a neuron says. */
export const say = (neuron: number, feature: number, weight: number): string =>
  `neuron ${neuron + 1} takes ${fixed(weight, 2)} from feature ${feature + 1}`;

/** A neuron's largest weights in words. */
export function neuronSays({ tensors }: Pick<Frame, 'tensors'>, neuron: number): string {
  const W = tensors['W']!;
  const n = W.shape[1]!;
  const row = Array.from(W.data.subarray(neuron * n, (neuron + 1) * n), (weight, i) => ({ weight, i }));
  const largest = row.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 3);
  const parts = largest.map(({ weight, i }) => `${fixed(weight, 2)} from feature ${i + 1}`);
  return `Neuron ${neuron + 1}: ${parts.join(', ')}`;
}
