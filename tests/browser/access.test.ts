// For every reader: by keyboard alone, on a phone, in light and dark, without JavaScript, by screen reader.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import text from '../../site/figures/five-features/text.json' with { type: 'json' };
import { drawn, PATIENCE, visit, words } from './support.ts';

/** What has the focus: its accessible name, or the id of a ruler. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement!;
    if (element === document.body) return '';
    return element.id || element.getAttribute('aria-label') || element.textContent!.trim();
  });

describe('by keyboard alone', () => {
  it('every control is reached in the order of the page, and shows that it has the focus', async () => {
    const { page, figure } = await visit({ hash: '#v=1&step=300' });
    await figure.ready();
    await page.locator('.panels ol').scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('[data-seed]').count(), { timeout: PATIENCE }).toBe(12);
    await page.evaluate(() => scrollTo(0, 0));
    const order: string[] = [];
    const unseen: string[] = [];
    for (let k = 0; k < 60; ++k) {
      await page.keyboard.press('Tab');
      const name = await focused(page);
      if (name === '' || name === order[0]) break;
      order.push(name);
      // The same place with and without the focus looks different.
      const clip = await page.evaluate(() => {
        const box = document.activeElement!.getBoundingClientRect();
        const [left, top] = [Math.max(0, box.left - 8), Math.max(0, box.top - 8)];
        return { x: left, y: top, width: Math.min(innerWidth, box.right + 8) - left, height: Math.min(innerHeight, box.bottom + 8) - top };
      });
      const lit = await page.screenshot({ clip });
      const element = await page.evaluateHandle(() => document.activeElement as HTMLElement);
      await element.evaluate((e) => e.blur());
      const unlit = await page.screenshot({ clip });
      await element.evaluate((e) => e.focus({ focusVisible: true, preventScroll: true } as FocusOptions));
      if (lit.equals(unlit)) unseen.push(name);
    }
    expect(unseen).toEqual([]);
    const seeds = order.filter((name) => name.includes(`${words.seed} `));
    expect(seeds).toHaveLength(12);
    const rest = order.filter((name) => !seeds.includes(name));
    expect(rest.slice(0, 11)).toEqual([
      words.skip,
      'Orrery',
      'Superposition',
      'Groups',
      'Reproduction',
      words.themeLabel.replace('{theme}', words.themeToDark),
      text.label,
      words.play,
      words.step,
      words.restart,
      words.newSeed,
    ]);
    expect([...rest.slice(11, 15)].sort()).toEqual(['decay', 'density', 'features', 'speed']);
    expect(rest.slice(15, 23)).toEqual(['time', 'CSV', 'JSON', 'SVG', 'PNG', words.weights, words.native, words.link]);
    expect(rest[23]).toBe(words.asText);
    expect(rest.slice(24)).not.toHaveLength(0); // links in the prose
  });

  it('space plays and pauses from anywhere in the figure, and presses a button that has the focus', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    for (const place of [page.locator('.figure'), figure.ruler('density')]) {
      await place.focus();
      await page.keyboard.press('Space');
      await expect.poll(() => figure.note(), { timeout: PATIENCE }).toBe(words.paused);
      const scrolled = await page.evaluate(() => scrollY);
      await page.keyboard.press('Space');
      await expect.poll(() => figure.note(), { timeout: PATIENCE }).not.toBe(words.paused);
      expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    }
    await figure.pause();
    const step = await figure.step();
    await figure.button(words.step).focus();
    await page.keyboard.press('Space');
    await figure.trained(step + 1);
    expect(await figure.step()).toBe(step + 1);
    expect(await figure.note()).toBe(words.paused);
  });

  it('arrows move every ruler, and each says its value in words', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(300);
    await figure.pause();
    const said: Record<string, RegExp> = {
      density: /^[\d.]+ percent, [a-z ]+$/,
      decay: /^0\.\d+$/,
      speed: /^\d+ steps a second$/,
      time: /^step [\d,]+$/,
      features: /^[2-8]$/, // last: it starts anew
    };
    for (const [id, pattern] of Object.entries(said)) {
      const ruler = figure.ruler(id as 'density');
      const before = await ruler.getAttribute('aria-valuetext');
      expect([id, before]).toEqual([id, expect.stringMatching(pattern)]);
      await ruler.focus();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => ruler.getAttribute('aria-valuetext'), { timeout: PATIENCE }).not.toBe(before);
      expect([id, await ruler.getAttribute('aria-valuetext')]).toEqual([id, expect.stringMatching(pattern)]);
      expect(await page.getByRole('slider').and(ruler).count()).toBe(1);
      expect((await ruler.evaluate((input: HTMLInputElement) => input.labels![0]?.textContent?.trim())) ?? '').not.toBe('');
    }
  });
});

describe('without JavaScript', () => {
  it('prose, maths and a named picture stand, and no control that would be dead', async () => {
    const { page } = await visit({ javaScriptEnabled: false });
    const visible = (selector: string) => page.locator(selector).filter({ visible: true });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBeTruthy();
    expect(await page.locator('article p').count()).toBeGreaterThan(8);
    expect(await page.locator('article math[display=block]').filter({ visible: true }).count()).toBeGreaterThan(0);
    expect(await page.locator('.heading').textContent()).toMatch(/JavaScript/);
    const picture = page.getByRole('img', { name: /^Features as arrows.*pentagon/ });
    expect(await picture.locator('.arrow').count()).toBe(5);
    expect((await picture.boundingBox())!.width).toBeGreaterThan(300);
    expect(
      await page
        .getByRole('img', { name: new RegExp(text.lossTitle.slice(0, 20)) })
        .locator('path')
        .first()
        .getAttribute('d'),
    ).toMatch(/^M.{200}/);
    expect(await visible('button, select, input:enabled').evaluateAll((all) => all.map((e) => e.id || e.textContent))).toEqual([]);
  });
});

describe('on a phone of 360 px', () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

  it('nothing is wider than the page, whatever is open', async () => {
    const { page, figure } = await visit({ ...phone, hash: '#v=1&change=100:task.density:0.2&step=2000' });
    await figure.ready();
    for (const panel of [null, words.native, words.asText]) {
      if (panel) await figure.button(panel).click();
      await drawn(page);
      const { width, wide } = await page.evaluate(() => {
        const sticksOut = (element: Element) => {
          const box = element.getBoundingClientRect();
          if (box.width === 0 || (box.right <= innerWidth + 0.5 && box.left >= -0.5)) return false;
          // What scrolls inside its own box may be wider than that.
          for (let e = element.parentElement; e; e = e.parentElement) if (getComputedStyle(e).overflowX !== 'visible') return false;
          return true;
        };
        return {
          width: document.documentElement.scrollWidth,
          wide: [...document.querySelectorAll('body *')]
            .filter(sticksOut)
            .map((e) => `${e.tagName}.${e.className} ${e.textContent!.slice(0, 40)}`),
        };
      });
      expect([panel, wide]).toEqual([panel, []]);
      expect(width).toBe(360);
    }
  });

  it('rulers and buttons are at least 44 px high to the finger', async () => {
    const { page, figure } = await visit(phone);
    await figure.ready();
    const small = await page
      .locator('input[type=range], .transport button, .links button')
      .evaluateAll((all) =>
        all
          .map((e) => [e.id || e.textContent!.trim(), Math.round(e.getBoundingClientRect().height)] as const)
          .filter(([, height]) => height < 44),
      );
    expect(small).toEqual([]);
    expect(await page.locator('input[type=range]').count()).toBe(5);
  });

  it('nothing below the picture moves while the words under it change', async () => {
    const { page, figure } = await visit({ ...phone, hash: '#v=1&step=2000' });
    await figure.ready();
    const last = await figure.step();
    const heights = new Set<number>();
    for (const share of [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1]) {
      await figure.scrub(share * last, last);
      heights.add(await page.locator('.figure > .picture').evaluate((e) => Math.round(e.getBoundingClientRect().height)));
    }
    expect([...heights]).toHaveLength(1);
  });
});

/** Everything that axe's rules object to. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }));
  return violations.map((v) => `${v.id}: ${v.nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`);
}

describe('axe finds nothing', () => {
  it.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
    ['dark', 360],
  ] as const)('in %s at %i px, before and after', async (colorScheme, width) => {
    const { page, figure } = await visit({ colorScheme, viewport: { width, height: 800 } });
    await figure.ready();
    await figure.pause();
    expect(await violations(page)).toEqual([]);
    await figure.set('density', 0);
    await figure.button(words.step).click();
    await figure.button(words.native).click();
    expect(await violations(page)).toEqual([]);
    await figure.button(words.asText).click();
    await page.locator('.panels ol').scrollIntoViewIfNeeded();
    await expect.poll(() => page.locator('[data-seed]').count(), { timeout: PATIENCE }).toBe(12);
    expect(await violations(page)).toEqual([]);
  });

  it('in the line that a wrong address gets', async () => {
    const { page, figure } = await visit({ hash: '#v=1&colour=red' });
    await figure.ready();
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

describe('light and dark', () => {
  it('follow the system, then the reader, and are remembered', async () => {
    const { page, figure } = await visit({ colorScheme: 'dark' });
    await figure.ready();
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await ground();
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: new RegExp(words.theme) }).click();
    expect(await ground()).toBe(dark);
    await page.waitForLoadState('networkidle');
    await page.reload();
    expect(await ground()).toBe(dark);
    await figure.ready();
  });
});
