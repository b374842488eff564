// Adds up what the suites of all projects reported. A project without a report, and a test that was skipped,
// count as failures: silence is not success. The last line holds the two sums for `.ci/run`.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

const projects = globSync(['packages/*/package.json', 'examples/package.json', 'tools/*/package.json'])
  .map((file) => ({ folder: dirname(file), manifest: readJson(file) }))
  // The other suites are of Rust, and count as one with their stage.
  .filter(({ manifest }) => manifest.scripts?.test?.includes('vitest'));

const sums = { passed: 0, failed: 0 };

for (const { folder, manifest } of projects) {
  const { passed, failed, remark } = resultsOf(join(folder, 'test-results', 'vitest.json'));
  console.log(`${manifest.name}: ${passed} passed, ${failed} failed${remark}`);
  sums.passed += passed;
  sums.failed += failed;
}
console.log(`${sums.passed} ${sums.failed}`);

/** @param {string} report */
function resultsOf(report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, remark: ' (left no report)' };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readJson(report);
  const skipped = numPendingTests + numTodoTests;
  // A file that could not even be loaded has no tests that could fail.
  const unloaded = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ { status, assertionResults }) =>
      status === 'failed' && assertionResults.length === 0,
  ).length;
  return {
    passed: numPassedTests,
    failed: numFailedTests + skipped + unloaded,
    remark: skipped > 0 ? ` (${skipped} of them skipped)` : '',
  };
}
