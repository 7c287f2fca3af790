// The chapter on superposition: every figure comes to life in its place, keeps its own state, and is there for every reader.
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { alive, figure, FIGURES, open, step, TRAINING } from './superposition.ts';
import { drawn, PATIENCE, visit, words } from './support.ts';

// So many figures that train take a busy machine long.
vi.setConfig({ testTimeout: 300_000 });

describe('the chapter', () => {
  it('is a page of its own that the others lead to', async () => {
    const { page, problems } = await visit();
    await page.getByRole('navigation').getByRole('link', { name: 'Superposition' }).click();
    await expect.poll(() => new URL(page.url()).pathname, { timeout: PATIENCE }).toBe('/superposition/');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    const contents = page.getByRole('navigation', { name: words.contents });
    expect(await contents.getByRole('link').count()).toBe(await page.getByRole('heading', { level: 2 }).count());
    await contents.getByRole('link').last().click();
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).not.toBe('');
    await page.getByRole('link', { name: 'Orrery', exact: true }).click();
    await expect.poll(() => new URL(page.url()).pathname, { timeout: PATIENCE }).toBe('/');
    // A page that is left gives up what it was fetching.
    problems.splice(0, problems.length, ...problems.filter((problem) => !problem.includes('ERR_ABORTED')));
  });

  it('stands without JavaScript: prose, maths, and a named picture of every figure', async () => {
    const { page, problems } = await open({ javaScriptEnabled: false });
    await page.waitForURL('**/superposition/still.html');
    // A page that is left gives up what it was fetching.
    problems.splice(0, problems.length, ...problems.filter((problem) => !problem.includes('ERR_ABORTED')));
    expect(await page.locator('article math').count()).toBeGreaterThan(10);
    for (const name of FIGURES) {
      const pictures = figure(page, name).getByRole('img').filter({ visible: true });
      expect([name, await pictures.count()]).toEqual([name, expect.any(Number)]);
      expect(await pictures.count()).toBeGreaterThan(0);
      for (const picture of await pictures.all()) expect((await picture.getAttribute('aria-label'))!.length).toBeGreaterThan(20);
    }
    expect(await page.locator('button, select, input:enabled').filter({ visible: true }).count()).toBe(0);
  });

  it('trains each network when its figure is in sight, and not before or after', async () => {
    const { page } = await open();
    for (const name of TRAINING) {
      const place = await alive(page, name);
      const before = await step(place);
      await expect.poll(() => step(place), { timeout: PATIENCE }).toBeGreaterThan(before + 20);
    }
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await drawn(page, 20);
    const places = TRAINING.map((name) => figure(page, name));
    const steps = await Promise.all(places.map(step));
    await drawn(page, 30);
    expect(await Promise.all(places.map(step))).toEqual(steps);
  });

  it('keeps the state of several figures in one address, each under its name', async () => {
    const { page } = await open();
    const vectors = await alive(page, 'two-vectors');
    await vectors.locator('#two-vectors-density').fill('0');
    const twenty = await alive(page, 'twenty-features');
    await twenty.getByRole('radio', { name: 'nothing (linear)' }).check();
    await expect
      .poll(() => decodeURIComponent(new URL(page.url()).hash), { timeout: PATIENCE })
      .toContain('twenty-features/model.output=linear');
    expect(new URL(page.url()).hash).toContain('two-vectors/density=1');
    await twenty.getByRole('button', { name: words.pause }).click();
    await twenty.getByRole('button', { name: words.link, exact: true }).click();
    await twenty
      .getByRole('button', { name: words.linkCopied })
      .or(twenty.getByRole('button', { name: words.linkWritten }))
      .waitFor();
    const { hash } = new URL(page.url());
    // The figure whose link it is stands first, and is what the page opens on.
    expect(hash).toMatch(/^#v=1&twenty-features\//);
    const { page: there } = await open({ hash });
    const opened = await alive(there, 'twenty-features');
    expect(await opened.getByRole('radio', { name: 'nothing (linear)' }).isChecked()).toBe(true);
    await expect.poll(() => step(opened), { timeout: PATIENCE }).toBe(await step(twenty));
    const before = await alive(there, 'two-vectors');
    expect(await before.locator('#two-vectors-density').getAttribute('aria-valuetext')).toBe('100 percent');
  });

  it('refuses what no figure of it can set, in one line', async () => {
    const { page } = await open({ hash: '#v=1&orbits/seed=3' });
    await expect.poll(() => page.getByRole('alert').first().textContent(), { timeout: PATIENCE }).toContain('orbits/seed');
    await alive(page, 'five-features');
  });
});

describe('for every reader', () => {
  it.each([
    ['light', 1280],
    ['dark', 360],
  ] as const)('axe finds nothing in %s at %i px, with everything open', async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
    for (const name of FIGURES) {
      const place = await alive(page, name);
      await place.getByRole('button', { name: words.asText }).click();
    }
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }));
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`)).toEqual([]);
  });

  it('nothing is wider than a phone of 360 px, and what is touched is 44 px high', async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    for (const name of FIGURES) await alive(page, name);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const small = await page
      .locator('input[type=range], input[type=radio], .transport button, .links button')
      .evaluateAll((all) =>
        all
          .map((e) => [e.id || e.textContent!.trim(), Math.round(e.getBoundingClientRect().height)] as const)
          .filter(([, height]) => height < 44),
      );
    expect(small).toEqual([]);
  });
});
