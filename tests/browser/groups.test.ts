// The page on groups: a network that memorises a table and groks it, by mouse, keyboard and on a phone.
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import text from '../../site/figures/group-network/text.json' with { type: 'json' };
import { readCheckpoint } from '../../web/src/run_file.ts';
import { drawn, home, PATIENCE, visit as open, type VisitOptions, words } from './support.ts';

const visit = (options: VisitOptions = {}) => open({ at: `${home()}groups/`, ...options });

/** A network on a small group, quick on a busy machine. */
const SMALL = '#v=1&task.group=S3&model.hidden=32&task.train_fraction=0.75';

interface Exported {
  metrics: Record<string, (number | null)[]>;
  frame: { step: number; tensors: Record<string, { shape: number[]; data: number[] }>; measures: Record<string, unknown> };
}

describe('a network on a group', () => {
  it('memorises its quarter of the table, and groks the rest', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await figure.fullSpeed();
    await expect.poll(() => page.locator('p.now b').textContent(), { timeout: PATIENCE }).toBe(text.stages.memorised);
    await expect.poll(() => page.locator('p.now b').textContent(), { timeout: 3 * PATIENCE }).toBe(text.stages.grokked);
    const { metrics, frame } = JSON.parse((await figure.download('JSON')).bytes.toString()) as Exported;
    expect(metrics['accuracy.test']!.at(-1)).toBeGreaterThan(0.98);
    expect(metrics['loss.train']![0]).toBeGreaterThan(metrics['loss.train']!.at(-1)!);
    expect(frame.tensors['confidence']!.shape).toEqual([59, 59]);
    expect(frame.tensors['confidence']!.data.filter((sure) => sure > 0).length).toBeGreaterThan(3400);
    await expect.poll(() => page.getByTestId('status').textContent(), { timeout: PATIENCE }).toContain(text.stages.grokked);
  });

  it.each([
    { width: 1280, height: 900, screens: 1 },
    { width: 360, height: 740, screens: 1.25 },
  ])('has its transport within $screens screens of $width by $height', async ({ screens, ...viewport }) => {
    const { page, figure } = await visit({ viewport });
    await figure.ready();
    const { y, height } = (await figure.button(words.pause).boundingBox())!;
    expect(y + height).toBeLessThan(screens * viewport.height);
  });

  it('is scrubbed, shared to the step, and comes back as it was', async () => {
    const { page, figure } = await visit({ hash: SMALL });
    await figure.ready();
    await figure.fullSpeed();
    await figure.trained(150);
    await figure.pause();
    const time = figure.ruler('time');
    await time.fill(String(Math.round(Number(await time.getAttribute('max')) / 3)));
    await drawn(page);
    const step = await figure.step();
    expect(step).toBeGreaterThan(1);
    expect(step).toBeLessThan(100);
    const shown = JSON.parse((await figure.download('JSON')).bytes.toString()) as Exported;
    const link = await figure.link();
    expect(link).toContain(`step=${step}`);
    const again = await open({ at: link });
    await again.figure.ready();
    expect(await again.figure.step()).toBe(step);
    const there = JSON.parse((await again.figure.download('JSON')).bytes.toString()) as Exported;
    expect(there.frame.tensors['confidence']!.data).toEqual(shown.frame.tensors['confidence']!.data);
  });

  it('gives its weights, its curves and its command away', async () => {
    const { page, figure } = await visit({ hash: `${SMALL}&step=40` });
    await figure.ready();
    const { bytes, name } = await figure.download(words.weights);
    expect(name).toMatch(/group-network-seed-0-step-40\.safetensors$/);
    const { spec, step, file } = readCheckpoint(new Uint8Array(bytes));
    expect([step, spec.fields['task.group']]).toEqual([40, 'S3']);
    expect(file.tensors.get('W_x')!.shape).toEqual([6, 32]);
    const csv = (await figure.download('CSV')).bytes.toString().trim().split('\n');
    expect(csv[0]).toBe('step,loss.train,loss.test,accuracy.train,accuracy.test');
    expect(csv.at(-1)).toMatch(/^40,/);
    await figure.button(words.native).click();
    expect(await page.locator('.copy code').textContent()).toBe(
      'orrery train --preset grokking-live --set task.group=S3 --set model.hidden=32 --set task.train_fraction=0.75 --set steps=40 --out run',
    );
  });

  it('says what an address has wrong, and keeps the run before when a group is too large', async () => {
    const { page, figure } = await visit({ hash: '#v=1&task.group=<b>' });
    await figure.ready();
    await expect.poll(() => page.getByRole('alert').textContent(), { timeout: PATIENCE }).toContain('task.group');
    await page.evaluate(() => (location.hash = '#v=1&task.group=S6'));
    await expect.poll(() => page.getByRole('alert').textContent(), { timeout: PATIENCE }).toMatch(/S6.*MB/);
    await figure.trained((await figure.step()) + 5);
    expect(await page.locator('#group-family').inputValue()).toBe('C');
  });

  it('shows its own start, ready to go on from, when the first address asks for too large a group', async () => {
    const { page, figure } = await visit({ hash: '#v=1&task.group=S6' });
    await figure.ready();
    await expect.poll(() => page.getByRole('alert').textContent(), { timeout: PATIENCE }).toMatch(/S6.*MB.*start instead/);
    await figure.trained((await figure.step()) + 5);
    expect(await page.locator('#group-family').inputValue()).toBe('C');
    expect(await page.locator('#group-family').isDisabled()).toBe(false);
  });

  it('trains another group when one is chosen', async () => {
    const { page, figure } = await visit({ hash: SMALL });
    await figure.ready();
    await page.locator('#group-family').selectOption('Q8');
    await expect.poll(() => page.locator('.rulers').textContent(), { timeout: PATIENCE }).toContain('8 elements');
    await figure.trained(5);
    await expect.poll(() => page.url(), { timeout: PATIENCE }).toContain('task.group=Q8');
    await page.locator('#order').selectOption('class');
    await drawn(page);
    expect(await page.locator('.over .edge').count()).toBe(4); // five classes
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('order=class');
  });
});

describe('by keyboard, and as text', () => {
  it('reads single pairs with the arrow keys', async () => {
    const { page, figure } = await visit({ hash: `${SMALL}&step=30` });
    await figure.ready();
    await page.locator('.cells').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('p.reading').textContent()).toMatch(/ · .* = .*: (right|wrong), .* sure, (trained on|never shown)/);
    await figure.button(words.asText).click();
    await expect.poll(() => page.getByTestId('as-text').locator('table').count(), { timeout: PATIENCE }).toBe(3);
    expect(await page.getByTestId('as-text').textContent()).toContain('36 pairs');
  });

  it.each(['light', 'dark'] as const)('has no violations in %s, and fits on 360 pixels', async (colorScheme) => {
    const { page, figure } = await visit({ hash: `${SMALL}&step=30`, viewport: { width: 360, height: 740 }, hasTouch: true, colorScheme });
    await figure.ready();
    await figure.button(words.asText).click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('.figure select, .figure input[type=range]')]
        .filter((e) => e.getBoundingClientRect().height < 44)
        .map((e) => e.id),
    );
    expect(small).toEqual([]);
  });
});

it('stands without JavaScript: the table, its curves and the prose', async () => {
  const { page } = await visit({ javaScriptEnabled: false });
  expect(await page.locator('.cells svg path').count()).toBeGreaterThan(2);
  expect(await page.locator('.curves path').count()).toBeGreaterThan(3);
  expect(await page.locator('main').textContent()).toContain('Cayley table');
});
