import { format } from 'd3-format';

const grouped = format(',d');
const small = format('.4f');
const tiny = format('.2e');

/** A count: 1,420. */
export const count = (value: number): string => grouped(value);

/** A loss: four decimals, which tell the geometries apart, and powers of ten below that. */
export function loss(value: number): string {
  if (!Number.isFinite(value)) return 'undefined';
  return Math.abs(value) >= 0.00095 || value === 0 ? small(value) : tiny(value).replaceAll('-', '−');
}

/** A share as a percentage, with the digits it has and no more: 5 %, 12.5 %. A no-break space before the sign. */
export const percent = (value: number): string => `${Number((value * 100).toPrecision(3))}\u00a0%`;

/** The same for a screen reader. */
export const percentWords = (value: number): string => `${Number((value * 100).toPrecision(3))} percent`;

/** A rate in steps a second; below ten with one decimal. */
export const rate = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : grouped(Math.round(value)));
