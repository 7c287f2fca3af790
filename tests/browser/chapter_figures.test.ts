// The figures of the chapter on superposition, one after another: what a reader does, and what comes of it.
import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { alive, figure, handedOut, open, step } from './superposition.ts';
import { PATIENCE, words } from './support.ts';

// So many figures that train take a busy machine long.
vi.setConfig({ testTimeout: 300_000 });

describe('its figures', () => {
  it('says where a figure does not load, and the others live on', async () => {
    const { page, problems } = await open({ before: (page) => page.route(/\/sweep-[\w-]+\.json$/, (route) => route.abort()) });
    const place = figure(page, 'geometry-sweep');
    const notice = place.getByRole('alert').filter({ hasText: words.figureUnloaded });
    expect(await notice.count()).toBe(0);
    await place.scrollIntoViewIfNeeded();
    await notice.waitFor();
    await alive(page, 'energy-levels');
    expect(await page.getByRole('alert').filter({ hasText: words.figureUnloaded }).count()).toBe(1);
    expect(problems.filter((problem) => !/sweep-|Failed to fetch|ERR_FAILED/.test(problem))).toEqual([]);
    problems.length = 0;
  });

  it('two vectors: the ends move by keyboard, the cost follows', async () => {
    const { page } = await open();
    const place = await alive(page, 'two-vectors');
    const title = () => place.getByRole('group', { name: /Two arrows/ }).getAttribute('aria-label');
    const before = await title();
    await place.getByRole('group', { name: /End of the second/ }).focus();
    for (let k = 0; k < 5; ++k) await page.keyboard.press('ArrowLeft');
    await expect.poll(title, { timeout: PATIENCE }).not.toBe(before);
    expect(await title()).toContain('140 degrees');
  });

  it('phase diagram: the cross moves by ruler and by pointer, the ball rolls, cells are trained', async () => {
    const { page } = await open();
    const place = await alive(page, 'phase-diagram');
    const map = place.getByRole('img', { name: /^Trained\. Phase diagram/ });
    const ruler = place.locator('#phase-diagram-density');
    // Density 1; again, should the figure have come to life only now and shown its own start.
    const dense = async () => {
      await ruler.fill('0');
      return map.getAttribute('aria-label');
    };
    await expect.poll(dense, { timeout: PATIENCE }).toContain('100 percent');
    expect(await map.getAttribute('aria-label')).toContain('left out');
    const plane = map.locator('.plane');
    await plane.scrollIntoViewIfNeeded();
    const box = (await plane.boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.1);
    await expect.poll(() => map.getAttribute('aria-label'), { timeout: PATIENCE }).toContain('opposite');
    await expect
      .poll(() => place.getByRole('img', { name: /Contour map/ }).getAttribute('aria-label'), { timeout: PATIENCE })
      .toContain('network is antipodal pair');
    // Stored cells stand at once; the page trains its own when asked.
    expect(await place.getByText('2,336 of 2,336').count()).toBe(1);
    await place.getByRole('radio', { name: /in this tab/ }).check();
    await expect.poll(() => place.getByText(/training here: [1-9]/).count(), { timeout: PATIENCE }).toBe(1);
    await place.getByRole('radio', { name: 'stored' }).check();
    await place.getByRole('radio', { name: /^3 features/ }).check();
    await expect
      .poll(() => place.getByRole('img', { name: /octant/ }).getAttribute('aria-label'), { timeout: PATIENCE })
      .toContain('optimum: antipodal pair');
  });

  it('twenty features: without the ReLU five dimensions hold five features alone', async () => {
    const { page } = await open({ hash: '#v=1&twenty-features/model.output=linear&twenty-features/step=4000' });
    const place = await alive(page, 'twenty-features');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(4000);
    expect(await place.locator('p.now b').textContent()).toBe('five alone');
    // A cell is read by keyboard.
    await place.getByRole('group', { name: /Heat map/ }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => place.locator('p.reading').textContent(), { timeout: PATIENCE }).toMatch(/feature 1 gives itself back/);
  });

  it('geometry: another density is another network, and its shapes can be picked and turned', async () => {
    const { page } = await open({ hash: '#v=1&geometry-sweep/density=0.35' });
    const place = await alive(page, 'geometry-sweep');
    expect(await place.locator('p.made').textContent()).toMatch(/trained 6 pairs\s*theory pairs/);
    await place.locator('.shapes button').nth(2).click();
    expect(await place.locator('.shapes button').nth(2).getAttribute('aria-pressed')).toBe('true');
    const spokes = () => place.locator('.solid .spoke').evaluateAll((all) => all.map((line) => line.getAttribute('x2')));
    const before = await spokes();
    await place.locator('.solid svg').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(spokes, { timeout: PATIENCE }).not.toEqual(before);
  });

  it('geometry: a network is trained at the density looked at, beside the stored one', async () => {
    const { page } = await open({ hash: '#v=1&geometry-sweep/density=0.35' });
    const place = await alive(page, 'geometry-sweep');
    const made = () => place.locator('p.made').textContent();
    const rings = place.locator('.plot circle.hollow');
    expect([await place.locator('.transport').count(), await rings.count()]).toEqual([0, 0]);
    const stored = await handedOut(page, place);
    expect(stored.command).toMatch(/task\.density=0\.3\d+ model\.hidden=6 .*seed=[0-3] /);
    await place.getByRole('radio', { name: 'one trained here' }).check();
    await place.locator('#geometry-sweep-speed').press('End');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(6000);
    expect(await made()).toMatch(/^trained here 6 pairs\s*theory pairs/);
    expect(await rings.count()).toBeGreaterThan(0);
    expect(await place.locator('.shapes button').count()).toBe(6);
    const own = await handedOut(page, place);
    expect(own.command).toMatch(/--set task\.density=0\.35 .*--set seed=4 --set steps=6000 /);
    expect(own.files).toContain('geometry-sweep-seed-4-step-6000.safetensors');
    await place.locator('#geometry-sweep-time').fill('0');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(0);
    await place.getByRole('button', { name: words.newSeed }).click();
    const hash = () => decodeURIComponent(new URL(page.url()).hash);
    await expect
      .poll(hash, { timeout: PATIENCE })
      .toContain('geometry-sweep/shown=run&geometry-sweep/task.density=0.35&geometry-sweep/seed=5');
    // Another density is another start; the stored network is a touch away.
    await place.locator('#geometry-sweep-density').press('Home');
    await expect.poll(hash, { timeout: PATIENCE }).toContain('geometry-sweep/task.density=1&');
    await place.getByRole('radio', { name: /stored$/ }).check();
    await expect.poll(made, { timeout: PATIENCE }).toMatch(/^trained (?!here)/);
    expect(await place.locator('.transport').count()).toBe(0);
    await expect.poll(hash, { timeout: PATIENCE }).not.toContain('geometry-sweep/shown');
  });

  it('eighty features and attacks: the command is that of the network looked at', async () => {
    const { page } = await open({ hash: '#v=1&eighty-features/model=5&adversarial-price/density=0.02' });
    const eighty = await handedOut(page, await alive(page, 'eighty-features'));
    expect(eighty.command).toMatch(/task\.features=80 .*task\.density=0\.01 .*seed=0 /);
    expect(eighty.files).toContain('eighty-features-relu-density-0.01-seed-0.safetensors');
    const attacks = await alive(page, 'adversarial-price');
    await attacks.getByRole('button', { name: words.native }).click();
    expect(await attacks.locator('.copy code').textContent()).toMatch(/task\.features=60 task\.density=0\.02 .*seed=\d /);
  });

  it('octahedron: a moment of its run is a stage, and the directions turn under the keys', async () => {
    const { page } = await open({ hash: '#v=1&octahedron/step=5000' });
    const place = await alive(page, 'octahedron');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(5000);
    expect(await place.locator('p.now b').textContent()).toBe('octahedron');
    const tips = () => place.locator('.solid .spoke').evaluateAll((all) => all.map((line) => line.getAttribute('x2')));
    const before = await tips();
    await place.locator('.solid svg').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(tips, { timeout: PATIENCE }).not.toEqual(before);
    await place.locator('#octahedron-time').fill('40');
    await expect.poll(() => place.locator('p.now b').textContent(), { timeout: PATIENCE }).toBe('each set one direction');
  });

  it('breaking pentagon: a change of one density is a change of the run', async () => {
    const { page } = await open({ hash: '#v=1&breaking-pentagon/step=1500' });
    const place = await alive(page, 'breaking-pentagon');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(1500);
    expect(await place.locator('p.now b').textContent()).toBe('pentagon');
    await place.locator('#breaking-pentagon-ratio').fill('40');
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('change=1500:ratio:');
    await place.getByRole('button', { name: words.native }).click();
    expect(await place.locator('.copy code').textContent()).toContain('task');
  });

  it('local bases: shuffled, the same network stands in another order, and a cell keeps its meaning', async () => {
    const { page } = await open({ hash: '#v=1&local-bases/set=4&local-bases/step=3000' });
    const place = await alive(page, 'local-bases');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(3000);
    expect(await place.locator('p.now b').textContent()).toBe('Two bases in the same four dimensions');
    const map = place.getByRole('group', { name: /Heat map/ });
    const corner = async () => {
      await map.focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('PageUp');
      const said = await place.locator('p.reading').textContent();
      await map.blur();
      return said;
    };
    expect(await corner()).toMatch(/^1a gives itself back/);
    await place.getByRole('radio', { name: 'shuffled' }).check();
    const shuffled = await corner();
    expect(shuffled).toMatch(/gives itself back/);
    expect(shuffled).not.toMatch(/^1a/);
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('local-bases/order=shuffled');
    expect(await step(place)).toBe(3000);
  });

  it('privileged basis: what is handed out is of the network in the picture, the run’s or a stored one’s', async () => {
    const { page } = await open({ hash: '#v=1&privileged-basis/step=1000' });
    const place = await alive(page, 'privileged-basis');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(1000);
    const ofRun = await handedOut(page, place);
    expect(ofRun.command).toContain('seed=1 ');
    expect(ofRun.files).toContain('privileged-basis-seed-1-step-1000.safetensors');
    await place.getByRole('radio', { name: '50\u00a0%' }).check();
    await place.locator('#privileged-basis-turn').fill('30');
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('privileged-basis/turn=30');
    const { command, files } = await handedOut(page, place);
    const [, seed] = /--preset privileged-basis --set task\.density=0\.5 seed=(\d+) /.exec(command)!;
    expect(new Set(files)).toEqual(
      new Set(['csv', 'json', 'safetensors'].map((ending) => `privileged-basis-density-0.5-seed-${seed}.${ending}`)),
    );
    await place.getByRole('radio', { name: 'this run' }).check();
    expect((await handedOut(page, place)).command).toBe(ofRun.command);
  });

  it('computing: the best stored network comes into the picture, and training brings its own back', async () => {
    const { page } = await open({ hash: '#v=1&computing/step=3000' });
    const place = await alive(page, 'computing');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(3000);
    const said = () => place.locator('p.now b').first().textContent();
    expect(await said()).toBe('6 of 6 neurons answer to one value; 3 of 3 values are computed');
    await place.locator('#computing-x').fill('0');
    expect(await place.getByRole('img', { name: /Wiring diagram/ }).getAttribute('aria-label')).toContain(
      'Value 1 is −1.00, all others are 0; its output gives 1.00',
    );
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('computing/x=-1');
    await place.getByRole('radio', { name: 'twenty values' }).check();
    await place.getByRole('radio', { name: '30\u00a0%' }).check();
    await expect.poll(said, { timeout: PATIENCE }).toContain('7 of 10 neurons answer to one value');
    const hash = () => new URL(page.url()).hash;
    await expect.poll(hash, { timeout: PATIENCE }).toContain('computing/shown=20&computing/at=0.3');
    const { command, files } = await handedOut(page, place);
    expect(command).toMatch(/--preset absolute-value --set task\.density=0\.3 .*seed=\d+ /);
    const [, seed] = /seed=(\d+)/.exec(command)!;
    expect(new Set(files)).toEqual(new Set(['csv', 'json', 'safetensors'].map((ending) => `computing-density-0.3-seed-${seed}.${ending}`)));
    await place.getByRole('button', { name: 'Train at 10\u00a0%' }).click();
    await expect.poll(hash, { timeout: PATIENCE }).toContain('computing/values=20');
    await expect.poll(() => place.getByRole('radio', { name: 'this run' }).isChecked(), { timeout: PATIENCE }).toBe(true);
    expect(hash()).not.toContain('computing/shown');
  });

  it('computing: a hundred values are fetched when asked for, and an address asks too', async () => {
    const files: string[] = [];
    const { page, problems } = await open({ before: async (page) => void page.on('request', (request) => files.push(request.url())) });
    const place = await alive(page, 'computing');
    const fetched = () => files.some((file) => /networks-.*\.json/.test(file));
    expect(fetched()).toBe(false);
    await place.getByRole('radio', { name: 'a hundred values' }).check();
    const said = () => place.locator('p.now').first().textContent();
    await expect.poll(said, { timeout: PATIENCE }).toContain('of 40 neurons answer to one value');
    expect(fetched()).toBe(true);
    await place.getByRole('radio', { name: '100\u00a0%' }).check();
    await expect.poll(said, { timeout: PATIENCE }).toContain('40 of 40 neurons answer to one value; 20 of 100 values are computed');
    const hash = () => new URL(page.url()).hash;
    await expect.poll(hash, { timeout: PATIENCE }).toContain('computing/shown=100&computing/at=1');
    const { page: other } = await open({ hash: hash() });
    const there = await alive(other, 'computing');
    await expect.poll(() => there.locator('p.now').first().textContent(), { timeout: PATIENCE }).toContain('40 of 40 neurons');
    expect(problems).toEqual([]);
  });

  it('motif: the inhibitor silences the output that the other neuron disturbs', async () => {
    const { page } = await open();
    const place = await alive(page, 'motif');
    const said = () => place.locator('p.now').textContent();
    expect(await said()).toBe('Output 2 gives 4.00 and should give 0.00');
    await place.getByRole('radio', { name: 'on', exact: true }).check();
    await expect.poll(said, { timeout: PATIENCE }).toBe('Both outputs are right');
    await place.locator('#motif-x2').focus();
    await page.keyboard.press('Home');
    await expect.poll(said, { timeout: PATIENCE }).toContain('Output 1 gives 1.25');
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('motif/inhibitor=on');
  });
});

describe('ways out', () => {
  it('memorisation: a set of another size is trained on, by axis and by picture', async () => {
    const { page, problems } = await open();
    const place = await alive(page, 'memorisation');
    const count = async () => (await place.locator('.cloud path.dots').getAttribute('d'))!.match(/M/g)!.length;
    expect(await count()).toBe(5);
    await place.locator('#memorisation-speed').fill('100');
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(2000);
    // At its end the run stands, there is no step on, and Play begins again.
    const button = (name: string) => place.getByRole('button', { name, exact: true });
    await button(words.play).waitFor();
    expect(await place.locator('.transport .rate').textContent()).toBe(words.finished);
    expect(await button(words.step).isDisabled()).toBe(true);
    await place.locator('#memorisation-speed').fill('0');
    await button(words.play).click();
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBeLessThan(100);
    await button(words.pause).waitFor();
    expect(await button(words.step).isEnabled()).toBe(true);
    await place.locator('#memorisation-speed').fill('100');
    await place.locator('#memorisation-samples').press('Home');
    await expect.poll(() => page.url(), { timeout: PATIENCE }).toContain('memorisation/task.samples=3');
    await expect.poll(count, { timeout: PATIENCE }).toBe(3);
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(2000);
    const loss = async () => Number((await place.locator('p.now').textContent())!.match(/loss ([\d.e−]+) on/)![1]!.replace('−', '-'));
    await expect.poll(loss, { timeout: PATIENCE }).toBeLessThan(0.05);
    // The saved picture keeps the lines' keys.
    const [download] = await Promise.all([page.waitForEvent('download'), button('SVG').click()]);
    const svg = await readFile(await download.path(), 'utf8');
    expect(svg).toMatch(/<line[^>]*stroke-dasharray:\s?5 2[^>]*\/><text[^>]*>unseen<\/text>/);
    await place.locator('.sizes svg.lit + svg').click();
    await expect.poll(() => page.url(), { timeout: PATIENCE }).toContain('memorisation/task.samples=4');
    expect(problems).toEqual([]);
  });

  it('memorisation: the larger network is shown as it was trained', async () => {
    const { page, problems } = await open();
    const place = await alive(page, 'memorisation');
    await place.getByRole('radio', { name: /trained before/ }).check();
    expect(await place.getByRole('button', { name: words.play, exact: true }).count()).toBe(0);
    await place.locator('#memorisation-losses').press('End');
    await expect.poll(() => place.locator('p.now').textContent(), { timeout: PATIENCE }).toMatch(/^5 features/);
    await expect.poll(() => page.url(), { timeout: PATIENCE }).toContain('memorisation/stored=2000');
    await place.getByRole('radio', { name: /trained here/ }).check();
    await expect.poll(() => place.getByRole('button', { name: words.weights, exact: true }).count()).toBe(1);
    expect(problems).toEqual([]);
  });

  it('atoms are put by keyboard and by pointer, wait there, and find the features when trained', async () => {
    const { page } = await open();
    const place = await alive(page, 'ways-out');
    const atom = place.getByRole('slider', { name: 'Direction of atom 1', exact: true });
    await atom.focus();
    const before = Number(await atom.getAttribute('aria-valuenow'));
    await page.keyboard.press('PageUp');
    await expect.poll(() => new URL(page.url()).hash, { timeout: PATIENCE }).toContain('ways-out/atoms=');
    expect(Number(await atom.getAttribute('aria-valuenow'))).toBe((before + 15) % 360);
    expect(await place.getByRole('radio', { name: 'where you put them' }).isChecked()).toBe(true);
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(0);
    const dial = (await place.getByRole('group', { name: /Five features of a pentagon/ }).boundingBox())!;
    const end = (await atom.boundingBox())!;
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2);
    await page.mouse.down();
    // Straight up, which is no feature's direction.
    await page.mouse.move(dial.x + dial.width / 2, dial.y + 20, { steps: 5 });
    await page.mouse.up();
    const moved = await place.getByRole('slider').evaluateAll((all) => all.map((one) => one.getAttribute('aria-valuenow')));
    expect(moved).toContain('90');
    await place.locator('#ways-out-speed').fill('100');
    await place.getByRole('button', { name: words.play, exact: true }).click();
    await expect.poll(() => step(place), { timeout: PATIENCE }).toBe(5000);
    expect(await place.locator('p.now b').first().textContent()).toBe('5 of 5 found');
  });

  it('a feature dies at its price, and merged atoms swing apart', async () => {
    const { page } = await open({ hash: '#v=1&ways-out/price=0.72' });
    const place = await alive(page, 'ways-out');
    expect(await place.locator('p.said').first().textContent()).toContain('Cheapest at length 0.82');
    await place.locator('#ways-out-price').press('ArrowRight');
    await expect.poll(() => place.locator('p.said').first().textContent(), { timeout: PATIENCE }).toContain('gone');
    expect(await place.locator('p.said').last().textContent()).toContain('Second atom at 45°');
    await place.locator('#ways-out-alone').press('End');
    await expect.poll(() => place.locator('p.said').last().textContent(), { timeout: PATIENCE }).not.toContain('Second atom at 45°');
    await expect.poll(() => decodeURIComponent(new URL(page.url()).hash), { timeout: PATIENCE }).toContain('ways-out/price=0.73');
  });
});
