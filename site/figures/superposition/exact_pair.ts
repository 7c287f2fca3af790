/**
 * The exact expected loss of two features, by how many of them are on: the general formula of core/measure/exact_loss.h
 * written out for one and two active features, for figures that ask thousands of times a second.
 *
 * Output j is ReLU(z), z = a x_j + c x_i + b: a = W_j . W_j is what it takes from its own feature, c = W_j . W_i from the other.
 * Features are uniform on [0, 1] when on.
 */

// Powers of what is above zero, written out: these are asked for a million times a second.
const plus1 = (x: number) => (x > 0 ? x : 0);
const plus2 = (x: number) => (x > 0 ? x * x : 0);
const plus3 = (x: number) => (x > 0 ? x * x * x : 0);
const plus4 = (x: number) => (x > 0 ? x * x * (x * x) : 0);

/** Four-point Gauss-Legendre on [0, 1]: for coefficients so small that the closed forms would cancel. */
const NODES = [
  [0.06943184420297371, 0.17392742256872692],
  [0.33000947820757187, 0.32607257743127307],
  [0.6699905217924281, 0.32607257743127307],
  [0.9305681557970263, 0.17392742256872692],
] as const;
const integrate = (f: (x: number) => number) => NODES.reduce((sum, [x, weight]) => sum + weight * f(x), 0);
const SMALL = 0.04;

/** E[(c x + b)_+^2]: the other feature is on alone. */
export function otherAlone(c: number, b: number): number {
  if (Math.abs(c) < SMALL) return integrate((x) => plus2(c * x + b));
  return (plus3(b + c) - plus3(b)) / (3 * c);
}

/** E[x (a x + b)_+] */
function withOwn(a: number, b: number): number {
  if (Math.abs(a) < SMALL) return integrate((x) => x * plus1(a * x + b));
  return (plus2(b + a) / 2 - (plus3(b + a) - plus3(b)) / (6 * a)) / a;
}

/** E[(x - (a x + b)_+)^2]: the feature itself is on alone. */
export const ownAlone = (a: number, b: number): number => 1 / 3 - 2 * withOwn(a, b) + otherAlone(a, b);

/** E[(x_j - (a x_j + c x_i + b)_+)^2]: both are on. */
export function both(a: number, c: number, b: number): number {
  if (Math.abs(c) < SMALL) return integrate((x) => ownAlone(a, b + c * x));
  if (Math.abs(a) < SMALL) return integrate((x) => x * x - 2 * x * meanOf(c, b + a * x) + otherAlone(c, b + a * x));
  const fourth = plus4(b + a + c) - plus4(b + a) - plus4(b + c) + plus4(b);
  const third = plus3(b + a + c) - plus3(b + a);
  return 1 / 3 - (2 / (a * c)) * (third / 6 - fourth / (24 * a)) + fourth / (12 * a * c);
}

/** E[(c x + b)_+] */
function meanOf(c: number, b: number): number {
  if (Math.abs(c) < SMALL) return integrate((x) => plus1(c * x + b));
  return (plus2(b + c) - plus2(b)) / (2 * c);
}

/** An output's expected squared error when each feature is on with probability p. */
export const outputLoss = (a: number, c: number, b: number, p: number): number =>
  (1 - p) ** 2 * plus2(b) + p * (1 - p) * (ownAlone(a, b) + otherAlone(c, b)) + p * p * both(a, c, b);

/** What a feature costs that is ignored at its best bias p/2, importance aside: its variance. */
export const ignoredLoss = (p: number): number => p / 3 - (p * p) / 4;

/** The bias of least loss for an output, and that loss. */
export function bestBias(a: number, c: number, p: number): { bias: number; loss: number } {
  const at = (b: number) => outputLoss(a, c, b, p);
  const step = 0.125;
  // An ignored feature's bias, p/2, lies in a valley that may be narrower than the steps.
  let [best, reach, least] = [p / 2, p / 2, at(p / 2)];
  for (let b = -0.75; b <= 0.75; b += step) {
    const loss = at(b);
    if (loss < least) [best, reach, least] = [b, step, loss];
  }
  // Golden section around the best.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [best - reach, best + reach];
  let [x1, x2] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [f1, f2] = [at(x1), at(x2)];
  for (let k = 0; k < 16; ++k) {
    if (f1 < f2) {
      [high, x2, f2] = [x2, x1, f1];
      x1 = high - ratio * (high - low);
      f1 = at(x1);
    } else {
      [low, x1, f1] = [x1, x2, f2];
      x2 = low + ratio * (high - low);
      f2 = at(x2);
    }
  }
  return f1 < f2 ? { bias: x1, loss: f1 } : { bias: x2, loss: f2 };
}

/** Two features in one dimension: loss at its best biases, by weights. `r` is the second one's importance. */
export function lineLoss(w1: number, w2: number, p: number, r: number): number {
  return bestBias(w1 * w1, w1 * w2, p).loss + r * bestBias(w2 * w2, w1 * w2, p).loss;
}

export interface Minimum {
  w1: number;
  w2: number;
  loss: number;
}

/** Slides downhill from a point by shrinking steps along both axes and diagonals: to the minimum of the valley that it is in. */
export function slide(from: { w1: number; w2: number }, p: number, r: number, smallest = 1e-4): Minimum {
  let { w1, w2 } = from;
  let loss = lineLoss(w1, w2, p, r);
  for (let step = 0.08; step > smallest;) {
    let moved = false;
    for (const [x, y] of DIRECTIONS) {
      const next = lineLoss(w1 + step * x, w2 + step * y, p, r);
      if (next < loss - 1e-12) {
        [w1, w2, loss] = [w1 + step * x, w2 + step * y, next];
        moved = true;
        break;
      }
    }
    if (!moved) step /= 2;
  }
  return { w1, w2, loss };
}
const DIRECTIONS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [0.7, 0.7],
  [-0.7, 0.7],
  [0.7, -0.7],
  [-0.7, -0.7],
] as const;

/** The minima of the landscape with w1 >= 0 (the sign of all weights together is free), lowest first. */
export function minima(p: number, r: number): Minimum[] {
  const found: Minimum[] = [];
  for (const start of [
    { w1: 1, w2: 0 },
    { w1: 0.02, w2: 1 },
    { w1: 0.95, w2: -0.95 },
    { w1: 0.7, w2: 0.6 },
  ]) {
    const end = slide(start, p, r);
    const turned = end.w1 < -1e-3 || (Math.abs(end.w1) <= 1e-3 && end.w2 < 0) ? { ...end, w1: -end.w1, w2: -end.w2 } : end;
    if (!found.some((other) => Math.hypot(other.w1 - turned.w1, other.w2 - turned.w2) < 0.08)) found.push(turned);
  }
  return found.sort((a, b) => a.loss - b.loss);
}

/** A little way down the slope, about as far as steep: what a ball does between two display frames. */
export function roll(from: { w1: number; w2: number }, p: number, r: number): { w1: number; w2: number } {
  const here = lineLoss(from.w1, from.w2, p, r);
  const h = 1e-3;
  const slope = [
    (lineLoss(from.w1 + h, from.w2, p, r) - lineLoss(from.w1 - h, from.w2, p, r)) / (2 * h),
    (lineLoss(from.w1, from.w2 + h, p, r) - lineLoss(from.w1, from.w2 - h, p, r)) / (2 * h),
  ] as const;
  const steep = Math.hypot(...slope) / p;
  // Losses shrink with the density, the way a ball rolls should not. A step that leads upwards is taken shorter.
  for (let step = Math.min(0.06, 0.02 + 0.2 * steep); steep > 1e-4 && step > 2e-3; step /= 2) {
    const next = { w1: from.w1 - (step * slope[0]) / (steep * p), w2: from.w2 - (step * slope[1]) / (steep * p) };
    if (lineLoss(next.w1, next.w2, p, r) < here) return next;
  }
  // Where the slope leads no farther, on a ridge or from side to side of a trough, a breath is enough.
  const beside = DIRECTIONS.map(([x, y]) => ({ w1: from.w1 + 0.02 * x, w2: from.w2 + 0.02 * y }));
  const losses = beside.map(({ w1, w2 }) => lineLoss(w1, w2, p, r));
  const least = Math.min(...losses);
  return least < here - 1e-5 * p ? beside[losses.indexOf(least)]! : from;
}
