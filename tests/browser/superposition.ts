// The chapter on superposition as a reader finds it: its page, its figures by name, and what they hand out.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { drawn, home, PATIENCE, visit, words } from './support.ts';

export const FIGURES = [
  'five-features',
  'two-vectors',
  'phase-diagram',
  'twenty-features',
  'eighty-features',
  'geometry-sweep',
  'energy-levels',
  'octahedron',
  'staircase',
  'breaking-pentagon',
  'company',
  'local-bases',
  'adversarial-price',
  'privileged-basis',
  'computing',
  'motif',
  'ways-out',
  'memorisation',
];
/** Those that train one network on, with transport and weights. */
export const TRAINING = [
  'five-features',
  'twenty-features',
  'energy-levels',
  'octahedron',
  'staircase',
  'breaking-pentagon',
  'company',
  'local-bases',
  'privileged-basis',
  'computing',
  'ways-out',
  'memorisation',
];

export const at = (): string => `${home()}superposition/`;
export const open = (options: Parameters<typeof visit>[0] = {}) => visit({ at: at(), ...options });
export const figure = (page: Page, name: string): Locator => page.locator(`figure#${name}`);

/** Brings a figure into sight and waits until it answers. */
export async function alive(page: Page, name: string): Promise<Locator> {
  const place = figure(page, name);
  await place.scrollIntoViewIfNeeded();
  if (TRAINING.includes(name))
    await expect.poll(() => place.getByRole('button', { name: words.weights, exact: true }).isEnabled(), { timeout: PATIENCE }).toBe(true);
  else await expect.poll(() => place.locator('input').first().isEnabled(), { timeout: PATIENCE }).toBe(true);
  await drawn(page);
  return place;
}
export const step = async (place: Locator): Promise<number> => Number((await place.locator('.step b').textContent())!.replace(/\D/g, ''));

/** What a figure gives of its network: the command, and the names of the files. */
export async function handedOut(page: Page, place: Locator): Promise<{ command: string; files: string[] }> {
  const files: string[] = [];
  for (const name of ['CSV', 'JSON', words.weights]) {
    const [download] = await Promise.all([page.waitForEvent('download'), place.getByRole('button', { name, exact: true }).click()]);
    files.push(download.suggestedFilename());
  }
  const native = place.getByRole('button', { name: words.native });
  if ((await native.getAttribute('aria-expanded')) !== 'true') await native.click();
  return { command: (await place.locator('.copy code').textContent())!, files };
}
