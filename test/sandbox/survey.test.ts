/** What is copied in and what stays out, against git's own opinion on trees that we made. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomLimits } from '../../sandbox/container-spec.ts';
import { dependencyFolders, isDependencyFolder } from '../../sandbox/dependency-folders.ts';
import { trackedPaths } from '../../sandbox/git-index.ts';
import { surveyRepo } from '../../sandbox/survey.ts';
import { assertFits } from '../../sandbox/workspace.ts';
import { scratchFolder } from './engine.ts';

type Files = Readonly<Record<string, string>>;

function tree(files: Files): string {
  const repo = scratchFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    writeFileSync(join(repo, path), text);
  }
  return repo;
}

const git = (repo: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'core.excludesFile=/dev/null', ...args], { cwd: repo, encoding: 'utf8' });

function repository(files: Files, tracked: readonly string[] = []): string {
  const repo = tree(files);
  git(repo, 'init', '-q');
  git(repo, 'add', '.');
  if (tracked.length > 0) git(repo, 'add', '-f', ...tracked);
  return repo;
}

const filesOf = (repo: string, include: string[] = []) =>
  surveyRepo(repo, include)
    .entries.filter((entry) => entry.type !== 'dir' && !entry.path.startsWith('.git/'))
    .map((entry) => entry.path)
    .sort();

const gitFiles = (repo: string) =>
  git(repo, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean).sort();

const trees: readonly { name: string; files: Files; tracked?: string[] }[] = [
  {
    name: 'plain patterns',
    files: {
      '.gitignore': '*.log\n/build/\n!keep.log\n',
      'a.log': '',
      'keep.log': '',
      'build/o': '',
      'sub/build/o': '',
    },
  },
  {
    name: 'nested files, deeper wins',
    files: { '.gitignore': '*.txt\n', 'sub/.gitignore': '!*.txt\nx/\n', 'a.txt': '', 'sub/a.txt': '', 'sub/x/y': '' },
  },
  {
    name: 'an ignored folder cannot be re-opened below',
    files: { '.gitignore': 'out/\n!out/keep\n', 'out/keep': '', 'out/.gitignore': '!*\n' },
  },
  {
    name: 'anchors, double stars, brackets',
    files: {
      '.gitignore': 'doc/**/*.pdf\n[ab].o\n**/tmp\n',
      'doc/x/y.pdf': '',
      'doc/y.pdf': '',
      'a.o': '',
      'c.o': '',
      'p/tmp/q': '',
    },
  },
  { name: 'letters count', files: { '.gitignore': 'Secret\n', secret: '', Secret: '' } },
  {
    name: 'spaces, escapes, comments',
    files: { '.gitignore': '#no\n\\#yes\nname\\ \ntrail   \n', '#no': '', '#yes': '', 'name ': '', trail: '' },
  },
  {
    name: 'tracked beats ignored',
    files: { '.gitignore': '*.env\ngen/\n', 'a.env': '', 'b.env': '', 'gen/x/kept': '', 'gen/x/other': '' },
    tracked: ['a.env', 'gen/x/kept'],
  },
  { name: 'no rules', files: { a: '', 'b/c': '' } },
];

describe('what git ignores stays out', () => {
  it.for(trees)('$name', ({ files, tracked }) => {
    const repo = repository(files, tracked);
    expect(filesOf(repo)).toEqual(gitFiles(repo));
  });
  it('info/exclude counts, and rules of folders above the chosen one', () => {
    const repo = repository({ '.gitignore': '*.key\n', 'pkg/a.key': '', 'pkg/b.ts': '' });
    writeFileSync(join(repo, '.git/info/exclude'), '*.tmp\n');
    writeFileSync(join(repo, 'pkg/c.tmp'), '');
    expect(filesOf(join(repo, 'pkg'))).toEqual(['b.ts']);
    expect(surveyRepo(join(repo, 'pkg')).leftOut).toEqual(['a.key', 'c.tmp']);
  });
  it('names what stayed out, whole folders with a slash', () => {
    const repo = repository({ '.gitignore': 'out/\n.env\n', 'out/a': '', 'out/b': '', '.env': 'x', 'src/a': '' });
    expect(surveyRepo(repo).leftOut).toEqual(['.env', 'out/']);
  });
  it('a path asked for by name is copied, and only that', () => {
    const repo = repository({ '.gitignore': 'out/\n.env\n', 'out/a/x': '', 'out/b': '', '.env': 'x', z: '' });
    expect(filesOf(repo, ['.env', 'out/a'])).toEqual(['.env', '.gitignore', 'out/a/x', 'z']);
    for (const include of ['../x', '/etc/passwd', '.', 'absent']) {
      expect(() => surveyRepo(repo, [include])).toThrow(expect.objectContaining({ code: 'usage' }));
    }
  });
  it('later paths are judged by the same rules', () => {
    const repo = repository({ '.gitignore': '*.log\n', 'sub/.gitignore': '!x.log\nout/\n', 'sub/a': '' }, []);
    const { ignored } = surveyRepo(repo);
    expect(['new.log', 'sub/y.log', 'sub/out/deep/z'].map((path) => ignored(path, false))).toEqual([true, true, true]);
    expect(['sub/x.log', 'new.txt'].map((path) => ignored(path, false))).toEqual([false, false]);
  });
});

describe('dependency folders', () => {
  it.for(dependencyFolders)('$name', ({ examples }) => {
    for (const path of examples) expect(isDependencyFolder(path)).toBe(true);
  });
  it('are copied although ignored, and named', () => {
    const repo = repository({ '.gitignore': 'node_modules/\ndist/\n', 'node_modules/a/i.js': '', 'dist/o': '', i: '' });
    expect(filesOf(repo)).toEqual(['.gitignore', 'i', 'node_modules/a/i.js']);
    expect(surveyRepo(repo).dependencies).toEqual(['node_modules']);
  });
});

describe('odd entries', () => {
  it('links stay links, .git comes whole, pipes and sockets stay out with a reason', async () => {
    const repo = repository({ a: 'x' });
    symlinkSync('/etc/passwd', join(repo, 'link'));
    execFileSync('mkfifo', [join(repo, 'pipe')]);
    const server = createServer().listen(join(repo, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const survey = surveyRepo(repo);
    server.close();
    expect(survey.entries.find(({ path }) => path === 'link')).toMatchObject({
      type: 'symlink',
      linkTarget: '/etc/passwd',
    });
    expect(survey.entries.some(({ path }) => path === '.git/HEAD')).toBe(true);
    expect(survey.skipped).toEqual([
      { path: 'pipe', reason: 'pipes are not copied' },
      { path: 'socket', reason: 'sockets are not copied' },
    ]);
  });
  it('a name that is not UTF-8 is named and left out', () => {
    const repo = scratchFolder();
    writeFileSync(Buffer.concat([Buffer.from(`${repo}/bad-`), Buffer.from([0xff])]), 'x');
    expect(surveyRepo(repo)).toMatchObject({ entries: [], skipped: [{ reason: 'the name is not UTF-8' }] });
  });
  it('what cannot be listed is an error that names it', () => {
    expect(() => surveyRepo('/nonexistent/repo')).toThrow(expect.objectContaining({ code: 'repo-unreadable' }));
    const repo = tree({ 'closed/a': '' });
    chmodSync(join(repo, 'closed'), 0o000);
    // Root reads everything; for anybody else the folder's name must be in the message.
    if (process.getuid?.() === 0) expect(filesOf(repo)).toEqual(['closed/a']);
    else expect(() => surveyRepo(repo)).toThrow(/closed/);
    chmodSync(join(repo, 'closed'), 0o700);
  });
  it('too large is said before anything is copied, with sizes and what to do', () => {
    const survey = surveyRepo(tree({ 'big/a': 'x'.repeat(3 << 20), b: 'y' }));
    const limits = roomLimits({ workspaceBytes: 2 << 20 });
    expect(() => assertFits(survey, limits)).toThrow(
      expect.objectContaining({
        code: 'repo-too-large',
        message: expect.stringContaining('4 MiB'),
        hint: expect.stringContaining('big (3 MiB)'),
      }),
    );
    expect(() => assertFits(survey, roomLimits({}))).not.toThrow();
  });
});

describe('git index', () => {
  const names = {
    'a.txt': '',
    'dir/b.txt': '',
    'dir/deeper/c.txt': '',
    'dir/deeper/c2.txt': '',
    'ü.txt': '',
    x1234567: '',
  };
  it.for([2, 3, 4])('version %i', (version) => {
    const repo = repository(names);
    if (version === 3) git(repo, 'add', '-N', '.');
    git(repo, 'update-index', '--index-version', String(version));
    expect(trackedPaths(readFileSync(join(repo, '.git/index')))?.sort()).toEqual(Object.keys(names).sort());
  });
  it('of a SHA-256 repository', () => {
    const repo = tree(names);
    git(repo, 'init', '-q', '--object-format=sha256');
    git(repo, 'add', '.');
    expect(trackedPaths(readFileSync(join(repo, '.git/index')))?.sort()).toEqual(Object.keys(names).sort());
  });
  it('takes any bytes without an exception', () => {
    const repo = repository(names);
    git(repo, 'update-index', '--index-version', '4');
    const index = readFileSync(join(repo, '.git/index')).subarray(0, -20);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(index.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(index.length),
        (edits, cut) => {
          const damaged = Buffer.from(index.subarray(0, cut === 0 ? index.length : cut));
          for (const [at, byte] of edits) if (at < damaged.length) damaged[at] = byte;
          // Sealed again, so that the damage gets past the checksum.
          const paths = trackedPaths(Buffer.concat([damaged, createHash('sha1').update(damaged).digest()]));
          expect(paths === null || Array.isArray(paths)).toBe(true);
        },
      ),
    );
    expect(trackedPaths(Buffer.from('DIRC\0\0\0\u0002\u007f\u007f\u007f\u007f'.padEnd(200, '\0')))).toBeNull();
  });
});
