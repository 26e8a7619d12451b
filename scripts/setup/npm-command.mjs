// Which npm to run, and how: always as a script under a Node of our choice, so that no shell and no .cmd is needed.
import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

/**
 * The program and leading arguments that run npm.
 * @param {string} node the Node to run npm with
 * @returns {[string, string[]]}
 */
export function npmCommand(node, env = process.env) {
  const script = npmScripts(env).find((path) => existsSync(path));
  return script ? [node, [script]] : ['npm', []];
}

/** npm names its own script when it started us; otherwise it lies beside a Node, the running one first. */
function npmScripts(env) {
  const own = /^npm-cli\.c?js$/.test(basename(env.npm_execpath ?? '')) ? [env.npm_execpath] : [];
  const beside = [dirname(process.execPath), ...(env.PATH ?? '').split(delimiter)].flatMap((folder) => [
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    linkTarget(join(folder, 'npm')),
  ]);
  return [...own, ...beside].filter((path) => path?.endsWith('js'));
}

function linkTarget(path) {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** What npm complained about: the first lines that say it, without its advice, usage and log path. */
export function npmComplaint(text) {
  const advice = /^(A complete log|Run "npm help|aliases:|Usage:|Options:|npm ci$|\[|Clean install a project)/;
  const lines = text.split('\n').map((line) => /^npm (?:error|ERR!) *(.*)$/.exec(line.trim())?.[1] ?? '');
  const said = lines.filter((line) => line !== '' && !advice.test(line));
  return said.slice(0, 4).join(' | ') || text.trim().slice(-400) || 'npm said nothing';
}
