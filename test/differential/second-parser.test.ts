/** The simple commands of a script as an independent parser sees them, against those that the walk visits. */
import { describe, expect, it } from 'vitest';
import { casesOf, folderOf } from './corpora.ts';
import { generate } from './grammar.ts';
import { agreement } from './second-parser.ts';

/** Where the two disagree and the walk is right, or asks anyway. */
const EXPLAINED: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^\uFEFF/, 'a byte order mark, which the second parser skips and bash takes for a part of the word'],
  [/coproc\s+time\b/, 'time behind coproc: the keyword is passed over, its command is visited'],
  [/\|&?\s*time\b/, 'time behind a bar is a program, which the walk opens'],
];

function missesOf(texts: readonly string[]): { misses: string[]; commands: number; notUnderstood: number } {
  const all = texts.map((text) => ({ text, ...agreement(text) }));
  const misses = all.flatMap(({ text, misses: found }) =>
    EXPLAINED.some(([pattern]) => pattern.test(text)) ? [] : found.map((miss) => `${miss} in ${JSON.stringify(text)}`),
  );
  return {
    misses,
    commands: all.reduce((sum, { commands }) => sum + commands, 0),
    notUnderstood: all.filter(({ skipped }) => skipped === 'not understood').length,
  };
}

const BEFORE = [
  'A=1',
  'export A=1',
  'echo a',
  'a=(1 2)',
  '[[ x ]]',
  'cat <<E\nb\nE',
  'x > y',
  '{ a; }',
  'a "$(b)"',
  'a #c',
];
const BETWEEN = ['\n', ';', ' && ', '||', ' | ', ' & ', '\n\n', '\n\t', ' &&\n', ' |\n', '\n# c\n'];
const AFTER = [
  'z1',
  '\\z1 x',
  '"z1"',
  'B=2 z1',
  '> o z1',
  '! z1',
  '{ z1; }',
  '(z1)',
  'if z1; then z2; fi',
  'case x in y) z1;; esac',
  'z1 "$(z2)"',
  'z1 <<E | z2\nb\nE',
  'z1 > o | z2',
  'z1 && z2 > o | z3',
  'z1 | z2 > o && z3',
  'z1 <(z2)',
  'z1 \\\n  z2',
  '{ z1 && z2; } | z3',
];

describe('a second parser', () => {
  it('sees no command in the corpora that the walk does not visit', () => {
    const texts = ['bash-cases.jsonl'].flatMap(casesOf).concat(folderOf('attacks'), folderOf('everyday'));
    const { misses, commands, notUnderstood } = missesOf(texts.map(({ command }) => command));
    expect(misses).toEqual([]);
    expect(commands).toBeGreaterThan(texts.length);
    expect(notUnderstood).toBeLessThan(texts.length / 10);
  });

  it('nor in generated commands', () => {
    const { misses, commands } = missesOf(generate(5, 1500).map(({ command }) => command));
    expect(misses).toEqual([]);
    expect(commands).toBeGreaterThan(3000);
  });

  it('nor where any kind of statement follows any other', () => {
    const texts = BEFORE.flatMap((before) =>
      BETWEEN.flatMap((between) => AFTER.map((after) => before + between + after)),
    );
    const { misses, commands } = missesOf(texts);
    expect(misses).toEqual([]);
    expect(commands).toBeGreaterThan(texts.length);
  });

  it('a command that the walk misses is shown, and so is one that reads from another', () => {
    expect(agreement('a | b')).toEqual({ commands: 2, misses: [], skipped: null });
    expect(agreement('a | b', 'a   c').misses).toEqual(['no command at 4: "b"']);
    expect(agreement('a | b', 'a ; b').misses).toEqual(['another input at 4: "b"']);
    expect(agreement('a b c', 'a b;c').misses).toEqual(['other words at 0: "a b c"']);
    expect(agreement('if a; then').skipped).toBe('second parser');
  });
});
