/** The way back to the host: patches that git takes, and writes that are all or nothing. No container needed. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../sandbox/apply.ts';
import { type BaseEntry, manifestDigest, sha256Hex } from '../../sandbox/base-manifest.ts';
import { blobPath, type Change, ChangeSet } from '../../sandbox/change-set.ts';
import { baseOf } from '../../sandbox/export.ts';
import { gitBlobId } from '../../sandbox/git-binary.ts';
import { ownerText, thisProcess } from '../../sandbox/owner.ts';
import { renderPatch } from '../../sandbox/patch.ts';
import { scratchFolder } from './engine.ts';

interface Node {
  readonly content: Buffer;
  readonly kind: 'file' | 'exec' | 'link';
}
type Tree = Readonly<Record<string, Node>>;

const text = (value: string, kind: Node['kind'] = 'file'): Node => ({ content: Buffer.from(value), kind });

function write(repo: string, tree: Tree): void {
  for (const [path, { content, kind }] of Object.entries(tree)) {
    mkdirSync(dirname(join(repo, path)), { recursive: true });
    if (kind === 'link') symlinkSync(content.toString(), join(repo, path));
    else writeFileSync(join(repo, path), content, { mode: kind === 'exec' ? 0o755 : 0o644 });
  }
}

function read(repo: string, below = ''): Record<string, Node> {
  const found: Record<string, Node> = {};
  for (const name of readdirSync(join(repo, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const facts = lstatSync(join(repo, path));
    if (facts.isDirectory()) Object.assign(found, read(repo, path));
    else if (facts.isSymbolicLink())
      found[path] = { content: Buffer.from(readlinkSync(join(repo, path))), kind: 'link' };
    else found[path] = { content: readFileSync(join(repo, path)), kind: (facts.mode & 0o100) === 0 ? 'file' : 'exec' };
  }
  return found;
}

function entryOf({ content, kind }: Node): BaseEntry {
  const link = kind === 'link';
  return {
    type: link ? 'symlink' : 'file',
    mode: link ? 0o777 : kind === 'exec' ? 0o755 : 0o644,
    size: link ? 0 : content.length,
    sha256: sha256Hex(content),
    linkTarget: link ? content.toString() : null,
  };
}

/** The change set between two trees, with its blobs, as an export would make it. */
function changesBetween(before: Tree, after: Tree, flagged: string[] = []): { changeSet: ChangeSet; dir: string } {
  const dir = scratchFolder();
  mkdirSync(join(dir, 'blobs'));
  const changes: Change[] = [];
  for (const path of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[path], after[path]];
    if (old && now && old.kind === now.kind && old.content.equals(now.content)) continue;
    const base = old === undefined ? null : baseOf(entryOf(old));
    if (now === undefined) {
      const { type, mode } = entryOf(old!);
      changes.push({ path, change: 'deleted', type, mode, sha256: null, size: 0, base });
      continue;
    }
    const { type, mode, sha256, linkTarget } = entryOf(now);
    if (now.kind !== 'link' && !old?.content.equals(now.content)) writeFileSync(blobPath(dir, sha256!), now.content);
    const link = linkTarget === null ? {} : { linkTarget };
    changes.push({
      path,
      change: old === undefined ? 'added' : 'modified',
      type,
      mode,
      sha256,
      size: now.content.length,
      ...link,
      base,
    });
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = new Map(Object.entries(before).map(([path, node]) => [path, entryOf(node)]));
  return {
    dir,
    changeSet: ChangeSet.parse({
      version: 1,
      base: manifestDigest(manifest),
      changes,
      refused: [],
      flagged: flagged.map((path) => ({ path, why: 'test' })),
    }),
  };
}

function repoOf(tree: Tree): string {
  const repo = scratchFolder();
  write(repo, tree);
  return repo;
}

const gitApply = (repo: string, patch: string, ...options: string[]) =>
  execFileSync('git', ['apply', '--whitespace=nowarn', ...options, '-'], {
    cwd: repo,
    input: patch,
    stdio: ['pipe', 'pipe', 'pipe'],
  });

const lines = fc.array(fc.constantFrom('a', 'b', '', 'one two', '\t', '-- x', '+++ y', 'ü', '\\ No newline', '\r'), {
  maxLength: 30,
});
const content = fc.oneof(
  fc.tuple(lines, fc.boolean()).map(([all, ended]) => Buffer.from(all.join('\n') + (ended ? '\n' : ''))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const node = fc.oneof(
  { weight: 6, arbitrary: fc.record({ content, kind: fc.constantFrom<Node['kind']>('file', 'exec') }) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'sub/b c', '../x').map((target) => text(target, 'link')) },
);
/** No path is a folder of another one. */
const paths = ['a', 'b c', 'sub/d', 'sub/deep/e', 'ü.txt', "q'uote", 'x+y', 'z/link'] as const;
const anyTree = fc
  .tuple(...paths.map(() => fc.option(node, { nil: undefined })))
  .map(
    (nodes) => Object.fromEntries(paths.flatMap((path, index) => (nodes[index] ? [[path, nodes[index]]] : []))) as Tree,
  )
  .map((tree) =>
    Object.fromEntries(
      Object.entries(tree).filter(
        ([path, { kind, content: target }]) =>
          kind !== 'link' || path.includes('/') || !target.toString().startsWith('..'),
      ),
    ),
  );

describe('patch and apply', () => {
  it('git apply and applyChanges both give the new tree; the reverse patch gives the old one back', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, anyTree, async (before, after) => {
        const { changeSet, dir } = changesBetween(before, after);
        const [byGit, byUs] = [repoOf(before), repoOf(before)];
        const patch = await renderPatch(changeSet, byUs, dir);
        if (patch !== '') gitApply(byGit, patch);
        expect(read(byGit)).toEqual(after);
        const { skipped } = await applyChanges({ changeSet, dir, repo: byUs, accept: [] });
        expect(skipped).toEqual([]);
        expect(read(byUs)).toEqual(after);
        if (patch !== '') gitApply(byGit, patch, '--reverse');
        expect(read(byGit)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
  it('large texts that share nothing still make a right patch', async () => {
    const side = (seed: number) => Array.from({ length: 4000 }, (_, index) => `${(index * seed) % 7919}`).join('\n');
    const [before, after] = [{ big: text(side(31)) }, { big: text(side(57)) }];
    const { changeSet, dir } = changesBetween(before, after);
    const repo = repoOf(before);
    gitApply(repo, await renderPatch(changeSet, repo, dir));
    expect(read(repo)).toEqual(after);
  });
  it('knows the names that git gives to contents', () => {
    const input = 'hello\n';
    const id = execFileSync('git', ['hash-object', '--stdin'], { input, encoding: 'utf8' }).trim();
    expect(gitBlobId(Buffer.from(input))).toBe(id);
  });
  it('a file that the host changed meanwhile gets a line instead of a diff', async () => {
    const { changeSet, dir } = changesBetween({ a: text('1'), b: text('1') }, { a: text('2'), b: text('2') });
    const patch = await renderPatch(changeSet, repoOf({ a: text('other'), b: text('1') }), dir);
    expect(patch).toMatch(/^# cordon: a was changed on the host since/);
    const repo = repoOf({ a: text('other'), b: text('1') });
    gitApply(repo, patch);
    expect(read(repo)).toEqual({ a: text('other'), b: text('2') });
  });
});

describe('apply', () => {
  const before: Tree = { a: text('1'), 'd/b': text('2'), 'd/c': text('3'), run: text('x') };
  const after: Tree = { a: text('one'), 'd/b': text('2'), 'new/f': text('4'), run: text('x', 'exec') };

  it('a change of the host itself: all conflicts are named and nothing is written', async () => {
    const { changeSet, dir } = changesBetween(before, after);
    const host = { ...before, a: text('mine'), 'new/f': text('mine too') };
    const repo = repoOf(host);
    await expect(applyChanges({ changeSet, dir, repo, accept: [] })).rejects.toMatchObject({
      code: 'apply-conflict',
      message: expect.stringMatching(/a, new\/f; nothing was written/),
    });
    expect(read(repo)).toEqual(host);
  });
  it('may be done again', async () => {
    const { changeSet, dir } = changesBetween(before, after);
    const repo = repoOf(before);
    const options = { changeSet, dir, repo, accept: [] };
    expect(await applyChanges(options)).toEqual(await applyChanges(options));
    expect(read(repo)).toEqual(after);
  });
  it('flagged paths wait for a yes by name; the rest goes on', async () => {
    const { changeSet, dir } = changesBetween(before, after, ['a', 'new/f']);
    const repo = repoOf(before);
    const outcome = await applyChanges({ changeSet, dir, repo, accept: ['new/f', 'not/there'] });
    expect(outcome.skipped).toEqual([{ path: 'a', why: expect.stringContaining('approval') }]);
    expect(read(repo)).toEqual({ ...after, a: text('1') });
  });
  it('never through a link, in whatever step', async () => {
    const { changeSet, dir } = changesBetween(before, { ...before, 'd/b': text('evil'), 'e/f/g': text('evil') });
    for (const place of ['d', 'e'] as const) {
      const outside = scratchFolder();
      write(outside, { b: text('2'), c: text('3') });
      mkdirSync(join(outside, 'f'));
      const repo = repoOf(before);
      rmSync(join(repo, place), { recursive: true, force: true });
      symlinkSync(outside, join(repo, place));
      await expect(applyChanges({ changeSet, dir, repo, accept: [] })).rejects.toMatchObject({
        code: expect.stringMatching(/^apply-/),
      });
      expect(read(outside)).toEqual({ b: text('2'), c: text('3') });
    }
  });
  it('a link that stands where a file was is not written through', async () => {
    const outside = scratchFolder();
    writeFileSync(join(outside, 'target'), '1');
    const { changeSet, dir } = changesBetween({ a: text('1') }, { a: text('evil') });
    const repo = scratchFolder();
    symlinkSync(join(outside, 'target'), join(repo, 'a'));
    await expect(applyChanges({ changeSet, dir, repo, accept: [] })).rejects.toMatchObject({ code: 'apply-conflict' });
    expect(readFileSync(join(outside, 'target'), 'utf8')).toBe('1');
  });
  it.for([
    { path: '../escaped' },
    { path: '/tmp/escaped' },
    { path: '.git/hooks/pre-commit' },
    { path: 'a/../../b' },
    { path: 'l', type: 'symlink' as const, linkTarget: '/etc/passwd' },
    { path: 'l', type: 'symlink' as const, linkTarget: '../../x' },
    { path: 'l', type: 'symlink' as const },
    { path: 'x', sha256: null },
  ])('a stored change set is judged again: %j', async (over) => {
    const { changeSet, dir } = changesBetween({}, { a: text('1') });
    const altered = { ...changeSet, changes: [{ ...changeSet.changes[0]!, ...over }] };
    const repo = repoOf({});
    await expect(applyChanges({ changeSet: altered, dir, repo, accept: [] })).rejects.toMatchObject({
      code: 'apply-refused',
    });
    expect(read(repo)).toEqual({});
  });
  it('a blob that was altered or is missing is not written', async () => {
    const { changeSet, dir } = changesBetween({}, { a: text('1'), b: text('2') });
    writeFileSync(blobPath(dir, sha256Hex('2')), 'evil');
    const repo = repoOf({});
    for (const step of [() => {}, () => rmSync(blobPath(dir, sha256Hex('2')))]) {
      step();
      await expect(applyChanges({ changeSet, dir, repo, accept: [] })).rejects.toMatchObject({ code: 'apply-refused' });
      expect(readdirSync(repo)).toEqual([]);
    }
  });
  it('a failure half-way is taken back in full', async () => {
    // d/c makes way, a is replaced, then the folder z that is to become a file turns out not to be empty.
    const old: Tree = { ...before, 'z/only': text('z') };
    const { changeSet, dir } = changesBetween(old, { ...after, z: text('file') });
    const asFolder = changeSet.changes.map((change) =>
      change.path === 'z'
        ? { ...change, change: 'modified' as const, base: { type: 'dir' as const, mode: 0o755, sha256: null, size: 0 } }
        : change,
    );
    const repo = repoOf(old);
    writeFileSync(join(repo, 'z/ignored.log'), 'of the host');
    const host = read(repo);
    await expect(
      applyChanges({ changeSet: { ...changeSet, changes: asFolder }, dir, repo, accept: [] }),
    ).rejects.toMatchObject({ code: 'apply-conflict' });
    expect(read(repo)).toEqual(host);
    rmSync(join(repo, 'z/ignored.log'));
    await applyChanges({ changeSet: { ...changeSet, changes: asFolder }, dir, repo, accept: [] });
    expect(read(repo)).toEqual({ ...after, z: text('file') });
  });
  it('folders: a file for a folder, a folder for a file, empty ones', async () => {
    const dirBase = { type: 'dir' as const, mode: 0o755, sha256: null, size: 0 };
    const { changeSet, dir } = changesBetween({ f: text('1') }, { 'f/inner': text('2') });
    const changes = [
      ...changeSet.changes.filter(({ path }) => path !== 'f'),
      {
        path: 'f',
        change: 'modified' as const,
        type: 'dir' as const,
        mode: 0o755,
        sha256: null,
        size: 0,
        base: changeSet.changes[0]!.base,
      },
      {
        path: 'hollow',
        change: 'added' as const,
        type: 'dir' as const,
        mode: 0o755,
        sha256: null,
        size: 0,
        base: null,
      },
      {
        path: 'old',
        change: 'deleted' as const,
        type: 'dir' as const,
        mode: 0o755,
        sha256: null,
        size: 0,
        base: dirBase,
      },
      {
        path: 'kept',
        change: 'deleted' as const,
        type: 'dir' as const,
        mode: 0o755,
        sha256: null,
        size: 0,
        base: dirBase,
      },
    ];
    const repo = repoOf({ f: text('1'), 'kept/mine.log': text('m') });
    mkdirSync(join(repo, 'old'));
    const outcome = await applyChanges({ changeSet: { ...changeSet, changes }, dir, repo, accept: [] });
    expect(outcome).toEqual({
      applied: ['f/inner', 'f', 'hollow', 'old'],
      skipped: [{ path: 'kept', why: expect.any(String) }],
    });
    expect(readdirSync(repo).sort()).toEqual(['f', 'hollow', 'kept']);
  });
  it('keeps what the host says of a file: mode bits and neighbours', async () => {
    const { changeSet, dir } = changesBetween({ a: text('1') }, { a: text('2') });
    const repo = repoOf({ a: text('1'), other: text('o') });
    chmodSync(join(repo, 'a'), 0o4755);
    await applyChanges({ changeSet, dir, repo, accept: [] });
    // The set-id bit does not survive a content that nobody vouched for.
    expect(lstatSync(join(repo, 'a')).mode & 0o7000).toBe(0);
    expect(readFileSync(join(repo, 'other'), 'utf8')).toBe('o');
  });
  it('a process that dies in any step: the next apply takes it back, then does its own work', async () => {
    const old: Tree = { ...before, 'gone/deep/x': text('x') };
    const { changeSet, dir } = changesBetween(old, after);
    const repo = repoOf(old);
    // Dies at the nth change to the tree, each n until the apply comes through.
    const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      let left = Number(process.argv[1]);
      for (const name of ['renameSync', 'linkSync', 'mkdirSync', 'rmdirSync']) {
        const real = fs[name];
        fs[name] = (...args) => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); return real(...args); };
      }
      syncBuiltinESMExports();
      const { applyChanges } = await import(${JSON.stringify(resolve(import.meta.dirname, '../../sandbox/apply.ts'))});
      await applyChanges({ changeSet: JSON.parse(fs.readFileSync(process.argv[2])), dir: process.argv[3], repo: process.argv[4], accept: [] });
    `;
    const stored = join(dir, 'changeset.json');
    writeFileSync(stored, JSON.stringify(changeSet));
    let deaths = 0;
    for (let step = 0; ; step += 1) {
      const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script, String(step), stored, dir, repo]);
      if (ran.signal === null) {
        expect(ran.stderr.toString()).toBe('');
        break;
      }
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(5);
    expect(read(repo)).toEqual(after);
    expect(readdirSync(repo).filter((name) => name.startsWith('.cordon'))).toEqual([]);
  });
  it('a death half-way leaves what the next look takes back in full', async () => {
    const { changeSet, dir } = changesBetween(before, after);
    const repo = repoOf(before);
    const staging = '.cordon-apply-0123456789abcdef';
    mkdirSync(join(repo, staging));
    renameSync(join(repo, 'a'), join(repo, staging, '1'));
    writeFileSync(join(repo, 'a'), 'half');
    const owner = ownerText({ ...thisProcess(), startTime: '1' });
    const lines = [
      { owner, staging },
      { undo: 'restore', path: 'a', backup: '1' },
    ].map((line) => JSON.stringify(line));
    writeFileSync(join(dir, 'apply-journal.jsonl'), `${lines.join('\n')}\n{"undo":"rest`);
    await applyChanges({ changeSet: { ...changeSet, changes: [] }, dir, repo, accept: [] });
    expect(read(repo)).toEqual(before);
    writeFileSync(
      join(dir, 'apply-journal.jsonl'),
      `${JSON.stringify({ owner: ownerText(thisProcess()), staging })}\n`,
    );
    mkdirSync(join(repo, staging));
    await expect(applyChanges({ changeSet, dir, repo, accept: [] })).rejects.toMatchObject({ code: 'apply-refused' });
  });
  it('a journal that the repository brought along is not obeyed', async () => {
    const { changeSet, dir } = changesBetween(before, after);
    const staging = '.cordon-apply-0123456789abcdef';
    const owner = ownerText({ ...thisProcess(), startTime: '1' });
    const evil = [
      { owner, staging },
      { undo: 'restore', path: '../escaped', backup: 'payload' },
    ];
    const planted: Tree = {
      [`${staging}/apply-journal.jsonl`]: text(evil.map((line) => JSON.stringify(line)).join('\n')),
      [`${staging}/payload`]: text('evil'),
      'apply-journal.jsonl': text(evil.map((line) => JSON.stringify(line)).join('\n')),
    };
    const repo = repoOf({ ...before, ...planted });
    await applyChanges({ changeSet, dir, repo, accept: [] });
    expect(read(repo)).toEqual({ ...after, ...planted });
    expect(readdirSync(dirname(repo))).not.toContain('escaped');
  });
  it('leaves no staging folder, whatever happens', async () => {
    const { changeSet, dir } = changesBetween(before, after);
    const [good, bad] = [repoOf(before), repoOf({ ...before, a: text('mine') })];
    await applyChanges({ changeSet, dir, repo: good, accept: [] });
    await applyChanges({ changeSet, dir, repo: bad, accept: [] }).catch(() => {});
    for (const repo of [good, bad]) expect(readdirSync(repo).filter((name) => name.startsWith('.cordon'))).toEqual([]);
  });
});
