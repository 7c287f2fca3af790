/** How a frame of a network on a group becomes a table, curves and sentences; without a browser. */
import type { Frame } from '@orrery/engine';
import { count, percent } from '../../src/format.ts';
import type { Regime } from '../../ui/scale.ts';
import type { Curve } from '../../kit/plan.ts';
import text from './text.json';

/** Accuracy from which a set counts as learned. */
export const LEARNED = 0.99;

/** The table of a group as the network fills it in. Arrays over all pairs, row-major: a in rows, b in columns. */
export interface Table {
  /** Number of elements. */
  n: number;
  names: readonly string[];
  /** Each element's conjugacy class. */
  classes: readonly number[];
  targets: ArrayLike<number>;
  /** Not 0 where a pair is trained on. */
  trained: ArrayLike<number>;
  /** Between 0 and 1 where the answer is right, negative where it is wrong: how sure the network is of it. */
  confidence: ArrayLike<number>;
  /** The element that it answers; a stored run does not say. */
  answers: ArrayLike<number> | undefined;
}

export function tableOf(frame: Frame): Table {
  const data = (name: string) => frame.tensors[name]?.data;
  const names = frame.measures['task.elements'] as string[];
  return {
    n: names.length,
    names,
    classes: frame.measures['task.classes'] as number[],
    targets: data('targets')!,
    trained: data('trained')!,
    confidence: data('confidence')!,
    answers: data('answers'),
  };
}

/** How the elements stand at the table's sides: by number, or with conjugate ones together. */
export const ORDERS = ['number', 'class'] as const;
export type Order = (typeof ORDERS)[number];
export function orderOf({ n, classes }: Pick<Table, 'n' | 'classes'>, order: Order): number[] {
  const elements = Array.from({ length: n }, (_, i) => i);
  return order === 'number' ? elements : elements.sort((a, b) => classes[a]! - classes[b]! || a - b);
}

/** Where one conjugacy class ends and the next begins, in that order. */
export const classEdges = (classes: readonly number[], order: readonly number[]): number[] =>
  order.flatMap((element, i) => (i > 0 && classes[element] !== classes[order[i - 1]!] ? [i] : []));

/** An array over pairs with rows and columns in another order. */
export function reordered(values: ArrayLike<number>, order: readonly number[]): Float32Array {
  const n = order.length;
  const out = new Float32Array(n * n);
  order.forEach((a, row) => order.forEach((b, column) => (out[row * n + column] = values[a * n + b]!)));
  return out;
}

const fill = (template: string, values: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');

/** What is to be read of one pair. */
export function cellText(table: Table, a: number, b: number): string {
  const { n, names } = table;
  const pair = a * n + b;
  const sure = table.confidence[pair]!;
  const right = sure > 0;
  const answer = table.answers && names[table.answers[pair]!]!;
  return fill(right ? text.cellRight : answer === undefined ? text.cellWrong : text.cellWrongAs, {
    a: names[a]!,
    b: names[b]!,
    c: names[table.targets[pair]!]!,
    answer: answer ?? '',
    sure: percent(Number(Math.abs(sure).toPrecision(2))),
    set: table.trained[pair] ? text.trainedPair : text.testPair,
  });
}

const measure = (frame: Frame, path: string): number => {
  const value = frame.measures[path];
  return typeof value === 'number' ? value : NaN;
};
export const accuracyOf = (frame: Frame, set: 'train' | 'test'): number => measure(frame, `accuracy.${set}`);
export const lossOf = (frame: Frame, set: 'train' | 'test'): number => measure(frame, `loss.${set}`);

/** What the network has come to: which of text.json's stages. */
export type Stage = 'untrained' | 'memorising' | 'memorised' | 'grokking' | 'grokked';
export function stageOf(frame: Frame): Stage {
  const [train, test] = [accuracyOf(frame, 'train'), accuracyOf(frame, 'test')];
  if (test >= LEARNED && train >= LEARNED) return 'grokked';
  if (train >= LEARNED) return test >= 0.5 ? 'grokking' : 'memorised';
  return frame.step === 0 ? 'untrained' : 'memorising';
}
export const landmark = (frame: Frame): string => stageOf(frame);

export const accuracyText = (value: number): string => (Number.isFinite(value) ? percent(Math.floor(value * 1000) / 1000) : text.unknown);

export function sentence(frame: Frame): string {
  return fill(text.sentence, {
    step: count(frame.step),
    stage: text.stages[stageOf(frame)],
    train: accuracyText(accuracyOf(frame, 'train')),
    test: accuracyText(accuracyOf(frame, 'test')),
  });
}

/** The first recorded step from which a set counted as learned. */
export function learnedAt({ steps, values }: Curve): number | undefined {
  for (let i = 0; i < values.length; ++i) if (values[i]! >= LEARNED) return steps[i];
  return undefined;
}

/** The stretches of a run, for the bars under its time: memorising, memorised, grokked. */
export function stretches(train: Curve, test: Curve, end: number): Regime[] {
  const [memorised, grokked] = [learnedAt(train), learnedAt(test)];
  const first = Math.min(memorised ?? end, grokked ?? end);
  const list: Regime[] = [{ name: text.stretches.memorising, from: 0, to: first }];
  if (memorised !== undefined && memorised < (grokked ?? Infinity))
    list.push({ name: text.stretches.memorised, from: memorised, to: grokked ?? end });
  if (grokked !== undefined) list.push({ name: text.stretches.grokked, from: grokked, to: end });
  return list.filter(({ from, to }) => to > from);
}

/** How many pairs are right and wrong, trained on and not, and how sure the network is of them; rows of a table. */
export function countRows(table: Table): (string | number)[][] {
  return [true, false].map((trained) => {
    const pairs = Array.from(table.confidence).filter((_, pair) => Boolean(table.trained[pair]) === trained);
    const right = pairs.filter((sure) => sure > 0);
    const mean = (values: number[]) =>
      values.length ? percent(Number((values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length).toPrecision(2))) : text.unknown;
    return [
      trained ? text.trainedPairs : text.testPairs,
      count(pairs.length),
      count(right.length),
      mean(right),
      mean(pairs.filter((sure) => sure <= 0)),
    ];
  });
}

/** Most elements of a table that is written out. */
export const WRITTEN = 24;

/** The table itself: the answer of each pair, with a mark where it is wrong. */
export function answerRows(table: Table): string[][] {
  const { n, names, targets, confidence, answers } = table;
  return names.map((name, a) => [
    name,
    ...names.map((_, b) => {
      const pair = a * n + b;
      if (confidence[pair]! > 0) return names[targets[pair]!]!;
      return answers ? fill(text.wrongAnswer, { answer: names[answers[pair]!]! }) : text.wrong;
    }),
  ]);
}

/** Recorded steps that are about 1, 2 and 5 times powers of ten, and the last one: rows for a table of curves. */
export function landmarkRows(steps: ArrayLike<number>): number[] {
  const rows: number[] = [];
  let next = 0;
  for (let i = 0; i < steps.length; ++i) {
    if (steps[i]! < next && i < steps.length - 1) continue;
    rows.push(i);
    while (next <= steps[i]!) next = next === 0 ? 1 : next * (String(next).startsWith('2') ? 2.5 : 2);
  }
  return rows;
}
