import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Parsed {
  steps?: string[];
  next?: string;
  rest?: string[];
  error?: string;
}
const { parseArguments } = await setupModule<{ parseArguments(words: string[]): Parsed }>('arguments');
const all = ['node', 'packages', 'build', 'engine', 'image'];

test.each<[string, Parsed]>([
  ['', { steps: all, next: 'none', rest: [] }],
  ['--only image,engine', { steps: ['engine', 'image'] }],
  ['--skip=engine,image --then test', { steps: ['node', 'packages', 'build'], next: 'test' }],
  ['--then check', { steps: ['node', 'packages', 'build'], next: 'check' }],
  ['--then test --reporter=dot test/gate', { next: 'test', rest: ['--reporter=dot', 'test/gate'] }],
  ['--then test -- --only x', { next: 'test', rest: ['--only', 'x'] }],
  ['--only nodes', { error: expect.stringContaining('no step nodes') }],
  ['--then sleep', { error: expect.stringContaining('not sleep') }],
  ['--then', { error: '--then needs a value' }],
  ['--onyl node', { error: 'unknown option or argument: --onyl' }],
])('the arguments %j', (words, expected) => {
  expect(parseArguments(words.split(' ').filter(Boolean))).toMatchObject(expected);
});

/** A package with nothing but set-up and, in vitest's place, a script. */
function packageWith(script: string): string {
  const root = scratch();
  cpSync('scripts', join(root, 'scripts'), { recursive: true });
  mkdirSync(join(root, 'node_modules', 'vitest'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'vitest', 'vitest.mjs'), script);
  return root;
}

const environment = (root: string, more: Record<string, string> = {}) => {
  const { CI: _, CORDON_NO_ENGINE: __, ...rest } = process.env;
  return { ...rest, DOCKER_HOST: `unix://${root}/absent.sock`, ...more };
};
const setup = (root: string, words: string[], more: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), ...words], {
    env: environment(root, more),
    encoding: 'utf8',
  });

test('arguments and exit code are passed on, and nothing but the tests writes to stdout', () => {
  const root = packageWith('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7');
  const { status, stdout } = setup(root, ['--skip', 'engine,image', '--then', 'test', '--reporter=dot', 'a b']);
  expect([status, JSON.parse(stdout)]).toEqual([7, ['run', '--reporter=dot', 'a b']]);
});

test('without an engine the tests run and are told so, but not in CI', () => {
  const root = packageWith('console.log(process.env.CORDON_NO_ENGINE)');
  const words = ['--only', 'engine', '--then', 'test'];
  const atDesk = setup(root, words);
  expect([atDesk.status, atDesk.stdout]).toEqual([0, '1\n']);
  expect(atDesk.stderr).toMatch(/no container engine\n {2}why: .*absent\.sock.*\n {2}type: unset DOCKER_HOST/);
  const inCi = setup(root, words, { CI: 'true' });
  expect([inCi.status, inCi.stdout]).toEqual([2, '']);
});

test('a failed step ends with 2 and the command to type', () => {
  const root = packageWith('');
  const { status, stderr } = setup(root, ['--only', 'image']);
  expect(status).toBe(2);
  expect(stderr).toContain('  type: node scripts/setup.mjs --only engine,image');
});

test('a signal reaches what runs, whose code is ours', async () => {
  const script = "process.on('SIGTERM', () => process.exit(42)); console.log('up'); setInterval(() => {}, 1000)";
  const root = packageWith(script);
  const words = [join(root, 'scripts', 'setup.mjs'), '--only', 'node', '--then', 'test'];
  const child = spawn(process.execPath, words, { env: environment(root), stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(42);
});
