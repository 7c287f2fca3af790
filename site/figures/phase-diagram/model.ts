/** One dimension too few: which features a network keeps, in theory, and where the exact optimum changes. */
import type { UrlField } from '../../src/url.ts';
import { placeOn, valueAt, type Axis } from '../../ui/chart.ts';
import { logScale, type Regime, type Tick } from '../../ui/scale.ts';
import { ignoredLoss } from '../superposition/exact_pair.ts';

export const IMPORTANCE = 'importance';
export const DENSITY = 'density';
export const SIZE = 'features';
export const NETWORKS = 'networks';
export const MAP = 'map';
/** Which maps there are; a phone shows one of them. */
export const MAPS = ['theory', 'trained', 'exact'] as const;
export type MapName = (typeof MAPS)[number];
export const FIELDS: readonly UrlField[] = [
  { path: IMPORTANCE, type: 'number', minimum: 0.1, maximum: 10, start: 0.22 },
  { path: DENSITY, type: 'number', minimum: 0.01, maximum: 1, start: 0.3 },
  { path: SIZE, type: 'choice', choices: ['2', '3'], start: '2' },
  { path: NETWORKS, type: 'choice', choices: ['stored', 'here'], start: 'stored' },
  { path: MAP, type: 'choice', choices: MAPS, start: 'trained' },
];
/** Two features in one dimension, or three in two. */
export type Size = 2 | 3;

/** Across: importance of the extra feature against the other's. Up: density, sparse at the top as in the article. */
export const ACROSS: Axis = { scale: 'log', from: 0.1, to: 10 };
export const UP: Axis = { scale: 'log', from: 1, to: 0.01 };

export const importanceScale = logScale(0.1, 10, 60);
export const importanceTicks: Tick[] = [0.1, 0.2, 0.5, 1, 2, 5, 10].map((value) => ({ value, label: String(value) }));

/** What becomes of the extra feature, and with `paired` and `triangle` of the others beside it. */
export type Phase = 'ignored' | 'dedicated' | 'antipodal' | 'paired' | 'triangle';
/** In the order of their stored numbers (core/measure/phase_boundaries.h). */
export const PHASES: readonly Phase[] = ['ignored', 'dedicated', 'antipodal', 'paired', 'triangle'];
export type Candidate = Exclude<Phase, 'triangle'>;
/** The article's candidates: those that theory compares. */
export const CANDIDATES: Record<Size, readonly Candidate[]> = {
  2: ['ignored', 'antipodal', 'dedicated'],
  3: ['ignored', 'antipodal', 'paired', 'dedicated'],
};

/** Unit weights, best biases for what is left out. `r`: importance of the extra feature. */
export function candidateLosses(p: number, r: number): Record<Candidate, number> {
  const pair = (p * p) / 6;
  return { ignored: r * ignoredLoss(p), antipodal: (1 + r) * pair, paired: 2 * pair, dedicated: ignoredLoss(p) };
}

export function theoryPhase(p: number, r: number, size: Size = 2): Candidate {
  const losses = candidateLosses(p, r);
  return CANDIDATES[size].reduce((best, phase) => (losses[phase] < losses[best] ? phase : best));
}

/** Below this importance the extra feature is left out, above its reciprocal the other one is. */
export const lowerBoundary = (p: number): number => (p < TRIPLE ? (2 * p) / (4 - 5 * p) : 1);
/** All three phases meet at importance 1 and this density. */
export const TRIPLE = 4 / 7;

/** Which phase wins where, along one of the rulers. */
export function regimesOver(
  path: typeof IMPORTANCE | typeof DENSITY,
  p: number,
  r: number,
  names: Record<Phase, string>,
  size: Size = 2,
): Regime[] {
  const pair: Phase = size === 3 ? 'paired' : 'antipodal';
  if (path === IMPORTANCE) {
    const low = lowerBoundary(p);
    const parts: [Phase, number, number][] =
      size === 2
        ? [
            ['ignored', 0.1, low],
            ['antipodal', low, 1 / low],
            ['dedicated', 1 / low, 10],
          ]
        : [
            ['ignored', 0.1, low],
            ['antipodal', low, 1],
            [p < TRIPLE ? 'paired' : 'dedicated', 1, 10],
          ];
    return parts
      .filter(([, from, to]) => to > from * 1.0001 && to > 0.1 && from < 10)
      .map(([phase, from, to]) => ({ name: names[phase], from: Math.max(0.1, from), to: Math.min(10, to) }));
  }
  // lowerBoundary(p) = r  <=>  p = 4r / (2 + 5r)
  const small = Math.min(r, 1 / r);
  const edge = r === 1 || (size === 3 && r > 1) ? TRIPLE : (4 * small) / (2 + 5 * small);
  /** What wins below importance 1, and above; at 1 they tie. */
  const winner = (below: Phase, above: Phase): string => {
    if (r !== 1 || below === above) return names[r < 1 ? below : above];
    return `${names[below]} or ${names[above]}`;
  };
  return [
    { name: winner('ignored', 'dedicated'), from: 1, to: edge },
    { name: winner('antipodal', pair), from: edge, to: 0.01 },
  ].filter(({ from, to }) => from > to);
}

/** Where the exact optimum begins to keep the extra feature, and how long it is then: 0 where it grows from nothing. */
export interface Critical {
  density: number;
  importance: number;
  norm: number;
}

const pathThrough = (points: readonly { p: number; r: number }[]): string =>
  points.length
    ? `M${points.map(({ p, r }) => `${(placeOn(ACROSS, r) * 1000).toFixed(0)} ${((1 - placeOn(UP, p)) * 1000).toFixed(0)}`).join('L')}`
    : '';

/** Theory's boundary on the left of importance 1, in a box of 1000 by 1000, y down. With two features the right one mirrors it. */
export const boundaryPath = (): string =>
  pathThrough(Array.from({ length: 41 }, (_, k) => 0.01 * (TRIPLE / 0.01) ** (k / 40)).map((p) => ({ p, r: lowerBoundary(p) })));
/** The rest of it: where all phases meet, downwards; with three features, also upwards and to the right. */
export const straightPath = (size: Size): string => {
  const y = ((1 - placeOn(UP, TRIPLE)) * 1000).toFixed(0);
  return size === 2 ? `M500 ${y}L500 1000` : `M500 0L500 1000M500 ${y}L1000 ${y}`;
};

/** The exact boundary of two features, to the left of importance 1: where the extra weight jumps, and where it grows from nothing. */
export function exactPaths(critical: readonly Critical[]): { jump: string; growth: string } {
  const points = critical.map(({ density, importance, norm }) => ({ p: density, r: importance, jumps: norm > 0 }));
  const first = points.findIndex(({ jumps }) => jumps);
  const turn = first < 0 ? points.length : first;
  // Near density 1 a jump may show again, too small to see: the turn is where the sparse side begins.
  const sparse = points.findLastIndex(({ jumps }) => !jumps);
  const at = Math.max(turn, sparse + 1);
  return { jump: pathThrough(points.slice(Math.max(0, at - 1))), growth: pathThrough(points.slice(0, at)) };
}
