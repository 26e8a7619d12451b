// Speed of the built command line beside bare node, and of the classifier beside its parser, in one run. Ratios compare
// across machines, milliseconds do not. `--commands N`: how many the memory measurement judges, a million without it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchClassifier } from './bench/classify.mjs';

const { values } = parseArgs({ options: { commands: { type: 'string', default: '1000000' } } });
const main = resolve(import.meta.dirname, '..', 'dist', 'src', 'cli', 'main.js');
const home = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const env = { PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: home };
const rounds = 15;

const subjects = [
  ['node -e 0', ['-e', '0']],
  ['cordon --help', [main, '--help']],
  ['cordon check -- ls', [main, 'check', '--', 'ls']],
  ['cordon check -- (a pipeline)', [main, 'check', '--', 'git diff --stat | grep -v test | head -20 > out.txt']],
];

function once(args) {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

try {
  for (const [, args] of subjects) once(args); // fills the compile cache, as any second use does
  const times = new Map(subjects.map(([name]) => [name, []]));
  // Interleaved, so that a busy moment of the machine falls on all of them.
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of subjects) times.get(name).push(once(args));
  }
  const bare = median(times.get('node -e 0'));
  for (const [name, list] of times) {
    const ms = median(list);
    console.log(`${name.padEnd(30)} ${ms.toFixed(0).padStart(5)} ms   ${(ms / bare).toFixed(2)} x bare node`);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}

await benchClassifier(Number(values.commands));
