// The first seconds: the page trains by itself, and asks for no more than it needs.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { built, home, metered, PATIENCE, visit, words } from './support.ts';

/** Bytes on the wire until the engine is ready: bodies as sent, and headers. */
const BUDGET = 220_000;

describe('a page that is left alone', () => {
  it('trains by itself until the five features form a pentagon', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    const [step, loss] = [await figure.step(), (await figure.exported()).metrics['superposition.exact_loss'][0]!];
    expect(await figure.note()).toMatch(new RegExp(`^[\\d,.]+ ${words.stepsPerSecond}$`));
    await figure.trained(step + 50);
    expect(await figure.loss()).toBeLessThan(loss);
    await figure.fullSpeed();
    await figure.becomes('pentagon');
    const { metrics, frame } = await figure.exported();
    expect(frame.measures['superposition.geometry']).toBe('pentagon');
    expect(metrics['superposition.exact_loss'].at(-1)!).toBeLessThan(loss / 3);
    expect(await page.locator('.picture svg .arrow').count()).toBe(5);
  });

  it('is told to a screen reader when the shape changes, not at every step', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.fullSpeed();
    await figure.becomes('pentagon');
    const status = page.getByTestId('status');
    await expect.poll(() => status.textContent(), { timeout: PATIENCE }).toContain('pentagon');
    const said = await status.textContent();
    await figure.trained((await figure.step()) + 500);
    expect(await figure.geometry()).toBe('pentagon');
    expect(await status.textContent()).toBe(said);
  });
});

describe('the first load', () => {
  it.each(['', 'superposition/', 'groups/'])(`of /%s transfers at most ${BUDGET} bytes, fonts and engine included`, async (path) => {
    const meter = await metered(home());
    const files: string[] = [];
    const { figure } = await visit({
      at: meter.url + path,
      before: async (page) => {
        page.on('request', (request) => files.push(new URL(request.url()).pathname));
        // What is fetched when the engine is ready already, for later: the italics and the copy for offline reading.
        await page.route('**/*italic*', (route) => route.fulfill({ path: join(built, new URL(route.request().url()).pathname) }));
        await page.addInitScript(() => delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker);
      },
    });
    await figure.ready();
    for (const kind of [/\.wasm$/, /worker-.*\.js$/, /kit-.*\.js$/, /run-.*\.json$/, /sans-.*\.woff2$/, /serif-.*\.woff2$/])
      expect(files).toContainEqual(expect.stringMatching(kind));
    const { bytes } = meter;
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(BUDGET);
  });
});
