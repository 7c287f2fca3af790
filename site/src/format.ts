/** A minus sign instead of each hyphen. */
export const withMinus = (number: string): string => number.replaceAll('-', '−');

/** So many decimals; what rounds to 0 has no sign. */
export const fixed = (value: number, digits: number): string => withMinus(value.toFixed(digits).replace(/^-(0\.?0*)$/, '$1'));

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** A count: 1,420. By hand: a locale took the page 120 ms of its first three seconds. */
export const count = (value: number): string => withMinus(String(Math.round(value) + 0).replace(/\B(?=(\d{3})+$)/g, ','));

/** A large count in few letters: 25k, 1.2M. */
export function shortCount(value: number): string {
  const thousands = Math.min(PREFIXES.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3 + 1e-9));
  return withMinus(String(Number((value / 1000 ** thousands).toPrecision(6)))) + PREFIXES[thousands];
}

/** A loss: four decimals, which tell the geometries apart, and powers of ten below that. */
export function loss(value: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  return withMinus(Math.abs(value) >= 0.00095 || value === 0 ? value.toFixed(4) : value.toExponential(2));
}

/** A share as a percentage, with the digits it has and no more: 5 %, 12.5 %. A no-break space before the sign. */
export const percent = (value: number): string => `${Number((value * 100).toPrecision(3))}\u00a0%`;

/** The same for a screen reader. */
export const percentWords = (value: number): string => `${Number((value * 100).toPrecision(3))} percent`;

/** A rate in steps a second; below ten with one decimal. */
export const rate = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : count(value));

/** The direction of (x, y) in whole degrees, from 0 to 359. */
export const degrees = (x: number, y: number): number => (Math.round((Math.atan2(y, x) * 180) / Math.PI) + 360) % 360;
