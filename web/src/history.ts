// What a run leaves behind while it trains: frames to scrub through and curves to draw, both bounded.
import type { Frame, Series } from './types.ts';

/** About what a frame costs besides its arrays: objects, names, measures. */
const FRAME_OVERHEAD = 600;

/** What a frame takes of a history's bytes. */
export function frameBytes(frame: Frame): number {
  let bytes = FRAME_OVERHEAD;
  for (const { data } of Object.values(frame.tensors)) bytes += data.byteLength;
  return bytes;
}

/**
 * Frames in the order of their steps. Beyond its bytes it drops every second frame, and from then on keeps only every
 * second one that comes, so that what stays is spread evenly over the whole run. The first and the newest are always there.
 */
export class History {
  private frames: { frame: Frame; serial: number; bytes: number }[] = [];
  private bytes = 0;
  private serial = 0;
  /** Frames whose serial number is a multiple of this stay; the newest stays until the next one comes. */
  private stride = 1;

  constructor(private readonly maxBytes = 16 << 20) {}

  get length(): number {
    return this.frames.length;
  }

  get first(): number {
    return this.frames[0]?.frame.step ?? 0;
  }

  get last(): number {
    return this.frames.at(-1)?.frame.step ?? 0;
  }

  /** All that stayed, in order. */
  get all(): Frame[] {
    return this.frames.map(({ frame }) => frame);
  }

  /** Steps never fall; a frame of the same step replaces the newest, as after a change of the task. */
  add(frame: Frame, bytes = frameBytes(frame)): void {
    const newest = this.frames.at(-1);
    let serial = this.serial;
    if (newest) {
      if (frame.step < newest.frame.step) throw new RangeError(`step ${frame.step} after step ${newest.frame.step}`);
      const again = frame.step === newest.frame.step;
      if (again) serial = newest.serial;
      if (again || newest.serial % this.stride !== 0) {
        this.bytes -= newest.bytes;
        this.frames.pop();
      }
    }
    this.serial = serial + 1;
    this.frames.push({ frame, serial, bytes });
    this.bytes += bytes;
    while (this.bytes > this.maxBytes && this.frames.length > 2) this.thin();
  }

  private thin(): void {
    this.stride *= 2;
    const newest = this.frames.at(-1);
    this.frames = this.frames.filter((kept) => kept.serial % this.stride === 0 || kept === newest);
    this.bytes = this.frames.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The nearest frame at or before `step`; the first one if it is before that. */
  at(step: number): Frame {
    if (this.frames.length === 0) throw new RangeError('nothing is recorded yet');
    let low = 0;
    for (let high = this.frames.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if (this.frames[middle]!.frame.step <= step) low = middle;
      else high = middle;
    }
    return this.frames[low]!.frame;
  }
}

/**
 * The scalar measures of every frame, which outlive the frames themselves: a row a frame, and a column a measure, with NaN
 * where it was undefined. Beyond its rows it thins itself like a History.
 */
export class Metrics {
  private steps: Float64Array = new Float64Array(256);
  private columns = new Map<string, Float64Array>();
  private count = 0;
  private serial = 0;
  private stride = 1;

  constructor(private readonly maxRows = 1 << 15) {}

  add(frame: Frame): void {
    const again = this.count > 0 && this.steps[this.count - 1] === frame.step;
    if (again) this.serial--;
    if (again || (this.count > 0 && (this.serial - 1) % this.stride !== 0)) this.count--;
    if (this.count === this.maxRows) this.thin();
    if (this.count === this.steps.length) this.resize(2 * this.count);
    this.serial++;
    const row = this.count++;
    this.steps[row] = frame.step;
    for (const column of this.columns.values()) column[row] = NaN;
    for (const [path, value] of Object.entries(frame.measures)) {
      if (typeof value === 'number') this.column(path)[row] = value;
    }
  }

  /** Views of what is recorded so far; their newest point may be replaced by the next frame. */
  series(path: string): Series {
    const values = this.columns.get(path);
    if (!values) return { steps: new Float64Array(), values: new Float64Array() };
    return { steps: this.steps.subarray(0, this.count), values: values.subarray(0, this.count) };
  }

  private column(path: string): Float64Array {
    let column = this.columns.get(path);
    if (!column) {
      column = new Float64Array(this.steps.length).fill(NaN);
      this.columns.set(path, column);
    }
    return column;
  }

  private resize(rows: number): void {
    this.rewrite((old) => {
      const array = new Float64Array(rows);
      array.set(old);
      return array;
    });
  }

  private thin(): void {
    this.stride *= 2;
    this.rewrite((old) => old.map((_, row) => old[2 * row] ?? NaN));
    this.count = (this.count + 1) >> 1;
  }

  /** Into new arrays, so that views given out before stay as they were. */
  private rewrite(make: (old: Float64Array) => Float64Array): void {
    this.steps = make(this.steps);
    for (const [path, column] of this.columns) this.columns.set(path, make(column));
  }
}
