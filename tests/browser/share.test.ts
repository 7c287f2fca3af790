// A link holds the whole state: what is set, every change on the way, the step. So does the command for the native program.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readCheckpoint } from '../../web/src/run_file.ts';
import { numbers, type StoredTensor } from '../../web/src/safetensors.ts';
import { type Figure, PATIENCE, relativeDistance, root, visit, words } from './support.ts';

const program = join(root, 'build/native/bin/orrery');

/** A run with two moves of the density and one of the importance, each after some training. */
async function lived(figure: Figure): Promise<void> {
  await figure.ready();
  await figure.set('speed', Number(await figure.ruler('speed').getAttribute('max')) / 2);
  await figure.trained(150);
  await figure.set('density', 40);
  await figure.trained((await figure.step()) + 100);
  await figure.set('decay', 20);
  await figure.set('density', 120);
  await figure.trained((await figure.step()) + 100);
}

describe('a link', () => {
  it('opened elsewhere gives the same spec, changes, step and weights, and trains on from there', async () => {
    const { figure } = await visit();
    await lived(figure);
    const last = await figure.pause();
    const here = await figure.exported();
    expect(here.spec.changes!.map((change) => change.path)).toEqual(expect.arrayContaining(['task.density', 'task.importance_decay']));
    const link = await figure.link();
    const { hash } = new URL(link);

    const { figure: there } = await visit({ hash });
    await there.ready();
    expect(await there.step()).toBe(last);
    const got = await there.exported();
    expect(got.spec).toEqual(here.spec);
    expect(got.frame).toEqual(here.frame);
    expect(await there.saved()).toEqual(await figure.saved());
    await expect.poll(() => there.valueText('density'), { timeout: PATIENCE }).toBe(await figure.valueText('density'));
    await expect.poll(() => there.valueText('decay'), { timeout: PATIENCE }).toBe(await figure.valueText('decay'));
    expect(await there.note()).toBe(words.paused);
    expect(new URL(await there.link()).hash).toBe(hash);
    await there.button(words.play).click();
    await there.trained(last + 20);
  });

  it('to an earlier moment shows that moment, and the later changes when training comes to them', async () => {
    const { figure } = await visit();
    await lived(figure);
    const last = await figure.pause();
    const { spec } = await figure.exported();
    const settled = await figure.valueText('density');
    await figure.scrub(60, last);
    const here = await figure.exported();
    expect(here.frame.step).toBeLessThanOrEqual(60);
    const { figure: there } = await visit({ hash: new URL(await figure.link()).hash });
    await there.ready();
    expect((await there.exported()).frame).toEqual(here.frame);
    expect(await there.valueText('density')).toMatch(/^5 percent/);
    await there.fullSpeed();
    await there.button(words.play).click();
    await there.trained(last + 1);
    const end = await there.pause();
    const later = await there.exported();
    expect(later.spec.changes).toEqual(spec.changes);
    expect(end).toBeGreaterThan(last);
    await expect.poll(() => there.valueText('density'), { timeout: PATIENCE }).toBe(settled);
  });

  it('pasted into the address of the open page is shown', async () => {
    const { page, figure } = await visit();
    await figure.ready();
    await page.evaluate(() => (location.hash = '#v=1&seed=5&task.features=3&step=77'));
    await expect.poll(() => figure.seed(), { timeout: PATIENCE }).toBe(5);
    await expect.poll(() => figure.step(), { timeout: PATIENCE }).toBe(77);
    expect(await page.locator('.picture svg .arrow').count()).toBe(3);
  });

  it.each([
    ['#v=1&colour=red', /^“colour” is not something/],
    ['#v=1&task.density=2', /^task\.density is “2”; expected a number from 0\.01 to 1\./],
    ['#v=0&seed=3', /version “0”/],
    ['#v=1&change=5:task.features:4', /“task\.features”/],
    ['#v=1&seed=%E0%A4%A', /not a piece of an address/],
    ['#section-3', /“section-3”/],
  ])('that is wrong, %s, gets one line that says why, and a page that trains', async (hash, line) => {
    const { page, figure } = await visit({ hash });
    const message = page.getByRole('alert');
    await expect.poll(() => message.textContent(), { timeout: PATIENCE }).toMatch(line);
    expect((await message.textContent())!).not.toContain('\n');
    await figure.ready();
    await figure.trained((await figure.step()) + 20);
    expect(await figure.valueText('density')).toMatch(/^5 percent/);
  });
});

it('a link beyond what a reader would wait for is shown at its farthest step, with a line that says so', async () => {
  const { page, figure } = await visit({ hash: '#v=1&step=1000000000' });
  await expect.poll(() => page.getByRole('alert').textContent(), { timeout: PATIENCE }).toContain('1,000,000,000');
  expect(await page.getByRole('alert').textContent()).toContain('1,000,000,');
  await expect.poll(() => figure.note(), { timeout: PATIENCE }).toBe(words.reaching.replace('{n}', '1,000,000'));
  await figure.button(words.play).click(); // enough seen
  await figure.ready();
  await figure.trained((await figure.step()) + 20);
});

it('over plain http, where there is no clipboard, link and command still reach the reader', async () => {
  const { page, figure } = await visit({
    before: (page) => page.addInitScript(() => delete (Navigator.prototype as { clipboard?: unknown }).clipboard),
  });
  await figure.ready();
  await figure.pause();
  await figure.button(words.link).click();
  await figure.button(words.linkWritten).waitFor();
  expect(new URL(page.url()).hash).toMatch(/step=\d+/);
  await figure.button(words.native).click();
  await figure.button(words.copy).click();
  await page.getByText(words.cannotCopy).waitFor();
  expect(await page.evaluate(() => String(getSelection()))).toContain('orrery train');
});

it('an anchor is no state: the link to the content leaves the figure as it is', async () => {
  const { page, figure } = await visit({ hash: '#main' });
  await figure.ready();
  const seed = await figure.seed();
  expect(await page.getByRole('alert').count()).toBe(0);
  await figure.button(words.newSeed).click();
  await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain(`seed=${seed + 1}`);
  const step = await figure.step();
  await page.evaluate(() => (location.hash = '#title'));
  await figure.trained(step + 20);
  expect(await figure.seed()).toBe(seed + 1);
  expect(await page.getByRole('alert').count()).toBe(0);
});

describe('the command for the native program', () => {
  it.skipIf(!existsSync(program))('makes the weights that the page has, after changes on the way', async () => {
    const { page, figure } = await visit();
    await lived(figure);
    const step = await figure.pause();
    const here = await figure.saved();
    await figure.button(words.native).click();
    const command = (await page.locator('.copy code').textContent())!;

    const folder = await mkdtemp(join(tmpdir(), 'orrery-command-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const PATH = [join(root, 'build/native/bin'), process.env['PATH']].join(delimiter);
    await promisify(execFile)('sh', ['-euc', command], { cwd: folder, env: { ...process.env, PATH } });
    const checkpoints = join(folder, 'run/checkpoints');
    const newest = (await readdir(checkpoints)).sort().at(-1)!;
    const native = readCheckpoint(new Uint8Array(await readFile(join(checkpoints, newest))), newest);
    expect(native.step).toBe(step);
    const distance = ([name, tensor]: [string, StoredTensor]) =>
      [name, relativeDistance(numbers(tensor), here.tensors[name]!.data)] as const;
    const distances = new Map([...native.file.tensors].map(distance));
    expect([...distances.keys()]).toEqual(expect.arrayContaining(['W', 'b_final', 'optimizer.v.W', 'stream.data']));
    expect([...distances].filter(([, apart]) => apart > 1e-4)).toEqual([]);
    expect(distances.get('stream.data')).toBe(0);
  });

  it('is one line, the preset, for the run that the page starts with', async () => {
    const { page, figure } = await visit({ hash: '#v=1&task.density=0.1&seed=3&step=250' });
    await figure.ready();
    await figure.button(words.native).click();
    expect(await page.locator('.copy code').textContent()).toBe(
      'orrery train --preset superposition-live --set task.density=0.1 --set seed=3 --set steps=250 --out run',
    );
  });
});
