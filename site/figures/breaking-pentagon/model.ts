/** Five features of one importance, one of them rarer or more frequent than the others: the pentagon gives way, then breaks. */
import type { Frame, RunSource } from '@orrery/engine';
import { openStoredRun } from '@orrery/engine/stored_run.ts';
import { seedField, type Plan } from '../../kit/plan.ts';
import { count, loss as lossText, percent } from '../../src/format.ts';
import type { FigureState, Settings } from '../../src/url.ts';
import type { Arrow } from '../../ui/arrows.ts';
import type { Axis } from '../../ui/chart.ts';
import { logScale, type Regime, type Tick } from '../../ui/scale.ts';

/** Density of the other four, and of the first against it. */
export const BASE = 'base';
export const RATIO = 'ratio';
export const BASES = ['0.02', '0.05', '0.1', '0.15'] as const;

export const densities = (fields: Settings): number[] => {
  const base = Number(fields[BASE]);
  return [Number(Math.min(1, base * Number(fields[RATIO])).toPrecision(6)), base, base, base, base];
};

export const PLAN: Plan = {
  name: 'breaking-pentagon',
  fixed: { 'task.features': 5, 'task.importance_decay': 1, 'optimizer.learning_rate': 0.003, 'optimizer.weight_decay': 0 },
  fields: [
    { path: BASE, type: 'choice', choices: BASES, start: '0.05', live: true },
    { path: RATIO, type: 'number', minimum: 0.1, maximum: 10, start: 1, live: true },
    seedField(2),
  ],
  engineField: (path, fields) => (path === BASE || path === RATIO ? ['task.density', densities(fields)] : [path, fields[path]!]),
  measures: ['superposition.exact_loss', 'superposition.geometry'],
  farthest: 500_000,
  speed: 1000,
  says(frame) {
    const shape = geometryOf(frame);
    return { landmark: shape, sentence: `Step ${count(frame.step)}: ${shape || 'no shape yet'}, exact loss ${lossText(lossOf(frame))}` };
  },
};

export const lossOf = ({ measures }: Frame): number => Number(measures['superposition.exact_loss'] ?? NaN);
export const geometryOf = ({ measures }: Frame): string => String(measures['superposition.geometry'] ?? '').replaceAll('-', ' ');

export const RATIOS: Axis = { scale: 'log', from: 0.1, to: 10 };
export const ratioScale = logScale(0.1, 10, 60);
export const ratioTicks: Tick[] = [0.1, 0.2, 0.5, 1, 2, 5, 10].map((value) => ({
  value,
  label: times(value),
  rank: [0.2, 5].includes(value) ? 1 : 0,
}));

/** A ratio as a reader says it: ÷5, 1, ×5. */
export function times(ratio: number): string {
  if (ratio === 1) return '1';
  const factor = ratio > 1 ? ratio : 1 / ratio;
  return `${ratio > 1 ? '×' : '1/'}${Number(factor.toPrecision(2))}`;
}
export const timesWords = (ratio: number): string =>
  ratio === 1
    ? 'as frequent as the others'
    : `${Number((ratio > 1 ? ratio : 1 / ratio).toPrecision(2))} times ${ratio > 1 ? 'more frequent' : 'rarer'} than the others`;

/** Both geometries' exact losses over the ratio, at one density of the others, and where they cross. */
export interface Branches {
  density: number;
  ratios: number[];
  pentagon: number[];
  pairs: number[];
  break: number;
}
/** In the search from a pentagon that ends in pairs, the loss is theirs, to a share of this. */
const AS_PAIRS = 1.05;
/** The pentagon's curve, from the ratio on at which there is one: a rarer feature drops out of it. */
export function pentagonCurve({ ratios, pentagon, pairs }: Branches): { x: number[]; y: number[] } {
  const from = pentagon.findIndex((loss, k) => loss > AS_PAIRS * pairs[k]!);
  return { x: ratios.slice(from), y: pentagon.slice(from) };
}
/** What two pairs cost when the feature left out is dead, its output 0: q / 3 for it instead of q / 3 - q^2 / 4. */
export const deadCosts = ({ density, ratios, pairs }: Branches): number[] => pairs.map((loss, k) => loss + (density * ratios[k]!) ** 2 / 4);

export interface Data {
  run: RunSource;
  branches: Branches[];
}
export function openData(content: unknown): Data {
  const { run, branches } = content as { run: unknown; branches: Branches[] };
  return { run: openStoredRun(run), branches };
}

export const regimesOf = (branches: Branches, names: { pairs: string; pentagon: string }): Regime[] => [
  { name: names.pairs, from: 0.1, to: branches.break },
  { name: names.pentagon, from: branches.break, to: Math.min(10, 1 / branches.density) },
];

/** The columns of W, the varied one turned to the top and the second kept on the right, as the article shows them. */
export function arrowsOf(frame: Frame, labels: readonly string[]): Arrow[] {
  const W = frame.tensors['W']!;
  const n = W.shape[1]!;
  const at = (i: number) => [W.data[i]!, W.data[n + i]!] as const;
  const [x0, y0] = at(0);
  // A feature of no length points nowhere: then the network is shown as it is.
  const size = Math.hypot(x0, y0);
  const [c, s] = size > 0.2 ? [y0 / size, x0 / size] : [1, 0];
  const turned = Array.from({ length: n }, (_, i) => {
    const [x, y] = at(i);
    return [c * x - s * y, s * x + c * y] as const;
  });
  return turned.map(([x, y], i) => ({ x, y, importance: 0.7, label: labels[i] ?? String(i + 1) }));
}

/** Where the run has been since the base last changed: its exact loss at the ratio as it then was, in the order of its steps. */
export function trail(
  source: Pick<RunSource, 'metrics'>,
  { fields, changes }: Pick<FigureState, 'fields' | 'changes'>,
  last: number,
): { x: number[]; y: number[] } {
  const { steps, values } = source.metrics('superposition.exact_loss');
  const from = changes.findLast((change) => change.path === BASE && change.step <= last)?.step ?? 0;
  const turns = changes.filter((change) => change.path === RATIO);
  const [x, y]: [number[], number[]] = [[], []];
  let ratio = Number(fields[RATIO]);
  let next = 0;
  for (let k = 0; k < steps.length && steps[k]! <= last; ++k) {
    for (; next < turns.length && turns[next]!.step <= steps[k]!; ++next) ratio = Number(turns[next]!.value);
    if (steps[k]! < from) continue;
    x.push(ratio);
    y.push(values[k]!);
  }
  return { x, y };
}

export const baseName = (base: string): string => percent(Number(base));
