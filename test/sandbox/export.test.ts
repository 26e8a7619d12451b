/** Hostile trees, names, links and archives: what may leave a container. Judged without one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BaseEntry, manifestDigest, sha256Hex } from '../../sandbox/base-manifest.ts';
import { storeBlobs } from '../../sandbox/blob-store.ts';
import { ChangeSet } from '../../sandbox/change-set.ts';
import { candidates, changeSetOf } from '../../sandbox/export.ts';
import { CollisionCheck, isGitName, linkProblem, pathProblem } from '../../sandbox/export-names.ts';
import { flaggedKinds, flagReason } from '../../sandbox/flagged-paths.ts';
import { changedBetween, type PathFacts, parseTree, type TreeFacts } from '../../sandbox/tree-facts.ts';
import { scratchFolder } from './engine.ts';

const file = (text: string, mode = 0o644): BaseEntry => ({
  type: 'file',
  mode,
  size: Buffer.byteLength(text),
  sha256: sha256Hex(text),
  linkTarget: null,
});
const facts = (over: Partial<PathFacts> = {}): PathFacts => ({
  type: 'f',
  mode: 0o644,
  size: 1,
  stamp: '1 1 1',
  sha256: sha256Hex('new'),
  linkTarget: null,
  ...over,
});
const treeOf = (paths: Record<string, PathFacts>, unreadable: string[] = []): TreeFacts => ({
  paths: new Map(Object.entries(paths)),
  unreadable,
  usage: null,
  complete: true,
});
const nothingIgnored = () => false;
const found = (base: Record<string, BaseEntry>, tree: Record<string, PathFacts>, unreadable: string[] = []) =>
  candidates(new Map(Object.entries(base)), treeOf(tree, unreadable), nothingIgnored);

describe('names', () => {
  it.for([
    '/etc/passwd',
    '../up',
    'a/../../b',
    'a//b',
    './a',
    'a/.',
    '',
    'a\nb',
    'a\u001b[2Jb',
    'a\u202etxt.exe',
    'a\u0085b',
    'a\u2028b',
    'a\\b',
    'con',
    'sub/NUL.txt',
    'com1.log',
    'x'.repeat(256),
    `${'y/'.repeat(2500)}z`,
    'bad\ud800name',
    'tag\u{e0041}s',
    '.git',
    '.git/hooks/pre-commit',
    'sub/.git/config',
    '.GIT/config',
    '.Git',
    '.git./x',
    '.git /x',
    'git~1',
    'GIT~1/hooks',
    '.g\u200cit/config',
    '.git::$INDEX_ALLOCATION/x',
    '.git:stream',
    '．git',
  ])('refuses %j', (path) => {
    expect(pathProblem(path)).not.toBeNull();
  });
  it.for([
    'a',
    'src/index.ts',
    '.gitignore',
    '.github/workflows/ci.yml',
    'gitk',
    'git',
    'ü/é.txt',
    'a b',
    "it's",
    '日本/語',
    'console.ts',
  ])('lets %j through', (path) => {
    expect(pathProblem(path)).toBeNull();
  });
  it('git names hold for any letter case', () => {
    fc.assert(
      fc.property(fc.mixedCase(fc.constant('.git')), fc.stringMatching(/^[. ]{0,3}$/), (name, tail) => {
        expect(isGitName(name + tail)).toBe(true);
      }),
    );
  });
  it('tells paths that some systems take for one', () => {
    const check = new CollisionCheck(['README.md', 'Src/a.ts']);
    expect(check.admit('readme.md')).toBe('README.md');
    expect(check.admit('src/b.ts')).toBe('Src');
    expect(check.admit('caf\u00e9')).toBeNull();
    expect(check.admit('cafe\u0301')).toBe('caf\u00e9');
    expect(check.admit('Src/b.ts')).toBeNull();
  });
});

describe('links', () => {
  it.for([
    ['l', '/etc/passwd'],
    ['l', '../x'],
    ['a/l', '../../x'],
    ['a/l', 'b/../../c'],
    ['l', 'd/e/../../f'],
    ['l', ''],
    ['l', '.git/hooks'],
    ['a/l', '../.GIT/config'],
    ['l', 'a\nb'],
    ['l', '..\\x'],
    ['l', './../x'],
  ] as const)('refuses %s -> %j', ([path, target]) => {
    expect(linkProblem(path, target)).not.toBeNull();
  });
  it.for([
    ['l', 'a'],
    ['a/l', '../b'],
    ['a/b/l', '../../c/d'],
    ['l', '.'],
    ['a/l', '..'],
    ['l', './x/./y'],
  ] as const)('lets %s -> %j through', ([path, target]) => {
    expect(linkProblem(path, target)).toBeNull();
  });
});

describe('candidates', () => {
  it('are what differs, and nothing else', () => {
    const base = { same: file('s'), edited: file('old'), gone: file('g'), exec: file('e'), umask: file('u', 0o664) };
    const answer = found(base, {
      same: facts({ sha256: sha256Hex('s') }),
      edited: facts(),
      exec: facts({ sha256: sha256Hex('e'), mode: 0o755 }),
      umask: facts({ sha256: sha256Hex('u'), mode: 0o600 }),
      fresh: facts(),
    });
    expect(answer.fetch).toEqual(['edited', 'fresh']);
    expect(answer.changes.map(({ path, change, mode }) => [path, change, mode])).toEqual([
      ['exec', 'modified', 0o755],
      ['gone', 'deleted', 0o644],
    ]);
    expect(answer.refused).toEqual([]);
  });
  it('folders count by themselves only when empty; a file that became a folder is told', () => {
    const dir = facts({ type: 'd', mode: 0o755, sha256: null });
    const answer = found({ a: file('x') }, { a: dir, 'a/b': facts(), empty: dir, full: dir, 'full/c': facts() });
    expect(answer.changes.map(({ path, type, change }) => [path, type, change])).toEqual([
      ['a', 'dir', 'modified'],
      ['empty', 'dir', 'added'],
    ]);
    expect(answer.fetch).toEqual(['a/b', 'full/c']);
  });
  it('refuses special files, set-id bits, size, bad links, names and collisions, each with its reason', () => {
    const answer = found(
      { README: file('r') },
      {
        README: facts({ sha256: sha256Hex('r') }),
        readme: facts(),
        pipe: facts({ type: 's' }),
        suid: facts({ mode: 0o4755 }),
        huge: facts({ size: 2 ** 40 }),
        out: facts({ type: 'l', linkTarget: '/etc/passwd' }),
        'a\u202eb': facts(),
      },
    );
    expect([...answer.changes, ...answer.fetch]).toEqual([]);
    expect(answer.refused.map(({ path }) => path).sort()).toEqual([
      'a\u202eb',
      'huge',
      'out',
      'pipe',
      'readme',
      'suid',
    ]);
  });
  it('a set-id bit on an unchanged file is refused too', () => {
    const answer = found({ x: file('x', 0o755) }, { x: facts({ sha256: sha256Hex('x'), mode: 0o4755 }) });
    expect(answer.refused).toEqual([{ path: 'x', reason: expect.stringContaining('set-id') }]);
  });
  it('changes in .git are one line, whatever was done there', () => {
    const base = { '.git/config': file('c'), '.git/HEAD': file('h'), '.git/index': file('i') };
    const tree = {
      '.git/config': facts(),
      '.git/hooks/pre-commit': facts({ mode: 0o755 }),
      '.git/HEAD': facts({ sha256: sha256Hex('h') }),
    };
    expect(found(base, tree)).toMatchObject({ changes: [], fetch: [], refused: [{ path: '.git' }] });
  });
  it('what lies under a folder that cannot be listed does not count as deleted', () => {
    const dir: BaseEntry = { type: 'dir', mode: 0o755, size: 0, sha256: null, linkTarget: null };
    const answer = found({ d: dir, 'd/a': file('a') }, { d: facts({ type: 'd' }) }, ['d']);
    expect(answer.changes).toEqual([]);
    expect(answer.refused).toEqual([{ path: 'd', reason: expect.any(String) }]);
  });
  it('git-ignored output is refused as a folder, not file by file', () => {
    const ignored = (path: string) => path === 'dist' || path.startsWith('dist/');
    const tree = treeOf({ dist: facts({ type: 'd' }), 'dist/a': facts(), 'dist/b/c': facts() });
    expect(candidates(new Map(), tree, ignored).refused).toEqual([{ path: 'dist', reason: expect.any(String) }]);
  });
});

describe('change set', () => {
  it('is bound to its base, sorted, complete, and drops what turns out unchanged', () => {
    const base = new Map([
      ['a', file('a')],
      ['b', file('b')],
    ]);
    const tree = treeOf({ a: facts(), b: facts(), z: facts({ mode: 0o755 }) });
    const fetched = [
      { path: 'z', mode: 0o755, sha256: sha256Hex('z'), size: 1 },
      { path: 'a', mode: 0o644, sha256: sha256Hex('a'), size: 1 },
      { path: 'b', mode: 0o644, sha256: sha256Hex('B'), size: 1 },
    ];
    const set = changeSetOf(
      base,
      candidates(base, tree, nothingIgnored),
      fetched,
      [],
      () =>
        ({ path }) =>
          path === 'z' ? 'why' : null,
    );
    expect(ChangeSet.parse(set)).toEqual(set);
    expect(set.base).toBe(manifestDigest(base));
    expect(set.changes.map(({ path, change, base: old }) => [path, change, old?.sha256 ?? null])).toEqual([
      ['b', 'modified', sha256Hex('b')],
      ['z', 'added', null],
    ]);
    expect(set.flagged).toEqual([{ path: 'z', why: 'why' }]);
  });
  it('the digest of a base does not depend on the order, and does on everything else', () => {
    const one = new Map([
      ['a', file('a')],
      ['b', file('b')],
    ]);
    expect(manifestDigest(new Map([...one].reverse()))).toBe(manifestDigest(one));
    expect(manifestDigest(new Map([...one, ['a', file('a', 0o755)]]))).not.toBe(manifestDigest(one));
  });
});

describe('flagged paths', () => {
  it.for(flaggedKinds)('$why', ({ examples, counterExamples, matters }) => {
    const content = matters === undefined ? null : Buffer.from('{"scripts":{"postinstall":"x"}}');
    for (const path of examples) expect(flagReason(path, null, content), path).not.toBeNull();
    for (const path of counterExamples) expect(flagReason(path, null, content), path).toBeNull();
  });
  it('a package.json counts when what it runs or installs changed, or it cannot be read', () => {
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    const base = { name: 'a', version: '1.0.0', scripts: { test: 'x' }, dependencies: { b: '1' } };
    const flagged = (after: unknown) => flagReason('package.json', text(base), text(after)) !== null;
    expect(flagged({ ...base, version: '1.0.1', description: 'd' })).toBe(false);
    for (const after of [
      { ...base, scripts: { test: 'x', postinstall: 'y' } },
      { ...base, dependencies: { b: '2' } },
      { ...base, overrides: { c: '1' } },
      [],
    ]) {
      expect(flagged(after)).toBe(true);
    }
    expect(flagReason('package.json', text(base), Buffer.from('{'))).not.toBeNull();
    expect(flagReason('package.json', text(base), null)).not.toBeNull();
  });
});

describe('tree report', () => {
  const record = (path: string, type = 'f') => `${type}\t644\t5\t1\t2\t3\t1\t-\t-\t${path}\0`;
  it('is read, with any name', () => {
    const tree = parseTree(Buffer.from(`usage\t5\t6\t0\0${record('a\tb\nc')}denied\tx\0end\t1\0`));
    expect([...tree.paths.keys()]).toEqual(['a\tb\nc']);
    expect(tree).toMatchObject({ complete: true, unreadable: ['x'], usage: { cpuNs: 5, memoryBytes: 6, oomKills: 0 } });
  });
  it('is incomplete when cut, when a record is damaged or twice there', () => {
    for (const text of [
      record('a'),
      `${record('a')}end\t2\0`,
      `${record('a')}${record('a')}end\t1\0`,
      'q\tx\0end\t0\0',
      `${record('a')}end\t1`,
    ]) {
      expect(parseTree(Buffer.from(text)).complete).toBe(false);
    }
  });
  it('takes any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, tail) => {
        parseTree(Buffer.concat([Buffer.from(bytes), Buffer.from(tail ? record('a') : '')]));
      }),
    );
  });
  it('differences: added, modified, deleted; folders and git objects are not told', () => {
    const before = treeOf({ a: facts(), b: facts(), c: facts(), d: facts({ type: 'd' }) });
    const after = treeOf({
      a: facts(),
      b: facts({ stamp: '2 2 1' }),
      e: facts(),
      f: facts({ type: 'd' }),
      '.git/objects/x': facts(),
    });
    expect(changedBetween(before, after)).toEqual([
      { path: 'b', change: 'modified' },
      { path: 'c', change: 'deleted' },
      { path: 'e', change: 'added' },
    ]);
  });
});

interface Made {
  readonly name: string;
  readonly body?: string;
  readonly mode?: string;
  readonly letter?: string;
  /** Announced instead of the true one. */
  readonly size?: string;
  readonly magic?: string;
}

/** One entry in the dialect of GNU tar, every field as wanted, the checksum right. */
function member({ name, body = '', mode = '0000644', letter = '0', size, magic = 'ustar  \0' }: Made): Buffer {
  const content = Buffer.from(body);
  const block = Buffer.alloc(512);
  block.write(name, 0, 100, 'utf8');
  block.write(`${mode}\0`, 100, 'latin1');
  block.write(`${size ?? content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(letter, 156, 'latin1');
  block.write(magic, 257, 'latin1');
  seal(block);
  return Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const longName = (name: string): Buffer => member({ name: '././@LongLink', letter: 'L', body: `${name}\0` });
const END = Buffer.alloc(1024);
const archive = (...members: readonly Made[]): Buffer => Buffer.concat([...members.map(member), END]);

function seal(block: Buffer): void {
  block.fill(32, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

async function* inPieces(bytes: Buffer, size = 700) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('archive', () => {
  const caps = { changes: 100, fileBytes: 10_000, totalBytes: 20_000 };
  const blobsIn = (dir: string) => readdirSync(join(dir, 'blobs')).sort();

  it('of GNU tar itself: every name and size arrives', async () => {
    const source = scratchFolder();
    const names = ['a', '-rf', 'sp ace', 'ü', `${'deep/'.repeat(30)}file`, 'x'.repeat(200), 'empty'];
    for (const name of names) {
      mkdirSync(dirname(join(source, name)), { recursive: true });
      writeFileSync(join(source, name), name === 'empty' ? '' : name.repeat(20));
    }
    const args = [
      '--create',
      '--file=-',
      '--format=gnu',
      '--no-recursion',
      '--null',
      '--verbatim-files-from',
      '--files-from=-',
    ];
    const bytes = execFileSync('tar', args, { cwd: source, input: names.join('\0') });
    const { files, refused } = await storeBlobs(inPieces(bytes), names, scratchFolder(), caps);
    expect(refused).toEqual([]);
    expect(files.map(({ path, sha256 }) => [path, sha256])).toEqual(
      names.map((name) => [name, sha256Hex(name === 'empty' ? '' : name.repeat(20))]),
    );
  });

  it('gives blobs named by digest, mode 0600, and nothing under its own name', async () => {
    const dir = scratchFolder();
    const bytes = archive({ name: 'a', body: 'one' }, { name: 'b/c', body: 'two', mode: '0000755' });
    const { files, refused } = await storeBlobs(inPieces(bytes), ['a', 'b/c'], dir, caps);
    expect(files).toEqual([
      { path: 'a', mode: 0o644, sha256: sha256Hex('one'), size: 3 },
      { path: 'b/c', mode: 0o755, sha256: sha256Hex('two'), size: 3 },
    ]);
    expect(refused).toEqual([]);
    expect(blobsIn(dir)).toEqual([sha256Hex('one'), sha256Hex('two')].sort());
    const blob = join(dir, 'blobs', sha256Hex('one'));
    expect(readFileSync(blob, 'utf8')).toBe('one');
    expect(statSync(blob).mode & 0o777).toBe(0o600);
  });

  it.for<[string, Made]>([
    ['a hard link', { name: 'a', letter: '1' }],
    ['a link', { name: 'a', letter: '2' }],
    ['a device', { name: 'a', letter: '3' }],
    ['a block device', { name: 'a', letter: '4' }],
    ['a folder', { name: 'a', letter: '5' }],
    ['a pipe', { name: 'a', letter: '6' }],
    ['a set-id file', { name: 'a', body: 'x', mode: '0004755' }],
    ['a file above the cap', { name: 'a', body: 'x'.repeat(10_001) }],
    ['a way up', { name: '../../etc/cron.d/a', body: 'x' }],
    ['an absolute path', { name: '/etc/cron.d/a', body: 'x' }],
    ['a file nobody asked for', { name: 'other', body: 'x' }],
  ])('refuses %s and goes on', async ([, entry]) => {
    const dir = scratchFolder();
    const { files, refused } = await storeBlobs(
      inPieces(archive(entry, { name: 'z', body: 'z' })),
      ['a', 'z'],
      dir,
      caps,
    );
    expect(files.map(({ path }) => path)).toEqual(['z']);
    expect(refused.length).toBeGreaterThan(0);
    expect(blobsIn(dir)).toEqual([sha256Hex('z')]);
  });

  it.for<[string, Buffer]>([
    ['a pax record', archive({ name: 'p', letter: 'x', body: '-6 a=b' })],
    ['a global pax record', archive({ name: 'p', letter: 'g', body: '17 path=/etc/x\n' })],
    ['a sparse file', archive({ name: 'a', letter: 'S', body: 'x' })],
    ['another dialect', archive({ name: 'a', body: 'x', magic: 'ustar\u000000' })],
    ['a size below zero', archive({ name: 'a', size: '-0000000001' })],
    ['a size that is no number', archive({ name: 'a', size: 'zzzzzzzzzzz' })],
    [
      'a binary size out of range',
      archive({ name: 'a', size: '\u0080\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff' }),
    ],
    ['a name without end', Buffer.concat([member({ name: 'n', letter: 'L', body: 'x'.repeat(9000) }), END])],
    ['no archive', Buffer.from('x'.repeat(2000))],
    ['nothing', Buffer.alloc(0)],
  ])('%s is an error', async ([, bytes]) => {
    const dir = scratchFolder();
    await expect(storeBlobs(inPieces(bytes), ['a'], dir, caps)).rejects.toMatchObject({ code: 'export-refused' });
    expect(blobsIn(dir)).toEqual([]);
  });

  it('takes each name once, and tells what is missing', async () => {
    const bytes = archive({ name: 'a', body: '1' }, { name: 'a', body: '2' });
    const { files, refused } = await storeBlobs(inPieces(bytes), ['a', 'b'], scratchFolder(), caps);
    expect(files).toMatchObject([{ sha256: sha256Hex('1') }]);
    expect(refused.map(({ path }) => path)).toEqual(['a', 'b']);
  });
  it('stops at the total', async () => {
    const names = ['a', 'b', 'c'];
    const bytes = archive(...names.map((name) => ({ name, body: name.repeat(9_000) })));
    await expect(storeBlobs(inPieces(bytes), names, scratchFolder(), caps)).rejects.toMatchObject({
      code: 'export-refused',
    });
  });
  it('a cut archive is an error, never a half file', async () => {
    const bytes = archive({ name: 'a', body: 'x'.repeat(3000) });
    for (const cut of [100, 512, 1000, 3000, 3584]) {
      const dir = scratchFolder();
      await expect(storeBlobs(inPieces(bytes.subarray(0, cut)), ['a'], dir, caps)).rejects.toMatchObject({
        code: 'export-refused',
      });
      expect(blobsIn(dir).filter((name) => name.startsWith('.'))).toEqual([]);
    }
  });
  it('with any damage: an error, or blobs that are what their names say; nothing outside the folder', async () => {
    const long = 'z'.repeat(150);
    const bytes = Buffer.concat([
      member({ name: 'a', body: 'x'.repeat(600) }),
      member({ name: 'sub/b', body: 'y' }),
      longName(long),
      member({ name: long.slice(0, 100), body: 'zz' }),
      END,
    ]);
    const wanted = ['a', 'sub/b', long];
    // Where the headers are: damage in contents alone shows little.
    const heads = [0, 1536, 2560, 3584];
    const edit = fc.tuple(fc.constantFrom(...heads), fc.nat(511), fc.nat(255));
    const root = scratchFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.boolean(), async (edits, sealed) => {
        const damaged = Buffer.from(bytes);
        for (const [head, at, byte] of edits) damaged[head + at] = byte;
        if (sealed) for (const head of heads) seal(damaged.subarray(head, head + 512));
        run += 1;
        const dir = join(root, String(run), 'inner');
        mkdirSync(dir, { recursive: true });
        try {
          const { files } = await storeBlobs(inPieces(damaged), wanted, dir, caps);
          for (const stored of files) {
            expect(wanted).toContain(stored.path);
            expect(sha256Hex(readFileSync(join(dir, 'blobs', stored.sha256)))).toBe(stored.sha256);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'export-refused' });
        }
        expect(readdirSync(join(root, String(run)))).toEqual(['inner']);
        expect(readdirSync(dir)).toEqual(['blobs']);
      }),
      { numRuns: 300 },
    );
    expect(existsSync('/etc/cron.d/a')).toBe(false);
  });
});
