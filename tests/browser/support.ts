// The built page in Chromium: one server and one browser a test file, a fresh context a visit. A visit that logged an
// error, lost a request or asked another host fails its test.
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import words from '../../site/content/en/words.json' with { type: 'json' };
import { serve } from '../../site/serve.mjs';
import { timeEnd } from '../../site/ui/curve.ts';
import { CHROMIUM_ARGUMENTS } from '../../tools/chromium.mjs';
import { readCheckpoint } from '../../web/src/run_file.ts';
import { numbers } from '../../web/src/safetensors.ts';
import type { Change, Spec } from '../../web/src/types.ts';

export { words };

/** The repository's root, and the page as built. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const built = join(root, 'build/site');

/** Milliseconds for anything that may have to wait for a busy machine. */
export const PATIENCE = 60_000;

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  site = await serve(built);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Debian's Chromium. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['ORRERY_CHROMIUM'] ?? '/usr/bin/chromium',
    timeout: PATIENCE,
    args: CHROMIUM_ARGUMENTS,
  });
}

/** Where the page is served with site/serve.mjs. */
export const home = (): string => site.url;

export interface VisitOptions extends BrowserContextOptions {
  /** Another server's address; that of site/serve.mjs if not given. */
  at?: string;
  /** What follows the address: a query, a `#` with a state. */
  hash?: string;
  /** Runs before the page's address is opened. */
  before?: (page: Page, context: BrowserContext) => Promise<unknown>;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What went wrong so far: logged errors, failed requests, other hosts. A visit that ends with any fails its test. */
  problems: string[];
  figure: Figure;
}

/** Opens the page in a fresh context, which ends with the test. */
export async function visit({ at = home(), hash = '', before, ...options }: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const problems: string[] = [];
  const page = await context.newPage();
  watch(page, new URL(at).host, problems);
  onTestFinished(async () => {
    const found = [...problems];
    await context.close();
    expect(found).toEqual([]);
  });
  await before?.(page, context);
  await page.goto(at + hash);
  return { page, context, problems, figure: new Figure(page) };
}

/** Notes whatever a page that is all right does not do. */
export function watch(page: Page, host: string, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A reader's browser without JavaScript refuses the scripts that the page names: as it should.
    if (request.failure()?.errorText !== 'csp') problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (/^(http|ws)s?:$/.test(protocol) && asked !== host) problems.push(`another host: ${request.url()}`);
  });
}

/** What the page's JSON file holds. */
export interface Exported {
  format: number;
  spec: { changes?: Change[] } & Record<string, unknown>;
  metrics: { step: number[]; 'superposition.exact_loss': (number | null)[] };
  frame: {
    step: number;
    tensors: Record<string, { shape: number[]; data: number[] }>;
    measures: Record<string, unknown>;
  };
}

export interface SavedWeights {
  spec: Spec;
  step: number;
  tensors: Record<string, { shape: number[]; data: ArrayLike<number> }>;
}

/** The home page's figure as a reader finds it: by the names of its controls. */
export class Figure {
  constructor(readonly page: Page) {}

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  ruler(id: 'density' | 'decay' | 'features' | 'speed' | 'time'): Locator {
    return this.page.locator(`#${id}`);
  }

  /** Waits until the engine has taken over from the stored run. */
  async ready(): Promise<void> {
    await expect.poll(() => this.button(words.weights).isEnabled(), { timeout: PATIENCE }).toBe(true);
    // A link's run trains on to the step that the link names.
    const reaching = words.reaching.replace('{n}', '');
    await expect.poll(() => this.note(), { timeout: PATIENCE }).not.toContain(reaching.trim());
  }

  /** The step that the figure says it shows. */
  async step(): Promise<number> {
    return Number((await this.page.locator('.step b').textContent())!.replace(/[^\d]/g, ''));
  }

  /** What stands beside the step: the rate, or why there is none. */
  async note(): Promise<string> {
    return (await this.page.locator('.rate').textContent())!.trim();
  }

  /** The name of the geometry under the picture. */
  async geometry(): Promise<string> {
    return (await this.page.locator('p.now b').textContent())!.trim();
  }

  async loss(): Promise<number> {
    const text = (await this.page.locator('p.now').textContent())!;
    return Number(new RegExp(`${words.loss} ([\\d.e−]+)`).exec(text)![1]!.replace('−', '-'));
  }

  async seed(): Promise<number> {
    const text = (await this.page.locator('.state').textContent())!;
    return Number(new RegExp(`${words.seed} (\\d+)`).exec(text)![1]);
  }

  valueText(id: Parameters<Figure['ruler']>[0]): Promise<string | null> {
    return this.ruler(id).getAttribute('aria-valuetext');
  }

  /** Waits until training has come this far. */
  async trained(step: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: PATIENCE }).toBeGreaterThanOrEqual(step);
  }

  async becomes(geometry: string): Promise<void> {
    await expect.poll(() => this.geometry(), { timeout: PATIENCE }).toBe(geometry);
  }

  /** Stops, and waits until the last frames have been drawn. */
  async pause(): Promise<number> {
    await this.button(words.pause).click();
    await expect.poll(() => this.note(), { timeout: PATIENCE }).toBe(words.paused);
    return (await this.saved()).step;
  }

  async fullSpeed(): Promise<void> {
    await this.ruler('speed').fill((await this.ruler('speed').getAttribute('max'))!);
  }

  /** Puts a ruler on a notch as its own keyboard and pointer do: with an input event. */
  async set(id: Parameters<Figure['ruler']>[0], notch: number): Promise<void> {
    await this.ruler(id).fill(String(notch));
  }

  /** Moves the time ruler, of a run that stands at step `last`, to the notch nearest to a step. */
  async scrub(step: number, last: number): Promise<void> {
    await this.set('time', Math.round((step / timeEnd(last)) * Number(await this.ruler('time').getAttribute('max'))));
    await drawn(this.page);
  }

  /** Presses a button that hands over a file. */
  async download(name: string, press = (button: Locator) => button.click()): Promise<{ name: string; bytes: Buffer<ArrayBuffer> }> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), press(this.button(name))]);
    return { name: download.suggestedFilename(), bytes: Buffer.from(await readFile(await download.path())) };
  }

  /** The moment shown, as the page's JSON file has it. */
  async exported(): Promise<Exported> {
    return JSON.parse((await this.download('JSON')).bytes.toString()) as Exported;
  }

  /** The run's state, as the page's safetensors file has it. */
  async saved(press?: (button: Locator) => Promise<void>): Promise<SavedWeights> {
    const { bytes, name } = await this.download(words.weights, press);
    const { spec, step, file } = readCheckpoint(new Uint8Array(bytes), name);
    const tensors = [...file.tensors].map(([key, tensor]) => [key, { shape: tensor.shape, data: numbers(tensor) }] as const);
    return { spec, step, tensors: Object.fromEntries(tensors) };
  }

  /** The address of what is shown, as the button gives it. */
  async link(): Promise<string> {
    await this.button(words.link).click();
    // Where there is no clipboard, the address alone has it.
    await this.button(words.linkCopied).or(this.button(words.linkWritten)).waitFor();
    return this.page.url();
  }
}

/** Waits until the page has drawn what it was told. */
export async function drawn(page: Page, frames = 3): Promise<void> {
  await page.evaluate(async (frames) => {
    for (; frames > 0; --frames) await new Promise(requestAnimationFrame);
  }, frames);
}

/** How far two lists are apart, as a share of the largest number in them. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let [largest, apart] = [0, 0];
  for (let i = 0; i < a.length; ++i) {
    largest = Math.max(largest, Math.abs(a[i]!), Math.abs(b[i]!));
    apart = Math.max(apart, Math.abs(a[i]! - b[i]!));
  }
  return apart / largest;
}

/** A static host that knows little: no gzip, no caching, no special headers, wasm as any other bytes. */
export async function plainHost(path: string): Promise<string> {
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
  const server: Server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const file = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const name = file.startsWith(path) ? normalize(file.slice(path.length)) : null;
    const content = name && !name.startsWith('..') ? await readFile(join(built, name)).catch(() => null) : null;
    if (content) response.writeHead(200, { 'content-type': types[extname(name!)] ?? 'application/octet-stream' }).end(content);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}

/** The same server behind a wire that counts what it sends. DevTools' own count leaves out the scripts of workers. */
export async function metered(url: string): Promise<{ url: string; readonly bytes: number }> {
  const { port } = new URL(url);
  let bytes = 0;
  const wire = createTcpServer((reader) => {
    const server = connect(Number(port), '127.0.0.1');
    server.on('data', (chunk) => (bytes += chunk.length));
    reader.pipe(server).pipe(reader);
    for (const end of [reader, server]) end.on('error', () => [reader, server].forEach((socket) => socket.destroy()));
  });
  await new Promise<void>((done) => wire.listen(0, '127.0.0.1', done));
  onTestFinished(() => void wire.close());
  return {
    url: `http://127.0.0.1:${(wire.address() as AddressInfo).port}/`,
    get bytes() {
      return bytes;
    },
  };
}
