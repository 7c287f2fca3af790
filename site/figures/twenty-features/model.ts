/** Twenty features in five dimensions: the matrix that the network multiplies by, and the law of how many it keeps. */
import type { Frame, Tensor } from '@orrery/engine';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, fixed } from '../../src/format.ts';
import type { Regime } from '../../ui/scale.ts';
import { counts, featureMeasures, overlaps } from '../superposition/geometry.ts';

export const DENSITY = 'task.density';
export const OUTPUT = 'model.output';
export const HIDDEN = 5;
const DECAY = 0.7;

export const PLAN: Plan = {
  name: 'twenty-features',
  fixed: {
    'task.features': 20,
    'task.importance_decay': DECAY,
    'model.hidden': HIDDEN,
    batch: 512,
    'optimizer.learning_rate': 0.003,
    'optimizer.weight_decay': 0,
  },
  fields: [
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.1, live: true },
    { path: OUTPUT, type: 'choice', choices: ['relu', 'linear'], start: 'relu' },
    seedField(1),
  ],
  measures: ['loss'],
  farthest: 200_000,
  speed: 300,
  says(frame) {
    const said = keeps(frame.tensors['W']!);
    return { landmark: said, sentence: `Step ${count(frame.step)}: ${said}` };
  },
};

/** The density below which the (k + 1)-th pair pays: 4 rho^(2k+1) / (2 + 5 rho^(2k+1)). */
export const pairDensity = (k: number, decay = DECAY): number => (4 * decay ** (2 * k + 1)) / (2 + 5 * decay ** (2 * k + 1));

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const inWords = (value: number) => NUMBERS[value] ?? String(value);

/** Where the law has how many pairs, under the ruler; below its last boundary there is nothing left to pair. */
export function lawRegimes(): Regime[] {
  const edges = [1, ...Array.from({ length: HIDDEN }, (_, k) => pairDensity(k)), 0.01];
  return edges.slice(1).map((to, k) => ({ name: k === 1 ? 'one pair' : `${inWords(k)} pairs`, from: edges[k]!, to }));
}

/** What the network keeps, in words. */
export function keeps(W: Tensor): string {
  const { dedicated, paired, larger } = counts(W);
  const parts = [
    dedicated && `${inWords(dedicated)} alone`,
    paired && `${inWords(paired)} in ${paired === 2 ? 'one pair' : `${inWords(paired / 2)} pairs`}`,
    larger && `${inWords(larger)} in larger shapes`,
  ].filter(Boolean);
  return parts.length ? parts.join(', ') : 'nothing yet';
}

export interface Seen {
  /** W^T W, [n, n]. */
  overlap: Float64Array;
  bias: Float32Array;
  features: ReturnType<typeof featureMeasures>;
}

export function seenIn({ tensors }: Frame): Seen {
  const W = tensors['W']!;
  const overlap = overlaps(W);
  return { overlap, bias: tensors['b_final']!.data, features: featureMeasures(W, overlap) };
}

/** The feature that disturbs i most; none where nothing does. */
export function partnerOf({ overlap, features }: Seen, i: number): number | undefined {
  const n = features.length;
  let best: number | undefined;
  for (let j = 0; j < n; ++j)
    if (
      j !== i &&
      Math.abs(overlap[i * n + j]!) > 0.2 &&
      (best === undefined || Math.abs(overlap[i * n + j]!) > Math.abs(overlap[i * n + best]!))
    )
      best = j;
  return best;
}

/** What a cell of W^T W says. */
export function say(row: number, column: number, value: number): string {
  const number = fixed(value, 2);
  return row === column
    ? `feature ${row + 1} gives itself back ${number} times`
    : `output ${row + 1} takes ${number} from feature ${column + 1}`;
}
