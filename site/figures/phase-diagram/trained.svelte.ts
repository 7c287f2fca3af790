/** The diagram's networks trained in this tab, when a reader asks for them: the best of each cell so far. */
import type { Frame } from '@orrery/engine';
import { Ensemble } from '../../kit/ensemble.svelte.ts';
import { cellRuns, SIDE, trainedOf, type Trained } from './cells.ts';
import type { Size } from './model.ts';

export class TrainedHere {
  readonly #ensemble = new Ensemble(['superposition.exact_loss']);
  readonly #size: () => Size;
  readonly #runs = $derived.by(() => cellRuns(this.#size()));
  readonly #results = $derived.by(() => this.#ensemble.results.filter(({ spec }) => spec.fields['task.features'] === this.#size()));
  /** Each frame is looked at once, however often the list of them grows. */
  readonly #known = new WeakMap<Frame, Trained>();

  /** [SIDE, SIDE]; nothing where no network is done. */
  readonly cells = $derived.by(() => {
    const best: (Trained | undefined)[] = Array.from({ length: SIDE ** 2 });
    for (const { index, frame } of this.#results) {
      const [cell, trained] = [this.#runs[index]!.cell, this.#look(frame)];
      if (!best[cell] || trained.loss < best[cell].loss) best[cell] = trained;
    }
    return best;
  });

  constructor(size: () => Size) {
    this.#size = size;
  }

  /** Networks that are done, and all of them. */
  get done(): number {
    return this.#results.length;
  }
  get all(): number {
    return this.#runs.length;
  }
  /** Why it could not train. */
  get failure(): string {
    return this.#ensemble.failure;
  }

  /** Trains while the networks are asked for and can be seen. */
  want(asked: boolean, seen: boolean): void {
    if (asked) this.#ensemble.want(String(this.#size()), () => this.#runs.map(({ spec }) => spec));
    this.#ensemble.show(asked && seen);
  }

  dispose(): void {
    this.#ensemble.dispose();
  }

  #look(frame: Frame): Trained {
    let trained = this.#known.get(frame);
    if (!trained) this.#known.set(frame, (trained = trainedOf(frame)));
    return trained;
  }
}
