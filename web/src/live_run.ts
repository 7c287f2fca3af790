// The page's side of a run in a worker: its history, and the controls.
import { abortError, EngineError, type Outcome, unwrap } from './engine_error.ts';
import type { EngineWorker, WorkerCalls } from './engine_worker.ts';
import { frameBytes, History, Metrics } from './history.ts';
import { sharedPool, type WorkerPool } from './pool.ts';
import type { Constants, SessionMessage, SessionOptions } from './session.ts';
import { plainContent, plainSpec, type SpecJson, specFromJson } from './spec.ts';
import type { FieldValue, Frame, FrameContent, LiveRun, Series, Spec, Tensor } from './types.ts';

/**
 * What every frame holds besides its step: the losses that belong to its kind of task and the parameters if not said. The
 * exact loss is left out above eight features.
 */
export interface StartOptions extends Partial<FrameContent> {
  /** Measures and views that are the same in every frame: worked out once, and shared by all of them. */
  constants?: Pick<FrameContent, 'measures' | 'views'>;
  /** Playing pauses at this step; no end if not given. */
  until?: number;
  /** A safetensors file that save() or `orrery train` wrote: the run goes on from there. */
  checkpoint?: Uint8Array;
  /** Bytes of frames kept for scrubbing. */
  historyBytes?: number;
  pool?: WorkerPool;
}

let runs = 0;

/** Starts a run in a worker of its own and resolves when its first frame is recorded. */
export async function startRun(spec: Spec, options: StartOptions = {}): Promise<LiveRun> {
  const { until = Infinity, checkpoint, pool = sharedPool(spec), historyBytes, constants } = options;
  const plain = plainSpec(spec);
  const worker = await pool.acquire();
  const number = ++runs;
  const run = new WorkerRun(plain, number, worker, pool, historyBytes);
  try {
    const content = plainContent(options);
    const session: SessionOptions = {
      run: number,
      content,
      until,
      ...(constants && { constants: { measures: [...constants.measures], views: [...constants.views] } }),
      ...(checkpoint && { checkpoint }),
    };
    run.adopt(unwrap(await worker.call((api) => api.start(plain, session))));
    return run;
  } catch (error) {
    run.dispose();
    throw error;
  }
}

class WorkerRun implements LiveRun {
  readonly live = true;
  private readonly history: History;
  private readonly curves = new Metrics();
  private constants: Constants = { tensors: {}, measures: {} };
  private readonly listeners = new Set<() => void>();
  private readonly ends = new Set<(reason: Error) => void>();
  private isPlaying = false;
  /** Controls that the worker has not answered yet: until then its reports of `playing` are of the past. */
  private controls = 0;
  private rate = 0;
  private over: Error | undefined;
  private noticeDue = false;

  constructor(
    private description: Spec,
    number: number,
    private readonly worker: EngineWorker,
    private readonly pool: WorkerPool,
    historyBytes?: number,
  ) {
    this.history = new History(historyBytes);
    worker.listen(number, (message) => this.receive(message));
    worker.onFailure = (reason) => this.end(reason);
  }

  get spec(): Spec {
    return this.description;
  }

  get playing(): boolean {
    return this.isPlaying;
  }

  get stepsPerSecond(): number {
    return this.rate;
  }

  get first(): number {
    return this.history.first;
  }

  get last(): number {
    return this.history.last;
  }

  at(step: number): Frame {
    return this.history.at(step);
  }

  metrics(path: string): Series {
    return this.curves.series(path);
  }

  subscribe(listener: () => void): () => void {
    // A wrapper, so that the same function subscribed twice is told twice and ends apart.
    const entry = () => listener();
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  play(): void {
    this.control(true);
  }

  pause(): void {
    this.control(false);
  }

  async step(n = 1): Promise<void> {
    this.reached(await this.ask((api) => api.stepBy(n)));
  }

  setSpeed(stepsPerSecond: number): void {
    if (!(stepsPerSecond > 0)) throw new EngineError('speed', String(stepsPerSecond), 'steps a second above 0');
    this.worker.tell((api) => api.setSpeed(stepsPerSecond));
  }

  async change(path: string, value: FieldValue): Promise<void> {
    const plain = plainSpec({ fields: { [path]: value }, changes: [] }).fields[path]!;
    this.adopt(unwrap(await this.ask((api) => api.change(path, plain))));
  }

  async runTo(step: number): Promise<void> {
    this.reached(await this.ask((api) => api.trainTo(step)));
  }

  measure(prefix: string): Promise<Record<string, unknown>> {
    return this.ask((api) => api.measure(prefix));
  }

  async view(name: string): Promise<Tensor> {
    return unwrap(await this.ask((api) => api.view(name)));
  }

  save(): Promise<Uint8Array> {
    return this.ask((api) => api.save());
  }

  dispose(): void {
    if (this.over) return;
    this.end(abortError('the run was disposed of'));
    this.worker.tell((api) => api.stop());
    this.pool.release(this.worker);
  }

  /** Takes over the changes from the engine's description; the fields stay as sparse as they were. */
  adopt(json: SpecJson): void {
    this.description = { fields: this.description.fields, changes: specFromJson(json).changes };
  }

  private control(playing: boolean): void {
    if (this.over) return;
    this.isPlaying = playing;
    this.controls++;
    this.worker.tell(async (api) => {
      await (playing ? api.play() : api.pause()).finally(() => this.controls--);
    });
    if (!playing) this.rate = 0;
    this.notice();
  }

  /** A call that also ends with the run. */
  private ask<T>(use: (api: WorkerCalls) => Promise<T>): Promise<T> {
    if (this.over) return Promise.reject(this.over);
    return new Promise<T>((resolve, reject) => {
      this.ends.add(reject);
      this.worker
        .call(use)
        .then(resolve, reject)
        .finally(() => this.ends.delete(reject));
    });
  }

  private reached(result: Outcome<boolean>): void {
    if (!unwrap(result)) throw abortError('the run was paused before it reached the step');
  }

  private end(reason: Error): void {
    if (this.over) return;
    this.over = reason;
    this.isPlaying = false;
    this.rate = 0;
    for (const reject of this.ends) reject(reason);
    this.ends.clear();
    this.notice();
  }

  private receive(message: SessionMessage): void {
    if (this.over) return;
    if (message.kind === 'failure') {
      this.worker.fail(new Error(`the run stopped: ${message.message}`));
      return;
    }
    if (message.kind === 'constants') {
      this.constants = message;
      return;
    }
    const { tensors, measures } = this.constants;
    for (const frame of message.frames) {
      this.curves.add(frame);
      // What all frames share costs the history nothing.
      const bytes = frameBytes(frame);
      Object.assign(frame.tensors, tensors);
      Object.assign(frame.measures, measures);
      this.history.add(frame, bytes);
    }
    if (this.controls === 0) this.isPlaying = message.playing;
    this.rate = this.isPlaying ? message.stepsPerSecond : 0;
    this.notice();
  }

  /** Tells the listeners with the next display frame, then the worker that the page is ready for more. */
  private notice(): void {
    if (this.noticeDue) return;
    this.noticeDue = true;
    nextDisplayFrame(() => {
      this.noticeDue = false;
      for (const listener of [...this.listeners]) listener();
      if (!this.over) this.worker.tell((api) => api.drawn());
    });
  }
}

/** A hidden page draws no frames, and node has none. */
function nextDisplayFrame(callback: () => void): void {
  if (typeof requestAnimationFrame === 'function' && !document.hidden) requestAnimationFrame(callback);
  else setTimeout(callback, 16);
}
