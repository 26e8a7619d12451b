import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, fold, matchGlob, matchText } from '../../src/policy/glob.ts';

/** pattern, path, covered for certain (grant), pointed at (restrict); `guard` differs only in the table below it */
const table: [string, string, boolean, boolean][] = [
  ['/a/b', '/a/b', true, true],
  ['/a/b', '/a/bc', false, false],
  ['/a/b', '/a/b/c', false, false],
  ['/a/*', '/a/b', true, true],
  ['/a/*', '/a/b/c', false, false],
  ['/a/*', '/a', false, false],
  ['/a/*', '/a/.env', true, true],
  ['/a/**', '/a', true, true],
  ['/a/**', '/a/b/c/.d', true, true],
  ['/a/**', '/ab', false, false],
  ['/a/**', '/ab/c', false, false],
  ['/**/.env', '/.env', true, true],
  ['/**/.env', '/x/y/.env', true, true],
  ['/**/.env', '/x/y/.env.local', false, false],
  ['/**/.env.*', '/x/.env.local', true, true],
  ['/**/.env.*', '/x/.env', false, false],
  ['/**/a/**/b', '/x/a/b', true, true],
  ['/**/a/**/b', '/x/a/y/z/b', true, true],
  ['/**/a/**/b', '/x/a/y/z/c', false, false],
  ['/**', '/', true, true],
  ['/*.pem', '/k.pem', true, true],
  ['/*.pem', '/k.pem.txt', false, false],
  ['/a*b*c', '/aXbYc', true, true],
  ['/a*b*c', '/abcb', false, false],
  ['/*', '/', false, false],
  // characters that are special elsewhere stand for themselves
  ['/a.b', '/axb', false, false],
  ['/[id]', '/[id]', false, true],
  ['/a(b)+', '/a(b)+', true, true],
  // a path with wildcards of the shell: certain only under a star, possible where both can name one file
  ['/r/**', '/r/src/*.ts', true, true],
  ['/r/*', '/r/*.ts', true, true],
  ['/r/src/a.ts', '/r/src/*.ts', false, true],
  ['/r/src/a.js', '/r/src/*.ts', false, false],
  ['/h/.ssh/**', '/h/.s*/id_rsa', false, true],
  ['/h/.ssh/**', '/h/.s?h/id_rsa', false, true],
  ['/h/.ssh/**', '/h/.[s]sh/id_rsa', false, true],
  ['/h/.ssh/id_*', '/h/.ssh/*_rsa', false, true],
  ['/h/.ssh/**', '/h/*/id_rsa', false, false],
  ['/**/.env', '/r/*', false, false],
  ['/**/.env', '/r/.*', false, true],
  ['/**/.env', '/r/.e*', false, true],
  ['/r/**', '/r/**', true, true],
  ['/r/*', '/r/**', false, true],
  ['/h/.ssh/**', '/h/.ssh/*', true, true],
  ['/h/.ssh/**', '/h/.*/*', false, true],
  ['/**/id_rsa', '/r/id_*', false, true],
  ['/**/id_rsa', '/r/**/*_rsa', false, true],
  // stars alone point at nothing, and a deep star passes no folder with a leading dot
  ['/r/a/b', '/r/**', false, false],
  ['/**/id_rsa', '/r/*', false, false],
  ['/**/id_rsa', '/r/**', false, false],
  ['/**/.ssh/**', '/r/**/*.css', false, false],
  ['/**/.ssh/**', '/**', false, false],
  // a folder with such a name, not a wildcard
  ['/r/app/**', '/r/app/[id]/page.ts', true, true],
];

/** pattern, path: what a guard takes although a restriction does not */
const guarded: [string, string, boolean][] = [
  ['/r/a/b', '/r/**', true],
  ['/r/a/b', '/r/*/b', true],
  ['/**/id_rsa', '/r/*', true],
  ['/h/.config/cordon/**', '/h/.config/*', true],
  ['/r/.cordon/**', '/r/*', false],
  ['/r/.cordon/**', '/r/**', false],
  ['/r/.cordon/**', '/r/.c*/x', true],
];

const stances = ['grant', 'restrict', 'guard'] as const;

describe('path globs', () => {
  it.each(guarded)('a guard with %s on %s', (pattern, path, guard) => {
    expect(matchGlob(compileGlob(pattern), path, 'guard')).toBe(guard);
  });

  it.each(table)('%s on %s', (pattern, path, grant, restrict) => {
    expect(matchGlob(compileGlob(pattern), path, 'grant')).toBe(grant);
    expect(matchGlob(compileGlob(pattern), path, 'restrict')).toBe(restrict);
  });

  it('what is certain is pointed at, what is pointed at is possible', () => {
    const segment = fc.constantFrom('a', 'b', '.a', '*', '**', 'a*', '*b', '.?', '[ab]', 'ab');
    const text = fc.array(segment, { maxLength: 5 }).map((list) => `/${list.join('/')}`);
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        const glob = compileGlob(pattern.replace(/[?[\]]/g, 'x'));
        const [grant, restrict, guard] = stances.map((stance) => matchGlob(glob, path, stance));
        if (grant) expect(restrict).toBe(true);
        if (restrict) expect(guard).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it('on plain paths all questions have one answer', () => {
    const pattern = fc.array(fc.constantFrom('a', '*', '**', 'a*', '*a*b'), { maxLength: 5 });
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', '.a'), { maxLength: 5 });
    fc.assert(
      fc.property(pattern, path, (p, s) => {
        const glob = compileGlob(`/${p.join('/')}`);
        const spelled = `/${s.join('/')}`;
        expect(new Set(stances.map((stance) => matchGlob(glob, spelled, stance))).size).toBe(1);
      }),
      { numRuns: 5000 },
    );
  });

  /** Ten thousand characters each; `steps` counts comparisons, so the bound holds on any machine. */
  const adversarial: [string, string, string][] = [
    ['stars in a segment', `/${'*a'.repeat(30)}b`, `/${'a'.repeat(10_000)}`],
    ['deep stars', `/${'**/a/'.repeat(30)}b`, `/${'a/'.repeat(5000)}`],
    ['deep stars only', `/${'**/'.repeat(60)}x`, `/${'y/'.repeat(5000)}`],
    ['wildcards in the path', `/${'*a'.repeat(20)}b`, `/${'*a'.repeat(5000)}`],
    ['questions in the path', `/${'*a'.repeat(20)}b`, `/${'?'.repeat(10_000)}`],
    ['deep wildcards in the path', `/${'**/a/'.repeat(20)}b`, `/${'**/a/'.repeat(2000)}`],
    ['a long pattern', `/${'*'.repeat(10_000)}b`, `/${'a'.repeat(50)}`],
  ];
  it.each(adversarial)('bounded by pattern times path: %s', (_, pattern, path) => {
    for (const stance of stances) {
      const meter = { steps: 0 };
      matchGlob(compileGlob(pattern), path, stance, meter);
      expect(meter.steps).toBeGreaterThan(0);
      expect(meter.steps).toBeLessThanOrEqual(4 * pattern.length * path.length);
    }
  });

  it('twice the path costs twice the steps', () => {
    const cost = (length: number) => {
      const meter = { steps: 0 };
      matchGlob(compileGlob('/**/*a*a*a*b/**/c'), `/${'a'.repeat(length)}/${'aab/'.repeat(length)}`, 'restrict', meter);
      return meter.steps;
    };
    expect(cost(4000)).toBeLessThan(cost(2000) * 2.2);
  });
});

describe('texts and folding', () => {
  it('a star in a text passes slashes', () => {
    expect(matchText('+*', '+refs/heads/main')).toBe(true);
    expect(matchText('NPM_CONFIG_*', 'NPM_CONFIG_CACHE')).toBe(true);
    expect(matchText('NPM_CONFIG_*', 'NPM')).toBe(false);
  });

  it.each([
    ['.ENV', '.env'],
    ['ﬁle', 'file'],
    ['Ｋey', 'key'],
    ['\u212Aey', 'key'],
    ['STRASSE', 'straße'],
    ['e\u0301', 'é'],
  ])('%s is %s', (a, b) => {
    expect(fold(a)).toBe(fold(b));
  });
});
