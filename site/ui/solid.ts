/** Points in space seen from afar: turning them, and which of them are joined by edges of their convex hull. */
export type Vector3 = readonly [number, number, number];
/** Rows are the screen's right, up, and towards the eye. */
export type View = readonly [Vector3, Vector3, Vector3];

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const plus = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (a: Vector3, b: Vector3): Vector3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const scaled = (a: Vector3, by: number): Vector3 => [a[0] * by, a[1] * by, a[2] * by];
const length = (a: Vector3): number => Math.sqrt(dot(a, a));
const unit = (a: Vector3): Vector3 => scaled(a, 1 / length(a));

/** From a little above and to the side, so that three dimensions show. */
export const START: View = turned(
  turned(
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    0.5,
    0,
  ),
  0,
  0.35,
);

/** The view after the things in it were turned: by `right` radians about the upright, `down` about the line from left to right. */
export function turned([x, y, z]: View, right: number, down: number): View {
  const turn = (a: Vector3, b: Vector3, angle: number): Vector3 => plus(scaled(a, Math.cos(angle)), scaled(b, -Math.sin(angle)));
  const eye = turn(z, x, right);
  // Rounding is taken out of the axes each time, or a long turn would shear the picture.
  const up = unit(turn(y, eye, down));
  const towards = turn(eye, y, -down);
  const straight = unit(minus(towards, scaled(up, dot(towards, up))));
  return [cross(up, straight), up, straight];
}

export const seen = (view: View, point: Vector3): Vector3 => [dot(view[0], point), dot(view[1], point), dot(view[2], point)];

export interface Label {
  x: number;
  y: number;
  text: string;
}

/** Labels of places that lie closer together than `gap` become one, so that each can be read. */
export function joinedLabels(labels: readonly Label[], gap: number): Label[] {
  const joined: Label[] = [];
  for (const label of labels) {
    const near = joined.find(({ x, y }) => Math.hypot(x - label.x, y - label.y) < gap);
    if (near) near.text += ` ${label.text}`;
    else joined.push({ ...label });
  }
  return joined;
}

/**
 * Edges of the convex hull of a few points, as pairs of indices. Points in one plane give their polygon, points on one line
 * the segment between the ends. Every face is looked for by brute force, n^4 in all: for polytopes of up to twenty vertices.
 */
export function hullEdges(points: readonly Vector3[]): [number, number][] {
  const size = Math.max(...points.map(length), 1e-12);
  const tolerance = 1e-2 * size;
  const faces = new Map<string, number[]>();
  for (let i = 0; i < points.length; ++i)
    for (let j = i + 1; j < points.length; ++j)
      for (let k = j + 1; k < points.length; ++k) {
        const normal = cross(minus(points[j]!, points[i]!), minus(points[k]!, points[i]!));
        const area = length(normal);
        if (area < tolerance * size) continue;
        const heights = points.map((p) => dot(minus(p, points[i]!), normal) / area);
        if (heights.some((h) => h > tolerance) && heights.some((h) => h < -tolerance)) continue;
        const on = heights.flatMap((h, at) => (Math.abs(h) <= tolerance ? [at] : []));
        faces.set(on.join(), on);
      }
  if (faces.size === 0) return endsOfLine(points);
  const edges = new Map<string, [number, number]>();
  for (const face of faces.values()) for (const [a, b] of polygonEdges(points, face)) edges.set(`${a},${b}`, [a, b]);
  return [...edges.values()];
}

function endsOfLine(points: readonly Vector3[]): [number, number][] {
  let [best, far] = [undefined as [number, number] | undefined, 1e-9];
  points.forEach((a, i) =>
    points.forEach((b, j) => {
      const apart = length(minus(a, b));
      if (i < j && apart > far) [best, far] = [[i, j], apart];
    }),
  );
  return best ? [best] : [];
}

/** Sides of the convex polygon that points in one plane make. */
function polygonEdges(points: readonly Vector3[], face: readonly number[]): [number, number][] {
  const edges: [number, number][] = [];
  for (const [n, a] of face.entries())
    for (const b of face.slice(n + 1)) {
      const along = minus(points[b]!, points[a]!);
      const others = face.filter((c) => c !== a && c !== b).map((c) => cross(along, minus(points[c]!, points[a]!)));
      const first = others.find((o) => length(o) > 1e-9);
      if (!first || others.every((o) => dot(o, first) >= -1e-9)) edges.push([a, b]);
    }
  return edges;
}
