/**
 * The life of a figure that trains a network: a stored run until the engine is ready, then a live one; restart, new seed,
 * changes while it goes on, scrub, the address, rest. A figure configures it and draws.
 *
 * How a figure is made:
 *
 *   figures/<name>/model.ts      a Plan (kit/plan.ts): preset, fields, measures; and how a frame becomes what is drawn.
 *                                Pure: tested without a browser. A test beside it compares the plan with the engine
 *                                (kit/presets.ts).
 *   figures/<name>/<Name>.svelte the component: `new Experiment(plan, stored, address)`, onMount(() => experiment.mount()),
 *                                and a FigureFrame (kit/FigureFrame.svelte) with pictures, rulers and a text alternative.
 *                                Marks and charts come from ui/. It draws `player.frame` (each display frame) and, for
 *                                words and charts, `player.slow` (ten times a second).
 *   figures/<name>/index.ts      defineFigure({ component, data, props }), kit/figure.ts: the component and its stored data.
 *   figures/index.ts             one line: the figure's name and its import.
 *   content/<language>/<page>.md `::: figure <name>` where it stands in the prose; its caption follows ("Look for ...").
 *
 * Many small networks beside a figure are trained by an Ensemble (kit/ensemble.svelte.ts), in the page's one pool of workers.
 */
import type { Change, Frame, LiveRun, RunSource } from '@orrery/engine';
import words from '../content/en/words.json';
import { count } from '../src/format.ts';
import { prefersReducedMotion } from '../src/frames.ts';
import { decodeState, encodeState, startState, type FigureState, type Setting, type Settings } from '../src/url.ts';
import { Player } from './player.svelte.ts';
import { address } from './address.ts';
import { loadEngine } from './engine.ts';
import { asEngineField, asideOf, contentOf, fieldsAt, sameTask, SEED, specOf, type Plan } from './plan.ts';

/** A reader who drags a ruler makes one change in this many ms, not one a pointer event. */
const CHANGE_EVERY = 150;
/** A run rests only when nobody touched it for so many ms, too. */
const REST_AFTER_TIME = 90_000;
const REST_AFTER_STEPS = 20_000;

export class Experiment {
  readonly player = new Player();
  /** Fields at step 0, and the changes since. */
  fields: Settings = $state.raw({});
  changes: Change[] = $state.raw([]);
  /** One line for the reader: a bad address, an engine that could not start. */
  message = $state('');
  /** The live engine answers, and no new start is under way. */
  ready = $state(false);
  /** What a start that is under way will run; the rulers show it at once. */
  coming: Settings | undefined = $state.raw();
  resting = $state(false);
  /** The step that the run is on its way to, while a link's state is trained. */
  reaching: number | undefined = $state();
  /** The sentence for screen readers: it changes when the landmark does or the run stops, not with every step. */
  announced = $state('');
  /** Called with the newest task when it has changed: by a new start, a change while it goes on, another address. */
  ontask: ((task: Settings) => void) | undefined;

  #run: LiveRun | undefined;
  #generation = 0;
  #touched = { step: 0, time: 0 };
  #wanted = new Map<string, Setting>();
  /** Changes that the engine has made, until a frame is shown that has them. */
  #arriving = new Map<string, Change>();
  #changeTimer: ReturnType<typeof setTimeout> | undefined;
  #said = '';
  #begun: Promise<void> | undefined;
  #unfollow: (() => void) | undefined;

  /** `name` is the figure's in the address; empty on a page with one figure. */
  constructor(
    readonly plan: Plan,
    private readonly stored: RunSource,
    private readonly name: string,
  ) {
    this.fields = startState(plan.fields).fields;
    if (plan.speed) this.player.speed = plan.speed;
    this.player.load(stored, stored.last);
    this.player.ondraw = (frame) => this.#drawn(frame);
  }

  /** Brings the figure to life; returns how to end it. */
  mount(): () => void {
    this.#begun = this.#begin();
    this.#unfollow = address.follow(this.name, () => void this.#follow());
    return () => this.#dispose();
  }

  /** Resolves when the engine has taken over, or failed to. */
  get begun(): Promise<void> {
    return this.#begun ?? Promise.resolve();
  }

  /** In the browser: read the address, play the stored run, start the engine. */
  async #begin(): Promise<void> {
    const state = this.#readAddress();
    this.fields = state.fields;
    this.changes = state.changes;
    const waits = this.#waits();
    const still = waits || prefersReducedMotion() || state.step !== null;
    this.player.playing = !still;
    if (waits) return;
    const asStored = state.changes.length === 0 && sameTask(this.plan, this.stored.spec, state.fields);
    if (asStored) this.player.load(this.stored, still ? this.stored.last : this.stored.first);
    this.ontask?.(this.newest);
    // The stored run stands in for what it holds; the way to anything else is shown.
    const watch = !asStored || (state.step ?? 0) > this.stored.last;
    await this.#start(state, () => state.step ?? (asStored ? Math.floor(this.player.head) : 0), watch);
  }

  /** Another address of this page was pasted, or came with the Back button. */
  async #follow(): Promise<void> {
    this.message = '';
    const state = this.#readAddress();
    this.fields = { ...this.fields, ...asideOf(this.plan, state.fields) };
    if (state.step === null && !this.#waits()) this.player.play();
    else this.player.pause();
    if (this.#waits() && !this.#run) {
      this.fields = state.fields;
      return;
    }
    await this.#start(state, () => state.step ?? 0, true);
    this.ontask?.(this.newest);
  }

  get seed(): number {
    return Number((this.coming ?? this.fields)[SEED]);
  }

  /** Fields as they stand where the playhead is. */
  get now(): Settings {
    return this.coming ?? fieldsAt(this, this.player.slow?.step ?? 0);
  }

  /** Fields as they stand at the end of the run: what it trains on, wherever the playhead is. */
  get newest(): Settings {
    return this.coming ?? fieldsAt(this, Infinity);
  }

  /** An id of a control, its own on the page. */
  id(part: string): string {
    return this.name ? `${this.name}-${part}` : part;
  }

  #waits(): boolean {
    return this.plan.waits?.(this.fields) ?? false;
  }

  state(step: number | null): FigureState {
    return { fields: this.fields, changes: [...this.changes], step };
  }

  restart(): Promise<void> {
    return this.startAnew({});
  }
  newSeed(): Promise<void> {
    return this.startAnew({ [SEED]: (this.seed + 1) % 2 ** 32 });
  }

  /** From step 0 at the task as it stands, with these fields changed; it waits there if it is not to `play`. */
  async startAnew(fields: Settings, play = true): Promise<void> {
    const next = { ...this.now, ...fields };
    const others = this.plan.fields.some((f) => next[f.path] !== this.now[f.path]);
    this.coming = next;
    if (others) this.ontask?.(this.newest);
    await this.#start({ fields: next, changes: [], step: null }, () => 0);
    if (play) this.player.play();
    else this.player.pause();
    this.#writeAddress();
  }

  /** A ruler's new value: a change of the running network if it can take it, a new start if not. */
  set(path: string, value: Setting): void {
    this.#touch();
    const field = this.plan.fields.find((f) => f.path === path)!;
    if (!field.live) {
      if (value === this.now[path]) return;
      if (asEngineField(this.plan, path, this.now)) void this.startAnew({ [path]: value });
      else this.#setAside({ [path]: value });
      return;
    }
    this.#wanted.set(path, value);
    this.changes = [...this.changes];
    this.#changeTimer ??= setTimeout(() => this.#applyWanted(), this.#wanted.size > 1 ? 0 : CHANGE_EVERY / 3);
  }

  /** Of what the run knows nothing: it goes on. */
  #setAside(fields: Settings): void {
    this.fields = { ...this.fields, ...fields };
    if (this.coming) this.coming = { ...this.coming, ...fields };
    this.#writeAddress();
  }

  /** The value a ruler shows: what was asked for last, though the engine may not have it yet. */
  shown(path: string): Setting {
    const { changes, now } = this; // read in any case: they tell when what is wanted or arriving has changed
    void changes;
    return this.#wanted.get(path) ?? (this.#arriving.get(path)?.value as Setting | undefined) ?? now[path]!;
  }
  shownNumber(path: string): number {
    return Number(this.shown(path));
  }

  async #applyWanted(): Promise<void> {
    const run = this.#run;
    const wanted = [...this.#wanted];
    // A run that is about to be replaced takes no more changes: they wait for the next one.
    if (run && this.ready) {
      this.player.toEnd();
      try {
        for (const [path, value] of wanted) {
          const next = { ...fieldsAt(this, Infinity), [path]: value };
          await run.change(...asEngineField(this.plan, path, next)!);
          if (run !== this.#run) continue;
          const change = { step: run.spec.changes.at(-1)!.step, path, value };
          this.#arriving.set(path, change);
          this.#changed(change);
        }
      } catch (error) {
        if (run === this.#run) this.message = String(error instanceof Error ? error.message : error);
      }
      if (run === this.#run) {
        if (this.resting) this.player.play();
        this.#touch();
        for (const [path, value] of wanted) if (this.#wanted.get(path) === value) this.#wanted.delete(path);
        this.ontask?.(this.newest);
      }
    }
    this.changes = [...this.changes];
    this.#changeTimer = undefined;
    if (this.#wanted.size) this.#changeTimer = setTimeout(() => this.#applyWanted(), CHANGE_EVERY);
    else this.#writeAddress();
  }

  /** As the engine keeps its own list: later changes are gone, and of two on one step the last stays. */
  #changed(change: Change): void {
    const kept = this.changes.filter((c) => c.step < change.step || (c.step === change.step && c.path !== change.path));
    this.changes = [...kept, change];
  }

  /** At the end that the run has: Play begins again. */
  get finished(): boolean {
    const { end } = this.plan;
    return end !== undefined && this.player.live && (this.player.slow?.step ?? 0) >= end;
  }
  #stopAtEnd(step: number): void {
    const { player, plan } = this;
    if (this.ready && player.live && player.playing && step >= (plan.end ?? Infinity)) player.pause();
  }

  toggle(): void {
    this.#touch();
    if (this.finished) return void this.restart();
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
    this.#arriving.clear(); // the rulers tell of the moment that was chosen
    this.player.scrub(step);
    this.#writeAddress();
  }

  /** Weights and state as safetensors, from the live run's present step. */
  save(): Promise<Uint8Array> | undefined {
    return this.#run?.save();
  }

  #dispose(): void {
    ++this.#generation;
    clearTimeout(this.#changeTimer);
    this.#unfollow?.();
    this.player.dispose();
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
    this.#arriving.clear();
    try {
      const { startRun } = await loadEngine();
      const { end } = this.plan;
      const run = await startRun(specOf(this.plan, state), { ...contentOf(this.plan), ...(end !== undefined && { until: end }) });
      if (!current()) return run.dispose();
      const step = Math.min(until(), end ?? Infinity);
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
      this.ready = true;
      this.#stopAtEnd(this.player.frame!.step);
      this.#touch();
      this.ontask?.(this.newest);
    } catch (error) {
      if (!current()) return;
      const reason = error instanceof Error ? error.message : String(error);
      if (!this.#run && !this.#isStart(state)) return this.#startInstead(reason);
      this.message = (this.#run ? words.cannotTrainAgain : words.cannotTrain).replace('{reason}', reason);
      this.ready = this.#run !== undefined;
    } finally {
      if (current()) this.reaching = this.coming = undefined;
    }
  }

  #isStart({ fields, changes }: FigureState): boolean {
    const start = startState(this.plan.fields).fields;
    return changes.length === 0 && this.plan.fields.every(({ path }) => fields[path] === start[path]);
  }

  /** The engine refuses what the address describes: the figure's own start, which the reader can go on from, takes its place. */
  async #startInstead(reason: string): Promise<void> {
    const start = startState(this.plan.fields);
    this.fields = start.fields;
    this.changes = start.changes;
    const still = prefersReducedMotion();
    this.player.playing = !still;
    this.player.load(this.stored, still ? this.stored.last : this.stored.first);
    this.ontask?.(this.newest);
    await this.#start(start, () => Math.floor(this.player.head));
    if (this.#run) this.message = words.badAddress.replace('{error}', `${reason}.`);
  }

  #show(run: LiveRun, state: FigureState, step: number): void {
    this.#run?.dispose();
    this.#run = run;
    // What was set aside while the run was on its way stays.
    this.fields = { ...state.fields, ...asideOf(this.plan, this.fields) };
    this.changes = state.changes;
    this.player.load(run, step);
  }

  #drawn(frame: Frame): void {
    this.#stopAtEnd(frame.step);
    for (const [path, { step }] of this.#arriving) if (step <= this.player.slow!.step) this.#arriving.delete(path);
    const { landmark, sentence } = this.plan.says(frame);
    if (landmark !== this.#said || !this.player.playing) {
      this.#said = landmark;
      this.announced = sentence;
    }
    const { step, time } = this.#touched;
    const forgotten = frame.step - step > (this.plan.restAfter ?? REST_AFTER_STEPS) && performance.now() - time > REST_AFTER_TIME;
    if (forgotten && this.player.playing && this.player.live) {
      this.player.pause();
      this.resting = true;
    }
  }

  #touch(): void {
    this.resting = false;
    this.#touched = { step: this.player.source?.last ?? 0, time: performance.now() };
  }

  #readAddress(): FigureState {
    const decoded = decodeState(address.text(this.name), this.plan.fields);
    if ('error' in decoded) {
      this.message = words.badAddress.replace('{error}', decoded.error);
      return startState(this.plan.fields);
    }
    const { state } = decoded;
    const { farthest } = this.plan;
    if (state.step !== null && state.step > farthest) {
      this.message = words.tooFar.replace('{step}', count(state.step)).replace('{farthest}', count(farthest));
      state.step = farthest;
    }
    return state;
  }

  /** The address follows what the reader sets; the step stands in it while the figure is still. */
  #writeAddress(): void {
    address.write(this.name, () => encodeState(this.state(this.player.playing ? null : this.#shownStep()), this.plan.fields));
  }

  /** The run's; none while it isn't what is shown. */
  #shownStep(): number | null {
    return this.#waits() ? null : (this.player.frame?.step ?? 0);
  }

  /** The address of exactly what is shown. */
  link(): string {
    return address.link(this.name, encodeState(this.state(this.#shownStep()), this.plan.fields));
  }
  /** The same, and the page's own address follows it. */
  showLink(): string {
    const link = this.link();
    address.show(this.name, link);
    return link;
  }

  status(): string | undefined {
    const { player } = this;
    if (this.reaching !== undefined && player.live) return words.reaching.replace('{n}', count(this.reaching));
    if (this.resting) return words.resting;
    if (this.finished) return words.finished;
    if (!player.playing) return words.paused;
    if (!player.live) return words.storedRun;
    if (player.replaying) return words.replaying;
    return undefined;
  }
}
