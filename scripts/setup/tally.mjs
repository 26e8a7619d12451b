// The last line of a CI run, from vitest's JSON report: `node scripts/setup/tally.mjs REPORT`. Exit 1 unless all is well.
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * Counts tests; a test file that could not be loaded, and so reports no test, counts as one failure.
 * @param {{success: boolean, numPassedTests: number, numFailedTests: number, numPendingTests: number,
 *   numTodoTests: number, testResults: {status: string, assertionResults: unknown[]}[]}} report
 */
export function tally(report) {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + unloaded.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  return {
    line: `${passed} passed, ${failed} failed, ${skipped} skipped`,
    isGood: report.success && failed === 0 && passed > 0,
  };
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { line, isGood } = tally(JSON.parse(readFileSync(argv[2], 'utf8')));
  process.stdout.write(`${line}\n`);
  process.exitCode = isGood ? 0 : 1;
}
