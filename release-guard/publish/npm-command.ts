/** npm as a child process, without a shell; it alone holds the login of the registry. */
import { spawnSync } from 'node:child_process';
import { CordonError } from '../../src/contract/errors.ts';

export interface NpmCommand {
  /** Where npm's configuration of the project is read. */
  readonly cwd: string;
  /** True: npm may ask on the terminal (one-time passwords); what it says goes there. */
  readonly interactive: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

const OUTPUT = 64 * 1024 * 1024;

/** What npm printed on its standard output. @throws CordonError where it is not there or ends with an error. */
export function npm(args: readonly string[], { cwd, interactive, env = process.env }: NpmCommand): string {
  const ended = spawnSync('npm', args, {
    cwd,
    env,
    encoding: 'utf8',
    shell: false,
    maxBuffer: OUTPUT,
    stdio: interactive ? ['inherit', 'pipe', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  const command = `npm ${args.slice(0, 2).join(' ')}`;
  if (ended.error !== undefined) {
    throw new CordonError(
      'publish-failed',
      `${command} did not run: ${ended.error.message}`,
      'check `npm --version`',
      ended.error,
    );
  }
  if (ended.status !== 0) {
    const said = reasonIn(ended.stderr ?? '');
    throw new CordonError(
      'publish-failed',
      `${command} failed${said === '' ? '' : `: ${said}`}`,
      'npm whoami; npm ping',
    );
  }
  return ended.stdout;
}

/** npm's error lines from the first on; what comes before are warnings. */
function reasonIn(text: string): string {
  const lines = text.split('\n').filter((line) => /^npm (?:error|ERR!)/.test(line) && !line.includes('complete log'));
  return lines.slice(0, 6).join('\n');
}

/** JSON of npm, whose objects may be keyed by the package's name, with text before it; undefined where there is none. */
export function npmJson(output: string): unknown {
  for (const { index } of output.matchAll(/^["[{]/gm)) {
    try {
      return JSON.parse(output.slice(index)) as unknown;
    } catch {
      // An earlier line began like JSON.
    }
  }
  return undefined;
}

/** A text member of this name in the answer itself or in the one object in it. */
export function memberOf(answer: unknown, name: string): string | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const own = (answer as Readonly<Record<string, unknown>>)[name];
  if (typeof own === 'string') return own;
  const inner = Object.values(answer);
  return inner.length === 1 ? memberOf(inner[0], name) : null;
}
