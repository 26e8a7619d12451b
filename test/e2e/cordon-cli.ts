/** Runs the built command line as a user would: a process of its own, a state folder of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../../dist/src/cli/main.js');

export interface Ran {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Uint8Array;
  /** Called with all output so far; may send a signal. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export class CordonCli {
  readonly stateDir: string;
  readonly home: string;

  constructor() {
    if (!existsSync(main)) throw new Error('dist/ is missing: the end-to-end tests run the build; npm run build');
    this.home = mkdtempSync(join(tmpdir(), 'cordon-e2e-'));
    this.stateDir = join(this.home, 'cordon');
  }

  /** No variable of the developer's environment reaches the process but PATH and what names the engine. */
  run(args: readonly string[], options: CliOptions = {}): Promise<Ran> {
    const { DOCKER_HOST, PATH } = process.env;
    const env = {
      PATH,
      HOME: this.home,
      XDG_STATE_HOME: this.home,
      ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
      ...options.env,
    };
    const child = spawn(process.execPath, [main, ...args], { cwd: options.cwd ?? this.home, env, stdio: 'pipe' });
    let [stdout, stderr] = ['', ''];
    const seen = () => options.onOutput?.(stdout + stderr, (signal) => child.kill(signal));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      seen();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      seen();
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (exitCode) => done({ exitCode, stdout, stderr }));
    });
  }

  /** As `run`, for a command whose stdout is JSON lines. */
  async json(
    args: readonly string[],
    options: CliOptions = {},
  ): Promise<Ran & { readonly lines: readonly Record<string, unknown>[] }> {
    const ran = await this.run(args, options);
    const lines = ran.stdout.split('\n').filter((line) => line !== '');
    return { ...ran, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }
}
