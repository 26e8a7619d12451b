/** The release guard through its command line, on packages made here. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithEngine } from '../sandbox/engine.ts';

const main = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
const place = mkdtempSync(join(tmpdir(), 'cordon-guard-e2e-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function cordon(words: readonly string[], cwd = place, env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      npm_config_cache: join(place, 'npm'),
      HOME: place,
      XDG_STATE_HOME: join(place, 'state'),
      ...env,
    },
  });
  return { status, stdout, stderr };
}

function folder(name: string, files: Record<string, string>): string {
  const path = join(place, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
}

function pack(path: string): string {
  const { stdout, stderr } = spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', place], {
    cwd: path,
    encoding: 'utf8',
  });
  const name = stdout.trim().split('\n').at(-1);
  if (!name) throw new Error(stderr);
  return join(place, name);
}

const manifest = (more: object = {}) =>
  JSON.stringify({ name: 'clean', version: '1.0.0', license: 'MIT', files: ['dist'], main: 'dist/index.js', ...more });
const map = JSON.stringify({
  version: 3,
  sources: ['../src/a.ts'],
  sourcesContent: ['export const secret = 42;\n'],
  names: [],
  mappings: 'AAAA',
});
let clean = '';
let leaky = '';

beforeAll(() => {
  clean = pack(
    folder('clean', { 'package.json': manifest(), 'README.md': '# clean\n', 'dist/index.js': 'module.exports = 1;\n' }),
  );
  leaky = pack(
    folder('leaky', {
      'package.json': manifest({ name: 'leaky' }),
      'dist/index.js': 'module.exports = 1;\n',
      'dist/index.js.map': map,
    }),
  );
});

describe('cordon release-guard', () => {
  it('lets a clean package pass, and stops one with a map, naming it and what can be rebuilt', () => {
    expect(cordon(['release-guard', clean])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('PASS  clean@1.0.0') as string,
    });
    const { status, stdout } = cordon(['release-guard', '--json', leaky]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'cordon.release-report/v1',
      verdict: 'block',
      package: { name: 'leaky', version: '1.0.0', kind: 'npm' },
      sha512: expect.stringMatching(/^sha512-/) as string,
      rebuildable: { files: 1, bytes: 26 },
      findings: [{ rule: 'source-map-text', severity: 'block', file: 'dist/index.js.map' }],
    });
  });

  it('never ends with 0 when it could not look', () => {
    expect(cordon(['release-guard', join(place, 'none.tgz')]).status).toBe(2);
    expect(cordon(['release-guard', '--sarif', '--json', clean])).toMatchObject({ status: 2 });
    writeFileSync(join(place, 'cut.tgz'), readFileSync(clean).subarray(0, 150));
    expect(cordon(['release-guard', join(place, 'cut.tgz')]).status).toBe(1);
    writeFileSync(join(place, 'text.tgz'), 'no archive');
    expect(cordon(['release-guard', join(place, 'text.tgz')]).status).toBe(1);
  });

  it('writes each kind of report', () => {
    const names = ['r.json', 'r.sarif', 'r.xml', 'r.md'];
    expect(cordon(['release-guard', leaky, ...names.flatMap((name) => ['--report', name])]).status).toBe(1);
    const [json, sarif, xml, md] = names.map((name) => readFileSync(join(place, name), 'utf8'));
    expect(JSON.parse(json!)).toMatchObject({ verdict: 'block' });
    expect(JSON.parse(sarif!)).toMatchObject({ version: '2.1.0' });
    expect(xml).toContain('failures="1"');
    expect(md).toContain(':no_entry:');
  });

  it('annotates a pull request', () => {
    const summary = join(place, 'summary.md');
    const { stdout, status } = cordon(['release-guard', '--github', leaky], place, { GITHUB_STEP_SUMMARY: summary });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=dist\/index\.js\.map,title=release-guard source-map-text::/);
    expect(readFileSync(summary, 'utf8')).toContain('An outsider can rebuild 1 source file');
  });

  it('takes a suppression for exactly this content, until its day', () => {
    const path = folder('leaky', {});
    const { stdout } = cordon(['release-guard', '--json', leaky], path);
    const { fingerprint } = (JSON.parse(stdout) as { findings: { fingerprint: string }[] }).findings[0]!;
    const release = (day: string) =>
      `apiVersion: cordon.release/v1\nsuppress:\n  - rule: source-map-text\n    path: dist/index.js.map\n    fingerprint: ${JSON.stringify(fingerprint)}\n    reason: a fixture\n    expires: ${day}\n`;
    writeFileSync(join(place, 'known.yaml'), release('2999-01-01'));
    expect(cordon(['release-guard', '--baseline', 'known.yaml', leaky])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 finding suppressed') as string,
    });
    writeFileSync(join(place, 'known.yaml'), release('2020-01-01'));
    expect(cordon(['release-guard', '--baseline', 'known.yaml', leaky]).status).toBe(1);
    writeFileSync(join(place, 'known.yaml'), release('2999-01-01').replace('expires', 'expirs'));
    expect(cordon(['release-guard', '--baseline', 'known.yaml', leaky])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean') as string,
    });
  });

  it('packs a folder whose scripts write what ships, unless told not to run them; goes on with its list where packing fails', () => {
    const scripts = { prepack: 'cp late dist/late.js.map' };
    const path = folder('late', {
      'package.json': manifest({ name: 'late', scripts }),
      'dist/index.js': '1\n',
      late: map,
    });
    const listed = cordon(['release-guard', '--no-scripts', path]);
    expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining('pack-script') as string });
    const packed = cordon(['release-guard', path], place, { npm_config_ignore_scripts: 'false' });
    expect(packed).toMatchObject({ status: 1, stdout: expect.stringContaining('dist/late.js.map') as string });
    const broken = folder('broken-build', {
      'package.json': manifest({ scripts: { prepack: 'exit 3' } }),
      'dist/index.js': '1\n',
    });
    const result = cordon(['release-guard', broken], place, { npm_config_ignore_scripts: 'false' });
    expect(result).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('not packed: npm pack failed') as string,
    });
  });

  it('compares with the release before', () => {
    expect(cordon(['release-guard', '--previous', clean, '--json', clean]).status).toBe(0);
    const next = pack(
      folder('next', {
        'package.json': manifest({ version: '1.1.0', scripts: { postinstall: 'node x' } }),
        'dist/index.js': '1\n',
      }),
    );
    const { stdout, status } = cordon(['release-guard', '--previous', clean, '--json', next]);
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule)).toContain(
      'new-install-script',
    );
    const other = pack(folder('other', { 'package.json': manifest({ name: 'other' }), 'dist/index.js': '1\n' }));
    expect(cordon(['release-guard', '--previous', other, clean]).status).toBe(2);
  });

  it('init writes what the package is, approve agrees to what is new, and then it passes', () => {
    const path = folder('agreed', {
      'package.json': manifest({ name: 'agreed' }),
      'README.md': '# x\n',
      'dist/index.js': 'module.exports = 1;\n',
    });
    expect(cordon(['release-guard', 'init', path])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('would pass') as string,
    });
    writeFileSync(join(path, 'dist', 'more.css'), 'a{}\n');
    const more = pack(path);
    const manifestFile = join(path, '.cordon', 'release-manifest.json');
    expect(cordon(['release-guard', '--manifest', manifestFile, more])).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('not-in-manifest') as string,
    });
    expect(cordon(['release-guard', 'approve', '--manifest', manifestFile, more])).toMatchObject({ status: 2 });
    expect(
      cordon(['release-guard', 'approve', '--yes', '--by', 'ada', '--manifest', manifestFile, more]),
    ).toMatchObject({ status: 0 });
    expect(cordon(['release-guard', '--manifest', manifestFile, more]).status).toBe(0);
    expect(cordon(['release-guard', 'approve', '--yes', leaky])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not approved') as string,
    });
  });
});

describeWithEngine('cordon release-guard --cold-install', () => {
  it('loads what ships, and says what does not', () => {
    const good = cordon(['release-guard', '--cold-install', '--json', clean]);
    expect(good.stderr).toBe('');
    expect(JSON.parse(good.stdout)).toMatchObject({ verdict: 'pass' });
    const broken = pack(
      folder('broken', {
        'package.json': manifest({
          name: 'broken',
          bin: 'dist/run.js',
          exports: { '.': './dist/index.js', './b': './src/b.js' },
        }),
        'dist/index.js': "require('fs').writeFileSync(require('os').homedir() + '/.mark', 'x');\n",
        'dist/run.js': '#!/usr/bin/env node\nundefinedFunction();\n',
      }),
    );
    const { stdout } = cordon(['release-guard', '--cold-install', '--json', broken]);
    const messages = (JSON.parse(stdout) as { findings: { rule: string; message: string; file: string }[] }).findings;
    expect(
      messages.filter(({ rule }) => rule === 'cold-import-failed').map(({ message }) => message.slice(0, 18)),
    ).toEqual(['import broken/b: E', 'run broken: Refere']);
    expect(messages.find(({ rule }) => rule === 'cold-wrote-files')?.file).toMatch(/\.mark$/);
  });
});
