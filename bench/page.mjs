// How the built page behaves while it trains, and what Lighthouse says of it.
//   node bench/page.mjs [--json] [--site build/site] [--seconds 10] [--lighthouse 3]
// Long tasks and frame times are wall time, observed in the page itself: on a busy machine they tell of the others. Aims: no task over 50 ms, the
// frames' 99th percentile under 34 ms, 95 or more in every category (mobile preset, median of three, gzip).
import { createServer } from 'node:net';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium as playwright } from 'playwright-core';
import { serve } from '../site/serve.mjs';
import { CHROMIUM_ARGUMENTS } from '../tools/chromium.mjs';

const SITUATIONS = [
  { name: 'at 100 steps/s', speed: null, drag: false },
  { name: 'at full speed', speed: 'max', drag: false },
  { name: 'at full speed, density dragged', speed: 'max', drag: true },
];

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
const median = (values) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** Collects long tasks and frame times in the page until `stop()` is called. */
function observe() {
  const tasks = [];
  const frames = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
  observer.observe({ type: 'longtask' });
  const started = performance.now();
  let last = started;
  let over = false;
  requestAnimationFrame(function frame(now) {
    if (over) return;
    frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  });
  const step = () => Number(document.querySelector('.step b')?.textContent.replace(/\D/g, ''));
  const from = step();
  window.stopObserving = () => {
    over = true;
    tasks.push(...observer.takeRecords().map((entry) => entry.duration));
    return { tasks, frames: frames.slice(1), steps: step() - from, milliseconds: performance.now() - started };
  };
}

/** One situation in a fresh page: the figure in sight, its strip of seeds not. */
async function measureSituation(browser, url, { name, speed, drag }, seconds) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const density = page.locator('#density');
    await page.waitForFunction(() => !document.querySelector('#density').disabled);
    const ready = await page.evaluate(() => performance.now());
    if (speed) await page.locator('#speed').fill(await page.locator('#speed').getAttribute('max'));
    const tools = await context.newCDPSession(page);
    await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const processorTime = async () =>
      (await tools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
    const before = await processorTime();
    await page.evaluate(observe);
    const end = Date.now() + seconds * 1000;
    if (drag) {
      const box = await density.boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      for (let k = 0; Date.now() < end; ++k) {
        await page.mouse.move(box.x + box.width * (0.5 + 0.45 * Math.sin(k / 20)), box.y + box.height / 2);
        await page.waitForTimeout(16);
      }
      await page.mouse.up();
    } else await page.waitForTimeout(seconds * 1000);
    const { tasks, frames, steps, milliseconds } = await page.evaluate(() => window.stopObserving());
    const busy = ((await processorTime()) - before) / milliseconds;
    frames.sort((a, b) => a - b);
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null);
    return {
      name,
      first_paint_ms: paint,
      engine_ready_ms: ready,
      main_thread_share: busy, // of processor time, so other programs on the machine don't count
      long_tasks: tasks.length,
      longest_task_ms: tasks.length ? Math.max(...tasks) : null,
      frame_ms: { median: quantile(frames, 0.5), p99: quantile(frames, 0.99), longest: frames.at(-1) },
      steps_per_second: (steps * 1000) / milliseconds,
    };
  } finally {
    await context.close();
  }
}

/** The phase diagram's 6,400 networks, trained in the page. */
async function measureFill(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/superposition/`);
    const figure = page.locator('#phase-diagram');
    await figure.scrollIntoViewIfNeeded();
    const here = figure.getByRole('radio', { name: /in this tab/ });
    await here.waitFor();
    await figure.locator('.plane').nth(1).scrollIntoViewIfNeeded();
    await page.evaluate(observe);
    await here.check();
    await figure.getByText(/best of 4;/).waitFor({ timeout: 120_000 });
    const { tasks, frames, milliseconds } = await page.evaluate(() => window.stopObserving());
    frames.sort((a, b) => a - b);
    return {
      seconds: milliseconds / 1000,
      long_tasks: tasks.length,
      longest_task_ms: tasks.length ? Math.max(...tasks) : null,
      frame_ms: { median: quantile(frames, 0.5), p99: quantile(frames, 0.99), longest: frames.at(-1) },
    };
  } finally {
    await context.close();
  }
}

const freePort = () =>
  new Promise((done, fail) => {
    const probe = createServer()
      .once('error', fail)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address();
        probe.close(() => done(port));
      });
  });

/** Lighthouse's scores, 0 to 100, and the times behind them: the median of several runs, each in a fresh browser. */
async function measureLighthouse(url, chromium, runs) {
  const { default: lighthouse } = await import('lighthouse');
  const reports = [];
  for (let k = 0; k < runs; ++k) {
    const port = await freePort();
    const browser = await playwright.launch({ executablePath: chromium, args: [...CHROMIUM_ARGUMENTS, `--remote-debugging-port=${port}`] });
    try {
      reports.push((await lighthouse(url, { port, logLevel: 'silent' })).lhr);
    } finally {
      await browser.close();
    }
  }
  const of = (pick) => median(reports.map(pick));
  const names = Object.keys(reports[0].categories);
  const audits = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index'];
  const failed = (lhr) =>
    Object.values(lhr.categories).flatMap(({ auditRefs }) =>
      auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9).map(({ id }) => id),
    );
  return {
    version: reports[0].lighthouseVersion,
    runs,
    scores: Object.fromEntries(names.map((name) => [name, Math.round(100 * of((lhr) => lhr.categories[name].score))])),
    audits: Object.fromEntries(audits.map((id) => [id, of((lhr) => lhr.audits[id].numericValue)])),
    below_90: [...new Set(reports.flatMap(failed))],
  };
}

/** Measures the page in `site`, a folder; `lighthouse` is how many times Lighthouse runs, 0 for not at all. */
export async function measurePage({ site, chromium = '/usr/bin/chromium', seconds = 10, lighthouse = 3 }) {
  if (!existsSync(`${site}/index.html`)) throw new Error(`${site} is missing: ./run build site`);
  const server = await serve(site);
  try {
    const browser = await playwright.launch({ executablePath: chromium, args: CHROMIUM_ARGUMENTS });
    const situations = [];
    let fill;
    try {
      for (const situation of SITUATIONS) situations.push(await measureSituation(browser, server.url, situation, seconds));
      fill = await measureFill(browser, server.url.replace(/\/$/, ''));
    } finally {
      await browser.close();
    }
    return { situations, fill, lighthouse: lighthouse ? await measureLighthouse(server.url, chromium, lighthouse) : null };
  } finally {
    await server.close();
  }
}

/** The same as lines for a reader. */
export function pageTable({ situations, fill, lighthouse }) {
  const ms = (value) => (value === null ? '-' : value.toFixed(1));
  const head = ['the page, 1280 px', 'main thread', 'tasks > 50 ms', 'longest, ms', 'frame median', '99 %', 'longest', 'steps/s'];
  const rows = situations.map((s) => [
    s.name,
    `${(100 * s.main_thread_share).toFixed(1)} %`,
    String(s.long_tasks),
    ms(s.longest_task_ms),
    ms(s.frame_ms.median),
    ms(s.frame_ms.p99),
    ms(s.frame_ms.longest),
    Math.round(s.steps_per_second).toLocaleString('en'),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const lines = [head, ...rows].map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  '));
  lines.push(
    `First paint after ${ms(median(situations.map((s) => s.first_paint_ms)))} ms, engine ready after ${ms(median(situations.map((s) => s.engine_ready_ms)))} ms (medians).`,
  );
  lines.push(
    `Phase diagram, 40 x 40 cells of 4 networks: ${fill.seconds.toFixed(1)} s, ${fill.long_tasks} tasks > 50 ms, frames' 99 % ${ms(fill.frame_ms.p99)} ms.`,
  );
  if (lighthouse) {
    const scores = Object.entries(lighthouse.scores).map(([name, score]) => `${name} ${score}`);
    lines.push(`Lighthouse ${lighthouse.version}, mobile, median of ${lighthouse.runs}: ${scores.join(', ')}.`);
    lines.push(
      `  ${Object.entries(lighthouse.audits)
        .map(([id, value]) => `${id} ${value.toFixed(id.endsWith('shift') ? 3 : 0)}`)
        .join(', ')}`,
    );
    if (lighthouse.below_90.length) lines.push(`  below 90: ${lighthouse.below_90.join(', ')}`);
  }
  return lines.join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      site: { type: 'string', default: fileURLToPath(new URL('../build/site', import.meta.url)) },
      seconds: { type: 'string', default: '10' },
      lighthouse: { type: 'string', default: '3' },
    },
  });
  try {
    const report = await measurePage({ site: values.site, seconds: Number(values.seconds), lighthouse: Number(values.lighthouse) });
    console.log(values.json ? JSON.stringify(report, null, 2) : pageTable(report));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
