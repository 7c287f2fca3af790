// Training in short calls, so that messages get through and a slice ends on time.
import type { EngineRun } from './engine.ts';

/** Milliseconds of training between two looks at the messages. */
const SLICE = 10;

/** Milliseconds that one call into the engine aims at. */
const BURST = 1;

export class Pace {
  /** Begins high: a first burst of one step costs nothing, one of a second stops the page's messages. */
  private millisecondsPerStep = BURST;
  private time = 0;
  private steps = 0;

  constructor(
    private readonly run: EngineRun,
    private readonly now: () => number,
  ) {}

  /**
   * Trains up to step `limit` for at most a slice, stopping at each step that `next` gives for the one before it; `visit`
   * is told of every stop and of the milliseconds that led there.
   */
  slice(limit: number, next: (step: number) => number, visit: (step: number, milliseconds: number) => void): void {
    const begin = this.now();
    for (let done = this.run.stepsDone; done < limit;) {
      const before = this.now();
      if (before - begin >= SLICE) return;
      const burst = Math.max(1, Math.min(1e6, Math.floor(BURST / this.millisecondsPerStep)));
      const stop = Math.min(limit, next(done));
      const target = Math.min(stop, done + burst);
      this.run.step(target - done);
      const elapsed = this.now() - before;
      this.learn(target - done, elapsed);
      done = target;
      visit(done, elapsed);
    }
  }

  /** Browsers' clocks are too coarse for one burst of a few steps: averages over a millisecond are not. */
  private learn(steps: number, milliseconds: number): void {
    this.steps += steps;
    this.time += milliseconds;
    if (this.time < BURST) return;
    this.millisecondsPerStep = this.time / this.steps;
    this.time = this.steps = 0;
  }
}
