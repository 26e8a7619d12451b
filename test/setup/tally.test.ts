import { expect, test } from 'vitest';
import { setupModule } from './setup-module.ts';

interface Report {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}
const { tally } = await setupModule<{ tally(report: Report): { line: string; isGood: boolean } }>('tally');
const good: Report = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

test.each<[string, Partial<Report>, string, boolean]>([
  ['all well', {}, '3 passed, 0 failed, 3 skipped', true],
  ['one failed', { success: false, numFailedTests: 1 }, '3 passed, 1 failed, 3 skipped', false],
  ['none ran', { numPassedTests: 0 }, '0 passed, 0 failed, 3 skipped', false],
  [
    'a file could not be loaded',
    { success: false, testResults: [{ status: 'failed', assertionResults: [] }] },
    '3 passed, 1 failed, 3 skipped',
    false,
  ],
  ['an error outside the tests', { success: false }, '3 passed, 0 failed, 3 skipped', false],
])('%s', (_, change, line, isGood) => {
  expect(tally({ ...good, ...change })).toEqual({ line, isGood });
});
