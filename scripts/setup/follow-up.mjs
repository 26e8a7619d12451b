// What runs after the steps: the demo, the tests, or the checks of the house.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { runInForeground } from './run-command.mjs';

/** `npm run check`, in this order: package, its command, its arguments. */
const checks = [
  ['@biomejs/biome', 'biome', ['ci', '.']],
  ['typescript', 'tsc', ['-p', 'tsconfig.json']],
  ['knip', 'knip', []],
  ['publint', 'publint', []],
  ['@arethetypeswrong/cli', 'attw', ['--pack', '.', '--profile', 'esm-only']],
];

/**
 * Runs it on this terminal and resolves to its exit code.
 * @param {string} what
 * @param {string[]} rest arguments of the user
 * @param {{root: string, node: string, engine?: {address: string}, withoutEngine?: boolean}} context
 */
export function followUp(what, rest, context) {
  if (what === 'demo')
    return runScript(join(context.root, 'dist', 'src', 'cli', 'main.js'), ['demo', ...rest], context);
  if (what === 'test')
    return runScript(join(context.root, 'node_modules', 'vitest', 'vitest.mjs'), ['run', ...rest], context);
  return runChecks(rest, context);
}

/** All of them, so that one start shows every complaint; the code is that of the first that failed. */
async function runChecks(rest, context) {
  const results = [];
  for (const [name, command, args] of checks) {
    process.stderr.write(`check: ${command} ${[...args, ...rest].join(' ')}\n`);
    const code = await runScript(commandPath(context.root, name, command), [...args, ...rest], context);
    if (code > 128) return code;
    results.push({ command, code });
  }
  process.stderr.write('check: cordon release-guard on its own package\n');
  results.push({
    command: 'release-guard',
    code: await runScript(join(context.root, 'scripts', 'check-package.mjs'), [], context),
  });
  const failed = results.filter(({ code }) => code !== 0);
  process.stderr.write(
    `check: ${failed.length === 0 ? 'all passed' : `failed: ${failed.map(({ command }) => command).join(', ')}`}\n`,
  );
  return failed[0]?.code ?? 0;
}

function runScript(script, args, context) {
  return runInForeground(context.node, [script, ...args], { cwd: context.root, env: followUpEnvironment(context) });
}

/** Our Node first in PATH, so that every script with `env node` gets it; where an engine was found, said to clients. */
function followUpEnvironment({ node, engine, withoutEngine }, env = process.env) {
  const usual = 'unix:///var/run/docker.sock';
  return {
    ...env,
    PATH: [dirname(node), env.PATH].filter(Boolean).join(delimiter),
    ...(engine && engine.address !== usual && !engine.address.startsWith('npipe:')
      ? { DOCKER_HOST: engine.address }
      : {}),
    ...(withoutEngine ? { CORDON_NO_ENGINE: '1' } : {}),
  };
}

/** The script behind a package's command, from its own package.json. */
function commandPath(root, name, command) {
  const folder = join(root, 'node_modules', name);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return join(folder, command);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[command]);
}
