/**
 * What the weights of a toy autoencoder say: overlaps, lengths, superposition, dimensionality, the feature graph. The
 * engine's measures are the same (core/measure/geometry.h), which geometry.test.ts holds these against; pictures work them
 * out here because a stored run has the weights of each frame and nothing else.
 *
 * W is [m, n], row-major; column i is feature i's direction.
 */
import type { Tensor } from '@orrery/engine';
import type { Vector3 } from '../../ui/solid.ts';

/** Below this length a direction means nothing. */
const MEANINGFUL = 1e-3;
/** A feature is represented above this length. */
export const REPRESENTED = 0.5;
/** Represented features are joined in the feature graph when the |cosine| of their angle exceeds this. */
export const CONNECTED = 0.15;

export const featureCount = (W: Tensor): number => W.shape[1]!;

/** W^T W, [n, n] row-major: what output j takes from feature i. */
export function overlaps(W: Tensor): Float64Array {
  const [m, n] = [W.shape[0]!, W.shape[1]!];
  const result = new Float64Array(n * n);
  for (let k = 0; k < m; ++k)
    for (let i = 0; i < n; ++i) {
      const w = W.data[k * n + i]!;
      for (let j = 0; j < n; ++j) result[i * n + j]! += w * W.data[k * n + j]!;
    }
  return result;
}

export interface FeatureMeasures {
  /** |W_i| */
  norm: number;
  /** s_i: how hard the others together can drive i; 0 is alone, 1 as hard as i itself. */
  superposition: number;
  /** D_i: the share of a dimension that i has. */
  dimensionality: number;
}

export function featureMeasures(W: Tensor, overlap = overlaps(W)): FeatureMeasures[] {
  const n = featureCount(W);
  return Array.from({ length: n }, (_, i) => {
    const square = overlap[i * n + i]!;
    const norm = Math.sqrt(square);
    if (norm < MEANINGFUL) return { norm, superposition: 0, dimensionality: 0 };
    let others = 0;
    for (let j = 0; j < n; ++j) if (j !== i) others += overlap[i * n + j]! ** 2;
    return { norm, superposition: others / square, dimensionality: square ** 2 / (square ** 2 + others) };
  });
}

/** D* = m / |W|^2: hidden dimensions for each represented feature. */
export function dimensionsPerFeature(W: Tensor): number {
  let squares = 0;
  for (const w of W.data) squares += w * w;
  return W.shape[0]! / squares;
}

export interface Component {
  /** Ascending. */
  features: number[];
}

/** Connected parts of the feature graph, those of most features first. */
export function components(W: Tensor, overlap = overlaps(W)): Component[] {
  const n = featureCount(W);
  const norms = Array.from({ length: n }, (_, i) => Math.sqrt(overlap[i * n + i]!));
  const represented = norms.flatMap((norm, i) => (norm > REPRESENTED ? [i] : []));
  const seen = new Set<number>();
  const found: Component[] = [];
  for (const root of represented) {
    if (seen.has(root)) continue;
    seen.add(root);
    const features = [root];
    for (const i of features)
      for (const j of represented) {
        if (seen.has(j) || Math.abs(overlap[i * n + j]!) <= CONNECTED * norms[i]! * norms[j]!) continue;
        seen.add(j);
        features.push(j);
      }
    found.push({ features: features.sort((a, b) => a - b) });
  }
  return found.sort((a, b) => b.features.length - a.features.length || a.features[0]! - b.features[0]!);
}

/** How many are alone in their dimension, how many are in pairs, how many in larger shapes. */
export function counts(W: Tensor): { dedicated: number; paired: number; larger: number; represented: number } {
  const sizes = components(W).map(({ features }) => features.length);
  const of = (test: (size: number) => boolean) => sizes.filter(test).reduce((a, b) => a + b, 0);
  return { dedicated: of((s) => s === 1), paired: of((s) => s === 2), larger: of((s) => s > 2), represented: of(() => true) };
}

/**
 * Eigenvalues (largest first) and eigenvectors (columns, row-major [k, k]) of a symmetric matrix by Jacobi's rotations.
 */
export function symmetricEigen(matrix: ArrayLike<number>, k: number): { values: number[]; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(k * k);
  for (let i = 0; i < k; ++i) v[i * k + i] = 1;
  for (let sweep = 0; sweep < 40; ++sweep) {
    let off = 0;
    for (let p = 0; p < k; ++p)
      for (let q = p + 1; q < k; ++q) {
        const apq = a[p * k + q]!;
        off += apq * apq;
        if (Math.abs(apq) < 1e-14) continue;
        const theta = (a[q * k + q]! - a[p * k + p]!) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const [c, s] = [1 / Math.sqrt(t * t + 1), t / Math.sqrt(t * t + 1)];
        for (let i = 0; i < k; ++i) {
          const [ip, iq] = [a[i * k + p]!, a[i * k + q]!];
          a[i * k + p] = c * ip - s * iq;
          a[i * k + q] = s * ip + c * iq;
        }
        for (let i = 0; i < k; ++i) {
          const [pi, qi] = [a[p * k + i]!, a[q * k + i]!];
          a[p * k + i] = c * pi - s * qi;
          a[q * k + i] = s * pi + c * qi;
          const [vp, vq] = [v[i * k + p]!, v[i * k + q]!];
          v[i * k + p] = c * vp - s * vq;
          v[i * k + q] = s * vp + c * vq;
        }
      }
    if (off < 1e-22) break;
  }
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => a[j * k + j]! - a[i * k + i]!);
  const vectors = new Float64Array(k * k);
  order.forEach((from, to) => {
    for (let i = 0; i < k; ++i) vectors[i * k + to] = v[i * k + from]!;
  });
  return { values: order.map((i) => a[i * k + i]!), vectors };
}

/** An axis with less than this share of the first one's squared length is the noise of training, not a dimension of the shape. */
const FLAT = 0.05;

/**
 * Some features' directions in the (at most) three dimensions that hold most of them, and the share of their squared length
 * that those hold.
 */
export function inSpace(W: Tensor, features: readonly number[], overlap = overlaps(W)): { points: Vector3[]; held: number } {
  const [n, k] = [featureCount(W), features.length];
  const gram = new Float64Array(k * k);
  features.forEach((i, a) => features.forEach((j, b) => (gram[a * k + b] = overlap[i * n + j]!)));
  const { values, vectors } = symmetricEigen(gram, k);
  const along = (a: number, axis: number) =>
    axis < k && values[axis]! > FLAT * values[0]! ? vectors[a * k + axis]! * Math.sqrt(values[axis]!) : 0;
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  return {
    points: features.map((_, a): Vector3 => [along(a, 0), along(a, 1), along(a, 2)]),
    held: total > 0 ? values.slice(0, 3).reduce((sum, value) => sum + Math.max(0, value), 0) / total : 0,
  };
}
