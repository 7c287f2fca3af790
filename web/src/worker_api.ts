// What a page may call in a worker. A worker holds one engine and at most one run at a time, one after another.
import { transfer } from './calls.ts';
import { Engine } from './engine.ts';
import { outcome, type Outcome } from './engine_error.ts';
import { Pace } from './pace.ts';
import { frameBuffers, frameContent } from './recorder.ts';
import { Session, type SessionHost, type SessionOptions } from './session.ts';
import type { SpecJson } from './spec.ts';
import type { FieldValue, Frame, FrameContent, Spec, Tensor } from './types.ts';

export class WorkerApi {
  private engine: Engine | undefined;
  private session: Session | undefined;
  /** Counts the trainings that were called off, so that one in progress notices. */
  private cancelled = 0;

  constructor(private readonly host: SessionHost) {}

  /** Before anything else, once. */
  async load(module: WebAssembly.Module): Promise<void> {
    this.engine = await Engine.load(module);
  }

  /** Starts a run in place of the one before; its frames come as messages, the first one before this returns. */
  start(spec: Spec, options: SessionOptions): Outcome<SpecJson> {
    this.stop();
    return outcome(() => {
      this.session = Session.start(this.loaded, this.host, spec, options);
      return this.session.spec();
    });
  }

  play(): void {
    this.session?.play();
  }

  pause(): void {
    this.session?.pause();
  }

  setSpeed(stepsPerSecond: number): void {
    this.session?.setSpeed(stepsPerSecond);
  }

  drawn(): void {
    this.session?.drawn();
  }

  stepBy(updates: number): Promise<Outcome<boolean>> {
    return this.running.stepBy(updates);
  }

  trainTo(step: number): Promise<Outcome<boolean>> {
    return this.running.trainTo(step);
  }

  change(path: string, value: FieldValue): Outcome<SpecJson> {
    return this.running.change(path, value);
  }

  measure(prefix: string): Record<string, unknown> {
    return this.running.measure(prefix);
  }

  view(name: string): Outcome<Tensor> {
    return this.running.view(name);
  }

  save(): Uint8Array {
    const file = this.running.save();
    return transfer(file, [file.buffer]);
  }

  stop(): void {
    this.session?.stop();
    this.session = undefined;
  }

  /** Whole runs in one call: the last frame of each, in order, up to the first that is refused or called off. */
  async train(specs: readonly Spec[], content: Partial<FrameContent>): Promise<Outcome<Frame>[]> {
    const turn = this.cancelled;
    const done: Outcome<Frame>[] = [];
    for (const spec of specs) {
      const last = await this.lastFrame(spec, content, () => turn !== this.cancelled);
      if (last) done.push(last);
      if (!last || 'error' in last) break;
    }
    return transfer(done, frameBuffers(done.flatMap((last) => ('value' in last ? [last.value] : []))));
  }

  cancel(): void {
    this.cancelled++;
  }

  private async lastFrame(spec: Spec, content: Partial<FrameContent>, calledOff: () => boolean): Promise<Outcome<Frame> | undefined> {
    const started = outcome(() => this.loaded.start(spec));
    if ('error' in started) return started;
    const run = started.value;
    try {
      const steps = run.spec()['steps'] as number;
      const pace = new Pace(run, this.host.now);
      while (run.stepsDone < steps) {
        pace.slice(
          steps,
          () => Infinity,
          () => {},
        );
        await new Promise<void>((resolve) => this.host.later(resolve, 0));
        if (calledOff()) return undefined;
      }
      return { value: run.frame(frameContent(run, content)) };
    } finally {
      run.free();
    }
  }

  private get loaded(): Engine {
    if (!this.engine) throw new Error('the engine is not loaded');
    return this.engine;
  }

  private get running(): Session {
    if (!this.session) throw new Error('no run was started');
    return this.session;
  }
}

/** `later` by a message to oneself: it comes after the messages that wait already, and at once if there are none. */
export function messageLater(): SessionHost['later'] {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (callback, delay) => {
    if (delay > 0) {
      setTimeout(callback, delay);
    } else {
      waiting.push(callback);
      port2.postMessage(null);
    }
  };
}
