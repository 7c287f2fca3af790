/** Features in company: pairs that come on together, or never together, in two dimensions; how pairs collapse as they grow denser. */
import type { Frame, RunSource, Spec, Tensor } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { seedField, specOf, type Plan } from '../../kit/plan.ts';
import { seedStrip, type SeedStrip } from '../../kit/seed_strip.ts';
import { count, loss as lossText } from '../../src/format.ts';
import type { Settings } from '../../src/url.ts';
import type { Arrow } from '../../ui/arrows.ts';
import type { Regime } from '../../ui/scale.ts';

export const DENSITY = 'task.density';
/** Which features keep company: the figure's own field. The engine has the number of features and the sizes of the sets. */
export const COMPANY = 'company';
export const COMPANIES = ['three-together', 'two-together', 'two-apart', 'none'] as const;
export type Company = (typeof COMPANIES)[number];

const SETS: Record<Company, { features: number; correlated: number[]; anticorrelated: number[] }> = {
  'three-together': { features: 6, correlated: [2, 2, 2], anticorrelated: [] },
  'two-together': { features: 4, correlated: [2, 2], anticorrelated: [] },
  'two-apart': { features: 4, correlated: [], anticorrelated: [2, 2] },
  none: { features: 6, correlated: [], anticorrelated: [] },
};
export const companyOf = (fields: Settings): Company => fields[COMPANY] as Company;
/** Whether a description has this company. */
export const isOf = ({ fields }: Spec, company: Company): boolean => {
  const { features, correlated, anticorrelated } = SETS[company];
  const ours = [features, correlated, anticorrelated];
  return JSON.stringify(ours) === JSON.stringify([fields['task.features'], fields['task.correlated'], fields['task.anticorrelated']]);
};
/** Pairs of features (2k, 2k + 1) that the task makes. */
export const pairsOf = (company: Company): number => SETS[company].correlated.length + SETS[company].anticorrelated.length;

/** `cosine`: to which members of a collapsed pair point the same way, as the stored data has it. */
export const planOf = (cosine: number): Plan => ({
  name: 'company',
  fixed: { 'task.importance_decay': 1, 'optimizer.learning_rate': 0.003, 'optimizer.weight_decay': 0 },
  fields: [
    { path: COMPANY, type: 'choice', choices: COMPANIES, start: 'three-together' },
    { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.05, live: true },
    seedField(3),
  ],
  engineField: (path, fields) => (path === COMPANY ? ['task.features', SETS[companyOf(fields)].features] : [path, fields[path]!]),
  derived: (fields) => {
    const { correlated, anticorrelated } = SETS[companyOf(fields)];
    return { 'task.correlated': correlated, 'task.anticorrelated': anticorrelated };
  },
  measures: ['superposition.exact_loss'],
  farthest: 500_000,
  speed: 1000,
  says(frame) {
    const W = frame.tensors['W']!;
    const collapsed = collapsedPairs(W, Math.floor(W.shape[1]! / 2), cosine);
    return { landmark: String(collapsed), sentence: `Step ${count(frame.step)}: exact loss ${lossText(lossOf(frame))}` };
  },
});

export const lossOf = ({ measures }: Pick<Frame, 'measures'>): number => Number(measures['superposition.exact_loss'] ?? NaN);

export interface PairShape {
  /** Between its members, in degrees. */
  angle: number;
  /** Squared length of what W makes of the principal component (a + b)/sqrt(2), and of the rest (a - b)/sqrt(2). */
  sum: number;
  difference: number;
  collapsed: boolean;
}

/** How the pair (2k, 2k + 1) stands in the two hidden dimensions; it is collapsed above this cosine. */
export function pairShape(W: Tensor, k: number, collapsedCosine: number): PairShape {
  const n = W.shape[1]!;
  const column = (i: number) => [W.data[i]!, W.data[n + i]!] as const;
  const [[ax, ay], [bx, by]] = [column(2 * k), column(2 * k + 1)];
  const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by);
  const cosine = lengths > 0 ? Math.max(-1, Math.min(1, (ax * bx + ay * by) / lengths)) : 0;
  return {
    angle: (Math.acos(cosine) * 180) / Math.PI,
    sum: ((ax + bx) ** 2 + (ay + by) ** 2) / 2,
    difference: ((ax - bx) ** 2 + (ay - by) ** 2) / 2,
    collapsed: cosine > collapsedCosine,
  };
}

export const pairShapes = (W: Tensor, pairs: number, cosine: number): PairShape[] =>
  Array.from({ length: pairs }, (_, k) => pairShape(W, k, cosine));
export const collapsedPairs = (W: Tensor, pairs: number, cosine: number): number =>
  pairShapes(W, pairs, cosine).filter(({ collapsed }) => collapsed).length;

/** Members of a pair share a colour, and are named by their pair's number: 1a, 1b. Without pairs each is on its own. */
const PAIR_COLOURS = ['var(--c1)', 'var(--c3)', 'var(--c5)'];
export const pairColour = (k: number): string => PAIR_COLOURS[k]!;
export function arrowsOf({ tensors }: Pick<Frame, 'tensors'>, company: Company): Arrow[] {
  const W = tensors['W']!;
  const n = W.shape[1]!;
  const paired = pairsOf(company) > 0;
  return Array.from({ length: n }, (_, i) => ({
    x: W.data[i]!,
    y: W.data[n + i]!,
    importance: 0.7,
    label: paired ? `${Math.floor(i / 2) + 1}${'ab'[i % 2]}` : String(i + 1),
    ...(paired && { colour: pairColour(Math.floor(i / 2)) }),
  }));
}

/** Where the exact optimum has how many pairs collapsed, from the densities at which one more pays. */
export function collapseRegimes(collapse: readonly number[], names: readonly string[]): Regime[] {
  const edges = [0.01, ...collapse, 1];
  return edges.slice(1).map((to, k) => ({ name: names[k]!, from: edges[k]!, to }));
}

export interface Data {
  run: RunSource;
  /** Density above which one, two and three of three pairs are collapsed in the exact optimum. */
  collapse: number[];
  plan: Plan;
  /** Members of a collapsed pair point the same way, to this cosine (core/measure/pair_collapse.h). */
  cosine: number;
}
export function openData(content: unknown): Data {
  const { run, collapse, collapsed_cosine: cosine } = content as { run: unknown; collapse: number[]; collapsed_cosine: number };
  return { run: openStoredRun(run), collapse, plan: planOf(cosine), cosine };
}

export const stripOf = (plan: Plan): SeedStrip => seedStrip(plan, 12, { steps: 3000, around: true });
