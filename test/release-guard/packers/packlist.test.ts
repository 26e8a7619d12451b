import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { packedAs } from '../../../release-guard/packers/pack-output.ts';
import { packerOf } from '../../../release-guard/packers/packer.ts';
import { packlist } from '../../../release-guard/packlist.ts';
import { scanArtifact } from '../../../release-guard/scan.ts';
import { leaksInFolders, onlyLeaks, told, WORD } from '../artifact/probe.ts';
import { drawFolder, drawFrom } from './folders.ts';

const roots: string[] = [];

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'cordon-packlist-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

const hasNpm = spawnSync('npm', ['--version']).status === 0;
const named = { name: 'sample', version: '1.0.0' };

async function listOf(
  files: Readonly<Record<string, string>>,
  manifest: Record<string, unknown> = {},
): Promise<string[]> {
  const all = { ...named, ...manifest };
  return (await packlist(folder({ 'package.json': JSON.stringify(all), ...files }), all)).sort();
}

describe('the list of a folder', () => {
  const cases: readonly [string, Record<string, string>, Record<string, unknown>, readonly string[]][] = [
    ['ships all dot files under "*"', { '.env': '', '.x/a': '' }, { files: ['*'] }, ['.env', '.x/a', 'package.json']],
    [
      'always ships readme and licence by any extension',
      { 'README.env': '', 'LICENSE.key': '' },
      { files: ['dist'] },
      ['LICENSE.key', 'README.env', 'package.json'],
    ],
    [
      'ships a negated map that is listed first',
      { 'dist/a.map': '' },
      { files: ['!dist/*.map', 'dist'] },
      ['dist/a.map', 'package.json'],
    ],
    [
      'drops a map that is negated last',
      { 'dist/a.map': '', 'dist/a.js': '' },
      { files: ['dist', '!dist/*.map'] },
      ['dist/a.js', 'package.json'],
    ],
    [
      'ships node_modules below the top',
      { 'lib/node_modules/x/a.js': '' },
      {},
      ['lib/node_modules/x/a.js', 'package.json'],
    ],
    [
      'takes a bin that is a text as one file',
      { 'cli.js': '', 'x.js': '' },
      { bin: './cli.js', files: ['none'] },
      ['cli.js', 'package.json'],
    ],
    ['ships main outside of files', { 'm.js': '' }, { main: 'm.js', files: ['none'] }, ['m.js', 'package.json']],
    [
      'lets .npmignore hide .gitignore',
      { '.gitignore': 'secret\n', '.npmignore': 'other\n', secret: '' },
      {},
      ['package.json', 'secret'],
    ],
    ['ignores case', { '.npmignore': 'DIST/\n', 'dist/a.js': '' }, {}, ['package.json']],
    [
      'counts nested ignore files under files',
      { 'dist/.npmignore': 'a.js\n', 'dist/a.js': '', 'dist/b.js': '' },
      { files: ['dist'] },
      ['dist/b.js', 'package.json'],
    ],
  ];
  it.each(cases)('%s', async (_, files, manifest, expected) => {
    expect(await listOf(files, manifest)).toEqual(expected);
  });

  it('has what is bundled, with its dependencies', async () => {
    const files = {
      'node_modules/dep/package.json': '{"name":"dep","dependencies":{"sub":"1"}}',
      'node_modules/dep/.env': '',
      'node_modules/sub/package.json': '{"name":"sub"}',
      'node_modules/other/package.json': '{"name":"other"}',
    };
    const list = await listOf(files, { dependencies: { dep: '1', other: '1' }, bundledDependencies: ['dep'] });
    expect(list).toEqual([
      'node_modules/dep/.env',
      'node_modules/dep/package.json',
      'node_modules/sub/package.json',
      'package.json',
    ]);
  });

  it('counts ignore files between a workspace and its member', async () => {
    const member = { name: 'a', version: '1.0.0' };
    const root = folder({
      'package.json': '{"name":"root","workspaces":["packages/*"]}',
      'packages/.npmignore': '*.map\n',
      'packages/a/package.json': JSON.stringify(member),
      'packages/a/a.map': '',
      'packages/a/a.js': '',
    });
    expect((await packlist(join(root, 'packages/a'), member)).sort()).toEqual(['a.js', 'package.json']);
  });

  it.skipIf(!hasNpm)('is the one of npm for drawn folders', { timeout: 120_000 }, async () => {
    for (let seed = 1000; seed < 1012; seed += 1) {
      const root = folder({});
      const manifest = drawFolder(drawFrom(seed), root);
      const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const npm = packedAs(output)?.files ?? [];
      const ours = await packlist(root, manifest);
      expect([seed, npm.filter((path) => !ours.includes(path))]).toEqual([seed, []]);
      // What npm 12 adds to npm 11 and the other way round is listed, too.
      const differs = /[{A-Z]|shrinkwrap/.test(JSON.stringify([manifest.files, ours]));
      if (!differs) expect([seed, [...ours].sort()]).toEqual([seed, [...npm].sort()]);
    }
  });
});

describe('a folder as input', () => {
  const manifest = JSON.stringify({ ...named, files: ['dist'], scripts: { prepack: 'node make.mjs' } });

  it('is judged by what would ship', async () => {
    const root = folder({ 'package.json': manifest, 'dist/a.js': WORD, 'src/b.js': WORD });
    const report = await scanArtifact({ path: root }, { catalogue: leaksInFolders });
    expect(report.package).toEqual({ ...named, kind: 'folder' });
    expect(report.sha512).toBeNull();
    expect(told(report)).toEqual(['leak dist/a.js', 'pack-script package.json']);
  });

  it.skipIf(!hasNpm)('is packed for real where that is asked for, scripts included', async () => {
    const make = `import { mkdirSync, writeFileSync } from 'node:fs'; mkdirSync('dist', { recursive: true }); writeFileSync('dist/late.js', ${JSON.stringify(WORD)});`;
    const root = folder({ 'package.json': manifest, 'make.mjs': make });
    vi.stubEnv('npm_config_ignore_scripts', 'false');
    const report = await scanArtifact({ path: root }, { catalogue: leaksInFolders, packer: 'npm' });
    expect(report.sha512).toMatch(/^sha512-/);
    expect(told(report)).toEqual(['leak dist/late.js']);
    expect(told(report, ['info'])).toEqual(['pack-script-wrote dist/late.js']);
  });

  it('with a package.json that npm cannot read is refused', async () => {
    await expect(scanArtifact({ path: folder({ 'package.json': '[1]' }) })).rejects.toThrow('no JSON object');
    await expect(scanArtifact({ path: folder({ 'Cargo.toml': '' }) })).rejects.toMatchObject({
      hint: expect.stringContaining('cargo package'),
    });
    await expect(scanArtifact({ path: folder({}) })).rejects.toThrow('has no package.json');
  });

  it('does not follow links out of it', async () => {
    const root = folder({ 'package.json': JSON.stringify(named) });
    symlinkSync('/etc/hostname', join(root, 'link'));
    expect((await scanArtifact({ path: root }, { catalogue: onlyLeaks })).files.map(({ path }) => path)).toEqual([
      'package.json',
    ]);
  });
});

describe('what packers print', () => {
  const entry = {
    id: 'a@1.0.0',
    name: 'a',
    version: '1.0.0',
    filename: 'a-1.0.0.tgz',
    integrity: 'sha512-x',
    files: [{ path: 'package.json', size: 1 }],
  };
  const expected = { filename: 'a-1.0.0.tgz', integrity: 'sha512-x', files: ['package.json'] };
  it.each([
    ['npm up to 11', JSON.stringify([entry])],
    ['npm 12', JSON.stringify({ a: entry })],
    ['pnpm', JSON.stringify(entry, null, 2)],
    ['a script before it', `> a@1.0.0 prepare\n> node x.js\n\n[building]\n${JSON.stringify([entry], null, 2)}`],
  ])('is read: %s', (_, output) => {
    expect(packedAs(output)).toEqual(expected);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'npm notice'],
    ['an empty array', '[]'],
    ['an empty object', '{}'],
    ['two packages', JSON.stringify([entry, entry])],
    ['no files', JSON.stringify([{ ...entry, files: [] }])],
    ['files without paths', JSON.stringify([{ ...entry, files: [{}] }])],
    ['another shape', JSON.stringify({ result: [entry] })],
  ])('is refused: %s', (_, output) => {
    expect(packedAs(output)).toBeNull();
  });

  it('which packer a project has', () => {
    expect(packerOf(folder({ 'yarn.lock': '' }), {})).toBe('yarn');
    expect(packerOf(folder({ 'yarn.lock': '' }), { packageManager: 'pnpm@12.0.0' })).toBe('pnpm');
    expect(packerOf(folder({ '.git/HEAD': '' }), {})).toBe('npm');
  });
});
