// One run after another: starts, restarts, seeds; and back and forth in the time of one run.
import { describe, expect, it } from 'vitest';
import { timeEnd } from '../../site/ui/curve.ts';
import { type Figure, PATIENCE, visit, words } from './support.ts';

/** What a run that has stopped has recorded: its first frame, and the exact loss at every frame, by step. */
async function recorded(figure: Figure) {
  await figure.scrub(0, await figure.pause());
  const { frame, metrics } = await figure.exported();
  expect(frame.step).toBe(0);
  return { frame, losses: new Map(metrics.step.map((step, i) => [step, metrics['superposition.exact_loss'][i]!])) };
}

describe('a start', () => {
  it('again gives the same weights at the same steps', async () => {
    const { figure } = await visit();
    await figure.ready();
    await figure.trained(130);
    const first = await recorded(figure);
    await figure.button(words.restart).click();
    await expect.poll(() => figure.step(), { timeout: PATIENCE }).toBeLessThan(100);
    await figure.trained(130);
    const second = await recorded(figure);
    expect(second.frame).toEqual(first.frame);
    // A busy machine may record fewer moments, never other losses: they hang on every weight.
    const common = [...first.losses.keys()].filter((step) => second.losses.has(step));
    expect(common.length).toBeGreaterThan(20);
    for (const step of common) expect([step, second.losses.get(step)]).toEqual([step, first.losses.get(step)]);
  });

  it('with a new seed gives other weights', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(60);
    const seed = await figure.seed();
    const { frame: old } = await recorded(figure);
    await figure.button(words.newSeed).click();
    await expect.poll(() => figure.seed(), { timeout: PATIENCE }).toBe(seed + 1);
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toBe(`#v=1&seed=${seed + 1}`);
    await figure.trained(2);
    const { frame: now } = await recorded(figure);
    expect(now.tensors['W']!.shape).toEqual(old.tensors['W']!.shape);
    now.tensors['W']!.data.forEach((w, i) => expect(w).not.toBe(old.tensors['W']!.data[i]));
  });

  it('from the strip is the seed that was pressed; the strip holds a dozen, best first', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    const seeds = page.locator('[data-seed]');
    await page.locator('.panels ol').scrollIntoViewIfNeeded();
    await expect.poll(() => seeds.count(), { timeout: PATIENCE }).toBe(12);
    const losses = (await page.locator('[data-seed] .loss').allTextContents()).map(Number);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    const chosen = seeds.last();
    const seed = Number(await chosen.getAttribute('data-seed'));
    expect(await chosen.getAttribute('aria-label')).toMatch(new RegExp(`${words.seed} ${seed}\\b`));
    await chosen.click();
    await expect.poll(() => figure.seed(), { timeout: PATIENCE }).toBe(seed);
    expect(await page.locator('[data-seed][aria-pressed=true]').getAttribute('data-seed')).toBe(String(seed));
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain(`seed=${seed}`);
    // After as many steps as the strip's, this run is where the strip says it ends.
    const { figure: alone } = await visit({ hash: `#v=1&seed=${seed}&step=2000` });
    await alone.ready();
    expect(await alone.step()).toBe(2000);
    expect(await alone.loss()).toBe(losses.at(-1));
  });

  it('steps one update at a time', async () => {
    const { figure } = await visit({ hash: '#v=1&step=40' });
    await figure.ready();
    expect(await figure.step()).toBe(40);
    await figure.button(words.step).click();
    await figure.trained(41);
    await figure.button(words.step).click();
    await figure.trained(42);
    expect(await figure.step()).toBe(42);
    expect((await figure.saved()).step).toBe(42);
  });
});

describe('the time ruler', () => {
  it('goes back and forth, and picture and words follow', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.fullSpeed();
    await figure.becomes('pentagon');
    const last = await figure.pause();
    const seen = [];
    for (const share of [0, 0.05, 0.8, 0.3]) {
      await figure.scrub(share * last, last);
      const { frame, metrics } = await figure.exported();
      expect(frame.step).toBeLessThanOrEqual(last);
      expect(await figure.step()).toBe(frame.step);
      expect(await figure.valueText('time')).toBe(words.stepWords.replace('{n}', frame.step.toLocaleString('en')));
      const recorded = metrics['superposition.exact_loss'][metrics.step.indexOf(frame.step)]!;
      expect(recorded).toBe(frame.measures['superposition.exact_loss']);
      expect(await figure.loss()).toBeCloseTo(recorded, 3);
      const tips = await page
        .locator('.picture svg .arrow line')
        .evaluateAll((all) => all.map((line) => [Number(line.getAttribute('x2')), -Number(line.getAttribute('y2'))]));
      const W = frame.tensors['W']!.data;
      const unit = Number(await page.locator('.picture svg .unit').getAttribute('r'));
      tips.forEach(([x, y], i) => {
        expect(x! / unit).toBeCloseTo(W[i]!, 3);
        expect(y! / unit).toBeCloseTo(W[5 + i]!, 3);
      });
      seen.push(frame);
    }
    const [first, early, late, between] = seen;
    expect(first!.step).toBe(0);
    expect(early!.step < between!.step && between!.step < late!.step).toBe(true);
  });

  it('is moved from the chart by press and drag', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.fullSpeed();
    await figure.trained(2000);
    const last = await figure.pause();
    const plot = page.locator('.plot');
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const to = (share: number, options = {}) => page.mouse.move(box.x + share * box.width, box.y + box.height / 2, options);
    const frames = (await figure.exported()).metrics.step;
    /** Waits for a frame that belongs to this place, give or take a pixel. */
    const shows = async (share: number) => {
      const [low, high] = [-1, 1].map((pixel) => frames.findLast((step) => step <= (share + pixel / box.width) * timeEnd(last))!);
      await expect.poll(() => figure.step(), { timeout: PATIENCE }).toSatisfy((step: number) => low! <= step && step <= high!);
      return figure.step();
    };
    await to(0.3);
    await page.mouse.down();
    await shows(0.3);
    await to(0.1, { steps: 4 });
    const dragged = await shows(0.1);
    expect(await figure.valueText('time')).toBe(words.stepWords.replace('{n}', dragged.toLocaleString('en')));
    expect(await figure.note()).toBe(words.paused);
    await page.mouse.up();
    await to(0.2);
    expect(await figure.step()).toBe(dragged);
  });

  it('plays on from where it stands, first what is recorded, then new training', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.trained(400);
    const last = await figure.pause();
    await figure.scrub(100, last);
    await expect.poll(() => figure.step(), { timeout: PATIENCE }).toBeLessThanOrEqual(100);
    const from = await figure.step();
    // Every step shown from here on, in order.
    await page.evaluate(() => {
      const shown = document.querySelector('.step b')!;
      const seen: number[] = ((window as unknown as { seen: number[] }).seen = []);
      new MutationObserver(() => seen.push(Number(shown.textContent!.replace(/\D/g, '')))).observe(shown, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });
    await figure.button(words.play).click();
    await expect.poll(() => figure.note(), { timeout: PATIENCE }).toBe(words.replaying);
    expect((await figure.saved()).step).toBe(last);
    await figure.trained(last + 20);
    const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
    expect(seen[0]).toBeGreaterThanOrEqual(from);
    expect(seen[0]).toBeLessThan(last);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await figure.saved()).step).toBeGreaterThan(last);
  });
});
