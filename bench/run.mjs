// `./run bench`: Orrery's training step natively and in Chromium beside PyTorch's and TensorFlow.js's, the same work on the
// same machine in one run; then how the page behaves while it trains (page.mjs).
//   node bench/run.mjs [--json] [--program build/bench/bin/orrery] [--weights build/bench/weights] [--case NAME ...]
// Networks on pairs are timed on their initial weights and on weights that have grokked, which are trained the first time,
// for some minutes, and kept in the folder. Rivals that are not installed are named and left out.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { CHROMIUM_ARGUMENTS } from '../tools/chromium.mjs';
import { measurePage, pageTable } from './page.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    program: { type: 'string', default: 'build/bench/bin/orrery' },
    weights: { type: 'string', default: 'build/bench/weights' },
    case: { type: 'string', multiple: true, default: [] },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stderr.write(`${line}\n`);

/** What a program writes to standard output. */
function output(command, args, input = '', environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
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
  const report = JSON.parse(await output(options.program, ['bench', '--json', '--weights', options.weights, ...names]));
  return {
    cases: report.cases.map(({ name, features, hidden, batch, density, instances }) => ({
      name,
      features,
      hidden,
      batch,
      density,
      instances,
    })),
    times: Object.fromEntries(report.cases.map(({ name, ms_per_step }) => [name, ms_per_step])),
    networks: report.networks,
    diagrams: report.diagrams,
    peaks: report.peak_gflops,
    versions: report.versions,
    device: report.device,
  };
}

/**
 * Settings of glibc by which a program keeps the memory that it frees. As it comes, PyTorch has each large tensor's pages
 * given and zeroed anew in every step, which on a virtual machine can take longer than its arithmetic.
 */
const KEEPING_MEMORY = { MALLOC_MMAP_MAX_: '0', MALLOC_TRIM_THRESHOLD_: String(2 ** 40), MALLOC_TOP_PAD_: String(2 ** 28) };

async function measurePytorch(cases, networks, environment) {
  const measure = async (program, work) =>
    JSON.parse(await output(options.python, [`bench/peers/${program}`], JSON.stringify(work), environment));
  const toys = await measure('pytorch_toy.py', cases);
  const work = networks.map(({ name, spec, elements, training_pairs }) => ({ name, spec, elements, training_pairs }));
  const others = await measure('pytorch_networks.py', work);
  return { versions: toys.versions, times: { ...toys.cases, ...others.cases } };
}

const TENSORFLOW = {
  '@tensorflow/tfjs-core': ['tf-core.min.js'],
  '@tensorflow/tfjs-backend-cpu': ['tf-backend-cpu.min.js'],
  '@tensorflow/tfjs-backend-wasm': [
    'tf-backend-wasm.min.js',
    'tfjs-backend-wasm.wasm',
    'tfjs-backend-wasm-simd.wasm',
    'tfjs-backend-wasm-threaded-simd.wasm',
  ],
};

/** The page with both rivals, built and served with the headers that let TensorFlow.js use threads. */
async function servePage(networks) {
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
  mkdirSync(`${config.build.outDir}/weights`);
  for (const network of networks) copyFileSync(resolve(root, network.weights), `${config.build.outDir}/${weightsPath(network)}`);
  return preview(config);
}

/** Where the page finds the weights of a network that were trained natively. */
const weightsPath = ({ name }) => `weights/${name}.safetensors`;

async function measureChromium(cases, networks) {
  const server = await servePage(networks);
  const browser = await chromium.launch({
    executablePath: options.chromium,
    args: [...CHROMIUM_ARGUMENTS, '--disable-renderer-backgrounding'],
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
    const eachNetwork = async (rival, of, pick = () => []) => {
      const times = {};
      for (const network of of) {
        say(`  ${rival}: ${network.name}`);
        times[network.name] = await page.evaluate(([name, args]) => window.bench[name](...args), [rival, [network, ...pick(network)]]);
      }
      return times;
    };
    const orrery = await each('orrery');
    const fresh = await eachNetwork('orreryNetwork', networks);
    const grokked = await eachNetwork('orreryNetwork', networks, (network) => [weightsPath(network)]);
    const tensorflow = await attempt('TensorFlow.js', async () => {
      const { version, threads, simd } = await page.evaluate(() => window.bench.startTensorflow());
      const versions = `TensorFlow.js ${version}, wasm, ${simd ? 'SIMD' : 'no SIMD'}, ${threads} thread${threads === 1 ? '' : 's'}`;
      const ofNetworks = networks.filter(({ spec }) => spec.model.kind === 'pair-network');
      return {
        versions,
        times: { ...(await each('tensorflow')), ...(await eachNetwork('tensorflowNetwork', ofNetworks)) },
        spared: await each('tensorflowSpared'),
      };
    });
    return { versions: `Chromium ${browser.version()}`, times: orrery, fresh, grokked, tensorflow };
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

/** Lines of cells as a table: the first column to the left, the others to the right. */
function columns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')).join('\n');
}

function toyTable(report) {
  const head = [
    'one step of all instances, µs (median)',
    'Orrery',
    'PyTorch',
    'ratio',
    'memory kept',
    'ratio',
    'in Chromium: Orrery',
    'TF.js wasm',
    'ratio',
    'with Math.random',
    'ratio',
  ];
  const rows = report.cases.map(({ name, native, pytorch, pytorch_kept: kept, chromium: page, tensorflow, tensorflow_spared: spared }) => [
    name,
    microseconds(native),
    microseconds(pytorch),
    ratio(pytorch, native),
    microseconds(kept),
    ratio(kept, native),
    microseconds(page),
    microseconds(tensorflow),
    ratio(tensorflow, page),
    microseconds(spared),
    ratio(spared, page),
  ]);
  return columns([head, ...rows]);
}

const milliseconds = (timing) => (timing ? timing.median.toFixed(2) : '-');

/** Networks natively: one row for each kernel, number of threads and kind of weights. */
function nativeTable(report) {
  const head = [
    'one step of a network on pairs, ms (median)',
    'weights',
    'kernel',
    'threads',
    'Orrery',
    'of peak',
    'PyTorch',
    'ratio',
    'memory kept',
    'ratio',
  ];
  const rows = report.networks.flatMap(({ name, native, pytorch, pytorch_kept: kept }) =>
    native.map(({ weights, kernel, threads, ms_per_step, fraction_of_peak }) => [
      name,
      weights,
      kernel,
      String(threads),
      milliseconds(ms_per_step),
      `${Math.round(100 * fraction_of_peak.median)} %`,
      milliseconds(pytorch),
      ratio(pytorch, ms_per_step),
      milliseconds(kept),
      ratio(kept, ms_per_step),
    ]),
  );
  return columns([head, ...rows]);
}

function browserTable(report) {
  const head = ['the same in Chromium', 'fresh', 'grokked', 'memory, MB', 'TF.js wasm', 'ratio'];
  const rows = report.networks.map(({ name, fresh, grokked, tensorflow }) => [
    name,
    milliseconds(fresh),
    milliseconds(grokked),
    fresh ? (fresh.memory / 2 ** 20).toFixed(1) : '-',
    milliseconds(tensorflow),
    ratio(tensorflow, fresh),
  ]);
  return columns([head, ...rows]);
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
const pytorch = await attempt('PyTorch', () => measurePytorch(native.cases, native.networks));
const kept = await attempt('PyTorch with its memory kept', () => measurePytorch(native.cases, native.networks, KEEPING_MEMORY));
const page = await attempt('Chromium', () => measureChromium(native.cases, native.networks));
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
    pytorch_kept: kept.times?.[one.name] ?? null,
    chromium: page.times?.[one.name] ?? null,
    tensorflow: tensorflow.times?.[one.name] ?? null,
    // The same with batches from Math.random instead of TensorFlow.js's own, slower numbers.
    tensorflow_spared: tensorflow.spared?.[one.name] ?? null,
  })),
  networks: native.networks.map(({ name, spec, elements, training_pairs, times }) => ({
    name,
    spec,
    elements,
    training_pairs,
    native: times,
    pytorch: pytorch.times?.[name] ?? null,
    pytorch_kept: kept.times?.[name] ?? null,
    fresh: page.fresh?.[name] ?? null,
    grokked: page.grokked?.[name] ?? null,
    tensorflow: tensorflow.times?.[name] ?? null,
  })),
  diagrams: native.diagrams,
  peak_gflops: native.peaks,
  page: site.leftOut ? null : site,
};
if (options.json) {
  console.log(JSON.stringify(report, null, 2));
} else {
  if (report.cases.length) console.log(`${toyTable(report)}\n`);
  if (report.networks.length) {
    console.log(`${nativeTable(report)}\n`);
    const peaks = Object.entries(report.peak_gflops).map(([kernel, peak]) => `${kernel} ${peak.toFixed(1)}`);
    console.log(`Peaks of one thread in GFLOP/s: ${peaks.join(', ')}.\n\n${browserTable(report)}\n`);
  }
  for (const { features, side, networks, threads, seconds } of report.diagrams)
    console.log(
      `Phase diagram of ${features} features, ${side} x ${side} cells of ${networks} networks: ${seconds.toFixed(2)} s on ${threads} threads.`,
    );
  const { pytorch: torch, chromium: browser, tensorflow: js } = report.versions;
  console.log(
    `Orrery: one thread where nothing else is said. ${torch}; with its memory kept: by glibc, from step to step. ${browser}. ${js}.`,
  );
  if (report.page) console.log(`\n${pageTable(report.page)}`);
}
