/** What penalties do, in closed form or by search: the first and the third way out (core/measure/l1_prices.h has the same). */

/** Where a feature on one neuron of length w costs least, w = sqrt(2/3) at the price at which it dies. */
export const DEATH_LENGTH = Math.sqrt(2 / 3);
/** Price over importance above which length 0 is best: 8/9 sqrt(2/3) = 0.7258. */
export const DEATH_PRICE = (8 / 9) * DEATH_LENGTH;
/** Above it there is no second valley, only length 0: the largest slope of (1 - w^2)^2 / 3, at w = 1/sqrt(3). */
export const LAST_VALLEY_PRICE = 16 / (9 * Math.sqrt(3));

/** Squared error of a lone feature that is rebuilt as w^2 x, for each time it is on. */
export const featureError = (w: number): number => (1 - w * w) ** 2 / 3;
/** The same and the price of its neuron: L1 of w x, which is w / 2 on average. Importance 1, sparse limit. */
export const featureCost = (w: number, price: number): number => featureError(w) + (price * w) / 2;

/** The valley of featureCost above 0, the largest root of w - w^3 = 3 price / 8; none past LAST_VALLEY_PRICE. */
export function valley(price: number): number | undefined {
  if (price > LAST_VALLEY_PRICE) return undefined;
  const r = 2 / Math.sqrt(3);
  return r * Math.cos(Math.acos((-9 * price) / (16 / Math.sqrt(3))) / 3);
}

/** The length that costs least. */
export const bestLength = (price: number): number => (price < DEATH_PRICE ? valley(price)! : 0);

/** Features of these importances that live at a price. */
export const living = (importances: readonly number[], price: number): number =>
  importances.filter((importance) => price < DEATH_PRICE * importance).length;

/**
 * What a hidden unit takes off the loss each time that it works, features alike at density p: on one feature of its own,
 * and on an opposite pair. They agree as p goes to 0, and the pair is never better.
 */
export const gainAlone = (p: number): number => 1 / 3 - p / 4;
export const gainOfPair = (p: number): number => (2 / 3 - (5 * p) / 6) / (2 - p);

/** Two unit features at an angle; the second is on alone, or else with the first in half of the cases, the first always. */
export interface Company {
  /** Between the features, in radians. */
  angle: number;
  /** How often the second is on alone. */
  alone: number;
}
/** With the first feature, that often the second is on too. */
export const TOGETHER = 0.5;

/** Mean L1 of the codes that rebuild exactly what happens while the second is never alone: true atoms, or the first and the bisector. */
export const trueL1 = (): number => 1 + TOGETHER;
export const mergedL1 = (angle: number): number => 1 - TOGETHER + 2 * TOGETHER * Math.cos(angle / 2);

/** Least of |x - D z|^2 / 2 + price (z_1 + z_2) over z >= 0, for two unit atoms at these angles. */
export function codeCost(x: readonly [number, number], atoms: readonly [number, number], price: number): number {
  const [u, v] = atoms.map((angle) => x[0] * Math.cos(angle) + x[1] * Math.sin(angle) - price) as [number, number];
  const whole = (x[0] ** 2 + x[1] ** 2) / 2;
  const c = Math.cos(atoms[1] - atoms[0]);
  const both = 1 - c * c;
  if (both > 1e-9 && u > c * v && v > c * u) return whole - (u * u - 2 * c * u * v + v * v) / (2 * both);
  return whole - Math.max(0, u, v) ** 2 / 2;
}

/** The expected cost of two atoms, the first feature at angle 0. */
export function dictionaryCost({ angle, alone }: Company, atoms: readonly [number, number], price: number): number {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return (
    (1 - alone) * ((1 - TOGETHER) * codeCost([1, 0], atoms, price) + TOGETHER * codeCost([1 + c, s], atoms, price)) +
    alone * codeCost([c, s], atoms, price)
  );
}

/** The two atoms of the least expected cost, by descent from the true ones and from the merged ones. */
export function bestAtoms(company: Company, price: number): [number, number] {
  const starts: [number, number][] = [
    [0, company.angle],
    [0, company.angle / 2],
  ];
  let best = { atoms: starts[0]!, cost: Infinity };
  for (const start of starts) {
    let atoms = start;
    let cost = dictionaryCost(company, atoms, price);
    for (let step = company.angle / 8; step > 1e-5;) {
      const next = [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ]
        .map(([a, b]): [number, number] => [atoms[0] + a!, atoms[1] + b!])
        .map((moved) => ({ atoms: moved, cost: dictionaryCost(company, moved, price) }))
        .reduce((low, one) => (one.cost < low.cost ? one : low));
      if (next.cost < cost - 1e-12) ({ atoms, cost } = next);
      else step /= 2;
    }
    if (cost < best.cost) best = { atoms, cost };
  }
  return best.atoms;
}

/** How often the second must be on alone before the atoms leave the bisector's side of half-way. */
export function swingAt(angle: number, price: number): number {
  let [merged, apart] = [0, 1];
  for (let k = 0; k < 14; ++k) {
    const alone = (merged + apart) / 2;
    if (bestAtoms({ angle, alone }, price)[1] < 0.75 * angle) merged = alone;
    else apart = alone;
  }
  return apart;
}
