/** Trained networks under attack: what it costs them over density, and what training under attack leaves of superposition. */
import { nearest } from '../geometry-sweep/model.ts';

/** site/data/adversarial-price/attacks.json */
export interface Attacks {
  /** Of the attacks measured, in mean lengths of an example. */
  strength: number;
  networks: {
    densities: number[];
    /** What trains each, the best of four seeds. */
    commands: string[];
    /** What an attack adds to the loss, over what it adds to that of a network without superposition. */
    vulnerability: number[];
    /** 1 / D* */
    features_per_dimension: number[];
    /** For each represented feature |W_i|^4 / D_i, and the price as it is found. */
    theory: number[][];
    measured: number[][];
  };
  /** By strength of the attacks and seed. */
  training: { strengths: number[]; features_per_dimension: number[][]; superposition: number[][] };
}

interface Dot {
  x: number;
  y: number;
  colour: string;
  size: number;
}

export const openAttacks = (content: unknown): Attacks => content as Attacks;

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share of the ys' variance that a line over the xs explains. */
export function rSquared(xs: readonly number[], ys: readonly number[]): number {
  const [x, y] = [mean(xs), mean(ys)];
  let [xx, xy, yy] = [0, 0, 0];
  xs.forEach((_, i) => {
    xx += (xs[i]! - x) ** 2;
    xy += (xs[i]! - x) * (ys[i]! - y);
    yy += (ys[i]! - y) ** 2;
  });
  return xy ** 2 / (xx * yy);
}

/** What attacks on the features of one network cost, the least and the most, as multiples of theory's price. */
export function multiples({ theory, measured }: Attacks['networks'], k: number): { least: number; most: number } {
  const all = theory[k]!.map((price, i) => measured[k]![i]! / price);
  return { least: Math.min(...all), most: Math.max(...all) };
}

/** A dot a feature, those of the network nearest to a density on top in ink. */
export function pricePoints({ densities, theory, measured }: Attacks['networks'], density: number): Dot[] {
  const chosen = nearest(densities, density);
  const of = (k: number, colour: string, size: number): Dot[] => theory[k]!.map((x, i) => ({ x, y: measured[k]![i]!, colour, size }));
  const others = densities.flatMap((_, k) => (k === chosen ? [] : of(k, 'var(--tick)', 2)));
  return [...others, ...of(chosen, 'var(--ink)', 3.5)];
}

/** Below this mean of s_i no superposition is left: in pairs it is 1, in tetrahedra 1/3. */
const NONE = 0.05;

/** The weakest attacks after which no seed has superposition left; undefined where all have. */
export const removedAt = ({ strengths, superposition }: Attacks['training']): number | undefined =>
  strengths[superposition.findIndex((seeds) => Math.max(...seeds) < NONE)];

/** A row a density, then a row a strength and seed. */
export function attacksCsv({ networks, training }: Attacks): string {
  const rows = ['density,attack_in_training,seed,features_per_dimension,vulnerability'];
  networks.densities.forEach((density, k) =>
    rows.push([density, 0, '', networks.features_per_dimension[k], networks.vulnerability[k]].join()),
  );
  training.strengths.forEach((strength, k) =>
    training.features_per_dimension[k]!.forEach((share, seed) => rows.push([0.05, strength, seed, share, ''].join())),
  );
  return rows.join('\n') + '\n';
}
