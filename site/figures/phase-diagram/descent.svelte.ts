/**
 * The landscape of two features in one dimension while a reader changes the task: the surface, a ball that rolls to the
 * bottom of its valley, and the exact minimum at each importance. Display frames give it a few milliseconds each.
 */
import { onFrames, prefersReducedMotion } from '../../src/frames.ts';
import { minima, roll, slide } from '../superposition/exact_pair.ts';
import { fillSurface, GRID } from './surface.ts';

/** Milliseconds of a frame that it may take. */
const SLICE = 6;

/** Importances at which the exact minimum is worked out. */
export const ALONG = Array.from({ length: 25 }, (_, k) => 0.1 * 100 ** (k / 24));

export class Descent {
  /** [GRID, GRID], as fillSurface has it. */
  surface = $state.raw(new Float64Array(GRID ** 2));
  ball: { w1: number; w2: number } = $state.raw({ w1: 0, w2: 0 });
  /** The least losses along ALONG at this density, those that are found so far. */
  exact: number[] = $state.raw([]);

  readonly #task: () => { p: number; r: number };
  #mounted = false;
  #stop: (() => void) | undefined;
  /** The task of the surface under way, its rows so far. */
  #surfaceOf: string;
  #row = GRID;
  #next = new Float64Array();
  #exactOf = NaN;

  /** `task` gives density and importance as the reader has them. */
  constructor(task: () => { p: number; r: number }) {
    const { p, r } = task();
    this.#task = task;
    this.#surfaceOf = `${p} ${r}`;
    fillSurface(this.surface, p, r, 0, GRID);
    const { w1, w2 } = minima(p, r)[0]!;
    this.ball = { w1, w2 };
  }

  /** In the browser: begins; returns how to end. */
  mount(): () => void {
    this.#mounted = true;
    this.wake();
    return () => {
      this.#mounted = false;
      this.#rest();
    };
  }

  /** To be called when the task has changed. */
  wake(): void {
    if (this.#mounted) this.#stop ??= onFrames(() => this.#turn());
  }

  #rest(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #turn(): void {
    const begin = performance.now();
    const spare = () => performance.now() - begin < SLICE;
    const { p, r } = this.#task();
    if (`${p} ${r}` !== this.#surfaceOf) [this.#surfaceOf, this.#row, this.#next] = [`${p} ${r}`, 0, new Float64Array(GRID ** 2)];
    const found = p === this.#exactOf ? [...this.exact] : [];
    const { ball } = this;
    const { w1, w2 } = prefersReducedMotion() ? slide(ball, p, r) : roll(ball, p, r);
    const rolling = Math.hypot(w1 - ball.w1, w2 - ball.w2) > 1e-3;
    if (rolling) this.ball = { w1, w2 };
    while (this.#row < GRID && spare()) {
      this.#row = fillSurface(this.#next, p, r, this.#row, 1);
      if (this.#row >= GRID) this.surface = this.#next;
    }
    while (found.length < ALONG.length && spare()) found.push(minima(p, ALONG[found.length]!)[0]!.loss);
    if (found.length !== this.exact.length || p !== this.#exactOf) [this.exact, this.#exactOf] = [found, p];
    if (!rolling && this.#row >= GRID && found.length === ALONG.length) this.#rest();
  }
}
