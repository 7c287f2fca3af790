/** Two features, one dimension: which of them the network keeps, in theory, exactly, and trained. */
import type { Frame, Spec } from '@orrery/engine';
import { percent } from '../../src/format.ts';
import type { UrlField } from '../../src/url.ts';
import { placeOn, valueAt, type Axis } from '../../ui/chart.ts';
import { logScale, type Regime, type Tick } from '../../ui/scale.ts';
import { ignoredLoss, lineLoss, type Minimum } from '../superposition/exact_pair.ts';

export const IMPORTANCE = 'importance';
export const DENSITY = 'density';
export const FIELDS: readonly UrlField[] = [
  { path: IMPORTANCE, type: 'number', minimum: 0.1, maximum: 10, start: 0.22 },
  { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.3 },
];

/** Across: importance of the extra feature against the other's. Up: density, sparse at the top as in the article. */
export const ACROSS: Axis = { scale: 'log', from: 0.1, to: 10 };
export const UP: Axis = { scale: 'log', from: 1, to: 0.01 };

export const importanceScale = logScale(0.1, 10, 60);
export const importanceTicks: Tick[] = [0.1, 0.2, 0.5, 1, 2, 5, 10].map((value) => ({ value, label: String(value) }));
export const densityScale = logScale(1, 0.01, 60);
export const densityTicks: Tick[] = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map((value) => ({
  value,
  label: percent(value),
  rank: [0.5, 0.02].includes(value) ? 1 : 0,
}));

export type Phase = 'ignored' | 'antipodal' | 'dedicated';
export const PHASES: readonly Phase[] = ['ignored', 'antipodal', 'dedicated'];

/** Unit weights, best biases for what is left out: the article's three candidates. `r`: importance of the extra feature. */
export const candidateLosses = (p: number, r: number): Record<Phase, number> => ({
  ignored: r * ignoredLoss(p),
  antipodal: ((1 + r) * p * p) / 6,
  dedicated: ignoredLoss(p),
});

export function theoryPhase(p: number, r: number): Phase {
  const losses = candidateLosses(p, r);
  return PHASES.reduce((best, phase) => (losses[phase] < losses[best] ? phase : best));
}

/** Below this importance the extra feature is left out, above its reciprocal the other one is. */
export const lowerBoundary = (p: number): number => (p < TRIPLE ? (2 * p) / (4 - 5 * p) : 1);
/** All three phases meet at importance 1 and this density. */
export const TRIPLE = 4 / 7;

/** What weights did with the extra feature, which is the second. */
export function phaseOf(w1: number, w2: number): Phase {
  if (Math.abs(w2) < 0.5 * Math.abs(w1)) return 'ignored';
  return Math.abs(w1) < 0.5 * Math.abs(w2) ? 'dedicated' : 'antipodal';
}

/** Which phase wins where, along one of the rulers. */
export function regimesOver(path: typeof IMPORTANCE | typeof DENSITY, p: number, r: number, names: Record<Phase, string>): Regime[] {
  if (path === IMPORTANCE) {
    const low = lowerBoundary(p);
    const parts: [Phase, number, number][] = [
      ['ignored', 0.1, low],
      ['antipodal', low, 1 / low],
      ['dedicated', 1 / low, 10],
    ];
    return parts
      .filter(([, from, to]) => to > from * 1.0001 && to > 0.1 && from < 10)
      .map(([phase, from, to]) => ({ name: names[phase], from: Math.max(0.1, from), to: Math.min(10, to) }));
  }
  // lowerBoundary(p) = r  <=>  p = 4r / (2 + 5r)
  const small = Math.min(r, 1 / r);
  const edge = r === 1 ? TRIPLE : (4 * small) / (2 + 5 * small);
  const beyond = r < 1 ? names.ignored : r > 1 ? names.dedicated : names.antipodal;
  return [
    { name: beyond, from: 1, to: edge },
    { name: names.antipodal, from: edge, to: 0.01 },
  ].filter(({ from, to }) => from > to);
}

/** Where the exact optimum begins to keep the extra feature, and how long it is then: 0 where it grows from nothing. */
export interface Critical {
  density: number;
  importance: number;
  norm: number;
}
/** site/data/phase-diagram/exact.json, by falling density. */
export const openExact = (content: unknown): Critical[] => (content as { critical: Critical[] }).critical;

const pathThrough = (points: readonly { p: number; r: number }[], mirrored: boolean): string =>
  points.length
    ? `M${points.map(({ p, r }) => `${(placeOn(ACROSS, mirrored ? 1 / r : r) * 1000).toFixed(1)} ${((1 - placeOn(UP, p)) * 1000).toFixed(1)}`).join('L')}`
    : '';

/** Theory's boundary in a box of 1000 by 1000, y down: the left one, or with `mirrored` the right one. */
export const boundaryPath = (mirrored: boolean): string =>
  pathThrough(
    Array.from({ length: 81 }, (_, k) => 0.01 * (TRIPLE / 0.01) ** (k / 80)).map((p) => ({ p, r: lowerBoundary(p) })),
    mirrored,
  );

/** The exact boundary: where the extra weight jumps, and where it grows from nothing. */
export function exactPaths(critical: readonly Critical[], mirrored: boolean): { jump: string; growth: string } {
  const points = critical.map(({ density, importance, norm }) => ({ p: density, r: importance, jumps: norm > 0 }));
  const first = points.findIndex(({ jumps }) => jumps);
  const turn = first < 0 ? points.length : first;
  // Near density 1 a jump may show again, too small to see: the turn is where the sparse side begins.
  const sparse = points.findLastIndex(({ jumps }) => !jumps);
  const at = Math.max(turn, sparse + 1);
  return { jump: pathThrough(points.slice(Math.max(0, at - 1)), mirrored), growth: pathThrough(points.slice(0, at), mirrored) };
}

// ---- trained cells

/** Cells a side, and networks a cell: the one of least loss is shown. */
export const CELLS = 40;
export const NETWORKS = 4;
const STEPS = 600;

/** A cell's importance and density: its middle. */
export const cellAt = (row: number, column: number): { p: number; r: number } => ({
  r: Number(valueAt(ACROSS, (column + 0.5) / CELLS).toPrecision(4)),
  p: Number(valueAt(UP, 1 - (row + 0.5) / CELLS).toPrecision(4)),
});

/** How many cells a side a cell stands for until those between are trained: 32, 16 ... 1. */
export function cellSpan(row: number, column: number): number {
  // The largest power of two that divides a place; 0 counts as 32.
  const span = (k: number) => (k === 0 ? 32 : k & -k);
  return Math.min(span(row), span(column));
}

/** Every cell once, coarse to fine, so that the whole picture stands early. */
export function cellOrder(): { row: number; column: number }[] {
  return Array.from({ length: CELLS * CELLS }, (_, k) => ({ row: Math.floor(k / CELLS), column: k % CELLS })).sort(
    (a, b) => cellSpan(b.row, b.column) - cellSpan(a.row, a.column),
  );
}

/** All networks of all cells: one a cell first, then the others, each round coarse to fine. */
export function cellRuns(): { cell: number; spec: Spec }[] {
  const order = cellOrder();
  return Array.from({ length: NETWORKS }, (_, seed) =>
    order.map(({ row, column }) => {
      const { p, r } = cellAt(row, column);
      return { cell: row * CELLS + column, spec: cellSpec(p, r, seed) };
    }),
  ).flat();
}

/** The network of one cell: the extra feature's importance beside 1, fresh examples, a rate that falls to nothing. */
export function cellSpec(p: number, r: number, seed: number): Spec {
  return {
    fields: {
      'task.features': 2,
      'task.density': p,
      'task.importance': [1, r],
      'model.hidden': 1,
      batch: 128,
      steps: STEPS,
      'optimizer.learning_rate': 0.02,
      'optimizer.schedule': 'linear',
      'optimizer.weight_decay': 0,
      seed,
    },
    changes: [],
  };
}

export interface Trained {
  w1: number;
  w2: number;
  loss: number;
}

export function trainedOf({ tensors, measures }: Frame): Trained {
  const [w1, w2] = tensors['W']!.data;
  return { w1: w1!, w2: w2!, loss: Number(measures['superposition.exact_loss']) };
}

/** Share of cells whose trained phase is the theory's, leaving out those within a cell of a boundary; NaN of none. */
export function agreement(cells: readonly (Trained | undefined)[]): { agree: number; of: number } {
  let [agree, of] = [0, 0];
  cells.forEach((cell, k) => {
    if (!cell) return;
    const [row, column] = [Math.floor(k / CELLS), k % CELLS];
    const here = cellAt(row, column);
    const phase = theoryPhase(here.p, here.r);
    const near = [
      [-1, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ].some(([dy, dx]) => {
      const { p, r } = cellAt(row + dy!, column + dx!);
      return theoryPhase(Math.min(1, p), r) !== phase;
    });
    if (near) return;
    ++of;
    if (phaseOf(cell.w1, cell.w2) === phase) ++agree;
  });
  return { agree, of };
}

// ---- the loss surface

/** Weights that the landscape shows, both ways, in so many grid points a side. */
export const REACH = 1.3;
export const GRID = 45;
export const weightAt = (k: number): number => -REACH + (2 * REACH * k) / (GRID - 1);
export const gridPlace = (w: number): number => ((w + REACH) / (2 * REACH)) * (GRID - 1);

/**
 * Loss over (w1, w2) at its best biases, [GRID, GRID] with w2 upwards. Turning both signs changes nothing, so half of it is
 * worked out. `rows` are filled from `from` on, so that a page can do it in pieces.
 */
export function fillSurface(surface: Float64Array, p: number, r: number, from: number, rows: number): number {
  const half = (GRID - 1) / 2;
  const to = Math.min(half + 1, from + rows);
  for (let row = from; row < to; ++row)
    for (let column = 0; column < GRID; ++column) {
      const loss = lineLoss(weightAt(column), -weightAt(row), p, r);
      surface[row * GRID + column] = loss;
      surface[(GRID - 1 - row) * GRID + (GRID - 1 - column)] = loss;
    }
  return to > half ? GRID : to;
}

/** Levels for contour lines: closer together near the bottom. */
export function levelsOf(surface: ArrayLike<number>, count = 14): number[] {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < surface.length; ++k) {
    low = Math.min(low, surface[k]!);
    high = Math.max(high, surface[k]!);
  }
  return Array.from({ length: count }, (_, k) => low + (high - low) * 0.6 * ((k + 0.35) / count) ** 2.2);
}

/** Where a minimum stands in words. */
export const minimumPhase = ({ w1, w2 }: Minimum): Phase => phaseOf(w1, w2);
