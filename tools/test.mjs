// Runs the suites, each built first, and ends with the line `N passed, N failed, N skipped`.
// A suite that can't be built, crashes or says nothing counts as one failed test.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fromCatch, fromVitest, tally } from './test_reports.mjs';

const MINUTE = 60_000;
mkdirSync('build/log', { recursive: true });
mkdirSync('build/test', { recursive: true });

const built = new Map(); // part of `./run build` -> whether it succeeded

function build(part) {
  if (!built.has(part)) {
    const { status } = spawnSync('./run', ['build', part], { stdio: 'inherit' });
    built.set(part, status === 0);
  }
  return built.get(part);
}

// Runs a command with its output in build/log; the status is null when it was killed or ran out of time.
function execute(name, command, args, { minutes = 10, stdout = null } = {}) {
  const log = `build/log/${name}.log`;
  const errors = openSync(log, 'w');
  const output = stdout ? openSync(stdout, 'w') : errors;
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', output, errors],
    timeout: minutes * MINUTE,
    killSignal: 'SIGKILL',
  });
  closeSync(errors);
  if (stdout) closeSync(output);
  return { status, log, reason: error?.code === 'ETIMEDOUT' ? `no end after ${minutes} minutes` : null };
}

function catchSuite(name, command, args = []) {
  const report = `build/test/${name}.xml`;
  const { status, log, reason } = execute(`test-${name}`, command, [...args, '-r', 'junit'], { stdout: report });
  return fromCatch(readFileSync(report, 'utf8'), status, reason ?? `see ${report} and ${log}`);
}

function vitestSuite(name) {
  const report = `build/test/${name}.json`;
  rmSync(report, { force: true });
  const { status, log, reason } = execute(
    `test-${name}`,
    'node_modules/.bin/vitest',
    ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { minutes: 15 },
  );
  const text = existsSync(report) ? readFileSync(report, 'utf8') : null;
  return fromVitest(text, status, reason ?? `see ${log}`);
}

// Type checkers report no tests: each is one.
function checker(name, command, args) {
  const { status, log } = execute(`test-${name}`, command, args);
  return tally(status === 0 ? 1 : 0, status === 0 ? [] : [`${name}: see ${log}`]);
}

// name -> what must be built, where its files are (folder, ending), how to run it.
const suites = {
  core: {
    parts: ['native'],
    tests: ['tests/core', '.cpp'],
    run: () => catchSuite('core', 'build/native/bin/orrery_core_tests'),
  },
  native: {
    parts: ['native'],
    tests: ['tests/native', '.cpp'],
    run: () => catchSuite('native', 'build/native/bin/orrery_native_tests'),
  },
  published: {
    parts: ['native'],
    tests: ['tests/published', '.cpp'],
    run: () => {
      const program = 'build/native/bin/orrery_published_tests';
      if (process.env.ORRERY_PUBLISHED) return catchSuite('published', program);
      const sources = readdirSync('tests/published').map((file) => readFileSync(`tests/published/${file}`, 'utf8'));
      const all = sources.join('').match(/^TEST_CASE/gm).length;
      return tally(0, [], all, "ORRERY_PUBLISHED does not name the folder of the papers' weights");
    },
  },
  wasm: {
    parts: ['wasm'],
    tests: ['tests/core', '.cpp'],
    run: () => {
      const program = 'build/wasm/bin/orrery_core_tests.js';
      if (existsSync(program)) return catchSuite('wasm', process.execPath, [program]);
      const { passed, failures, skipped } = resultOf('core');
      const all = passed + failures.length + skipped;
      return tally(0, [], all, "this system's Catch2 is a native library and can't be built as wasm");
    },
  },
  torch: {
    parts: ['torch'],
    tests: ['tests/torch', '.cpp'],
    run: () => catchSuite('torch', 'build/torch/bin/orrery_torch_tests'),
  },
  web: { parts: ['wasm', 'native'], tests: ['tests/web', '.test.ts'], run: () => vitestSuite('web') },
  site: {
    parts: ['wasm'],
    tests: ['site', '.test.ts'],
    run: () => vitestSuite('site'),
  },
  types: {
    parts: [],
    tests: ['site', 'tsconfig.json'],
    run: () => {
      const site = checker('svelte-check', 'node_modules/.bin/svelte-check', ['--tsconfig', 'site/tsconfig.json']);
      const others = ['web', 'tests/browser'].map((room) =>
        checker(`tsc-${room.replace('/', '-')}`, 'node_modules/.bin/tsc', ['--project', room]),
      );
      return [site, ...others].reduce((a, b) => tally(a.passed + b.passed, [...a.failures, ...b.failures]));
    },
  },
  browser: { parts: ['site'], tests: ['tests/browser', '.test.ts'], run: () => vitestSuite('browser') },
  asan: {
    parts: ['asan'],
    tests: ['tests/core', '.cpp'],
    onlyWhenNamed: true,
    run: () =>
      ['core', 'native']
        .filter((room) => existsSync(`build/asan/bin/orrery_${room}_tests`))
        .map((room) => catchSuite(`asan-${room}`, `build/asan/bin/orrery_${room}_tests`))
        .reduce((a, b) => tally(a.passed + b.passed, [...a.failures, ...b.failures], a.skipped + b.skipped)),
  },
};

function holds(folder, ending) {
  return (
    existsSync(folder) &&
    readdirSync(folder, { withFileTypes: true }).some((entry) =>
      entry.isDirectory() ? entry.name !== 'node_modules' && holds(`${folder}/${entry.name}`, ending) : entry.name.endsWith(ending),
    )
  );
}

const asked = process.argv.slice(2);
const names = asked.length ? asked : Object.keys(suites).filter((name) => !suites[name].onlyWhenNamed);

const results = new Map(); // suite -> its tally

function resultOf(name) {
  if (!results.has(name)) {
    const { parts, run } = suites[name];
    const broken = parts.filter((part) => !build(part));
    results.set(name, broken.length ? tally(0, [`not built: ${broken.join(', ')}`]) : run());
  }
  return results.get(name);
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of names) {
  if (!holds(...suites[name].tests)) {
    console.log(`${name}: no tests yet`);
    continue;
  }
  const started = Date.now();
  const { passed, failures, skipped, reason } = resultOf(name);
  const seconds = Math.round((Date.now() - started) / 1000);
  const why = reason ? ` (${reason})` : '';
  console.log(`${name}: ${passed} passed, ${failures.length} failed, ${skipped} skipped${why}, ${seconds} s`);
  for (const failure of failures) console.log(`  FAILED ${failure}`);
  total.passed += passed;
  total.failed += failures.length;
  total.skipped += skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;
