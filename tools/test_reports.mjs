// Reads the reports of Catch2 (JUnit XML) and vitest (JSON) into one shape.

/** @returns {{passed: number, failures: string[], skipped: number, reason: string}} */
export function tally(passed, failures = [], skipped = 0, reason = '') {
  return { passed, failures, skipped, reason };
}

const decode = (text) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');

/**
 * Catch2's JUnit report, version 2 or 3: one <testcase> for each section that ran. A report without its end means
 * that the program crashed, whatever it printed before.
 */
export function fromCatch(xml, status, crash) {
  const failures = [];
  let passed = 0;
  let skipped = 0;
  for (const [, attributes, body = ''] of xml.matchAll(/<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const problem = /<(?:failure|error)\b[^>]*?(?:message="([^"]*)")?[^>]*>([\s\S]*?)<\/(?:failure|error)>/.exec(body);
    if (problem) {
      const name = decode(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? '?');
      const place = /^at (.*)$/m.exec(decode(problem[2]))?.[1] ?? '';
      failures.push(`${name}: ${decode(problem[1] ?? '').trim()} ${place}`.trim());
    } else if (/<skipped\b/.test(body)) {
      skipped += 1;
    } else {
      passed += 1;
    }
  }
  const whole = xml.includes('</testsuites>');
  if (!whole || (status !== 0 && failures.length === 0)) failures.push(`ended with status ${status}: ${crash}`);
  else if (passed + skipped + failures.length === 0) failures.push(`ran no test: ${crash}`);
  return tally(passed, failures, skipped);
}

/** vitest's JSON report. A file that fails to load has no tests of its own and counts as one failed test. */
export function fromVitest(json, status, crash) {
  if (json === null) return tally(0, [`ended with status ${status}: ${crash}`]);
  const failures = [];
  let passed = 0;
  let skipped = 0;
  for (const file of JSON.parse(json).testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failures.push(`${test.fullName}: ${test.failureMessages[0]?.split('\n')[0] ?? ''}`);
      else skipped += 1;
    }
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      failures.push(`${file.name.split('/').slice(-2).join('/')}: ${(file.message ?? '').split('\n')[0]}`);
    }
  }
  if (status !== 0 && failures.length === 0) failures.push(`ended with status ${status}: ${crash}`);
  else if (passed + skipped + failures.length === 0) failures.push(`ran no test: ${crash}`);
  return tally(passed, failures, skipped);
}
