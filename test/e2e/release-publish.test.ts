/** `cordon release-guard publish` against a registry on loopback: what is on the registry is what was scanned, and the log says so. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Registry, startRegistry } from '../release-guard/publish/registry.ts';

const main = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
let registry: Registry;
let place: string;

beforeEach(async () => {
  registry = await startRegistry();
  place = mkdtempSync(join(tmpdir(), 'cordon-release-publish-'));
  const { host } = new URL(registry.url);
  writeFileSync(join(place, '.npmrc'), `//${host}/:_authToken=none\nfetch-retries=0\ncache=${join(place, 'cache')}\n`);
});
afterEach(async () => {
  await registry.close();
  rmSync(place, { recursive: true, force: true });
});

function folder(files: Record<string, string>): string {
  const path = join(place, 'package');
  for (const name of ['dist', '.cordon']) mkdirSync(join(path, name), { recursive: true });
  const manifest = { name: 'sample', version: '1.2.3', license: 'MIT', files: ['dist'], main: 'dist/index.js' };
  const choices = `apiVersion: cordon.release/v1\nregistry: ${registry.url}\n`;
  const all = { 'package.json': JSON.stringify(manifest), '.cordon/release.yaml': choices, ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(path, file), text);
  return path;
}

/** Not waited for without an event loop: the registry lives in this process. */
function cordon(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { ...outside, HOME: place, XDG_STATE_HOME: join(place, 'state') };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, 'release-guard', ...words],
      { env, cwd: place },
      (_, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

function log(stderr: string): Promise<{ stdout: string }> {
  const id = /cordon audit show (\S+)/.exec(stderr)?.[1] ?? '';
  return new Promise((resolve) => {
    const env = { ...outside, HOME: place, XDG_STATE_HOME: join(place, 'state') };
    execFile(process.execPath, [main, 'audit', 'show', '--json', id], { env }, (_, stdout) => resolve({ stdout }));
  });
}

describe('cordon release-guard publish', () => {
  it('publishes what it packed and scanned, and the log names the digest before and after', async () => {
    const { status, stdout, stderr } = await cordon(
      'publish',
      '--yes',
      folder({ 'dist/index.js': 'module.exports = 1;\n' }),
    );
    expect(stderr).toContain('published: sample@1.2.3');
    expect(status).toBe(0);
    expect([...registry.kept.keys()]).toEqual(['sample@1.2.3']);
    const digest = /^sha512-\S+$/m.exec(stdout)?.[0];
    const entries = (await log(stderr)).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; body: { outcome: string; sha512: string } })
      .filter(({ kind }) => kind === 'release.verdict');
    expect(entries.map(({ body }) => [body.outcome, body.sha512])).toEqual([
      ['publishing', digest],
      ['published', digest],
    ]);
  });

  it('publishes nothing that is blocked, and says so in the log', async () => {
    const map = JSON.stringify({
      version: 3,
      sources: ['a.ts'],
      sourcesContent: ['const a = 1;\n'],
      names: [],
      mappings: 'AAAA',
    });
    const { status, stderr } = await cordon(
      'publish',
      '--yes',
      folder({ 'dist/index.js': '1\n', 'dist/index.js.map': map }),
    );
    expect(status).toBe(1);
    expect((await log(stderr)).stdout).toContain('"outcome":"blocked"');
    expect(registry.kept.size).toBe(0);
    expect((await cordon('--previous', 'registry', folder({ 'dist/index.js': '1\n' }))).stdout).not.toContain(
      'size-jump',
    );
  });

  it('asks a person, and without one publishes nothing', async () => {
    const { status, stderr } = await cordon('publish', folder({ 'dist/index.js': '1\n' }));
    expect(stderr).toContain('nobody is here to answer');
    expect(status).toBe(2);
    expect(registry.kept.size).toBe(0);
  });
});
