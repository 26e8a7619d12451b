// What action.yml runs, on any Node from 18 on: sets cordon up in its own folder, scans, and hands the verdict to the next steps.
// INVARIANT: every input is one argument of a program that is started without a shell; no input becomes part of a command line.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const input = (name) => process.env[`CORDON_${name}`] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'cordon-action-'));
const evidence = join(folder, 'report.json');

process.exitCode = main();
rmSync(folder, { recursive: true, force: true });

function main() {
  const setup = run(process.execPath, [join(root, 'scripts', 'setup.mjs'), '--only', 'node,packages,build'], root);
  if (setup !== 0) return 2;
  const reports = [evidence, input('SARIF'), input('JUNIT'), input('JSON')].filter((file) => file !== '');
  const words = [
    'release-guard',
    '--github',
    ...reports.flatMap((file) => ['--report', file]),
    ...(input('PREVIOUS') === '' ? [] : ['--previous', input('PREVIOUS')]),
    // a name that begins with "-" stays a name
    input('TARGET').startsWith('-') ? `./${input('TARGET')}` : input('TARGET') || '.',
  ];
  const status = run(
    node(),
    [join(root, 'dist', 'src', 'cli', 'main.js'), ...words],
    process.env.GITHUB_WORKSPACE ?? process.cwd(),
  );
  tell();
  return status;
}

/** The pinned Node where the set-up fetched one. */
function node() {
  const pinned = join(root, '.cache', 'node', 'bin', 'node');
  return existsSync(pinned) ? pinned : process.execPath;
}

function run(file, words, cwd) {
  const { status } = spawnSync(file, words, { cwd, stdio: 'inherit' });
  return status ?? 2;
}

function tell() {
  const outputs = process.env.GITHUB_OUTPUT;
  if (!outputs || !existsSync(evidence)) return;
  const { verdict, sha512 } = JSON.parse(readFileSync(evidence, 'utf8'));
  appendFileSync(outputs, `verdict=${verdict}\nsha512=${sha512 ?? ''}\n`);
}
