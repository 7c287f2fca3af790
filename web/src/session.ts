// A run inside its worker: the loop that trains in short slices, records frames and listens in between.
import { EngineError, outcome, type Outcome } from './engine_error.ts';
import type { Engine, EngineRun } from './engine.ts';
import { Pace } from './pace.ts';
import { frameBuffers, nextRecorded, Recorder } from './recorder.ts';
import { restoreRun, writeRun } from './run_file.ts';
import type { SpecJson } from './spec.ts';
import type { FieldValue, Frame, FrameContent, Spec, Tensor } from './types.ts';

/** A playing run that can't keep its pace forgets what it is behind by more than this, in milliseconds. */
const MAX_DEBT = 250;

/** Milliseconds that a slow pace waits at most before it looks again: a timer can't be set for ages. */
const MAX_WAIT = 60_000;

/** Milliseconds over which steps per second are measured. */
const RATE_WINDOW = 500;

export interface SessionOptions {
  /** Marks the run's messages. */
  run: number;
  /** What every frame holds. */
  content: Partial<FrameContent>;
  /** What stays the same for the whole run: told once, before the first frame. */
  constants?: Pick<FrameContent, 'measures' | 'views'>;
  /** Playing pauses at this step. */
  until: number;
  /** A safetensors file to go on from. */
  checkpoint?: Uint8Array;
}

/** What is the same in every frame of a run. */
export type Constants = Pick<Frame, 'tensors' | 'measures'>;

/** What a session tells its page without being asked. */
export type SessionMessage =
  | ({ run: number; kind: 'constants' } & Constants)
  | { run: number; kind: 'frames'; frames: Frame[]; playing: boolean; stepsPerSecond: number }
  | { run: number; kind: 'failure'; message: string };

/** The world as a session needs it. */
export interface SessionHost {
  post(message: SessionMessage, transfer: ArrayBuffer[]): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Calls back after the messages that wait, and not before `delay` milliseconds. */
  later(callback: () => void, delay: number): void;
}

interface Goal {
  step: number;
  /** False when the goal was given up. */
  end: (reached: boolean) => void;
}

export class Session {
  private readonly recorder: Recorder;
  private readonly pace: Pace;
  private playing = false;
  private speed = Infinity;
  /** Where and when the pace counts from. */
  private anchor = { step: 0, time: 0 };
  /** Steps to reach at full speed, ascending. */
  private goals: Goal[] = [];
  private appointment = 0;
  private stopped = false;
  /** The page has drawn what it was sent. */
  private pageReady = true;
  private shown = -1;
  private rate = { step: 0, time: 0, value: 0 };

  private constructor(
    private readonly host: SessionHost,
    private readonly run: EngineRun,
    private readonly options: SessionOptions,
  ) {
    this.recorder = new Recorder(run, options.content, host.now);
    this.pace = new Pace(run, host.now);
  }

  /** Starts a run and shows its first frame. Throws an EngineError for bad input. */
  static start(engine: Engine, host: SessionHost, spec: Spec, options: SessionOptions): Session {
    const run = engine.start(spec);
    try {
      if (options.checkpoint) restoreRun(run, options.checkpoint);
      const session = new Session(host, run, options);
      if (options.constants) {
        const { tensors, measures } = run.frame({ ...options.constants, parameters: false });
        host.post({ run: options.run, kind: 'constants', tensors, measures }, []);
      }
      session.show();
      return session;
    } catch (error) {
      run.free();
      throw error;
    }
  }

  play(): void {
    if (this.playing) return;
    this.playing = true;
    this.restartClocks();
    this.wake();
  }

  pause(): void {
    this.playing = false;
    this.giveUpGoals();
    this.show();
  }

  setSpeed(stepsPerSecond: number): void {
    this.speed = stepsPerSecond;
    this.restartClocks();
    this.wake();
  }

  /** The page has drawn: show it what has come since. */
  drawn(): void {
    this.pageReady = true;
    if (!this.stopped && this.run.stepsDone > this.shown && this.recorder.affordable) this.show();
  }

  /** Trains at full speed to a step ahead. False if paused or stopped before. */
  async trainTo(step: number): Promise<Outcome<boolean>> {
    const done = this.run.stepsDone;
    const valid = outcome(() => {
      if (Number.isSafeInteger(step) && step >= done) return true;
      throw new EngineError('step', String(step), `a whole number of at least ${done}: a run only goes forward`);
    });
    if ('error' in valid) return valid;
    return new Promise((resolve) => {
      this.goals.push({ step, end: (value) => resolve({ value }) });
      this.goals.sort((a, b) => a.step - b.step);
      this.wake();
    });
  }

  /** Trains that many steps, after those asked for before. */
  stepBy(updates: number): Promise<Outcome<boolean>> {
    if (!(Number.isSafeInteger(updates) && updates >= 0)) {
      const error = { field: 'updates', value: String(updates), expected: 'a whole number of at least 0' };
      return Promise.resolve({ error });
    }
    return this.trainTo((this.goals.at(-1)?.step ?? this.run.stepsDone) + updates);
  }

  /** Gives a field a new value; returns the description with all changes. */
  change(path: string, value: FieldValue): Outcome<SpecJson> {
    return outcome(() => {
      this.run.change(path, value);
      this.recorder.record(true);
      this.show();
      return this.run.spec();
    });
  }

  spec(): SpecJson {
    return this.run.spec();
  }

  measure(prefix: string): Record<string, unknown> {
    return this.run.measure(prefix);
  }

  view(name: string): Outcome<Tensor> {
    return outcome(() => this.run.view(name));
  }

  save(): Uint8Array<ArrayBuffer> {
    return writeRun(this.run);
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.giveUpGoals();
    this.run.free();
  }

  private giveUpGoals(): void {
    for (const { end } of this.goals.splice(0)) end(false);
  }

  private restartClocks(): void {
    const now = { step: this.run.stepsDone, time: this.host.now() };
    this.anchor = now;
    this.rate = { ...now, value: 0 };
  }

  /** Records this moment and sends all frames that wait. */
  private show(): void {
    this.recorder.record();
    const frames = this.recorder.take();
    this.shown = this.run.stepsDone;
    this.pageReady = false;
    const { playing } = this;
    const stepsPerSecond = playing || this.goals.length > 0 ? this.rate.value : 0;
    this.host.post({ run: this.options.run, kind: 'frames', frames, playing, stepsPerSecond }, frameBuffers(frames));
  }

  /** Only the newest appointment counts: a wait for a slow pace is overtaken by what needs no wait. */
  private wake(delay = 0): void {
    const appointment = ++this.appointment;
    this.host.later(() => {
      if (appointment !== this.appointment || this.stopped) return;
      try {
        this.slice();
      } catch (error) {
        this.stopped = true;
        this.giveUpGoals();
        this.host.post({ run: this.options.run, kind: 'failure', message: (error as Error).message }, []);
      }
    }, delay);
  }

  /** The step up to which to train now. */
  private limit(): number {
    const goal = this.goals[0];
    if (goal) return goal.step;
    if (this.speed === Infinity) return this.options.until;
    const due = this.anchor.step + Math.floor(((this.host.now() - this.anchor.time) * this.speed) / 1000);
    return Math.min(due, this.options.until);
  }

  private slice(): void {
    if (this.goals.length === 0 && !this.playing) return;
    const { recorder } = this;
    const limit = this.limit();
    this.pace.slice(limit, nextRecorded, (step, milliseconds) => {
      recorder.spent(milliseconds);
      if (recorder.wants(step)) recorder.record();
    });
    this.measureRate();
    const done = this.run.stepsDone;
    if (this.endGoals(done)) this.restartClocks();
    else if (this.playing && this.goals.length === 0 && done >= this.options.until) this.pause();
    else if (this.pageReady && done > this.shown && recorder.affordable) this.show();
    this.continue(done, limit);
  }

  /** Tells whoever waits for a step that it is reached. */
  private endGoals(done: number): boolean {
    const reached = this.goals.filter(({ step }) => step <= done);
    if (reached.length === 0) return false;
    this.goals = this.goals.filter(({ step }) => step > done);
    this.show();
    for (const { end } of reached) end(true);
    return true;
  }

  private continue(done: number, limit: number): void {
    if (this.goals.length > 0) return this.wake();
    if (!this.playing) return;
    if (this.speed === Infinity) return this.wake();
    const now = this.host.now();
    const due = this.anchor.time + ((done + 1 - this.anchor.step) * 1000) / this.speed;
    if (due < now - MAX_DEBT) this.anchor = { step: done, time: now };
    const delay = done < limit ? 0 : Math.min(Math.max(1, due - now), MAX_WAIT);
    this.recorder.spent(delay);
    this.wake(delay);
  }

  private measureRate(): void {
    const time = this.host.now();
    const elapsed = time - this.rate.time;
    // The first figure comes sooner, so that a reader sees one.
    if (elapsed < (this.rate.value === 0 ? RATE_WINDOW / 5 : RATE_WINDOW)) return;
    const step = this.run.stepsDone;
    this.rate = { step, time, value: ((step - this.rate.step) * 1000) / elapsed };
  }
}
