// The classifier's predictions against real bash: `node scripts/differential.mjs [--count N] [--seed S] [FILE.jsonl ..]`.
// Runs the cases of the files, and N generated commands, in containers without a network. Exit 1 for an unpredicted effect.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generate } from '../test/differential/grammar.ts';
import { openGaps } from '../test/differential/open-gaps.ts';
import { figuresOf, reportOf, runAll } from '../test/differential/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '2.5' },
    explained: { type: 'boolean', default: false },
  },
});

const jobs = positionals.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => ({ id: `${file.replace(/^.*\//, '')}:${index + 1}`, command: JSON.parse(line).command })),
);
jobs.push(...generate(Number(values.seed), Number(values.count)));

const open = new Set(openGaps.map(([command]) => command));
const started = Date.now();
const outcomes = await runAll(
  jobs.filter(({ command }) => !open.has(command)),
  Number(values.seconds),
);
for (const line of reportOf(outcomes)) console.log(line);
if (values.explained) {
  for (const { command, explained } of outcomes) {
    for (const { difference, by } of explained)
      console.log(`explained ${difference.what} by ${difference.by} (${by.why}): ${JSON.stringify(command)}`);
  }
}
const figures = figuresOf(outcomes, jobs.length);
console.log(JSON.stringify({ ...figures, seconds: Math.round((Date.now() - started) / 1000) }, null, 2));
process.exitCode = figures.unpredictedExecs + figures.unpredictedWrites + figures.unpredictedContacts > 0 ? 1 : 0;
