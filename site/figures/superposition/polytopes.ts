/**
 * Which polytope each part of the feature graph is: as the engine's classifier has it (core/measure/geometry.cpp), which a
 * frame tells in one name for the whole network. A picture of the parts needs to know which is which; geometry-sweep's test
 * holds the two against each other.
 */
import type { Tensor } from '@orrery/engine';
import { components, overlaps } from './geometry.ts';

export interface Part {
  polytope: string;
  /** Ascending. */
  features: number[];
}

/** How far a vertex's cosines with the others, sorted, may be from the ideal's. */
const TOLERANCE = 0.2;
const POLYGONS = ['pentagon', 'hexagon', 'heptagon', 'octagon', 'nonagon', 'decagon', 'hendecagon', 'dodecagon'];
const SIMPLICES: Record<number, string> = { 2: 'digon', 3: 'triangle', 4: 'tetrahedron' };

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

/** Those of so many vertices, as one vertex sees them: the cosines to all others. */
function ideals(vertices: number): { name: string; cosines: number[] }[] {
  const known = [
    { name: SIMPLICES[vertices] ?? `${vertices - 1}-simplex`, cosines: Array<number>(vertices - 1).fill(-1 / (vertices - 1)) },
  ];
  const polygon = POLYGONS[vertices - 5];
  if (polygon) known.push({ name: polygon, cosines: range(1, vertices).map((k) => Math.cos((2 * Math.PI * k) / vertices)) });
  if (vertices === 8) {
    const own = range(1, 4).map((k) => 1 / 3 + (2 / 3) * Math.cos((Math.PI / 2) * k));
    const other = range(0, 4).map((k) => -1 / 3 + (2 / 3) * Math.cos(Math.PI / 4 + (Math.PI / 2) * k));
    known.push({ name: 'square-antiprism', cosines: [...own, ...other] });
  }
  if (vertices === 12) {
    const five = Array<number>(5).fill(1 / Math.sqrt(5));
    known.push({ name: 'icosahedron', cosines: [-1, ...five.map((cosine) => -cosine), ...five] });
  }
  return known.map(({ name, cosines }) => ({ name, cosines: cosines.sort((a, b) => a - b) }));
}

/** The parts that are connected, those of most features first; of equal ones, those of one polytope stand together. */
export function partsOf(W: Tensor, overlap = overlaps(W)): Part[] {
  const n = W.shape[1]!;
  const cosine = (i: number, j: number) => overlap[i * n + j]! / Math.sqrt(overlap[i * n + i]! * overlap[j * n + j]!);
  const polytopeOf = (features: number[]): string => {
    if (features.length === 1) return 'dedicated';
    const rows = features.map((i) => features.flatMap((j) => (j === i ? [] : [cosine(i, j)])).sort((a, b) => a - b));
    const off = (cosines: number[]) => Math.max(...rows.map((row) => Math.max(...row.map((value, k) => Math.abs(value - cosines[k]!)))));
    const nearest = ideals(features.length)
      .map(({ name, cosines }) => ({ name, off: off(cosines) }))
      .reduce((best, ideal) => (ideal.off <= best.off ? ideal : best));
    return nearest.off <= TOLERANCE ? nearest.name : 'irregular';
  };
  return components(W, overlap)
    .map(({ features }) => ({ polytope: polytopeOf(features), features }))
    .sort((a, b) => b.features.length - a.features.length || (a.polytope < b.polytope ? -1 : a.polytope > b.polytope ? 1 : 0));
}
