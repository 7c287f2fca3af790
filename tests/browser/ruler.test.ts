// The rulers: whatever moves them, training goes on from the present weights, and the change is part of the run.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import text from '../../site/figures/five-features/text.json' with { type: 'json' };
import { type Figure, PATIENCE, visit, words } from './support.ts';

/** Exact loss of the two best features at right angles and nothing of the others, whose mean is guessed. */
const twoFeaturesLoss = (p: number, decay: number) => (decay ** 2 + decay ** 3 + decay ** 4) * (p / 3 - p ** 2 / 4);

const changesIn = (page: Page): string[] =>
  decodeURIComponent(new URL(page.url()).hash.slice(1))
    .split('&')
    .filter((part) => part.startsWith('change='));

/** The rows of a table under "As text", by their first cell. */
async function rows(page: Page, caption: string): Promise<Map<string, string[]>> {
  const lines = await page.getByRole('table', { name: caption }).locator('tbody tr').all();
  const cells = await Promise.all(lines.map((line) => line.locator('th, td').allTextContents()));
  return new Map(cells.map(([head, ...rest]) => [head!, rest]));
}

/** Where along a ruler's input a share of its scale lies: the thumb is 16 px wide and its half hangs over each end. */
async function place(figure: Figure, share: number): Promise<{ x: number; y: number }> {
  const ruler = figure.ruler('density');
  await ruler.scrollIntoViewIfNeeded();
  const box = (await ruler.boundingBox())!;
  return { x: box.x + 8 + (box.width - 16) * share, y: box.y + box.height / 2 };
}

describe('the density ruler', () => {
  it('tells the density of the moment that is shown; the strip trains at the newest', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(200);
    const before = (await figure.valueText('density'))!;
    await figure.set('density', 0);
    await expect.poll(() => changesIn(page), { timeout: PATIENCE }).toHaveLength(1);
    const changed = Number(/change=(\d+)/.exec(changesIn(page)[0]!)![1]);
    expect(await figure.valueText('density')).not.toBe(before);
    await page.locator('.panels ol').scrollIntoViewIfNeeded();
    const best = async () => Number((await page.locator('[data-seed] .loss').first().textContent())!);
    await expect.poll(best, { timeout: PATIENCE }).toBeCloseTo(twoFeaturesLoss(1, 0.9), 2);
    await figure.trained(changed + 50);
    const last = await figure.pause();
    await figure.scrub(changed - 50, last);
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toBe(before);
  });

  it('goes on from the present weights, as a change of the run, and ends with two features at 100 %', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(200);
    const step = await figure.pause();
    const before = await figure.exported();
    expect(before.frame.step).toBe(step);
    expect(before.spec.changes).toBeUndefined();

    await figure.set('density', 0);
    await expect.poll(() => changesIn(page), { timeout: PATIENCE }).toEqual([`change=${step}:task.density:1`]);
    const after = await figure.exported();
    expect(after.frame.step).toBe(step);
    expect(after.frame.tensors).toEqual(before.frame.tensors);
    expect(after.spec.changes).toEqual([{ step, path: 'task.density', value: 1 }]);
    expect((after.spec['task'] as { density: number }).density).toBe(0.05);
    const loss = 'superposition.exact_loss';
    expect(after.frame.measures[loss]).toBeGreaterThan(2 * (before.frame.measures[loss] as number));

    await figure.button(words.step).click();
    await figure.trained(step + 1);
    const next = await figure.exported();
    const moved = next.frame.tensors['W']!.data.map((w, i) => Math.abs(w - before.frame.tensors['W']!.data[i]!));
    expect(Math.max(...moved)).toBeGreaterThan(0);
    expect(Math.max(...moved)).toBeLessThan(0.02); // a few learning rates: no new start

    await figure.fullSpeed();
    await figure.button(words.play).click();
    await figure.becomes('two features');
    const expected = twoFeaturesLoss(1, 0.9);
    await expect.poll(() => figure.loss(), { timeout: PATIENCE }).toBeLessThan(1.03 * expected);
    await figure.button(words.asText).click();
    const level = (await rows(page, text.levelTable)).get('two features')!;
    expect(Number(level[0])).toBeCloseTo(expected, 3);
    const lengths = [...(await rows(page, text.featureTable)).values()].map((cells) => Number(cells[1]));
    expect(lengths.filter((length) => length > 0.9)).toHaveLength(2);
    expect(lengths.filter((length) => length < 0.1)).toHaveLength(3);
  });

  it('says its value and its regime in words, and lights the regime', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    const lit = page.locator('.regime.lit .name b');
    for (const [notch, percent, regime] of [
      [0, '100 percent', 'two features'],
      [200, '1 percent', 'pentagon'],
    ] as const) {
      await figure.set('density', notch);
      await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toBe(`${percent}, ${regime}`);
      await expect.poll(() => lit.allTextContents(), { timeout: PATIENCE }).toEqual([regime]);
    }
  });

  it('moves by mouse: a press on the scale, and a drag', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    const [start, end] = [await place(figure, 0.5), await place(figure, 0)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^10 percent/);
    await page.mouse.move((start.x + end.x) / 2, start.y, { steps: 4 });
    await page.mouse.move(end.x, end.y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^100 percent/);
    await expect.poll(() => changesIn(page).at(-1), { timeout: PATIENCE }).toMatch(/^change=\d+:task\.density:1$/);
  });

  it('moves by touch on a phone, without scrolling the page', async () => {
    const { page, context, figure } = await visit({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await figure.ready();
    const [start, end] = [await place(figure, 0.5), await place(figure, 1)];
    await page.touchscreen.tap(start.x, start.y);
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^10 percent/);
    const { y } = (await figure.ruler('density').boundingBox())!;
    const finger = await context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y: start.y }] });
    await touch('touchStart', start.x);
    for (let k = 1; k <= 8; ++k) await touch('touchMove', start.x + ((end.x - start.x) * k) / 8);
    await touch('touchEnd');
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^1 percent/);
    await expect.poll(() => changesIn(page).at(-1), { timeout: PATIENCE }).toMatch(/^change=\d+:task\.density:0\.01$/);
    expect((await figure.ruler('density').boundingBox())!.y).toBeCloseTo(y, 0);
  });

  it('moves by keyboard', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.ruler('density').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^100 percent/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^98 percent/);
    await page.keyboard.press('End');
    await expect.poll(() => figure.valueText('density'), { timeout: PATIENCE }).toMatch(/^1 percent/);
    await expect.poll(() => changesIn(page).at(-1), { timeout: PATIENCE }).toMatch(/^change=\d+:task\.density:0\.01$/);
  });
});

describe('the other rulers', () => {
  it('importance changes the running network, its levels and its regimes', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(100);
    const step = await figure.pause();
    await figure.button(words.asText).click();
    const level = async () => Number((await rows(page, text.levelTable)).get('two features')![0]);
    const bars = () => page.locator('.regime').evaluateAll((all) => all.map((bar) => bar.getAttribute('style')));
    const [oldBars, oldLevel] = [await bars(), await level()];
    expect(oldLevel).toBeCloseTo(twoFeaturesLoss(0.05, 0.9), 3);
    await figure.set('decay', 0);
    await expect.poll(() => changesIn(page), { timeout: PATIENCE }).toEqual([`change=${step}:task.importance_decay:0.5`]);
    await expect.poll(level, { timeout: PATIENCE }).toBeCloseTo(twoFeaturesLoss(0.05, 0.5), 3);
    await expect.poll(bars, { timeout: PATIENCE }).not.toEqual(oldBars);
    const sizes = await page.locator('.picture svg .arrow circle').evaluateAll((all) => all.map((dot) => Number(dot.getAttribute('r'))));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(new Set(sizes).size).toBe(5);
  });

  it('number of features starts anew with two to eight', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(50);
    for (const n of [2, 8, 3]) {
      await figure.set('features', n - 2);
      await expect.poll(() => page.locator('.picture svg .arrow').count(), { timeout: PATIENCE }).toBe(n);
      await figure.ready();
      await figure.trained(1);
      expect(await figure.valueText('features')).toBe(String(n));
      await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toBe(`#v=1&task.features=${n}`);
    }
    await figure.pause();
    const { spec, frame, metrics } = await figure.exported();
    expect((spec['task'] as { features: number }).features).toBe(3);
    expect(frame.tensors['W']!.shape).toEqual([2, 3]);
    expect(metrics.step[0]).toBe(0);
  });

  it('number of features keeps the keyboard while the network starts anew', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.ruler('features').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.picture svg .arrow').count(), { timeout: PATIENCE }).toBe(6);
    await figure.ready();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.picture svg .arrow').count(), { timeout: PATIENCE }).toBe(7);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('features');
  });

  it('speed goes from one step a second, each of them seen, to all that the machine gives', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    /** How far the shown step moves in this many changes of its text. */
    const advance = (changes: number) =>
      page.evaluate(
        (changes) =>
          new Promise<number>((done) => {
            const shown = document.querySelector('.step b')!;
            const step = () => Number(shown.textContent!.replace(/\D/g, ''));
            let [from, left] = [-1, changes];
            new MutationObserver((_, observer) => {
              if (from < 0) from = step();
              else if (--left === 0) {
                observer.disconnect();
                done(step() - from);
              }
            }).observe(shown, { characterData: true, childList: true, subtree: true });
          }),
        changes,
      );
    await figure.set('speed', 0);
    expect(await figure.valueText('speed')).toBe(words.speedWords.replace('{n}', '1'));
    await advance(1);
    expect(await advance(2)).toBeLessThanOrEqual(4);
    await figure.fullSpeed();
    expect(await figure.valueText('speed')).toBe(words.speedAllWords);
    await advance(1);
    expect(await advance(2)).toBeGreaterThan(100);
  });
});
