/**
 * Runs a command in the real bash of this machine, in an empty directory that is also the home, with nothing in PATH but
 * recorders: a program that is asked for writes down its words, and a few that only pass text on do their work.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bash = ['/bin/bash', '/usr/bin/bash'].find(existsSync);

export const hasBash = bash !== undefined;

/** They print, sort or start others; none of them deletes or writes on its own. */
const HARMLESS =
  'cat echo env find head nice nohup printf sh stdbuf tee timeout true xargs bash sleep diff busybox'.split(' ');

export interface Run {
  /** The words of each call of a recorder. */
  readonly calls: readonly string[];
  readonly status: number | null;
}

export function runInBash(command: string, recorders: readonly string[]): Run {
  const place = mkdtempSync(join(tmpdir(), 'cordon-real-bash-'));
  try {
    const programs = join(place, 'bin');
    const home = join(place, 'home');
    const log = join(place, 'log');
    mkdirSync(programs);
    mkdirSync(home);
    for (const name of HARMLESS) {
      const real = [`/bin/${name}`, `/usr/bin/${name}`].find(existsSync);
      if (real !== undefined) symlinkSync(real, join(programs, name));
    }
    for (const name of recorders) {
      writeFileSync(join(programs, name), `#!${bash}\nprintf '%s\\n' "${name} $*" >> '${log}'\n`);
      chmodSync(join(programs, name), 0o755);
    }
    const env = { PATH: programs, HOME: home, LC_ALL: 'C' };
    const { status } = spawnSync(bash ?? '', ['--noprofile', '--norc', '-c', command], {
      cwd: home,
      env,
      timeout: 5000,
    });
    const calls = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    return { calls: calls.map((call) => call.replaceAll(home, '~')), status };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Whether bash takes the text for a script; it runs nothing of it. */
export function parsesInBash(command: string): boolean {
  const env = { PATH: '/nowhere', LC_ALL: 'C.UTF-8' };
  const { status, stderr } = spawnSync(bash ?? '', ['--noprofile', '--norc', '-n', '-c', command], {
    env,
    encoding: 'utf8',
  });
  return status === 0 && !/syntax error|unexpected|warning/.test(stderr);
}
