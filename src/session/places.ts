/** Where cordon keeps what it must remember, by the XDG base directory rules. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A relative XDG path is invalid by the specification and is passed over. */
function xdg(env: Environment, variable: string, fallback: string): string {
  const value = env[variable];
  return value !== undefined && isAbsolute(value) ? value : join(env.HOME ?? homedir(), fallback);
}

/** Sessions, logs and keys; `override` is `--state-dir`. */
export function stateDirectory(env: Environment, override: string | undefined): string {
  return override === undefined ? join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'cordon') : resolve(override);
}

export function userPolicyFile(env: Environment): string {
  return join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'cordon', 'policy.yaml');
}

/** Written by the machine's administrator; see docs/architecture.md. */
export const managedPolicyDirectory = '/etc/cordon/policy.d';

export function projectPolicyFile(repo: string): string {
  return join(repo, '.cordon', 'policy.yaml');
}
