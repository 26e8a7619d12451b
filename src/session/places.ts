/** Where cordon keeps what it must remember, by the XDG base directory rules. */
import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { CordonError } from '../contract/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A relative XDG path is invalid by the specification and is passed over. */
function xdg(env: Environment, variable: string, fallback: string): string {
  const value = env[variable];
  return value !== undefined && isAbsolute(value) ? value : join(home(env), fallback);
}

/**
 * INVARIANT: absolute. An empty or relative HOME would put the user's policy and the log into the folder that one
 * stands in, which may be the repository of a stranger.
 */
function home(env: Environment): string {
  const candidates = [env.HOME, accountHome()];
  const found = candidates.find((folder) => folder !== undefined && isAbsolute(folder));
  if (found !== undefined) return found;
  throw new CordonError('usage', 'there is no home folder: HOME is not an absolute path', 'export HOME=/a/folder');
}

function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined; // a uid without a passwd entry, as in many containers
  }
}

/** Sessions, logs and keys; `override` is `--state-dir`. */
export function stateDirectory(env: Environment, override: string | undefined): string {
  return override === undefined ? join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'cordon') : resolve(override);
}

export function userPolicyFile(env: Environment): string {
  return join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'cordon', 'policy.yaml');
}

export function projectPolicyFile(repo: string): string {
  return join(repo, '.cordon', 'policy.yaml');
}
