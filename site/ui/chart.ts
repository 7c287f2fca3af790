/** Pure preparation of charts: axes, lines with few points, labels. Places are fractions, 0 at the left and at the top. */
import { count, shortCount, withMinus } from '../src/format.ts';
import { linearTicks, logTicks, type Tick } from './scale.ts';

export interface Axis {
  scale: 'linear' | 'log';
  /** The value at the left, or at the bottom; it may be the larger one. */
  from: number;
  to: number;
}

/** What can't be placed on a log axis goes to the axis' low end. */
const onLog = (value: number, axis: Axis) => Math.log(Math.max(value, Math.min(axis.from, axis.to) * 1e-3));

/** Where a value lies between the axis' ends: 0 at `from`, 1 at `to`; outside the axis it is outside 0 to 1. */
export function placeOn(axis: Axis, value: number): number {
  if (axis.from === axis.to) return 0;
  if (axis.scale === 'linear') return (value - axis.from) / (axis.to - axis.from);
  return (onLog(value, axis) - Math.log(axis.from)) / (Math.log(axis.to) - Math.log(axis.from));
}

/** The value at a place. */
export function valueAt(axis: Axis, place: number): number {
  if (axis.scale === 'linear') return axis.from + (axis.to - axis.from) * place;
  return axis.from * (axis.to / axis.from) ** place;
}

/** A number on an axis: 1,000 and 25k, 0.001 and 2e-6. */
export function axisLabel(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return shortCount(value);
  if (size >= 1000) return count(value);
  return withMinus(size > 0 && size < 0.001 ? value.toExponential() : String(Number(value.toPrecision(6))));
}

/**
 * About so many labelled ticks; on a log axis 1, 2 and 5 a decade, and only the decades once there are many. Of more than
 * five labels those of rank 1 go where the axis is short: all but the decades', or every second.
 */
export function axisTicks(axis: Axis, about = 5, label: (value: number) => string = axisLabel): Tick[] {
  const [low, high] = [Math.min(axis.from, axis.to), Math.max(axis.from, axis.to)];
  const linear = axis.scale === 'linear';
  const ticks = linear ? linearTicks(low, high, about) : logTicks(low * (1 - 1e-9), high * (1 + 1e-9));
  const decades = ticks.filter((tick) => !linear && /^1e/.test(tick.toExponential()));
  const wanted = linear || ticks.length <= about + 2 ? ticks : decades;
  const every = linear ? 1 : Math.ceil(wanted.length / (about + 2));
  const labelled = wanted.filter((_, k) => k % every === 0);
  const lasting = decades.length > 1 && wanted !== decades ? decades : labelled.filter((_, k) => k % 2 === 0);
  return ticks.map((value) => {
    if (!labelled.includes(value)) return { value, rank: 2 };
    return { value, label: label(value), rank: labelled.length > 5 && !lasting.includes(value) ? 1 : 0 };
  });
}

/** A domain that holds all finite values (on a log axis: positive ones), a little wider, in whole ticks. */
export function domainOf(values: Iterable<number>, scale: Axis['scale'], least?: [number, number]): [number, number] {
  let [low, high] = least ?? [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return scale === 'log' ? [0.001, 1] : [0, 1];
  if (scale === 'log') {
    const ticks = logTicks(low / 12, high * 12);
    return [ticks.findLast((t) => t <= low * 0.95) ?? low, ticks.find((t) => t >= high * 1.05) ?? high];
  }
  if (low === high) return [low - 0.5, high + 0.5];
  const step = linearTicks(low, high, 5);
  const size = step.length > 1 ? step[1]! - step[0]! : high - low;
  return [Math.floor(low / size + 1e-9) * size, Math.ceil(high / size - 1e-9) * size];
}

/**
 * A line as SVG path data in a box of 1000 by 1000, y down. Where many points share a column, its first, lowest, highest and
 * last are kept, so that no spike is lost. A value that is no number, or none that the axis can hold, breaks the line.
 */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>, x: Axis, y: Axis, columns = 500, digits = 1): string {
  let path = '';
  let pen = false;
  const put = (i: number) => {
    path += `${pen ? 'L' : 'M'}${(placeOn(x, xs[i]!) * 1000).toFixed(digits)} ${((1 - placeOn(y, ys[i]!)) * 1000).toFixed(digits)}`;
    pen = true;
  };
  const drawn = (i: number) => Number.isFinite(ys[i]!) && (y.scale === 'linear' || ys[i]! > 0) && (x.scale === 'linear' || xs[i]! > 0);
  const columnOf = (i: number) => Math.floor(placeOn(x, xs[i]!) * columns);
  for (let i = 0; i < xs.length;) {
    if (!drawn(i)) {
      pen = false;
      ++i;
      continue;
    }
    const column = columnOf(i);
    const first = i;
    let [low, high] = [i, i];
    for (; i < xs.length && drawn(i) && columnOf(i) === column; ++i) {
      if (ys[i]! < ys[low]!) low = i;
      if (ys[i]! > ys[high]!) high = i;
    }
    for (const k of [...new Set([first, Math.min(low, high), Math.max(low, high), i - 1])]) put(k);
  }
  return path;
}

/** The index of the point nearest to `x` among ascending ones; -1 of none. */
export function nearestIndex(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  for (let high = xs.length; high - low > 1;) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  if (xs.length === 0) return -1;
  return low + 1 < xs.length && Math.abs(xs[low + 1]! - x) < Math.abs(xs[low]! - x) ? low + 1 : low;
}
