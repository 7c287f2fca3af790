/** The families that the figure offers, and the engine's names of their members. */
export type Family = 'C' | 'D' | 'S' | 'A' | 'Q8' | 'Z2' | 'F20' | 'F21' | 'product';

/** Sizes that a family has in the figure; none for a single group. The engine knows larger ones. */
export const SIZES: Readonly<Partial<Record<Family, readonly [from: number, to: number]>>> = {
  C: [2, 120],
  D: [3, 60],
  S: [3, 5],
  A: [4, 5],
  Z2: [1, 6],
};

/** A size of each family that is worth a look. */
const FIRST: Readonly<Partial<Record<Family, number>>> = { C: 59, D: 7, S: 4, A: 5, Z2: 4 };

export const FAMILIES: readonly Family[] = ['C', 'D', 'S', 'A', 'Q8', 'Z2', 'F20', 'F21', 'product'];

/** Products that the figure offers; an address may name others. */
export const PRODUCTS: readonly string[] = ['C3xS3', 'C5xC5', 'C7xC7', 'C2xA4', 'S3xS3', 'C3xQ8', 'C2xA5'];

/** The engine's name of a family's member: `C59`, `Z2^4`, `Q8`. */
export const nameOf = (family: Family, size: number | undefined): string =>
  size === undefined ? (family === 'product' ? PRODUCTS[0]! : family) : family === 'Z2' ? `Z2^${size}` : `${family}${size}`;

/** The member of a family to begin with. */
export const firstOf = (family: Family): string => nameOf(family, FIRST[family]);

/** Which family's member a name is, and which one; what the figure has no ruler for counts as a product. */
export function partsOf(name: string): { family: Family; size: number | undefined } {
  if (name === 'Q8' || name === 'F20' || name === 'F21') return { family: name, size: undefined };
  const power = /^Z2\^(\d+)$/.exec(name);
  if (power) return { family: 'Z2', size: Number(power[1]) };
  const member = /^([CDSA])(\d+)$/.exec(name);
  return member ? { family: member[1] as Family, size: Number(member[2]) } : { family: 'product', size: undefined };
}

/** What a reader may write as a group; whether there is such a one, the engine says. */
export const GROUP_PATTERN = /^[A-Z]\d+(\^\d+)?(x[A-Z]\d+(\^\d+)?)*$/;
