/** Whatever ends a command early, its container goes and the host stays as it was. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithEngine } from '../sandbox/engine.ts';
import { CordonCli } from './cordon-cli.ts';

const cli = new CordonCli();

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-repo-'));
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  return folder;
}

const newest = () => readdirSync(join(cli.stateDir, 'sessions')).sort().at(-1)!;

const containersOf = (session: string) =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=cordon=${session}`], { encoding: 'utf8' }).trim();

/** A command line in a shell, for pipes and closed streams; `$0` and `$1` are Node and the program. */
function inShell(script: string, cwd: string): Promise<number | null> {
  const main = resolve(import.meta.dirname, '../../dist/src/cli/main.js');
  const env = {
    PATH: process.env.PATH,
    HOME: cli.home,
    XDG_STATE_HOME: cli.home,
    DOCKER_HOST: process.env.DOCKER_HOST,
  };
  const child = spawn('bash', ['-o', 'pipefail', '-c', script, process.execPath, main], { cwd, env, stdio: 'ignore' });
  return new Promise((done) => child.once('close', done));
}

describeWithEngine('ended from outside', () => {
  it('a reader that goes away interrupts the command, as Ctrl-C does', async () => {
    const started = Date.now();
    const script = `"$0" "$1" exec -- 'while :; do echo line; sleep 0.1; done' | head -1`;
    expect(await inShell(script, repository())).toBe(130);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(containersOf(newest())).toBe('');
  });
  it('a closed stderr is no reason to stop', async () => {
    expect(await inShell(`"$0" "$1" exec -- 'echo out; echo err >&2' 2>&-`, repository())).toBe(0);
    expect(await inShell(`"$0" "$1" exec -- 'echo out; exit 3' 2>&-`, repository())).toBe(1);
  });
  it('Ctrl-C while the changes are taken out: nothing hangs, no container stays, the record says so', async () => {
    const repo = repository();
    for (let folder = 0; folder < 30; folder += 1) {
      mkdirSync(join(repo, `d${folder}`));
      for (let file = 0; file < 100; file += 1) writeFileSync(join(repo, `d${folder}`, `${file}`), 'x');
    }
    let sent = false;
    const ran = await cli.run(['exec', '--repo', repo, '--', 'for f in d*/*; do echo y >> $f; done; echo written'], {
      onOutput: (text, kill) => {
        if (sent || !text.includes('written')) return;
        sent = true;
        setTimeout(() => kill('SIGINT'), 300);
      },
    });
    expect(ran.exitCode, ran.stderr).toBe(130);
    expect(containersOf(newest())).toBe('');
    expect(await cli.run(['audit', 'verify', newest()])).toMatchObject({ exitCode: 0 });
  });
});

describeWithEngine('--apply', () => {
  it('of a run that is not done writes nothing', async () => {
    const repo = repository();
    const script = join(cli.home, 'two-steps.json');
    const call = (path: string) => ({
      emit: [{ type: 'tool_use', name: 'write', input: { path, content: 'half\n' } }],
    });
    writeFileSync(script, JSON.stringify({ version: 1, seed: 's', rules: [call('half.txt'), call('whole.txt')] }));
    const args = ['run', 'x', '--repo', repo, '--provider', 'scripted', '--script', script, '--apply'];
    const cut = await cli.run([...args, '--max-turns', '1']);
    expect(cut, cut.stderr).toMatchObject({ exitCode: 11, stderr: expect.stringContaining('nothing was applied') });
    expect(existsSync(join(repo, 'half.txt'))).toBe(false);
    const done = await cli.run(args);
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(repo, 'half.txt'))).toBe(true);
  });
  it('of a command that was cut off writes nothing', async () => {
    const repo = repository();
    const args = ['exec', '--repo', repo, '--apply', '--timeout', '1', '--', 'echo half > half.txt; sleep 60'];
    expect(await cli.run(args)).toMatchObject({ exitCode: 1 });
    expect(existsSync(join(repo, 'half.txt'))).toBe(false);
  });
});

describeWithEngine('--repo', () => {
  it('may be relative, and is the current folder when it is not given', async () => {
    const repo = repository();
    mkdirSync(join(repo, 'sub'));
    for (const [cwd, repoArgs] of [
      [repo, []],
      [repo, ['--repo', '.']],
      [join(repo, 'sub'), ['--repo', '..']],
    ] as const) {
      const ran = await cli.run(['exec', ...repoArgs, '--apply', '--', 'cat a.txt; echo b > b.txt'], { cwd });
      expect(ran, ran.stderr).toMatchObject({ exitCode: 0, stdout: 'a\n' });
      expect(existsSync(join(repo, 'b.txt'))).toBe(true);
    }
  });
});
