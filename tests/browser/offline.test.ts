// The built folder on any static host: under a path, without headers, and without a network after the first visit.
import { describe, expect, it } from 'vitest';
import { serve } from '../../site/serve.mjs';
import { built, PATIENCE, plainHost, visit } from './support.ts';

describe('after one visit', () => {
  it('the page loads and trains without a server', async () => {
    const server = await serve(built);
    const { page, figure, problems } = await visit({ at: server.url });
    await figure.ready();
    // The copy is complete when the worker has taken charge of the page.
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state), { timeout: PATIENCE }).toBe('activated');
    expect(problems).toEqual([]);
    await server.close();

    await page.reload();
    await figure.ready();
    await figure.trained((await figure.step()) + 30);
    await figure.fullSpeed();
    await figure.becomes('pentagon');
    expect(await page.evaluate(() => document.fonts.size && [...document.fonts].every((font) => font.status !== 'error'))).toBe(true);
    // Chromium logs what the page's own look for news got from a server that is gone, and what the reload broke off;
    // nothing else may be wrong.
    expect(problems.filter((problem) => !/sw\.js|ERR_CONNECTION_REFUSED|ERR_ABORTED/.test(problem))).toEqual([]);
    problems.length = 0;
  });
});

describe('another static host', () => {
  it.each(['/', '/some/path/'])('that knows no headers serves the page at %s', async (path) => {
    const { page, figure } = await visit({ at: await plainHost(path) });
    await figure.ready();
    await figure.trained((await figure.step()) + 30);
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state), { timeout: PATIENCE }).toBe('activated');
    expect(await page.evaluate(() => navigator.serviceWorker.controller!.scriptURL)).toBe(new URL('sw.js', page.url()).href);
  });
});
