// Which moments of a run become frames, and how they wait for the page.
import type { EngineRun } from './engine.ts';
import { History } from './history.ts';
import type { Frame, FrameContent } from './types.ts';

/** Frames may take this share of the time in which a run goes on, after the first milliseconds, which are free. */
const MAX_SHARE = 0.2;
const FREE = 50;

/** A frame that took this many times its usual time was interrupted: what the machine did else is no debt of ours. */
const INTERRUPTED = 4;
/** Milliseconds below which browsers' clocks tell nothing. */
const CLOCK = 1;

/** Bytes of frames that wait while the page is busy. */
const MAX_WAITING = 4 << 20;

/**
 * Features up to which frames hold the exact loss, as the program's metrics rows do: its cost grows threefold a feature,
 * 0.2 milliseconds at eight.
 */
const EXACT_LOSS_FEATURES = 8;

/** What frames measure unless asked for more, by the kind of task. */
const FRAME_MEASURES: Record<string, string[]> = {
  'sparse-features': ['loss', 'superposition.exact_loss', 'superposition.geometry'],
  pairs: ['loss.train', 'loss.test', 'accuracy.train', 'accuracy.test'],
};

/** What a run's frames hold: what is asked for, without what they can't afford. */
export function frameContent(run: EngineRun, asked: Partial<FrameContent>): FrameContent {
  const { kind, features } = run.spec()['task'] as { kind: string; features: number };
  const { measures = FRAME_MEASURES[kind] ?? [], views = [], parameters = true } = asked;
  const tooMany = kind === 'sparse-features' && features > EXACT_LOSS_FEATURES;
  return { measures: measures.filter((prefix) => !tooMany || prefix !== 'superposition.exact_loss'), views, parameters };
}

/**
 * The step of the next frame after `step`: every one at first, then 128 to 256 a doubling, at multiples of a power of two,
 * so that the young run can be scrubbed step by step and the old one is not drowned in frames.
 */
export function nextRecorded(step: number): number {
  const stride = 2 ** Math.max(0, Math.floor(Math.log2((step + 1) / 128)));
  return (Math.floor(step / stride) + 1) * stride;
}

/**
 * Four steps a doubling become frames whatever that costs, so that a curve over the logarithm of time keeps its bends where
 * frames are dear: while the engine is still being compiled, or when all pairs of a large group are asked for.
 */
const isLandmark = (step: number): boolean => step % 2 ** Math.max(0, Math.floor(Math.log2(step)) - 2) === 0;

export class Recorder {
  private readonly content: FrameContent;
  private waiting = new History(MAX_WAITING);
  private newest = -1;
  private recordingTime = 0;
  private otherTime = 0;
  /** What a frame costs when nothing comes between. */
  private usual: number | undefined;

  constructor(
    private readonly run: EngineRun,
    asked: Partial<FrameContent>,
    private readonly now: () => number,
  ) {
    this.content = frameContent(run, asked);
  }

  /** Counts time in which the run trained, or waited for its pace. */
  spent(milliseconds: number): void {
    this.otherTime += milliseconds;
  }

  /** True while frames keep to their share of the time. */
  get affordable(): boolean {
    return this.recordingTime <= FREE + MAX_SHARE * (this.recordingTime + this.otherTime);
  }

  /** Whether the step that was just reached is one to record. */
  wants(step: number): boolean {
    return step === nextRecorded(step - 1) && (this.affordable || isLandmark(step));
  }

  /** Records this moment unless it is the newest frame already; `again` records it in that frame's place. */
  record(again = false): void {
    if (!again && this.run.stepsDone === this.newest) return;
    const begin = this.now();
    const frame = this.run.frame(this.content);
    this.newest = frame.step;
    this.waiting.add(frame);
    this.charge(this.now() - begin);
  }

  private charge(milliseconds: number): void {
    const most = this.usual === undefined ? FREE : Math.max(CLOCK, INTERRUPTED * this.usual);
    const cost = Math.min(milliseconds, most);
    this.recordingTime += cost;
    // The lowest seen, with a slow way up: measures may come to cost more while a run goes on.
    this.usual = this.usual === undefined ? cost : Math.min(cost, this.usual + (cost - this.usual) / 8);
  }

  /** The frames recorded since the last call. */
  take(): Frame[] {
    const frames = this.waiting.all;
    this.waiting = new History(MAX_WAITING);
    return frames;
  }
}

/** The buffers of frames: postMessage moves them instead of copying. */
export function frameBuffers(frames: readonly Frame[]): ArrayBuffer[] {
  const all = frames.flatMap(({ tensors }) => Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer));
  return [...new Set(all)];
}
