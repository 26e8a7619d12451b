/**
 * Published packages of different shape, fetched with the npm client: their code runs in the container, a file is
 * edited, the patch is applied, and the log verifies.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithEngine } from '../sandbox/engine.ts';
import { CordonCli } from './cordon-cli.ts';

interface RealPackage {
  readonly name: string;
  /** What makes it different from the others. */
  readonly shape: string;
  /** A bash command that runs its code, and what it prints. */
  readonly command: string;
  readonly prints: string;
  readonly edited: string;
}

const packages: readonly RealPackage[] = [
  {
    name: 'is-number@7.0.0',
    shape: 'one CommonJS file',
    command: `node -e "console.log(require('./')('42'), require('./')('x'))"`,
    prints: 'true false',
    edited: 'index.js',
  },
  {
    name: 'semver@7.7.2',
    shape: 'a program and many small files',
    command: 'node bin/semver.js -r ">=2" 1.0.0 2.1.0',
    prints: '2.1.0',
    edited: 'bin/semver.js',
  },
  {
    name: 'yargs-parser@21.1.1',
    shape: 'ES modules and CommonJS side by side',
    command: `node --input-type=module -e "import p from './build/lib/index.js'; console.log(p('--x 3').x)"`,
    prints: '3',
    edited: 'README.md',
  },
  {
    name: 'lodash@4.17.21',
    shape: 'a thousand files',
    command: `node -p "require('./').chunk([1,2,3,4],2).length"`,
    prints: '2',
    edited: 'chunk.js',
  },
  {
    name: 'acorn@8.15.0',
    shape: 'a bundle, a program, and types',
    command: `echo 'let x = 1' | node bin/acorn --ecma2020 --compact | jq -r .body[0].kind`,
    prints: 'let',
    edited: 'CHANGELOG.md',
  },
  {
    name: 'prettier@3.6.2',
    shape: 'eight megabytes, large generated files, no dependencies',
    command: `printf 'a  =  1' > in.js && node bin/prettier.cjs in.js`,
    prints: 'a = 1;',
    edited: 'package.json',
  },
];

const work = mkdtempSync(join(tmpdir(), 'cordon-real-'));
const missing = new Map<string, string>();

/** Folder of the unpacked package, or null when the registry did not answer. */
function fetchPackage(name: string): string | null {
  try {
    const printed = execFileSync('npm', ['pack', name, '--json', '--ignore-scripts'], {
      cwd: work,
      stdio: 'pipe',
      timeout: 60_000,
    });
    const answer = JSON.parse(printed.toString()) as Record<string, { filename: string }> | { filename: string }[];
    const tarball = Object.values(answer)[0]!.filename;
    const folder = mkdtempSync(join(work, 'package-'));
    execFileSync('tar', ['xzf', join(work, tarball), '-C', folder, '--strip-components=1']);
    return folder;
  } catch (error) {
    missing.set(name, error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** A script that edits one line of a file, as a model would. */
function editScript(path: string, line: string): string {
  return JSON.stringify({
    version: 1,
    seed: 'real-package',
    rules: [
      { emit: [{ type: 'tool_use', as: 'look', name: 'read', input: { path, limit: 1 } }] },
      {
        when: { results: [{ call: 'look', isError: false }] },
        emit: [{ type: 'tool_use', as: 'edit', name: 'edit', input: { path, oldText: line, newText: `${line} ` } }],
      },
      { when: { results: [{ call: 'edit', isError: false }] }, emit: [{ type: 'text', text: 'edited' }] },
    ],
  });
}

const snapshot = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path).toString('base64')] as const),
  );

const changedSince = (folder: string, before: Map<string, string>) => {
  const after = snapshot(folder);
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
};

afterAll(() => rmSync(work, { recursive: true, force: true }));

describeWithEngine('published packages', () => {
  const cli = new CordonCli();
  const folders = new Map<string, string | null>();
  beforeAll(() => {
    for (const { name } of packages) folders.set(name, fetchPackage(name));
  });

  it.for(packages)('$name: $shape', async ({ name, command, prints, edited }, { skip }) => {
    const folder = folders.get(name) ?? null;
    if (folder === null) return skip(`the registry did not answer: ${missing.get(name)}`);
    const before = snapshot(folder);

    const exec = await cli.json(['exec', '--repo', folder, '--json', '--', command]);
    expect(exec, exec.stderr).toMatchObject({ exitCode: 0, lines: [{ status: 'ok', exitCode: 0 }] });
    expect((exec.lines[0]!.stdout as { text: string }).text).toContain(prints);
    expect(changedSince(folder, before)).toEqual([]);

    const content = readFileSync(join(folder, edited), 'utf8');
    const uniqueLine = content.split('\n').find((line) => line !== '' && content.split(line).length === 2)!;
    const script = join(work, 'script.json');
    writeFileSync(script, editScript(edited, uniqueLine));
    const run = await cli.json([
      'run',
      'edit',
      '--repo',
      folder,
      '--provider',
      'scripted',
      '--script',
      script,
      '--json',
    ]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    const session = (run.lines.find(({ kind }) => kind === 'session.open')!.body as { session_id: string }).session_id;
    expect(changedSince(folder, before)).toEqual([]);

    const applied = await cli.json(['sessions', 'apply', session, '--yes', '--accept', edited, '--json']);
    expect(applied, applied.stderr).toMatchObject({ exitCode: 0, lines: [{ applied: [edited], skipped: [] }] });
    expect(changedSince(folder, before)).toEqual([join(folder, edited)]);

    const verified = await cli.json(['audit', 'verify', session, '--json']);
    expect(verified).toMatchObject({ exitCode: 0, lines: [{ status: 'whole' }] });
  });
});
