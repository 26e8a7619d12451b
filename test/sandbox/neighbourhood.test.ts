import { describe, expect, it } from 'vitest';
import type { BaseEntry } from '../../sandbox/base-manifest.ts';
import { isGitName, pathProblem } from '../../sandbox/export-names.ts';
import { flagReason } from '../../sandbox/flagged-paths.ts';
import { Neighbourhood } from '../../sandbox/neighbourhood.ts';

const file: BaseEntry = { type: 'file', mode: 0o644, size: 0, sha256: '0'.repeat(64), linkTarget: null };
const link = (linkTarget: string): BaseEntry => ({ ...file, type: 'symlink', mode: 0o777, linkTarget });
const base = (entries: Readonly<Record<string, BaseEntry>>) => new Map(Object.entries(entries));
const added = (path: string, linkTarget?: string) => ({
  path,
  change: 'added' as const,
  type: linkTarget === undefined ? ('file' as const) : ('symlink' as const),
  ...(linkTarget === undefined ? {} : { linkTarget }),
});

describe('names that links give to a path', () => {
  const cases: readonly (readonly [string, Record<string, BaseEntry>, string, string[]])[] = [
    ['none', { a: file }, 'a', []],
    [
      'a link to the file',
      { '.githooks/pre-commit': link('../tools/hook.sh') },
      'tools/hook.sh',
      ['.githooks/pre-commit'],
    ],
    ['a link to its folder', { '.husky': link('cfg') }, 'cfg/pre-commit', ['.husky/pre-commit']],
    ['a link to the top', { top: link('.') }, 'a/b', ['top/a/b']],
    ['a link to a link', { x: link('y'), y: link('z') }, 'z/f', ['y/f', 'x/f']],
    ['links that lead out or are absolute', { a: link('../../f'), b: link('/f') }, 'f', []],
    ['a sibling with the same beginning', { l: link('ab') }, 'abc/f', []],
  ];
  it.each(cases)('%s', (_, entries, path, expected) => {
    expect(new Neighbourhood(base(entries), []).namesOf(path)?.slice(1)).toEqual(expected);
  });

  it('a link of this very change counts, and one that it replaced does not', () => {
    const around = new Neighbourhood(base({ old: link('a'), gone: link('a') }), [
      added('new', 'a'),
      { ...added('old', 'b'), change: 'modified' },
      { ...added('gone'), change: 'deleted' },
    ]);
    expect(around.namesOf('a')).toEqual(['a', 'new']);
  });

  it('links in a circle end, and too many names are too many', () => {
    const circle = new Neighbourhood(base({ 'd/up': link('..') }), []);
    expect(circle.namesOf('f')).toEqual(['f', 'd/up/f']);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`l${at}`, link('f')]));
    expect(new Neighbourhood(base(many), []).namesOf('f')).toBeNull();
  });
});

describe('a folder that git takes for a repository', () => {
  const parts = ['nest/HEAD', 'nest/objects/x', 'nest/refs/heads/main', 'nest/config'];
  it('is one by its content, in any case, from base and changes together', () => {
    for (const before of [0, 1, 2, 4]) {
      const known = base(Object.fromEntries(parts.slice(0, before).map((path) => [path, file])));
      const around = new Neighbourhood(
        known,
        parts.slice(before).map((path) => added(path)),
      );
      expect(around.isInRepository('nest/config')).toBe(true);
      expect(around.isInRepository('nested/config')).toBe(false);
    }
    expect(
      new Neighbourhood(new Map(), [added('N/head'), added('N/OBJECTS'), added('N/Refs')]).isInRepository('N/config'),
    ).toBe(true);
  });
  it('is none without one of the three', () => {
    for (const left of [0, 1, 2]) {
      const some = parts.filter((_, index) => index !== left).map((path) => added(path));
      expect(new Neighbourhood(new Map(), some).isInRepository('nest/config')).toBe(false);
    }
  });
  it('may be the top', () => {
    const around = new Neighbourhood(base({ HEAD: file, 'objects/a': file, 'refs/a': file }), []);
    expect(around.isInRepository('config')).toBe(true);
  });
});

describe('names as a forgiving file system takes them', () => {
  const same = [
    'package.json.',
    'package.json ',
    'PACKAGE.JSON',
    'pac\u212aage.json',
    'pac\u200bkage.json',
    'package.json::$DATA',
  ];
  it.each(same)('%j needs the approval of package.json', (name) => {
    expect(flagReason(name, null, Buffer.from('{"scripts":{"test":"x"}}'))).not.toBeNull();
  });
  it.each(['.hg', '.SVN', '.bzr', '.jj', '.sl', '.git', '.g\u200cit', 'GIT~1'])('%j stays in the container', (name) => {
    expect(isGitName(name)).toBe(true);
    expect(pathProblem(`${name}/hgrc`)).not.toBeNull();
  });
});
