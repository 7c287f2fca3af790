/**
 * The feature graph as a picture: a node a feature, a line between two as strong as |W_i . W_j|. Its parts are rings side by
 * side, as large as the box allows; features that are left out stand beneath as a row of dots.
 */
import type { Tensor } from '@orrery/engine';
import { inSpace, overlaps } from '../superposition/geometry.ts';
import type { Part } from '../superposition/polytopes.ts';

export interface Node {
  x: number;
  y: number;
  feature: number;
  /** Its place in its part, which is its colour in the picture in space. */
  at: number;
}
export interface Edge {
  from: Node;
  to: Node;
  /** |W_i . W_j| */
  weight: number;
}
/** Where a part stands, and the ring's radius. */
export interface Ring {
  x: number;
  y: number;
  radius: number;
}
export interface Graph {
  /** Radius of a node. */
  size: number;
  nodes: Node[];
  edges: Edge[];
  rings: Ring[];
  left: { x: number; y: number }[];
}

/** Of the box that the graph fills. */
export const WIDTH = 360;
export const HEIGHT = 170;
/** Its lowest strip, for the features that are left out. */
const STRIP = 26;

/** Nodes of a ring are so many of their radii apart; parts keep so many around them. */
const APART = 3.1;
const MARGIN = 2.6;
const LARGEST_NODE = 9;
const SMALLEST_NODE = 2;

/** Below this a line would be too faint to see. */
const DRAWN = 0.12;

const radiusOf = (count: number, node: number): number =>
  count === 1 ? 0 : count === 2 ? (APART * node) / 2 : (APART * node) / (2 * Math.sin(Math.PI / count));

/** Spans one after another in rows of this width; a row has one at least. */
function inRows(spans: readonly number[], width: number): number[][] {
  const found: number[][] = [];
  let right = Infinity;
  for (const span of spans) {
    if (right + span > width) {
      found.push([]);
      right = 0;
    }
    found.at(-1)!.push(span);
    right += span;
  }
  return found;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Rings in rows, largest first, in the middle of the box; nothing if nodes of this radius are too large for it. */
function ringsOf(sizes: readonly number[], node: number): Ring[] | undefined {
  const spans = sizes.map((size) => 2 * (radiusOf(size, node) + MARGIN * node));
  const { length } = inRows(spans, WIDTH);
  // As narrow as so many rows can be: none has one ring alone while another is full.
  let width = WIDTH;
  while (width > 10 && inRows(spans, width - 10).length === length) width -= 10;
  const rows = inRows(spans, width);
  const height = sum(rows.map((row) => row[0]!));
  if (height > HEIGHT - STRIP || spans.some((span) => span > WIDTH)) return undefined;
  let top = (HEIGHT - STRIP - height) / 2;
  return rows.flatMap((row) => {
    const y = top + row[0]! / 2;
    top += row[0]!;
    let right = (WIDTH - sum(row)) / 2;
    return row.map((span) => {
      right += span;
      return { x: right - span / 2, y, radius: span / 2 - MARGIN * node };
    });
  });
}

/** In a ring neighbours are those that are neighbours as seen along the plane that holds most of the part. */
function order(W: Tensor, features: readonly number[], overlap: Float64Array): number[] {
  const { points } = inSpace(W, features, overlap);
  const angles = points.map(([x, y]) => Math.atan2(y, x));
  // The first feature stands on top, and the ring goes round the way that its second one is nearer.
  const turned = angles.map((angle) => (angle - angles[0]! + 2 * Math.PI) % (2 * Math.PI));
  const way = turned[1] !== undefined && turned[1] > Math.PI ? -1 : 1;
  return features.map((_, k) => k).sort((a, b) => way * (turned[a]! - turned[b]!));
}

export function graphOf(W: Tensor, parts: readonly Part[], overlap = overlaps(W)): Graph {
  const n = W.shape[1]!;
  const sizes = parts.map(({ features }) => features.length);
  let size = LARGEST_NODE;
  let rings = ringsOf(sizes, size);
  while (!rings && size > SMALLEST_NODE) rings = ringsOf(sizes, (size -= 0.25));
  rings ??= [];
  const nodes = rings.map(({ x, y, radius }, part): Node[] => {
    const { features } = parts[part]!;
    const placed: Node[] = [];
    order(W, features, overlap).forEach((at, k) => {
      const angle = (2 * Math.PI * k) / features.length - (features.length === 2 ? Math.PI : Math.PI / 2);
      placed[at] = { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle), feature: features[at]!, at };
    });
    return placed;
  });
  const edges = nodes.flatMap((ring) =>
    ring.flatMap((from, a) =>
      ring.slice(a + 1).flatMap((to): Edge[] => {
        const weight = Math.abs(overlap[from.feature * n + to.feature]!);
        return weight > DRAWN ? [{ from, to, weight }] : [];
      }),
    ),
  );
  const left = n - sum(sizes);
  return {
    size,
    nodes: nodes.flat(),
    edges,
    rings,
    left: Array.from({ length: left }, (_, k) => ({ x: WIDTH / 2 + 6 * (k - (left - 1) / 2), y: HEIGHT - 6 })),
  };
}
