/** The examples for the places where people work, run as far as they can be without those places. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { releaseGuardCommand } from '../../src/cli/commands/release-guard.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const place = mkdtempSync(join(tmpdir(), 'cordon-workplaces-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

// npx cordon and cordon, as they are where cordon is installed
const bin = join(place, 'bin');
const main = join(root, 'dist', 'src', 'cli', 'main.js');
mkdirSync(bin);
writeFileSync(join(bin, 'cordon'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n');
for (const name of ['cordon', 'npx']) chmodSync(join(bin, name), 0o755);
// without what the npm that started the tests tells its children, such as not to run scripts
const outside = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
const env = {
  ...outside,
  PATH: `${bin}:${process.env.PATH}`,
  HOME: place,
  npm_config_cache: join(place, 'npm'),
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
};

const map = JSON.stringify({
  version: 3,
  sources: ['a.ts'],
  sourcesContent: ['const a = 1;\n'],
  names: [],
  mappings: 'AAAA',
});

function packageFolder(name: string, leaky: boolean, manifest: object): string {
  const folder = join(place, name);
  const files = {
    'package.json': JSON.stringify({ version: '1.0.0', files: ['dist'], ...manifest, name }),
    'dist/index.js': 'module.exports = 1;\n',
    ...(leaky ? { 'dist/index.js.map': map } : {}),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

describe.each([
  ['a clean package', false, 0],
  ['a leaky package', true, 1],
] as const)('%s', (label, leaky, code) => {
  const name = label.replaceAll(' ', '-');

  it('prepublishOnly', () => {
    const { scripts } = JSON.parse(read('docs/examples/package.json')) as { scripts: object };
    const { status } = spawnSync('npm', ['publish', '--dry-run'], {
      cwd: packageFolder(name, leaky, { scripts }),
      env,
    });
    expect(status === 0 ? 0 : 1).toBe(code);
  });

  it('GitLab', () => {
    const { 'release-guard': job } = parse(read('docs/examples/gitlab-ci.yml')) as {
      'release-guard': { script: string[]; artifacts: { reports: { junit: string } } };
    };
    const cwd = packageFolder(`${name}-gitlab`, leaky, {});
    mkdirSync(join(cwd, 'packed'));
    const { status } = spawnSync('bash', ['-e', '-c', job.script.join('\n')], { cwd, env });
    expect(status).toBe(code);
    expect(readFileSync(join(cwd, job.artifacts.reports.junit), 'utf8')).toContain(`failures="${code}"`);
  });

  it('the GitHub action', () => {
    const action = parse(read('action.yml')) as { runs: { steps: { env: Record<string, string>; run: string }[] } };
    const [step] = action.runs.steps;
    expect(
      Object.keys(step!.env)
        .filter((key) => key.startsWith('CORDON_'))
        .sort(),
    ).toEqual(['CORDON_JSON', 'CORDON_JUNIT', 'CORDON_PREVIOUS', 'CORDON_SARIF', 'CORDON_TARGET']);
    const cwd = packageFolder(`${name}-github`, leaky, {});
    const output = join(cwd, 'output.txt');
    writeFileSync(output, '');
    const { status, stdout } = spawnSync('bash', ['-c', step!.run], {
      cwd,
      encoding: 'utf8',
      env: {
        ...env,
        GITHUB_ACTION_PATH: root,
        GITHUB_WORKSPACE: cwd,
        GITHUB_OUTPUT: output,
        CORDON_TARGET: '.',
        CORDON_SARIF: 'r.sarif',
      },
    });
    expect(status).toBe(code);
    expect(readFileSync(output, 'utf8')).toMatch(leaky ? /^verdict=block$/m : /^verdict=(?:pass|warn)$/m);
    expect(existsSync(join(cwd, 'r.sarif'))).toBe(true);
    if (leaky) expect(stdout).toContain('::error file=dist/index.js.map');
  });
});

describe('the pre-commit hook', () => {
  it('is a command line that cordon takes, and the package builds itself when npm packs it', () => {
    const [hook] = parse(read('.pre-commit-hooks.yaml')) as [
      { entry: string; language: string; pass_filenames: boolean },
    ];
    expect(hook).toMatchObject({ entry: 'cordon release-guard', language: 'node', pass_filenames: false });
    expect(releaseGuardCommand.usage[0]).toMatch(/^release-guard /);
    expect((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts.prepack).toBe(
      'node scripts/build.mjs',
    );
  });
});

describe('the examples', () => {
  it.each(['docs/examples/github-release.yml', 'docs/examples/gitlab-ci.yml'])(
    '%s names options and inputs that exist',
    (file) => {
      const text = read(file);
      const { inputs } = parse(read('action.yml')) as { inputs: object };
      const used = /uses: OWNER\/cordon[^\n]*\n +with:\n((?: {10,}\w+:[^\n]*\n)+)/.exec(text)?.[1] ?? '';
      for (const [, name] of used.matchAll(/^ +(\w+):/gm)) expect(Object.keys(inputs)).toContain(name);
      for (const [, option] of text.matchAll(/cordon release-guard.* --([a-z-]+)/g))
        expect(Object.keys(releaseGuardCommand.options)).toContain(option);
    },
  );
});
