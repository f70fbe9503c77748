/**
 * `npm test`: the house checks, then every test. The last line is `N passed, N failed, N skipped`, taken from the test
 * runner's own report; the exit code is 1 when a test or a check failed.
 *
 * Where it may, it installs strace first, with which whole commands are watched.
 * `--unit` leaves out what runs whole commands (test/ apart from test/house, examples/); further arguments go to vitest.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHECK_NAMES, runChecks } from './checks.mjs';
import { endWithChildren, runNode } from './processes.mjs';
import { ensureToolsHere } from './system-tools.mjs';

endWithChildren();
const given = process.argv.slice(2);
if (!given.includes('--unit')) ensureToolsHere();
const filters = given.includes('--unit') ? ['packages/', 'test/house/'] : [];
const failedChecks = await runChecks(CHECK_NAMES);
const { code, counts } = await runTests([...filters, ...given.filter((argument) => argument !== '--unit')]);

if (failedChecks.length > 0) process.stdout.write(`failed checks: ${failedChecks.join(', ')}\n`);
if (code !== 0 && counts.failed === 0) process.stdout.write('the test run failed outside a test: see above\n');
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = code !== 0 || counts.failed > 0 || failedChecks.length > 0 ? 1 : 0;

async function runTests(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-tests-'));
  const report = path.join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=./scripts/skips.reporter.mjs', '--reporter=json'];
  try {
    const result = await runNode('node_modules/vitest/vitest.mjs', [
      'run',
      ...reporters,
      `--outputFile.json=${report}`,
      ...args,
    ]);
    return { code: result.code, counts: count(readReport(report)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The runner's report; where it died without one, one failure that says so. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    process.stdout.write(`the test runner left no report: ${error.message}\n`);
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}

/** A test file that could not be loaded has no tests to count: it counts as one failure. */
function count(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
