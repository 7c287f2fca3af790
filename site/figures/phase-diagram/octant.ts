/** Directions that three features' weights send to 0, as points on a sphere seen along (1, 1, 1), where phases are its octant's corners. */
import type { Phase } from './model.ts';

type Vector = readonly number[];

/** The other two features may change places: the one that lies less in the direction comes first. */
export const folded = ([a, b, extra]: Vector): Vector => [Math.min(a!, b!), Math.max(a!, b!), extra!];

/** Seen straight on, the extra feature's axis upwards. */
export const seen = ([a, b, extra]: Vector): { x: number; y: number } => ({
  x: (b! - a!) / Math.SQRT2,
  y: (2 * extra! - a! - b!) / Math.sqrt(6),
});

const unit = (v: Vector): Vector => v.map((x) => x / Math.hypot(...v));

/** The phases' directions, folded. */
export const CORNERS: readonly { phase: Phase; at: Vector }[] = [
  { phase: 'ignored', at: [0, 0, 1] },
  { phase: 'dedicated', at: [0, 1, 0] },
  { phase: 'antipodal', at: unit([0, 1, 1]) },
  { phase: 'paired', at: unit([1, 1, 0]) },
  { phase: 'triangle', at: unit([1, 1, 1]) },
];

/** The octant's three edges, parts of great circles, on a scale of so many units. */
export function outline(scale: number): string {
  const ends = [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ];
  const points = ends.flatMap((from, k) => {
    const to = ends[(k + 1) % 3]!;
    return Array.from({ length: 8 }, (_, i) => {
      const turn = (i / 8) * (Math.PI / 2);
      const { x, y } = seen(from.map((value, j) => value * Math.cos(turn) + to[j]! * Math.sin(turn)));
      return `${(x * scale).toFixed(1)} ${(-y * scale).toFixed(1)}`;
    });
  });
  return `M${points.join('L')}Z`;
}
