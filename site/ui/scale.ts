/**
 * A ruler's arithmetic. A scale joins three things: the quantity's value, its place along the ruler (a fraction, 0 at the
 * left end) and the notch that the native range input counts in. Notches are evenly spaced in place, so that the input's
 * own pointer and key handling agrees with what is drawn.
 */
export interface Scale {
  /** Number of the last notch; the first is 0. */
  readonly notches: number;
  /** Place of a value, 0 to 1; values outside the scale go to its ends. */
  fraction(value: number): number;
  /** The roundest value within half a notch of notch k. */
  value(notch: number): number;
  /** The notch nearest to a value. */
  notch(value: number): number;
}

export interface Tick {
  value: number;
  /** Text above the tick; none draws a bare tick. */
  label?: string;
  /** 0: always labelled; 1: the label goes where the ruler is narrow; 2: the tick itself goes there too. */
  rank?: 0 | 1 | 2;
}

/** A stretch of the scale where theory or measurement says that one thing happens. */
export interface Regime {
  name: string;
  from: number;
  to: number;
}

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));

/** The number with the fewest digits between two bounds of the same sign. */
export function roundest(low: number, high: number): number {
  const middle = (low + high) / 2;
  for (let digits = 1; digits < 12; ++digits) {
    const candidate = Number(middle.toPrecision(digits));
    if (candidate >= low && candidate <= high) return candidate;
  }
  return middle;
}

/** Logarithmic from `from` to `to` (either may be larger), with this many notches a factor of ten. */
export function logScale(from: number, to: number, perDecade: number): Scale {
  const start = Math.log10(from);
  const span = Math.log10(to) - start;
  const notches = Math.round(Math.abs(span) * perDecade);
  const at = (notch: number) => 10 ** (start + (span * notch) / notches);
  return {
    notches,
    fraction: (value) => clamp((Math.log10(value) - start) / span, 0, 1),
    value(notch) {
      if (notch <= 0) return from;
      if (notch >= notches) return to;
      const [a, b] = [at(notch - 0.49), at(notch + 0.49)];
      return roundest(Math.min(a, b), Math.max(a, b));
    },
    notch: (value) => Math.round(clamp((Math.log10(value) - start) / span, 0, 1) * notches),
  };
}

/** Linear from `from` to `to` in steps of `step`. */
export function linearScale(from: number, to: number, step: number): Scale {
  const notches = Math.max(1, Math.round((to - from) / step));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const fraction = (value: number) => (to === from ? 0 : clamp((value - from) / (to - from), 0, 1));
  return {
    notches,
    fraction,
    value: (notch) => Number((from + ((to - from) * clamp(notch, 0, notches)) / notches).toFixed(digits)),
    notch: (value) => Math.round(fraction(value) * notches),
  };
}

/** These values, ascending and evenly spaced; a value between two of them lies between their places. */
export function stopsScale(values: readonly number[]): Scale {
  const notches = values.length - 1;
  const place = (value: number): number => {
    const above = values.findIndex((stop) => stop >= value);
    if (above < 0) return notches;
    if (above === 0) return 0;
    const [low, high] = [values[above - 1]!, values[above]!];
    return above - 1 + (value - low) / (high - low);
  };
  return {
    notches,
    fraction: (value) => place(value) / notches,
    value: (notch) => values[clamp(Math.round(notch), 0, notches)]!,
    notch: (value) => Math.round(place(value)),
  };
}

/** The same scale with a last notch beyond its end that means `Infinity`: "all the machine gives". */
export function withInfinity(scale: Scale, gap: number): Scale {
  const notches = scale.notches + gap;
  const share = scale.notches / notches;
  return {
    notches,
    fraction: (value) => (value === Infinity ? 1 : scale.fraction(value) * share),
    value: (notch) => (notch > scale.notches + gap / 2 ? Infinity : scale.value(Math.min(notch, scale.notches))),
    notch: (value) => (value === Infinity ? notches : scale.notch(value)),
  };
}

/** The regime that holds a value, whichever way its bounds are given. */
export function regimeAt(regimes: readonly Regime[], value: number): Regime | undefined {
  return regimes.find((r) => value >= Math.min(r.from, r.to) && value <= Math.max(r.from, r.to));
}

/** 1, 2 and 5 times the powers of ten between two positive bounds. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); ++exponent)
    for (const mantissa of [1, 2, 5]) {
      const value = Number(`${mantissa}e${exponent}`);
      if (value >= low && value <= high) ticks.push(value);
    }
  return ticks;
}

/** About so many round numbers between two bounds: multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, about: number): number[] {
  const wanted = (high - low) / about;
  if (!(wanted > 0)) return low === high ? [low] : [];
  const power = 10 ** Math.floor(Math.log10(wanted));
  // Whichever multiple is nearest in ratio.
  const step =
    power *
    ([
      [50, 10],
      [10, 5],
      [2, 2],
    ].find(([square]) => (wanted / power) ** 2 >= square!)?.[1] ?? 1);
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
