/** The figure's life: which run is shown, what the reader has set, the twelve seeds, the address. */
import type { Change, Frame, LiveRun, RunSource } from '@orrery/engine';
import words from '../../content/en/words.json';
import { count } from '../../src/format.ts';
import { prefersReducedMotion } from '../../src/frames.ts';
import { decodeState, encodeState, startState, type FigureState } from '../../src/url.ts';
import { Player } from '../../ui/player.svelte.ts';
import { Survey } from './survey.ts';
import {
  FIELDS, REST_AFTER, SEED, dozenOf, exactLoss, fieldsAt, geometryOf, levelsOf, regimesOf, sameTask, sentence, specOf, stripSpecs, taskSpans,
} from './model.ts';
import type { LevelSpan } from '../../ui/curve.ts';
import type { Regime } from '../../ui/scale.ts';

/** A reader who drags a ruler makes one change in this many ms, not one a pointer event. */
const CHANGE_EVERY = 150;
const STRIP_AFTER = 400;

export interface SeedResult {
  seed: number;
  frame: Frame;
}

export class Experiment {
  readonly player = new Player();
  /** Fields at step 0, and the changes since. */
  fields: Record<string, number> = $state.raw(startState(FIELDS).fields);
  changes: Change[] = $state.raw([]);
  /** One line for the reader: a bad address, an engine that could not start. */
  message = $state('');
  /** The live engine answers, and no new start is under way. */
  ready = $state(false);
  /** What a start that is under way will run; the rulers show it at once. */
  coming: Record<string, number> | undefined = $state.raw();
  resting = $state(false);
  /** The step that the run is on its way to, while a link's state is trained. */
  reaching: number | undefined = $state();
  spans: LevelSpan[] = $state.raw([]);
  regimes: Regime[] = $state.raw([]);
  seeds: SeedResult[] = $state.raw([]);
  /** The sentence for screen readers: it changes when the geometry does or the run stops, not with every step. */
  announced = $state('');

  #run: LiveRun | undefined;
  #engine: Promise<typeof import('../../src/engine.ts')> | undefined;
  #survey = new Survey(
    async (spec) => (await this.#engine!).startRun(spec, { measures: [] }),
    () => this.#theory(),
  );
  #generation = 0;
  #touched = { step: 0, time: 0 };
  #wanted = new Map<string, number>();
  #changeTimer: ReturnType<typeof setTimeout> | undefined;
  #stripTimer: ReturnType<typeof setTimeout> | undefined;
  #stripAbort: AbortController | undefined;
  #saidGeometry = '';

  constructor(stored: RunSource) {
    this.player.load(stored, stored.last);
    const end = stored.at(stored.last).measures;
    this.#survey.know(this.fields, levelsOf(end), regimesOf(end));
    this.#theory();
    this.player.ondraw = (frame) => this.#drawn(frame);
  }

  /** In the browser: read the address, play the stored run, start the engine. */
  async begin(stored: RunSource): Promise<void> {
    const state = this.#readAddress();
    this.fields = state.fields;
    this.changes = state.changes;
    const still = prefersReducedMotion() || state.step !== null;
    this.player.playing = !still;
    const asStored = state.changes.length === 0 && sameTask(stored.spec, state.fields);
    if (asStored) this.player.load(stored, still ? stored.last : 0);
    await this.#start(state, () => state.step ?? (asStored ? Math.floor(this.player.head) : 0), !asStored);
    this.#trainSeeds();
  }

  /** Another address of this page was pasted, or came with the Back button. What the figure writes itself tells nobody. */
  async follow(): Promise<void> {
    if (!location.hash.includes('=')) return; // an anchor
    this.message = '';
    const state = this.#readAddress();
    if (state.step === null) this.player.play();
    else this.player.pause();
    await this.#start(state, () => state.step ?? 0, true);
    this.#trainSeeds();
  }

  get seed(): number {
    return (this.coming ?? this.fields)[SEED]!;
  }

  /** Fields as they stand where the playhead is. */
  get now(): Record<string, number> {
    return this.coming ?? fieldsAt(this, this.player.slow?.step ?? 0);
  }

  state(step: number | null): FigureState {
    return { fields: this.fields, changes: [...this.changes], step };
  }

  restart(): Promise<void> {
    return this.#startAnew({});
  }
  newSeed(): Promise<void> {
    return this.#startAnew({ [SEED]: (this.seed + 1) % 2 ** 32 });
  }
  useSeed(seed: number): Promise<void> {
    return this.#startAnew({ [SEED]: seed });
  }

  /** From step 0 at the task as it stands, with these fields changed. */
  async #startAnew(fields: Record<string, number>): Promise<void> {
    const next = { ...this.now, ...fields };
    const others = FIELDS.some((f) => (f.path === SEED ? dozenOf(next[SEED]!) !== dozenOf(this.seed) : next[f.path] !== this.now[f.path]));
    if (others) this.#trainSeeds(next);
    this.coming = next;
    await this.#start({ fields: next, changes: [], step: null }, () => 0);
    this.player.play();
    this.#writeAddress();
  }

  /** A ruler's new value: a change of the running network if it can take it, a new start if not. */
  set(path: string, value: number): void {
    this.#touch();
    const field = FIELDS.find((f) => f.path === path)!;
    if (!field.live) {
      if (value !== this.now[path]) void this.#startAnew({ [path]: value });
      return;
    }
    this.#wanted.set(path, value);
    this.changes = [...this.changes];
    this.#changeTimer ??= setTimeout(() => this.#applyWanted(), this.#wanted.size > 1 ? 0 : CHANGE_EVERY / 3);
  }

  /** The value a ruler shows: what was asked for last, though the engine may not have it yet. */
  shown(path: string): number {
    void this.changes;
    return this.#wanted.get(path) ?? this.now[path]!;
  }

  async #applyWanted(): Promise<void> {
    const run = this.#run;
    const wanted = [...this.#wanted];
    // A run that is about to be replaced takes no more changes: they wait for the next one.
    if (run && this.ready) {
      this.player.toEnd();
      try {
        for (const [path, value] of wanted) await run.change(path, value);
      } catch (error) {
        if (run === this.#run) this.message = String(error instanceof Error ? error.message : error);
      }
      if (run === this.#run) {
        this.changes = [...run.spec.changes];
        this.#ask();
        if (this.resting) this.player.play();
        this.#touch();
        for (const [path, value] of wanted) if (this.#wanted.get(path) === value) this.#wanted.delete(path);
      }
    }
    this.changes = [...this.changes];
    this.#changeTimer = undefined;
    if (this.#wanted.size) this.#changeTimer = setTimeout(() => this.#applyWanted(), CHANGE_EVERY);
    else {
      this.#trainSeeds();
      this.#writeAddress();
    }
  }

  toggle(): void {
    this.#touch();
    this.player.toggle();
    this.#writeAddress();
  }
  async step(): Promise<void> {
    this.#touch();
    await this.player.step();
    this.#writeAddress();
  }
  scrub(step: number): void {
    this.#touch();
    this.player.scrub(step);
    this.#writeAddress();
  }

  /** Weights and state as safetensors, from the live run's present step. */
  save(): Promise<Uint8Array> | undefined {
    return this.#run?.save();
  }

  dispose(): void {
    ++this.#generation;
    for (const timer of [this.#addressTimer, this.#changeTimer, this.#stripTimer]) clearTimeout(timer);
    this.player.dispose();
    this.#stripAbort?.abort();
    this.#survey.dispose();
    this.#run?.dispose();
  }

  /**
   * Replaces the shown run by a live one, trained to the step that `until` names when the engine is there. `watch` shows it
   * on the way there, which can take seconds when a link leads far into a run.
   */
  async #start(state: FigureState, until: () => number, watch = false): Promise<void> {
    const generation = ++this.#generation;
    const current = () => generation === this.#generation;
    this.ready = false;
    this.#wanted.clear();
    try {
      this.#engine ??= import('../../src/engine.ts');
      const { startRun } = await this.#engine;
      const run = await startRun(specOf(state));
      if (!current()) return run.dispose();
      const step = until();
      if (watch) this.#show(run, state, 0);
      if (step > 0) {
        this.reaching = step;
        // A reader who presses Pause or Play on the way has seen enough: the run goes on from there.
        await run.runTo(step).catch((error: Error) => {
          if (error.name !== 'AbortError') throw error;
        });
      }
      if (!current()) return run.dispose();
      if (!watch) this.#show(run, state, step);
      this.#ask();
      this.ready = true;
      this.#touch();
    } catch (error) {
      if (!current()) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.message = `The network can’t train here (${reason}). What you see is ${this.#run ? 'the run before' : 'a stored run'}.`;
      this.ready = this.#run !== undefined;
    } finally {
      if (current()) this.reaching = this.coming = undefined;
    }
  }

  #show(run: LiveRun, state: FigureState, step: number): void {
    this.#run?.dispose();
    this.#run = run;
    this.fields = state.fields;
    this.changes = state.changes;
    this.player.load(run, step);
  }

  /** Asks what theory says of the present task first, then of those before it. */
  #ask(): void {
    this.#theory();
    this.#survey.want(taskSpans(this.changes).map((span) => fieldsAt(this, span.from)).reverse());
  }

  /** Takes over what is known by now. */
  #theory(): void {
    this.spans = taskSpans(this.changes).map((span) => ({ ...span, levels: this.#survey.levels(fieldsAt(this, span.from)) ?? [] }));
    this.regimes = this.#survey.regimes(fieldsAt(this, Infinity)) ?? this.regimes;
  }

  #drawn(frame: Frame): void {
    const geometry = geometryOf(frame.measures);
    if (geometry !== this.#saidGeometry || !this.player.playing) {
      this.#saidGeometry = geometry;
      this.announced = sentence(frame.step, geometry, exactLoss(frame.measures));
    }
    const { step, time } = this.#touched;
    const forgotten = frame.step - step > REST_AFTER.steps && performance.now() - time > REST_AFTER.milliseconds;
    if (forgotten && this.player.playing && this.player.live) {
      this.player.pause();
      this.resting = true;
    }
  }

  #touch(): void {
    this.resting = false;
    this.#touched = { step: this.player.source?.last ?? 0, time: performance.now() };
  }

  /** The strip came into sight: it trains from here on. */
  showSeeds(): void {
    if (this.#stripWanted) return;
    this.#stripWanted = true;
    if (this.ready) this.#trainSeeds();
  }
  #stripWanted = false;

  /** Trains the strip's seeds at the present task, after the reader's hand has come to rest. */
  #trainSeeds(fields = this.now): void {
    clearTimeout(this.#stripTimer);
    if (!this.#stripWanted) return;
    this.#stripTimer = setTimeout(async () => {
      this.#stripAbort?.abort();
      const abort = (this.#stripAbort = new AbortController());
      try {
        const { trainMany } = await this.#engine!;
        const results: SeedResult[] = [];
        await trainMany(stripSpecs({ fields, changes: [] }, 0), (k, frame) => {
          if (abort.signal.aborted) return;
          results.push({ seed: dozenOf(fields[SEED]!) + k, frame });
          this.seeds = [...results];
        }, abort.signal);
      } catch (error) {
        if (!abort.signal.aborted) this.message ||= `The twelve seeds could not be trained (${error instanceof Error ? error.message : error}).`;
      }
    }, STRIP_AFTER);
  }

  #readAddress(): FigureState {
    const anchor = document.getElementById(location.hash.slice(1)) !== null;
    const decoded = decodeState(anchor ? '' : location.hash, FIELDS);
    if ('state' in decoded) return decoded.state;
    this.message = `${decoded.error} The figure shows its start instead.`;
    return startState(FIELDS);
  }

  /** The address follows what the reader sets; the step stands in it while the figure is still. */
  #writeAddress(): void {
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => {
      const hash = encodeState(this.state(this.player.playing ? null : (this.player.frame?.step ?? 0)), FIELDS);
      history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
    }, 250);
  }
  #addressTimer: ReturnType<typeof setTimeout> | undefined;

  /** The address of exactly what is shown. */
  link(): string {
    const hash = encodeState(this.state(this.player.frame?.step ?? 0), FIELDS);
    return `${location.href.replace(/#.*/, '')}#${hash}`;
  }

  status(): string | undefined {
    const { player } = this;
    if (this.reaching !== undefined && player.live) return words.reaching.replace('{n}', count(this.reaching));
    if (this.resting) return words.resting;
    if (!player.playing) return words.paused;
    if (!player.live) return words.storedRun;
    if (player.replaying) return words.replaying;
    return undefined;
  }
}
