// Calls of a worker's functions by message: the part of what Comlink does that the page needs. Its first load has no room for
// the rest (proxies of objects, callbacks and properties).

/** A worker as its page sees it, or the worker's own scope, or one end of a channel. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: Event) => void): void;
}

interface Call {
  call: number;
  name: string;
  args: unknown[];
}
type Answer = { answer: number; value: unknown } | { answer: number; error: { name: string; message: string } };

type Functions = Record<string, (...args: unknown[]) => unknown>;

const moved = new WeakMap<object, Transferable[]>();

/** Marks what a function gives: these buffers of it go over to the page, instead of copies. */
export function transfer<T extends object>(value: T, buffers: Transferable[]): T {
  moved.set(value, buffers);
  return value;
}

const contentOf = <T>(event: Event): Partial<T> => (event as MessageEvent<Partial<T> | undefined>).data ?? {};

/** In the worker: answers calls of the functions of `api`, each when it is done. */
export function answerCalls(api: object, port: Port): void {
  port.addEventListener('message', async (event) => {
    const { call: answer, name, args } = contentOf<Call>(event);
    if (answer === undefined) return;
    try {
      const value = await (api as Functions)[name!]!(...args!);
      port.postMessage({ answer, value } satisfies Answer, moved.get(value as object) ?? []);
    } catch (reason) {
      const { name, message } = reason instanceof Error ? reason : new Error(String(reason));
      port.postMessage({ answer, error: { name, message } } satisfies Answer, []);
    }
  });
}

/** In the page: the worker's functions, each of which answers by a promise. */
export function callsOf<Calls extends object>(port: Port): Calls {
  const open = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  port.addEventListener('message', (event) => {
    const answer = contentOf<Answer>(event) as Answer;
    open.get(answer.answer)?.(answer);
    open.delete(answer.answer);
  });
  const ask = (name: string, args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      const call = ++calls;
      open.set(call, (answer) => {
        if ('error' in answer) reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }));
        else resolve(answer.value);
      });
      port.postMessage({ call, name, args } satisfies Call, []);
    });
  return new Proxy({} as Calls, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        ask(String(name), args),
  });
}
