/**
 * Works out what theory says of a task, beside the training and never in its way: the exact loss of each competing
 * geometry, and which one is best at which density. It asks a run of its own that never trains, and remembers answers.
 */
import type { LiveRun, Spec } from '@orrery/engine';
import type { LevelSpan } from '../../ui/curve.ts';
import type { Regime } from '../../ui/scale.ts';
import { SEED, specOf } from '../../kit/plan.ts';
import type { Settings as Fields } from '../../src/url.ts';
import { DECAY, DENSITY, FEATURES, PLAN, levelsOf, regimesOf } from './model.ts';

type Start = (spec: Spec) => Promise<LiveRun>;
type Question = { kind: 'levels' | 'regimes'; fields: Fields };

const shapeKey = (fields: Fields) => `${fields[FEATURES]} ${fields[DECAY]}`;
const taskKey = (fields: Fields) => `${shapeKey(fields)} ${fields[DENSITY]}`;

export class Survey {
  #levels = new Map<string, LevelSpan['levels']>();
  #regimes = new Map<string, Regime[]>();
  #wanted: Question[] = [];
  #working = false;
  #run: { features: Fields[string]; live: LiveRun } | undefined;
  #over = false;

  /** `onanswer` is called whenever something new is known. */
  constructor(
    private readonly start: Start,
    private readonly onanswer: () => void,
  ) {}

  levels(fields: Fields): LevelSpan['levels'] | undefined {
    return this.#levels.get(taskKey(fields));
  }

  regimes(fields: Fields): Regime[] | undefined {
    return this.#regimes.get(shapeKey(fields));
  }

  /** What is known already, from a stored run. */
  know(fields: Fields, levels: LevelSpan['levels'], regimes: Regime[]): void {
    if (levels.length) this.#levels.set(taskKey(fields), levels);
    if (regimes.length) this.#regimes.set(shapeKey(fields), regimes);
  }

  /** Asks for these tasks, the most wanted first, and forgets earlier questions that are still open. */
  want(tasks: Fields[]): void {
    this.#wanted = [
      ...tasks.filter((f) => !this.levels(f)).map((fields) => ({ kind: 'levels' as const, fields })),
      ...tasks
        .slice(0, 1)
        .filter((f) => !this.regimes(f))
        .map((fields) => ({ kind: 'regimes' as const, fields })),
    ];
    if (!this.#working) void this.#work();
  }

  dispose(): void {
    this.#over = true;
    this.#wanted = [];
    this.#run?.live.dispose();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      for (let question = this.#wanted.shift(); question && !this.#over; question = this.#wanted.shift()) {
        const { kind, fields } = question;
        const run = await this.#runFor(fields);
        const measures = await run.measure(`superposition.${kind}`);
        if (kind === 'levels') this.#levels.set(taskKey(fields), levelsOf(measures));
        else this.#regimes.set(shapeKey(fields), regimesOf(measures));
        this.onanswer();
      }
    } catch (error) {
      // Levels and regimes are beside the point of the figure: without them it still trains.
      if (!this.#over) console.warn('orrery: no levels or regimes:', error);
      this.#run?.live.dispose();
      this.#run = undefined;
    } finally {
      this.#working = false;
    }
  }

  async #runFor(fields: Fields): Promise<LiveRun> {
    if (this.#run?.features !== fields[FEATURES]) {
      this.#run?.live.dispose();
      const live = await this.start(specOf(PLAN, { fields: { ...fields, [SEED]: 0 }, changes: [] }));
      this.#run = { features: fields[FEATURES]!, live };
      if (this.#over) live.dispose(); // the figure left while the run began: what follows is refused
    }
    for (const path of [DENSITY, DECAY]) await this.#run!.live.change(path, fields[path]!);
    return this.#run!.live;
  }
}
