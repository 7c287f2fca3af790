// The first seconds: the page trains by itself, and asks for no more than it needs.
import { describe, expect, it } from 'vitest';
import { PATIENCE, visit, words } from './support.ts';

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
