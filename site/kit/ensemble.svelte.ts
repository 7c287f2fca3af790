/**
 * Many small networks trained beside a figure, in the page's pool of workers: a strip of seeds, the cells of a phase
 * diagram. It begins when the place that shows them comes into sight and the reader's hand has come to rest, gives results
 * as they come, and calls off what is no longer wanted.
 */
import type { Frame, Spec } from '@orrery/engine';
import { loadEngine } from './engine.ts';

const REST = 400;

export interface EnsembleResult {
  /** Of its spec, in the list that was asked for. */
  index: number;
  spec: Spec;
  frame: Frame;
}

export class Ensemble {
  /** Those of the present list that are done, in the order in which they came; replaced, not filled. */
  results: EnsembleResult[] = $state.raw([]);
  /** Why it could not train, for the reader. */
  failure = $state('');
  /** A list is under way. */
  working = $state(false);

  #key = '';
  #wanted: (() => Spec[]) | undefined;
  /** The list under way, and what is done of it. */
  #specs: Spec[] = [];
  #done: EnsembleResult[] = [];
  #visible = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;
  #flush = 0;

  /** `measures`: what each last frame holds besides its tensors. */
  constructor(private readonly measures?: string[]) {}

  /** How many were asked for. */
  get size(): number {
    return this.#specs.length;
  }

  /** Asks for these, unless the list of this key is wanted already; old results stay until the first new one comes. */
  want(key: string, specs: () => Spec[]): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#wanted = specs;
    this.#abort?.abort();
    this.#soon();
  }

  /** Tells whether the place can be seen: out of sight the training rests, and goes on when it comes back. */
  show(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) this.#soon();
    else this.#abort?.abort();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    if (this.#flush) cancelAnimationFrame(this.#flush);
    this.#abort?.abort();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    if (this.#visible) this.#timer = setTimeout(() => void this.#train(), REST);
  }

  async #train(): Promise<void> {
    if (this.#wanted) {
      this.#specs = this.#wanted();
      this.#done = [];
      this.#wanted = undefined;
    }
    const finished = new Set(this.#done.map(({ index }) => index));
    const left = this.#specs.map((spec, index) => ({ spec, index })).filter(({ index }) => !finished.has(index));
    if (left.length === 0) return;
    const [done, { signal }] = [this.#done, (this.#abort = new AbortController())];
    // A thousand networks a second are shown as they are after each display frame.
    const flush = () => {
      this.#flush = 0;
      if (done === this.#done) this.results = [...done];
    };
    this.working = true;
    this.failure = '';
    try {
      const { trainMany } = await loadEngine();
      await trainMany(
        left.map(({ spec }) => spec),
        (k, frame) => {
          done.push({ ...left[k]!, frame });
          this.#flush ||= requestAnimationFrame(flush);
        },
        signal,
        this.measures && { measures: this.measures },
      );
    } catch (error) {
      if (!signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#abort?.signal === signal) this.working = false;
    }
  }
}
