/** Phase diagrams as cells: trained natively and stored, the exact optimum's, and those that this page trains. */
import { openStoredTensor } from '@orrery/engine/stored_run.ts';
import type { Frame, Spec, Tensor } from '@orrery/engine';
import { valueAt } from '../../ui/chart.ts';
import { ACROSS, PHASES, UP, theoryPhase, type Critical, type Phase, type Size } from './model.ts';

/** What a cell is painted by: the extra feature's length, and how much the others lie in its way. */
export interface Cell {
  phase: Phase;
  norm: number;
  superposition: number;
  /** The direction that three features' weights send to 0. */
  null?: readonly number[];
}

/** A cell's importance and density: its middle. */
export const cellAt = (row: number, column: number, side: number): { p: number; r: number } => ({
  r: Number(valueAt(ACROSS, (column + 0.5) / side).toPrecision(4)),
  p: Number(valueAt(UP, 1 - (row + 0.5) / side).toPrecision(4)),
});
/** The cell that a place lies in, row-major from the top left. */
export function cellOf(across: number, up: number, side: number): number {
  const within = (place: number) => Math.min(side - 1, Math.max(0, Math.floor(place * side)));
  return within(1 - up) * side + within(across);
}

// ---- phases of weights

/** The directions of the phases, the extra feature last. */
const DIRECTIONS: Record<Size, [Phase, ...number[]][]> = {
  2: [
    ['ignored', 0, 1],
    ['dedicated', 1, 0],
    ['antipodal', 1, 1],
  ],
  3: [
    ['ignored', 0, 0, 1],
    ['dedicated', 0, 1, 0],
    ['dedicated', 1, 0, 0],
    ['antipodal', 0, 1, 1],
    ['antipodal', 1, 0, 1],
    ['paired', 1, 1, 0],
    ['triangle', 1, 1, 1],
  ],
};

/** The unit vector that W [n - 1, n] sends to 0, its largest component positive. */
export function nullDirection({ data: w, shape }: Pick<Tensor, 'data' | 'shape'>): number[] {
  const v =
    shape[1] === 2 ? [-w[1]!, w[0]!] : [w[1]! * w[5]! - w[2]! * w[4]!, w[2]! * w[3]! - w[0]! * w[5]!, w[0]! * w[4]! - w[1]! * w[3]!];
  const largest = v.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
  const length = Math.hypot(...v) * (largest < 0 ? -1 : 1);
  return v.map((x) => x / length);
}

/** The phase whose direction is nearest. */
export function phaseOf(v: readonly number[]): Phase {
  let [phase, most]: [Phase, number] = ['ignored', -1];
  for (const [name, ...direction] of DIRECTIONS[v.length as Size]) {
    const cosine = Math.abs(direction.reduce((sum, x, i) => sum + x * v[i]!, 0)) / Math.hypot(...direction);
    if (cosine > most) [phase, most] = [name, cosine];
  }
  return phase;
}

/** Below this a weight is nothing: valleys are found to less. */
const NOTHING = 0.02;
/** What two weights on a line do, from the first of a short arrow on. */
export function lineCode(w1: number, w2: number): Exclude<Phase, 'paired' | 'triangle'> | 'together' {
  if (Math.abs(w2) < NOTHING) return 'ignored';
  if (Math.abs(w1) < NOTHING) return 'dedicated';
  return w1 * w2 < 0 ? 'antipodal' : 'together';
}

/** W's extra feature, the last one. */
export function cellOfWeights({ data, shape }: Tensor): Cell {
  const [m, n] = shape as [number, number];
  const column = (i: number) => Array.from({ length: m }, (_, row) => data[row * n + i]!);
  const extra = column(n - 1);
  const norm = Math.hypot(...extra);
  let superposition = 0;
  for (let j = 0; j < n - 1; ++j) superposition += (column(j).reduce((sum, x, k) => sum + x * extra[k]!, 0) / Math.max(norm, 1e-3)) ** 2;
  const v = nullDirection({ data, shape });
  return { phase: phaseOf(v), norm, superposition, ...(n === 3 && { null: v }) };
}

/** Theory's weights of 0 and 1: their length and superposition. */
export function theoryCells(size: Size, side: number): Cell[] {
  return Array.from({ length: side * side }, (_, k) => {
    const { p, r } = cellAt(Math.floor(k / side), k % side, side);
    const phase = theoryPhase(p, r, size);
    return { phase, norm: phase === 'ignored' ? 0 : 1, superposition: phase === 'antipodal' ? 1 : 0 };
  });
}

// ---- stored diagrams

interface StoredCells {
  phase: unknown;
  norm: unknown;
  superposition: unknown;
  null?: unknown;
}
export interface Diagram {
  exact: Cell[];
  trained: Cell[];
  /** Cells away from exact boundaries, and how many of them have trained to the exact phase. */
  agree: number;
  of: number;
}
export interface Diagrams {
  critical: Critical[];
  side: number;
  /** Networks a stored cell. */
  networks: number;
  sizes: Record<Size, Diagram>;
}

/** site/data/phase-diagram/diagrams.json */
export function openDiagrams(content: unknown): Diagrams {
  const { critical, side, networks, unit, diagrams } = content as {
    critical: Critical[];
    side: number;
    networks: number;
    unit: number;
    diagrams: { exact: StoredCells; trained: StoredCells; agree: [number, number] }[];
  };
  const opened = (name: string, stored: StoredCells): Cell[] => {
    const bytes = (key: keyof StoredCells, count = 1) => {
      const arrays = openStoredTensor(`${name}.${key}`, stored[key], count);
      return Array.from({ length: count }, (_, k) => arrays.at(k).data);
    };
    const [[phase], [norm], [superposition]] = [bytes('phase'), bytes('norm'), bytes('superposition')];
    const directions = stored.null ? bytes('null', 3) : undefined;
    return Array.from(phase!, (code, k) => ({
      phase: PHASES[code]!,
      norm: norm![k]! * unit,
      superposition: superposition![k]! * unit,
      ...(directions && { null: directions.map((component) => component[k]!) }),
    }));
  };
  const [two, three] = diagrams.map(({ exact, trained, agree: [agree, of] }) => ({
    exact: opened('exact', exact),
    trained: opened('trained', trained),
    agree,
    of,
  }));
  return { critical, side, networks, sizes: { 2: two!, 3: three! } };
}

/** Edges between cells of different phases, in a box of 1000 by 1000. */
export function edgesPath(cells: readonly Cell[], side: number): string {
  const unit = 1000 / side;
  let path = '';
  for (let row = 0; row < side; ++row)
    for (let column = 0; column < side; ++column) {
      const { phase } = cells[row * side + column]!;
      if (column + 1 < side && cells[row * side + column + 1]!.phase !== phase) path += `M${(column + 1) * unit} ${row * unit}v${unit}`;
      if (row + 1 < side && cells[(row + 1) * side + column]!.phase !== phase) path += `M${column * unit} ${(row + 1) * unit}h${unit}`;
    }
  return path;
}

// ---- cells trained here

/** Cells a side, and networks a cell: the one of least loss is shown. */
export const SIDE = 40;
export const NETWORKS = 4;
const STEPS = 600;

/** How many cells a side a cell stands for until those between are trained: 32, 16 ... 1. */
export function cellSpan(row: number, column: number): number {
  // The largest power of two that divides a place; 0 counts as 32.
  const span = (k: number) => (k === 0 ? 32 : k & -k);
  return Math.min(span(row), span(column));
}

/** Every cell once, coarse to fine, so that the whole picture stands early. */
export function cellOrder(): { row: number; column: number }[] {
  return Array.from({ length: SIDE * SIDE }, (_, k) => ({ row: Math.floor(k / SIDE), column: k % SIDE })).sort(
    (a, b) => cellSpan(b.row, b.column) - cellSpan(a.row, a.column),
  );
}

/** All networks of all cells: one a cell first, then the others, each round coarse to fine. */
export function cellRuns(size: Size): { cell: number; spec: Spec }[] {
  const order = cellOrder();
  return Array.from({ length: NETWORKS }, (_, seed) =>
    order.map(({ row, column }) => {
      const { p, r } = cellAt(row, column, SIDE);
      return { cell: row * SIDE + column, spec: cellSpec(size, p, r, seed) };
    }),
  ).flat();
}

/** The network of one cell: the extra feature's importance beside 1, fresh examples, a rate that falls to nothing. */
export function cellSpec(size: Size, p: number, r: number, seed: number): Spec {
  return {
    fields: {
      'task.features': size,
      'task.density': p,
      'task.importance': size === 2 ? [1, r] : [1, 1, r],
      'model.hidden': size - 1,
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

export interface Trained extends Cell {
  loss: number;
}
export const trainedOf = ({ tensors, measures }: Frame): Trained => ({
  ...cellOfWeights(tensors['W']!),
  loss: Number(measures['superposition.exact_loss']),
});

/** Of cells trained here that lie, with the cells around them, in one exact phase: how many have that phase. */
export function agreement(cells: readonly (Cell | undefined)[], { exact }: Diagram, side: number): { agree: number; of: number } {
  let [agree, of] = [0, 0];
  const from = (k: number) => Math.max(0, Math.floor(((k - 1) * side) / SIDE));
  const to = (k: number) => Math.min(side, Math.ceil(((k + 2) * side) / SIDE));
  cells.forEach((cell, k) => {
    if (!cell) return;
    const [row, column] = [Math.floor(k / SIDE), k % SIDE];
    const { phase } = exact[from(row) * side + from(column)]!;
    for (let y = from(row); y < to(row); ++y)
      for (let x = from(column); x < to(column); ++x) if (exact[y * side + x]!.phase !== phase) return;
    ++of;
    if (cell.phase === phase) ++agree;
  });
  return { agree, of };
}
