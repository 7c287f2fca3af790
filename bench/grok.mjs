// In how many steps and seconds of training the page's network on a group memorises and groks, seed by seed, in Chromium.
//   node bench/grok.mjs [--preset grokking-live] [--seeds 10] [--steps 3000] [--json]
// Aim: grokked within 10 s in at least 9 of 10 seeds, long after it has memorised. Seconds are wall time of the training
// alone; on a busy machine they tell of the others, so the processor's time stands beside them, which is of everything up to
// the grokking, compiling and measuring included.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { CHROMIUM_ARGUMENTS } from '../tools/chromium.mjs';

const { values: options } = parseArgs({
  options: {
    preset: { type: 'string', default: 'grokking-live' },
    seeds: { type: 'string', default: '10' },
    steps: { type: 'string', default: '3000' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    json: { type: 'boolean', default: false },
  },
});
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const config = {
  root: folder('./grok'),
  configFile: false,
  logLevel: 'error',
  build: { outDir: folder('../build/bench/grok'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
  preview: { port: 0, host: '127.0.0.1' },
};
await build(config);
const server = await preview(config);
const browser = await chromium.launch({
  executablePath: options.chromium,
  args: CHROMIUM_ARGUMENTS,
});
const results = [];
try {
  for (let seed = 0; seed < Number(options.seeds); ++seed) {
    // A page of its own, so that none finds the code warm.
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls.local[0]);
    await page.waitForFunction(() => 'grok' in window);
    const tools = await page.context().newCDPSession(page);
    await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const processorTime = async () =>
      (await tools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value;
    const before = await processorTime();
    const one = await page.evaluate(
      ([preset, seed, steps]) => window.grok(preset, seed, steps),
      [options.preset, seed, Number(options.steps)],
    );
    one.processor_seconds = (await processorTime()) - before;
    results.push(one);
    await page.close();
    const at = (reached) => (reached ? `${String(reached.step).padStart(5)} steps ${reached.seconds.toFixed(2).padStart(6)} s` : 'never');
    if (!options.json)
      console.log(
        `seed ${String(seed).padStart(2)}   memorised ${at(one.memorised)}   grokked ${at(one.grokked)}   processor ${one.processor_seconds.toFixed(2)} s`,
      );
  }
  const within = (seconds) => results.filter((one) => one.grokked && seconds(one) <= 10).length;
  const inTime = within((one) => one.grokked.seconds);
  const inProcessorTime = within((one) => one.processor_seconds);
  const report = {
    preset: options.preset,
    chromium: browser.version(),
    results,
    grokked_within_10_s: inTime,
    within_10_s_of_processor: inProcessorTime,
  };
  console.log(
    options.json
      ? JSON.stringify(report, null, 2)
      : `${options.preset}: grokked within 10 s of training in ${inTime} of ${results.length} seeds, of processor time in ${inProcessorTime} (Chromium ${report.chromium}).`,
  );
} finally {
  await browser.close();
  await server.close();
}
