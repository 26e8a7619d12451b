/** Soundness against real bash: what a command starts, writes and contacts under strace is predicted, or stands in `opaque`. */
import { describe, expect, it } from 'vitest';
import { type Job, whyNoContainers } from './container.ts';
import { casesOf, folderOf, sampleOf } from './corpora.ts';
import { generate } from './grammar.ts';
import { knownDifferences } from './known-differences.ts';
import { openGaps } from './open-gaps.ts';
import { figuresOf, reportOf, runAll } from './run.ts';

const SECONDS = 1.5;
const MINUTES = 60_000;
/** Cases of the large corpora in one run of the tests; `scripts/differential.mjs` runs them all. */
const SAMPLE = 300;
const GENERATED = 300;
const SEED = 20_261_121;

async function unpredicted(jobs: readonly Job[]): Promise<string[]> {
  const open = new Set(openGaps.map(([command]) => command));
  const outcomes = await runAll(
    jobs.filter(({ command }) => !open.has(command)),
    SECONDS,
  );
  const figures = figuresOf(outcomes, jobs.length);
  // A harness that sees nothing would find nothing.
  expect(figures.execs + figures.writes).toBeGreaterThan(jobs.length / 4);
  expect(figures.notRun).toBeLessThan(jobs.length / 50 + 1);
  return reportOf(outcomes);
}

const reason = await whyNoContainers();

function describeWithContainers(name: string, body: () => void): void {
  if (reason === null) describe(name, body);
  else if (process.env.CI) {
    describe(name, () => {
      throw new Error(`CI must be able to trace commands: ${reason}`);
    });
  } else describe.skip(`${name} (skipped: ${reason})`, body);
}

describeWithContainers('real bash under strace', () => {
  it(
    'what was found so far',
    async () => {
      expect(await unpredicted(casesOf('../differential/found.jsonl'))).toEqual([]);
    },
    5 * MINUTES,
  );

  it.each([
    ['labelled cases', (): Job[] => casesOf('bash-cases.jsonl')],
    ['attacks', (): Job[] => sampleOf(folderOf('attacks'), SAMPLE)],
    ['everyday commands', (): Job[] => sampleOf(folderOf('everyday'), SAMPLE)],
    ['generated commands', (): Job[] => generate(SEED, GENERATED)],
  ])(
    '%s',
    async (_, jobs) => {
      expect(await unpredicted(jobs())).toEqual([]);
    },
    5 * MINUTES,
  );

  it(
    'each difference that is explained occurs',
    async () => {
      const jobs = knownDifferences.map(({ shownBy }, index) => ({ id: String(index), command: shownBy }));
      // Some of them are slow to start; only those that never end take all of the time.
      const outcomes = await runAll(jobs, 10 * SECONDS);
      const unmet = knownDifferences.filter(
        (known) => !outcomes.some(({ explained }) => explained.some(({ by }) => by === known)),
      );
      expect(unmet.map(({ shownBy, why }) => `${shownBy}: ${why}`)).toEqual([]);
    },
    5 * MINUTES,
  );
});
