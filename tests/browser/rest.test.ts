// When nobody looks, nothing trains; who asks for less motion gets a still picture.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { drawn, type Figure, PATIENCE, visit, words } from './support.ts';

/** Presses the button without scrolling to it; the step is the worker's own. */
const trainedTo = async (figure: Figure): Promise<number> => {
  const [{ step }] = await Promise.all([figure.saved((button) => button.dispatchEvent('click'))]);
  return step;
};

/** Training stands while frames pass: the page's and the worker's step stay. */
async function stands(page: Page, figure: Figure): Promise<number> {
  await drawn(page, 5);
  const step = await trainedTo(figure);
  const shown = await figure.step();
  await drawn(page, 60);
  expect(await trainedTo(figure)).toBe(step);
  expect(await figure.step()).toBe(shown);
  return step;
}

describe('training pauses', () => {
  it('while the figure is scrolled out of sight, and goes on after', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained((await figure.step()) + 30);
    await page.locator('footer').scrollIntoViewIfNeeded();
    await expect.poll(() => page.evaluate(() => document.querySelector('.figure')!.getBoundingClientRect().bottom < 0)).toBe(true);
    const step = await stands(page, figure);
    await page.evaluate(() => scrollTo(0, 0));
    await figure.trained(step + 20);
  });

  it('while the tab is hidden, and goes on after', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained((await figure.step()) + 30);
    const hide = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    const step = await stands(page, figure);
    await hide(false);
    await figure.trained(step + 20);
  });

  it('when a run goes on for long without a touch, until Play is pressed', async () => {
    const { page, figure } = await visit({ before: (page) => page.clock.install() });
    await figure.ready();
    await figure.fullSpeed();
    await figure.trained(25_000);
    await page.clock.fastForward('02:00');
    await expect.poll(() => figure.note(), { timeout: PATIENCE }).toBe(words.resting);
    const step = await stands(page, figure);
    await figure.button(words.play).click();
    await figure.trained(step + 1000);
  });
});

describe('a reader who asks for less motion', () => {
  it('gets the finished picture, still, and training when Play is pressed', async () => {
    const { page, figure } = await visit({ reducedMotion: 'reduce' });
    await figure.ready();
    expect(await figure.geometry()).toBe('pentagon');
    expect(await figure.note()).toBe(words.paused);
    const step = await stands(page, figure);
    expect(step).toBeGreaterThan(500);
    const moving = await page.evaluate(() => document.getAnimations().length);
    expect(moving).toBe(0);
    await figure.button(words.play).click();
    await figure.trained(step + 20);
  });
});
