// The worker's entry: one engine, one run.
import { answerCalls, type Port } from './calls.ts';
import type { SessionHost } from './session.ts';
import { messageLater, WorkerApi } from './worker_api.ts';

// The DOM's types know `self` as a window, whose postMessage is another.
const scope = self as unknown as Port;

const host: SessionHost = {
  post: (message, transfer) => scope.postMessage(message, transfer),
  now: () => performance.now(),
  later: messageLater(),
};

answerCalls(new WorkerApi(host), scope);
