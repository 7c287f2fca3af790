// `./run bench`: Orrery's training step natively and in Chromium beside PyTorch's and TensorFlow.js's, the same work on the
// same machine in one run; then how the page behaves while it trains (page.mjs).
//   node bench/run.mjs [--json] [--program build/bench/bin/orrery] [--case NAME ...]
// Rivals that are not installed are named and left out.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { measurePage, pageTable } from './page.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    program: { type: 'string', default: 'build/bench/bin/orrery' },
    case: { type: 'string', multiple: true, default: [] },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/** What a program writes to standard output. */
function output(command, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    child.stdout.on('data', (data) => (out += data));
    child.stderr.on('data', (data) => (errors += data));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(errors.trim() || `${command}: exit code ${code}`))));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
  });
}

/** Orrery's own times, and with them the cases that everybody else gets. */
async function measureNative() {
  const names = options.case.flatMap((name) => ['--case', name]);
  const report = JSON.parse(await output(options.program, ['bench', '--json', ...names]));
  return {
    cases: report.cases.map(({ name, features, hidden, batch, density, instances }) => ({
      name, features, hidden, batch, density, instances,
    })),
    times: Object.fromEntries(report.cases.map(({ name, ms_per_step }) => [name, ms_per_step])),
    versions: report.versions,
    device: report.device,
  };
}

async function measurePytorch(cases) {
  const { versions, cases: times } = JSON.parse(
    await output(options.python, ['bench/peers/pytorch_toy.py'], JSON.stringify(cases)),
  );
  return { versions, times };
}

const TENSORFLOW = {
  '@tensorflow/tfjs-core': ['tf-core.min.js'],
  '@tensorflow/tfjs-backend-cpu': ['tf-backend-cpu.min.js'],
  '@tensorflow/tfjs-backend-wasm': ['tf-backend-wasm.min.js', 'tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm',
    'tfjs-backend-wasm-threaded-simd.wasm'],
};

/** The page with both rivals, built and served with the headers that let TensorFlow.js use threads. */
async function servePage() {
  const config = {
    root: `${here}page`,
    configFile: false,
    logLevel: 'error',
    build: { outDir: `${root}build/bench/page`, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 4000 },
    preview: {
      port: 0,
      host: '127.0.0.1',
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    },
  };
  await build(config);
  const require = createRequire(import.meta.url);
  for (const [name, files] of Object.entries(TENSORFLOW)) {
    const dist = `${dirname(require.resolve(`${name}/package.json`))}/dist`;
    for (const file of files) copyFileSync(`${dist}/${file}`, `${config.build.outDir}/${file}`);
  }
  return preview(config);
}

async function measureChromium(cases) {
  const server = await servePage();
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-renderer-backgrounding'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(server.resolvedUrls.local[0] ?? `http://127.0.0.1:${server.httpServer.address().port}`);
    await page.waitForFunction(() => 'bench' in window);
    const each = async (rival) => {
      const times = {};
      for (const of of cases) {
        say(`  ${rival}: ${of.name}`);
        times[of.name] = await page.evaluate(([name, one]) => window.bench[name](one), [rival, of]);
      }
      return times;
    };
    const orrery = await each('orrery');
    const tensorflow = await attempt('TensorFlow.js', async () => {
      const { version, threads, simd } = await page.evaluate(() => window.bench.startTensorflow());
      const versions = `TensorFlow.js ${version}, wasm, ${simd ? 'SIMD' : 'no SIMD'}, ${threads} thread${threads === 1 ? '' : 's'}`;
      return { versions, times: await each('tensorflow'), spared: await each('tensorflowSpared') };
    });
    return { versions: `Chromium ${browser.version()}`, times: orrery, tensorflow };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** A rival's result, or why there is none. */
async function attempt(name, measure) {
  say(`Measuring ${name} ...`);
  try {
    return await measure();
  } catch (error) {
    say(`  left out: ${error.message.split('\n')[0]}`);
    return { leftOut: error.message.split('\n')[0] };
  }
}

function microseconds(timing) {
  if (!timing) return '-';
  const value = timing.median * 1000;
  return value < 10 ? value.toFixed(2) : value < 1000 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function ratio(slow, fast) {
  return slow && fast ? `${Math.round(slow.median / fast.median).toLocaleString('en')}x` : '-';
}

function table(report) {
  const head = ['one step of all instances, µs (median)', 'Orrery', 'PyTorch', 'ratio', 'in Chromium: Orrery', 'TF.js wasm', 'ratio',
    'with Math.random', 'ratio'];
  const rows = report.cases.map(({ name, native, pytorch, chromium: page, tensorflow, tensorflow_spared: spared }) => [
    name, microseconds(native), microseconds(pytorch), ratio(pytorch, native),
    microseconds(page), microseconds(tensorflow), ratio(tensorflow, page), microseconds(spared), ratio(spared, page),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  return [head, ...rows]
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
    .join('\n');
}

if (!existsSync(`${root}build/wasm/orrery.wasm`)) {
  say('build/wasm/orrery.wasm is missing: ./run build wasm');
  process.exit(2);
}
say('Measuring the program ...');
const native = await measureNative().catch((error) => {
  say(`${options.program}: ${error.message}`);
  process.exit(2);
});
const pytorch = await attempt('PyTorch', () => measurePytorch(native.cases));
const page = await attempt('Chromium', () => measureChromium(native.cases));
const tensorflow = page.tensorflow ?? page;
const site = await attempt('the page', () => measurePage({ site: `${root}build/site`, chromium: options.chromium }));

const report = {
  format: 1,
  device: native.device,
  versions: {
    orrery: native.versions,
    pytorch: pytorch.versions ?? `PyTorch left out: ${pytorch.leftOut}`,
    chromium: page.versions ?? `Chromium left out: ${page.leftOut}`,
    tensorflow: tensorflow.versions ?? `TensorFlow.js left out: ${tensorflow.leftOut}`,
  },
  cases: native.cases.map((one) => ({
    ...one,
    unit: 'milliseconds a step of all instances',
    native: native.times[one.name],
    pytorch: pytorch.times?.[one.name] ?? null,
    chromium: page.times?.[one.name] ?? null,
    tensorflow: tensorflow.times?.[one.name] ?? null,
    // The same with batches from Math.random instead of TensorFlow.js's own, slower numbers.
    tensorflow_spared: tensorflow.spared?.[one.name] ?? null,
  })),
  page: site.leftOut ? null : site,
};
if (options.json) {
  console.log(JSON.stringify(report, null, 2));
} else {
  console.log(table(report));
  const { pytorch: torch, chromium: browser, tensorflow: js } = report.versions;
  console.log(`Orrery: one thread. ${torch}. ${browser}. ${js}.`);
  if (report.page) console.log(`\n${pageTable(report.page)}`);
}
