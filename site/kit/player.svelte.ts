/**
 * Moves one playhead over a run, stored or live. Below the run's last recorded step it replays; at the end of a live run
 * it follows the training. A figure reads `frame`, `head` and `history` and gives the readers' commands back.
 */
import type { Frame, LiveRun, RunSource } from '@orrery/engine';
import { onFrames } from '../src/frames.ts';

const isLive = (source: RunSource): source is LiveRun => source.live;

/** While playing, words and charts are redrawn at most this often, in ms; the picture on every frame. */
const SLOW_EVERY = 100;

export class Player {
  /** The moment that the figure shows. */
  frame: Frame | undefined = $state.raw();
  /** What the reader asked for; suspension while out of sight leaves it as it is. */
  playing = $state(false);
  /** Steps a second asked for; Infinity is all the machine gives. */
  speed = $state(100);
  /** Steps a second measured. */
  rate = $state(0);
  /** Last recorded step. */
  last = $state(0);
  live = $state(false);
  /** The shown moment again, for words and charts: while playing it changes a few times a second, not on every frame. */
  slow: Frame | undefined = $state.raw();
  /** Counts up with `slow`; read it where recorded metrics are drawn. */
  history = $state(0);
  /** True while the playhead is behind the run's end. */
  replaying = $state(false);

  #source: RunSource | undefined;
  #head = 0;
  /** The playhead stays at the run's end while that grows, also with the frames that arrive after a pause. */
  #following = false;
  #visible = true;
  #dirty = true;
  #slowAt = 0;
  #stopFrames: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  /** Called on each drawn frame, for a figure's own rules. */
  ondraw: ((frame: Frame) => void) | undefined;

  get source(): RunSource | undefined {
    return this.#source;
  }
  get liveRun(): LiveRun | undefined {
    return this.#source && isLive(this.#source) ? this.#source : undefined;
  }
  get head(): number {
    return this.#head;
  }

  /** Shows another run from this step; the caller owns the old one. */
  load(source: RunSource, head: number): void {
    this.#unsubscribe?.();
    this.#source = source;
    this.live = source.live;
    this.#head = Math.min(head, source.last);
    this.#following = this.#head >= source.last;
    this.liveRun?.setSpeed(this.speed);
    this.#unsubscribe = source.subscribe(() => {
      this.#dirty = true;
      if (!this.#stopFrames) this.#wake();
    });
    this.#slowAt = -Infinity;
    this.#draw(source, 0);
    this.#wake();
  }

  play(): void {
    this.playing = true;
    this.#wake();
  }

  pause(): void {
    this.playing = false;
    this.liveRun?.pause();
    this.#wake();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** One recorded moment on when behind the end, one update at the end of a live run. */
  async step(): Promise<void> {
    this.pause();
    const source = this.#source;
    if (!source) return;
    if (!this.#following && this.#head < source.last) {
      const shown = source.at(Math.floor(this.#head)).step;
      do ++this.#head;
      while (this.#head < source.last && source.at(this.#head).step <= shown);
    } else if (isLive(source)) {
      this.#following = true;
      await source.step(1);
    }
    this.#wake();
  }

  scrub(step: number): void {
    this.pause();
    this.#head = Math.min(Math.max(step, this.#source?.first ?? 0), this.#source?.last ?? 0);
    this.#following = false;
    this.#wake();
  }

  toEnd(): void {
    this.#following = true;
    this.#wake();
  }

  setSpeed(stepsPerSecond: number): void {
    this.speed = stepsPerSecond;
    this.liveRun?.setSpeed(stepsPerSecond);
  }

  /** The run goes on while it can be seen. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#wake();
    else this.liveRun?.pause();
  }

  dispose(): void {
    this.#unsubscribe?.();
    this.#stopFrames?.();
    this.#stopFrames = undefined;
  }

  #wake(): void {
    this.#dirty = true;
    this.#slowAt = -Infinity;
    this.#stopFrames ??= onFrames((now, elapsed) => this.#turn(now, elapsed));
  }

  #turn(now: number, elapsed: number): void {
    const source = this.#source;
    if (!source) return this.#sleep();
    const moving = this.playing && this.#visible;
    if (moving && !this.#following) {
      this.#head = this.speed === Infinity ? source.last : Math.min(source.last, this.#head + this.speed * elapsed);
      this.#following = this.#head >= source.last;
      this.rate = this.speed;
      this.#dirty = true;
    } else if (moving && isLive(source)) {
      if (!source.playing) source.play();
      this.rate = source.stepsPerSecond;
    }
    if (this.#dirty) this.#draw(source, now);
    if (!moving && !this.#dirty) this.#sleep();
  }

  #draw(source: RunSource, now: number): void {
    this.#dirty = false;
    if (this.#following) this.#head = source.last;
    const frame = source.at(Math.floor(this.#head));
    if (frame !== this.frame) this.frame = frame;
    if (!this.playing || now - this.#slowAt >= SLOW_EVERY) {
      this.#slowAt = now;
      this.slow = frame;
      this.last = source.last;
      this.replaying = !this.#following;
      ++this.history;
    }
    this.ondraw?.(frame);
  }

  #sleep(): void {
    this.#stopFrames?.();
    this.#stopFrames = undefined;
  }
}
