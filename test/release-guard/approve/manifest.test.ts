import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAgreement } from '../../../release-guard/approve/agreement.ts';
import { compareManifest } from '../../../release-guard/approve/compare.ts';
import { fileKind } from '../../../release-guard/approve/file-kind.ts';
import { manifestOf, withoutHashes } from '../../../release-guard/approve/manifest.ts';
import { manifestText, parseManifest } from '../../../release-guard/approve/manifest-file.ts';
import { defaultChoices } from '../../../release-guard/choices.ts';
import { matcherOf } from '../../../release-guard/path-pattern.ts';
import { base, release } from './release.ts';

const rulesOf = (found: readonly { rule: string; file: string }[]) => found.map(({ rule, file }) => `${rule} ${file}`);

describe('kinds', () => {
  it.each([
    ['dist/a.d.ts', 'types'],
    ['dist/a.js', 'script'],
    ['dist/a.js.map', 'map'],
    ['.claude/settings.json', 'dot-file'],
    ['LICENSE', 'document'],
    ['bin/run', 'bare-name'],
    ['a.tar.gz', 'archive'],
    ['x/data.sqlite', 'database'],
    ['strange.xyz', 'other'],
  ])('%s is %s', (path, kind) => expect(fileKind(path)).toBe(kind));
});

describe('names of chunks', () => {
  it.each([
    ['dist/main-8f3a2c1d.js', 'dist/main-*.js'],
    ['dist/main.8f3a2c1d9e.chunk.js', 'dist/main.*.chunk.js'],
    ['dist/index-BxK93_aQ.css', 'dist/index-*.css'],
    ['dist/internationalisation.js', 'dist/internationalisation.js'],
    ['dist/v2-20261121.js', 'dist/v2-20261121.js'],
  ])('%s is %s', (path, pattern) => expect(withoutHashes(path)).toBe(pattern));
});

describe('patterns', () => {
  it.each([
    ['dist/*.js', 'dist/a.js', true],
    ['dist/*.js', 'dist/a/b.js', false],
    ['dist/**/*.js', 'dist/a/b.js', true],
    ['dist/**/*.js', 'dist/b.js', true],
    ['**/*.map', 'x.map', true],
    ['*.{js,css}', 'a.css', true],
    ['a?c', 'abc', true],
    ['*.map', 'dist/x.map', false],
    ['dist/**', 'dist/a/b', true],
    ['dist', 'distant', false],
  ])('%s on %s: %s', (pattern, path, expected) => expect(matcherOf(pattern)(path)).toBe(expected));

  it('agrees with a regular expression made of it', () => {
    const part = fc
      .array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 5 })
      .map((list) => list.join(''));
    const pattern = fc
      .array(fc.oneof(part, fc.constant('**')), { minLength: 1, maxLength: 4 })
      .map((list) => list.join('/'));
    const path = fc
      .array(
        fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }).map((list) => list.join('')),
        { minLength: 1, maxLength: 5 },
      )
      .map((list) => list.join('/'));
    fc.assert(
      fc.property(pattern, path, (text, name) => {
        const source = text
          .split('/')
          .map((each) => (each === '**' ? '(?:[^/]+/)*' : `${each.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}/`))
          .join('');
        fc.pre(!text.split('/').some((each) => each !== '**' && each.includes('**')));
        expect(matcherOf(text)(name)).toBe(new RegExp(`^${source}$`).test(`${name}/`));
      }),
      { numRuns: 2000 },
    );
  });

  it('stays linear where a backtracking matcher would not end', () => {
    const path = `${'a/'.repeat(5000)}c`;
    expect(matcherOf(`${'**/a/'.repeat(30)}b`)(path)).toBe(false);
    expect(matcherOf(`${'*a'.repeat(30)}b`)('a'.repeat(10_000))).toBe(false);
  });
});

describe('the manifest', () => {
  it('fits the package that it was made of, and goes to a file and back', () => {
    const path = fc
      .array(fc.constantFrom('dist', 'a', 'b-8f3a2c1d.js', 'index.js', 'x.d.ts', '.hidden', 'c.map', 'LICENSE'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.dictionary(path, fc.nat({ max: 5_000_000 }), { maxKeys: 60 }), (files) => {
        const report = release(files, { scripts: { postinstall: 'node x.js' } });
        const manifest = manifestOf(report);
        expect(parseManifest(manifestText(manifest))).toEqual(manifest);
        expect(compareManifest(report, manifest)).toEqual([]);
      }),
    );
  });

  it('stays short: thousands of files of one kind are one entry', () => {
    const files = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`dist/p${index % 90}/f${index}.js`, index]),
    );
    expect(manifestOf(release(files)).files.map(({ path }) => path)).toEqual(['dist/**/*.js']);
  });

  it('stops what was not agreed: a path, a kind in a known place, a size, a script', () => {
    const manifest = manifestOf(release(base));
    const found = compareManifest(
      release(
        { ...base, 'dist/index.js': 900_000, 'dist/index.js.map': 100, 'notes.txt': 10 },
        { scripts: { postinstall: 'x' } },
      ),
      manifest,
    );
    expect(rulesOf(found)).toEqual([
      'manifest-size dist/index.js',
      'not-in-manifest dist/index.js.map',
      'not-in-manifest notes.txt',
      'manifest-install-script package.json',
    ]);
  });

  it('lets chunks change their hashes and grow a little', () => {
    const manifest = manifestOf(release({ 'dist/main-8f3a2c1d.js': 50_000 }));
    expect(
      compareManifest(release({ 'dist/main-0a1b2c3d.js': 60_000, 'dist/main-1a1b2c3d.js': 10 }), manifest),
    ).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`dist/main-${index}a1b2c3d4.js`, 10]));
    expect(rulesOf(compareManifest(release(many), manifest))).toEqual(['manifest-size dist/main-*.js']);
  });

  it('agrees to what changed since the last release', () => {
    const previous = release(base);
    const present = release({ ...base, 'dist/index.js.map': 100 });
    const without = judgeAgreement(present, { choices: defaultChoices, manifest: null, previous });
    expect(rulesOf(without)).toEqual(['first-map dist/index.js.map']);
    const withIt = judgeAgreement(present, { choices: defaultChoices, manifest: manifestOf(present), previous });
    expect(withIt).toMatchObject([{ rule: 'first-map', severity: 'info' }]);
  });

  it.each([
    ['', /JSON/],
    ['{}', /has no "schema"/],
    ['[]', /no object/],
    ['{"schema":"cordon.release-manifest/v2"}', /is not cordon.release-manifest\/v1/],
  ])('refuses the file %j', (text, why) => expect(() => parseManifest(text)).toThrow(why));

  it('refuses each single change of its shape', () => {
    const good = JSON.parse(manifestText(manifestOf(release(base)))) as Record<string, unknown>;
    for (const name of Object.keys(good)) {
      expect(() => parseManifest(JSON.stringify({ ...good, [name]: undefined }))).toThrow(name);
      expect(() => parseManifest(JSON.stringify({ ...good, [name]: 7 }))).toThrow();
    }
    expect(() => parseManifest(JSON.stringify({ ...good, extra: 1 }))).toThrow('unknown member "extra"');
  });
});
