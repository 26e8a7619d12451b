/** A session on the real engine: what goes in, what runs, what ends, what comes out. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyChanges,
  type Engine,
  listOwned,
  openSandbox,
  renderPatch,
  type SandboxSession,
} from '../../sandbox/index.ts';
import { type Execution, Result, type RunHooks, type ToolCall } from '../../src/contract/index.ts';
import { allowing, callOf } from './decision.ts';
import { describeWithEngine, scratchFolder, testEngine } from './engine.ts';

let engine: Engine;
let session: SandboxSession;

async function run(tool: string, input: ToolCall['input'], hooks: RunHooks = {}): Promise<Result> {
  const call = callOf(tool, input);
  const result = await session.run(session.plan(call, allowing(call)), hooks);
  return Result.parse(result);
}
const bash = (command: string, timeoutMs = 30_000, hooks: RunHooks = {}) => run('bash', { command, timeoutMs }, hooks);
const processes = () =>
  execFileSync('docker', ['top', session.containerId, '-o', 'pid,args'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .slice(1);

function repository(files: Readonly<Record<string, string>>): string {
  const repo = scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  return repo;
}

describeWithEngine('session', () => {
  beforeAll(async () => {
    engine = await testEngine();
    const repo = repository({
      'a.txt': 'one\ntwo\nthree\n',
      'src/b.ts': 'export const b = 1;\n',
      'ü/é.txt': 'ü\n',
      '.gitignore': '*.log\n',
    });
    session = await openSandbox({ engine, sessionId: 'session-test', repo, workspaceBytes: 256 << 20 });
  });
  afterAll(() => session?.close());

  describe('commands', () => {
    it('output, exit code, folder, identity', async () => {
      const result = await bash('pwd; id -u; echo err >&2; exit 3');
      expect(result).toMatchObject({
        status: 'failed',
        exitCode: 3,
        stdout: { text: '/workspace\n10001\n', bytes: 17 },
        stderr: { text: 'err\n' },
      });
    });
    it('a fresh shell for each call', async () => {
      await bash('X=1; cd src; export Y=2; alias ls=false');
      expect((await bash('echo "$X$Y$PWD"; ls a.txt')).stdout.text).toBe('/workspace\na.txt\n');
    });
    it('another folder, and one that does not exist', async () => {
      const inSrc = callOf('bash', { command: 'ls' }, '/workspace/src');
      expect(await session.run(session.plan(inSrc, allowing(inSrc)), {})).toMatchObject({ stdout: { text: 'b.ts\n' } });
      const nowhere = callOf('bash', { command: 'ls' }, '/workspace/none');
      expect(await session.run(session.plan(nowhere, allowing(nowhere)), {})).toMatchObject({
        status: 'failed',
        exitCode: 125,
      });
    });
    it('stdin is at its end', async () => expect((await bash('cat; echo done')).stdout.text).toBe('done\n'));
    it('a script of any length', async () => {
      const text = 'x'.repeat(300_000);
      expect((await bash(`V=${text}; echo \${#V}; cat`)).stdout.text).toBe('300000\n');
    });
    it('changed files', async () => {
      const result = await bash('echo 2 >> a.txt; mkdir d; echo n > d/n; rm src/b.ts; chmod +x ü/é.txt');
      expect(result.changedFiles).toEqual([
        { path: 'a.txt', change: 'modified' },
        { path: 'd/n', change: 'added' },
        { path: 'src/b.ts', change: 'deleted' },
        { path: 'ü/é.txt', change: 'modified' },
      ]);
      expect((await bash('true')).changedFiles).toEqual([]);
      await bash(
        'git --version; printf "one\\ntwo\\nthree\\n" > a.txt; printf "export const b = 1;\\n" > src/b.ts; rm -r d',
      );
    });
    it('live output arrives while the command runs', async () => {
      const seen: string[] = [];
      await bash('echo first; sleep 0.3; echo second', 10_000, {
        onOutput: (stream, chunk) => seen.push(`${stream}:${Buffer.from(chunk)}`),
      });
      expect(seen).toEqual(['stdout:first\n', 'stdout:second\n']);
    });
    it('use is told', async () => {
      const { usage } = await bash('python3 -c "sum(range(3000000))"');
      expect(usage.cpuMs).toBeGreaterThan(10);
      expect(usage.memoryBytes).toBeGreaterThan(0);
    });
  });

  describe('ends', () => {
    const trees: readonly (readonly [string, string])[] = [
      ['a sleeping tree', 'sleep 600 & sleep 600'],
      [
        'one that ignores signals',
        'trap "" TERM INT HUP; (trap "" TERM; while :; do sleep 1; done) & while :; do sleep 1; done',
      ],
      ['a daemon in a session of its own', 'setsid nohup sleep 600 >/dev/null 2>&1 & sleep 600'],
      ['a busy loop', 'while :; do :; done'],
      ['a fork bomb', 'b() { b | b & b; }; b'],
      ['a stopped process', 'kill -STOP $$'],
    ];
    it.for(trees)('time is up for %s: gone within a second, the container lives', async ([, command]) => {
      const started = Date.now();
      const result = await bash(command, 700);
      // The limit, one second to end the tree, and what exec and listing take on a busy machine.
      expect(Date.now() - started).toBeLessThan(700 + 1000 + 3000);
      expect(result).toMatchObject({ status: 'timeout', exitCode: null });
      expect(processes()).toHaveLength(1);
      expect(await bash('echo alive')).toMatchObject({ status: 'ok', stdout: { text: 'alive\n' } });
    });
    it.for([
      ['a child that holds the output', 'sleep 600 & echo done'],
      ['a daemon', 'setsid sleep 600 >/dev/null 2>&1 & disown; echo done'],
      ['orphans', 'for i in 1 2 3 4 5; do (sleep 600 &) ; done; echo done'],
    ])('%s ends with its call, and does not hold it up', async ([, command]) => {
      const started = Date.now();
      expect(await bash(command!)).toMatchObject({ status: 'ok', stdout: { text: 'done\n' } });
      expect(Date.now() - started).toBeLessThan(5000);
      expect(processes()).toHaveLength(1);
    });
    it('a command that kills its frame leaves nothing either', async () => {
      const result = await bash('(trap "" HUP; sleep 600) & kill -KILL $PPID; sleep 600');
      expect(result.status).toBe('failed');
      expect(processes()).toHaveLength(1);
    });
    it('the caller gives up: killed, nothing left', async () => {
      const stop = new AbortController();
      const hooks = { signal: stop.signal, onOutput: () => stop.abort() };
      expect(await bash('echo go; sleep 600', 60_000, hooks)).toMatchObject({
        status: 'killed',
        exitCode: null,
        stdout: { text: 'go\n' },
      });
      expect(processes()).toHaveLength(1);
      expect(await bash('echo never', 1000, { signal: AbortSignal.abort() })).toMatchObject({
        status: 'killed',
        stdout: { text: '' },
      });
    });
    it('endless output: ended, beginning and end kept, the host does not grow', async () => {
      const before = process.memoryUsage().rss;
      const result = await bash('echo begin; yes');
      expect(result.stderr.text).toContain('more than 64 MiB of output');
      expect(result).toMatchObject({ status: 'killed', stdout: { truncated: true } });
      expect(result.stdout.text.startsWith('begin\ny\n')).toBe(true);
      expect(result.stdout.bytes).toBeGreaterThan(60 << 20);
      expect(result.stdout.text.length).toBeLessThanOrEqual(256 * 1024);
      expect(process.memoryUsage().rss - before).toBeLessThan(160 << 20);
      expect(processes()).toHaveLength(1);
    });
    it('no zombies pile up', async () => {
      await bash('for i in $(seq 30); do (sleep 0.01 & ) ; done; sleep 0.2');
      expect((await bash('grep -l "^State:.Z" /proc/[0-9]*/status 2>/dev/null | wc -l')).stdout.text.trim()).toBe('0');
    });
  });

  describe('file tools', () => {
    it('write, read, edit, ls', async () => {
      expect(await run('write', { path: 'w/new.txt', content: 'ä\nb\n' })).toMatchObject({
        status: 'ok',
        changedFiles: [{ path: 'w/new.txt', change: 'added' }],
      });
      expect((await run('read', { path: '/workspace/w/new.txt' })).stdout.text).toBe('     1\tä\n     2\tb\n');
      expect((await run('read', { path: 'w/new.txt', offset: 2, limit: 1 })).stdout.text).toBe('     2\tb\n');
      expect(await run('edit', { path: 'w/new.txt', oldText: 'b', newText: 'c' })).toMatchObject({ status: 'ok' });
      expect((await run('read', { path: 'w/new.txt' })).stdout.text).toContain('\tc\n');
      expect((await run('ls', { path: 'w' })).stdout.text).toMatch(/^file +5 {2}new\.txt\n$/);
    });
    it('edit replaces exactly one place, or all when asked, or says why not', async () => {
      await run('write', { path: 'e', content: 'x x y\r\n' });
      expect(await run('edit', { path: 'e', oldText: 'x', newText: 'z' })).toMatchObject({
        status: 'failed',
        stderr: { text: expect.stringContaining('2 times') },
      });
      expect(await run('edit', { path: 'e', oldText: 'q', newText: 'z' })).toMatchObject({
        status: 'failed',
        stderr: { text: expect.stringContaining('does not occur') },
      });
      expect(await run('edit', { path: 'e', oldText: 'x', newText: '$&', all: true })).toMatchObject({ status: 'ok' });
      expect((await bash('cat e')).stdout.text).toBe('$& $& y\r\n');
    });
    it('edit keeps the mode', async () => {
      await bash('printf old > m; chmod 755 m');
      await run('edit', { path: 'm', oldText: 'old', newText: 'new' });
      expect((await bash('stat -c %a m; cat m')).stdout.text).toBe('755\nnew');
    });
    it('glob and grep see ignored and hidden files, not the history of git', async () => {
      await bash(
        'mkdir -p .git g/deep; echo needle > .git/n.txt; echo needle > g/deep/n.txt; echo needle > g/x.log; echo needle > g/.hidden',
      );
      expect((await run('glob', { pattern: 'g/**/*.txt' })).stdout.text).toBe('g/deep/n.txt\n');
      expect((await run('glob', { pattern: '*.log' })).stdout.text).toBe('g/x.log\n');
      expect((await run('grep', { pattern: 'NEEDLE', ignoreCase: true })).stdout.text).toBe(
        'g/.hidden:1:needle\ng/deep/n.txt:1:needle\ng/x.log:1:needle\n',
      );
      expect((await run('grep', { pattern: 'needle', glob: '*.txt' })).stdout.text).toBe('g/deep/n.txt:1:needle\n');
      expect((await run('grep', { pattern: 'absent-text' })).stdout.text).toBe('no match\n');
      expect(await run('grep', { pattern: '(' })).toMatchObject({ status: 'failed' });
      await bash('rm -r .git g');
    });
    it('pipes, folders, binaries and absent files are an answer, not a hang', async () => {
      await bash('mkfifo p; printf "\\0x" > bin');
      for (const [path, why] of [
        ['p', 'not a regular file'],
        ['src', 'is a folder'],
        ['bin', 'is not text'],
        ['none', 'No such file'],
        ['/dev/zero', 'not a regular file'],
      ]) {
        expect(await run('read', { path: path! })).toMatchObject({
          status: 'failed',
          stderr: { text: expect.stringContaining(why!) },
        });
      }
      expect(await run('write', { path: '/etc/x', content: '' })).toMatchObject({
        status: 'failed',
        stderr: { text: expect.stringMatching(/Read-only|denied/) },
      });
      await bash('rm p bin');
    });
    it('long files and long lines are bounded', async () => {
      await bash('seq 100000 > long; head -c 100000 /dev/zero | tr "\\0" x > wide');
      expect((await run('read', { path: 'long' })).stdout.text).toMatch(
        /\[98000 more lines; go on with offset 2001\]\n$/,
      );
      expect((await run('read', { path: 'wide' })).stdout.text).toMatch(/\[98000 characters more\]\n$/);
      expect((await run('grep', { pattern: '1', path: 'long' })).stdout.text.length).toBeLessThan(250 * 1024);
      await bash('rm long wide');
    });
    it('reading calls run side by side', async () => {
      const results = await Promise.all(Array.from({ length: 6 }, () => run('read', { path: 'a.txt' })));
      expect(results.map(({ status }) => status)).toEqual(Array(6).fill('ok'));
    });
  });

  describe('paths', () => {
    it('are followed as the container sees them', async () => {
      await bash('ln -s /etc etc; ln -s a.txt l; ln -s loop loop; mkdir -p s; ln -s .. s/up');
      const found = await session.resolve(
        [
          'etc/passwd',
          'l',
          'a.txt',
          './a.txt',
          's/up/a.txt',
          'none/x',
          '*.ts',
          '/bin/sh',
          '/dev/stdin',
          '~/x',
          '/proc/self/root/etc/passwd',
          '/proc/self/cwd/a.txt',
        ],
        '/workspace',
      );
      expect(Object.fromEntries(found)).toEqual({
        'etc/passwd': '/etc/passwd',
        l: '/workspace/a.txt',
        's/up/a.txt': '/workspace/a.txt',
        '/bin/sh': '/usr/bin/dash',
        '/proc/self/root/etc/passwd': '/etc/passwd',
        '/proc/self/cwd/a.txt': '/workspace/a.txt',
      });
      await expect(session.resolve(['loop/x'], '/workspace')).rejects.toMatchObject({ code: 'resolver-failed' });
      await bash('rm etc l loop; rm -r s');
    });
  });

  it('an execution of another container, or one that was altered, does not run', async () => {
    const call = callOf('bash', { command: 'echo ran' });
    const plan = session.plan(call, allowing(call));
    const altered: Execution[] = [
      { ...plan, imageDigest: `sha256:${'0'.repeat(64)}` },
      { ...plan, env: { ...plan.env, LD_PRELOAD: '/workspace/x.so' } },
      { ...plan, network: 'egress-proxy' },
      { ...plan, mounts: [...plan.mounts, { target: '/host', kind: 'bind-ro' }] },
      { ...plan, limits: { ...plan.limits, memoryBytes: plan.limits.memoryBytes * 2 } },
    ];
    for (const execution of altered)
      await expect(session.run(execution, {})).rejects.toMatchObject({ code: 'sandbox-failed' });
  });
});

describeWithEngine('from repository to repository', () => {
  it('what goes in is what was there; what comes out is what changed; git takes the patch; apply writes it', async () => {
    engine = await testEngine();
    const repo = repository({
      'a.txt': 'one\n',
      'gone.txt': 'g\n',
      'tool.sh': '#!/bin/sh\n',
      'big.bin': 'x'.repeat(3 << 20),
      'dir with space/ü.txt': 'ü',
      '.env': 'SECRET',
      '.gitignore': '.env\ndist/\n',
    });
    chmodSync(join(repo, 'tool.sh'), 0o755);
    symlinkSync('a.txt', join(repo, 'link'));
    execFileSync('git', ['init', '-q'], { cwd: repo });
    execFileSync('git', ['add', '.'], { cwd: repo });
    const sums = (folder: string) =>
      execFileSync(
        'bash',
        [
          '-c',
          'find . -path ./.git -prune -o -name .env -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; find . -type l -printf "%p %l\\n"',
        ],
        { cwd: folder, encoding: 'utf8' },
      );
    const before = sums(repo);
    session = await openSandbox({ engine, sessionId: 'round-trip', repo });
    expect(session.imported).toMatchObject({ leftOut: ['.env'], skipped: [] });
    const dir = scratchFolder();
    try {
      const inside = await bash(
        'find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; find . -type l -printf "%p %l\\n"; git status --short; cat .env; stat -c %a tool.sh',
      );
      expect(inside.stdout.text).toBe(
        `${before}A  .gitignore\nA  a.txt\nA  big.bin\nA  "dir with space/\\303\\274.txt"\nA  gone.txt\nA  link\nA  tool.sh\n755\n`,
      );
      await bash(`
        echo two >> a.txt; rm gone.txt; mkdir -p new .github/workflows dist; printf '\\0\\1' > new/b.bin; chmod -x tool.sh
        ln -s ../a.txt new/l; ln -s /etc/passwd new/evil; echo on > .github/workflows/ci.yml; echo o > dist/o; mkfifo new/pipe
        echo '[core] fsmonitor = touch /tmp/x' >> .git/config; printf '#!/bin/sh' > .git/hooks/pre-commit; echo h > new/hard; ln new/hard new/hard2
        printf x > new/suid; chmod 4755 new/suid; python3 -c "
import mmap
f = open('big.bin', 'r+b'); m = mmap.mmap(f.fileno(), 0); m[0:1] = b'y'; m.flush()"
      `);
      const changeSet = await session.exportChanges(dir);
      expect(changeSet.changes.map(({ path, change }) => `${change} ${path}`)).toEqual([
        'added .github/workflows/ci.yml',
        'modified a.txt',
        'modified big.bin',
        'deleted gone.txt',
        'added new/b.bin',
        'added new/hard',
        'added new/hard2',
        'added new/l',
        'modified tool.sh',
      ]);
      expect(changeSet.refused.map(({ path }) => path)).toEqual(['.git', 'dist', 'new/evil', 'new/pipe', 'new/suid']);
      expect(changeSet.flagged.map(({ path }) => path)).toEqual(['.github/workflows/ci.yml', 'new/l']);
      expect(sums(repo)).toBe(before);

      const copy = scratchFolder();
      execFileSync('cp', ['-a', `${repo}/.`, copy]);
      execFileSync('git', ['apply', '-'], { cwd: copy, input: await renderPatch(changeSet, repo, dir) });
      const outcome = await applyChanges({ changeSet, dir, repo, accept: ['.github/workflows/ci.yml', 'new/l'] });
      expect(outcome.skipped).toEqual([]);
      expect(sums(repo)).toBe(sums(copy));
      expect(readFileSync(join(repo, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
      expect(readdirSync(join(repo, '.git/hooks'))).not.toContain('pre-commit');
    } finally {
      await session.close();
    }
    await session.close();
    expect((await listOwned(engine)).filter(({ sessionId }) => sessionId === 'round-trip')).toEqual([]);
    await expect(bash('true')).rejects.toMatchObject({ code: 'sandbox-failed' });
  });
});
