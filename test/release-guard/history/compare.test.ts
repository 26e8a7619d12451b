import { describe, expect, it } from 'vitest';
import { compareReleases } from '../../../release-guard/history/compare.ts';
import { base, release } from '../approve/release.ts';

const before = release(base);
const rulesOf = (after: ReturnType<typeof release>, from = before) =>
  compareReleases(from, after).map(({ rule, severity, file }) => `${rule}${severity ? ` ${severity}` : ''} ${file}`);

describe('against the release before', () => {
  it('has nothing to say of a usual release', () => {
    expect(rulesOf(release({ ...base, 'dist/index.js': 52_000, 'dist/more.js': 9000 }))).toEqual([]);
  });

  it.each<[string, ReturnType<typeof release>, string[]]>([
    ['the first map', release({ ...base, 'dist/index.js.map': 90_000 }), ['first-map dist/index.js.map']],
    [
      'text that can be rebuilt, for the first time',
      release(base, undefined, { rebuildable: { files: 3, bytes: 900 } }),
      ['first-map package.json'],
    ],
    ['ten times the size of a file', release({ ...base, 'dist/index.js': 4_000_000 }), ['size-jump dist/index.js']],
    ['ten times the size of all', release({ ...base, 'dist/b.js': 4_000_000 }), ['size-jump dist/b.js']],
    [
      'an install script',
      release(base, { files: ['dist'], scripts: { postinstall: 'node a' } }),
      ['new-install-script package.json'],
    ],
    ['no "files" any more', release(base, {}), ['files-removed package.json']],
    ['a kind that hides things', release({ ...base, '.env': 10 }), ['new-kind block .env']],
    ['a kind that is merely new', release({ ...base, 'a.css': 10 }), ['new-kind warn a.css']],
  ])('%s', (_, after, rules) => expect(rulesOf(after)).toEqual(rules));

  it('is quiet about what was there before', () => {
    const old = release({ ...base, 'dist/a.map': 10, '.x': 1 }, { scripts: { postinstall: 'a' } });
    expect(rulesOf(release({ ...base, 'dist/b.map': 10, '.y': 1 }, { scripts: { postinstall: 'b' } }), old)).toEqual(
      [],
    );
  });
});
