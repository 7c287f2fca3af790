// A worker as the page holds it: calls that always end, with a result or with the reason why there is none.
import { callsOf, type Port } from './calls.ts';
import type { SessionMessage } from './session.ts';
import type { WorkerApi } from './worker_api.ts';

/** The part of a Worker that is used; a MessagePort with a `terminate` does as well. */
export interface WorkerLike extends Port {
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  terminate(): void;
}

/** The worker's calls from outside: each answers by a promise. */
export type WorkerCalls = {
  [Name in keyof WorkerApi]: (...args: Parameters<WorkerApi[Name]>) => Promise<Awaited<ReturnType<WorkerApi[Name]>>>;
};

export class EngineWorker {
  private readonly remote: WorkerCalls;
  /** How to end each call under way, which would wait for a dead worker for ever. */
  private readonly underWay = new Set<(reason: Error) => void>();
  private failure: Error | undefined;
  private listener: { run: number; receive: (message: SessionMessage) => void } | undefined;

  constructor(private readonly worker: WorkerLike) {
    this.remote = callsOf<WorkerCalls>(worker);
    worker.addEventListener('message', (event) => {
      // Answers to calls come this way too. A run before this one may have sent its last frames when it was ended.
      const message = (event as MessageEvent<Partial<SessionMessage> | undefined>).data;
      if (this.listener && message?.run === this.listener.run) this.listener.receive(message as SessionMessage);
    });
    worker.addEventListener('error', (event) => {
      // Without a message it is the script itself that could not be loaded.
      const { message } = event as ErrorEvent;
      this.fail(new Error(message ? `the engine's worker broke: ${message}` : "the engine's worker could not be loaded"));
    });
    worker.addEventListener('messageerror', () => this.fail(new Error("the engine's worker sent what can't be read")));
  }

  get failed(): boolean {
    return this.failure !== undefined;
  }

  /** Gives the messages of that run to `receive`, and no others. */
  listen(run: number, receive: (message: SessionMessage) => void): void {
    this.listener = { run, receive };
  }

  /** A call whose result is awaited; rejects when the worker breaks or is ended before. */
  call<T>(use: (api: WorkerCalls) => Promise<T>): Promise<T> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise<T>((resolve, reject) => {
      this.underWay.add(reject);
      const refuse = (error: Error) => {
        // A trap, as when memory ran out: what the engine holds may be half written.
        if (error.name === 'RuntimeError') this.fail(new Error(`the engine stopped: ${error.message}`));
        reject(error);
      };
      use(this.remote)
        .then(resolve, refuse)
        .finally(() => this.underWay.delete(reject));
    });
  }

  /** A call that nobody waits for. */
  tell(use: (api: WorkerCalls) => Promise<unknown>): void {
    // A failure reaches the calls that somebody waits for.
    this.call(use).catch(() => {});
  }

  /** Ends the worker, and every call under way with `reason`. */
  fail(reason: Error): void {
    if (this.failure) return;
    this.failure = reason;
    for (const reject of this.underWay) reject(reason);
    this.underWay.clear();
    this.worker.terminate();
    this.onFailure?.(reason);
  }

  /** Told when the worker ended, for whatever reason. */
  onFailure: ((reason: Error) => void) | undefined;
}
