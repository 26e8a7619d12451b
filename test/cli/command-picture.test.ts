/** Marks stand under what they mean, whatever the command is made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/cli/display-width.ts';
import { drawCommand, type Mark } from '../../src/cli/explain/command-picture.ts';
import { visibleLine } from '../../src/cli/terminal-text.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const found = (start: number, end: number): Mark => ({ span: { start, end }, sign: '^', style: 'red' });

/** The mark over a part of the command that occurs once. */
function over(command: string, part: string): Mark {
  const start = bytes(command.slice(0, command.indexOf(part)));
  return found(start, start + bytes(part));
}

function drawn(command: string, marks: readonly Mark[], columns = 80): string[] {
  return drawCommand(command, marks, columns).rows.map((parts) => parts.map(([, text]) => text).join(''));
}

describe('lines up', () => {
  it.each([
    ['behind letters of two bytes', 'echo é; rm -rf /', 'rm -rf /', ['  echo é; rm -rf /', '          ^^^^^^^^']],
    ['under wide characters', 'cat 日本語.txt x', '本語', ['  cat 日本語.txt x', '        ^^^^']],
    ['behind combining marks', 'e\u0301cho a\u0301 x', 'x', ['  e\u0301cho a\u0301 x', '         ^']],
    ['behind a tab', 'ls\tx', 'x', ['  ls\\tx', '      ^']],
    ['under a control that is spelled out', 'a\u001b b', '\u001b', ['  a\\x1b b', '   ^^^^']],
    ['under a bidi control', 'a\u202eb', '\u202e', ['  a\\u{202e}b', '   ^^^^^^^^']],
    ['with a combining mark that has nothing to combine with', '\u0301a', 'a', ['  \\u{301}a', '         ^']],
    ['under an emoji', 'echo 👩 x', 'x', ['  echo 👩 x', '          ^']],
  ])('%s', (_, command, part, rows) => expect(drawn(command, [over(command, part)])).toEqual(rows));

  it('over lines, with their numbers', () => {
    expect(drawn('cat <<E\n日\nE\nrm x', [over('cat <<E\n日\nE\nrm x', 'rm x')])).toEqual([
      '  1 │ cat <<E',
      '  2 │ 日',
      '  3 │ E',
      '  4 │ rm x',
      '      ^^^^',
    ]);
  });

  it('an empty span marks the place, at the end too', () => {
    expect(drawn('if x', [found(4, 4)])).toEqual(['  if x', '      ^']);
    expect(drawn('if x', [found(3, 3)])).toEqual(['  if x', '     ^']);
  });

  it('the first mark hides the others', () => {
    const unknown: Mark = { span: { start: 0, end: 6 }, sign: '?', style: 'cyan' };
    const picture = drawCommand('rm -rf', [found(0, 2), unknown], 80);
    expect(picture.rows[1]?.map(([, text]) => text).join('')).toBe('  ^^????');
    expect([...picture.signs].sort()).toEqual(['?', '^']);
  });
});

describe('long commands', () => {
  it('a long line is folded behind a blank, else anywhere, and the folds keep their marks', () => {
    const command = `echo ${'a'.repeat(60)} > /etc/motd/${'b'.repeat(20)}`;
    expect(drawn(command, [over(command, `/etc/motd/${'b'.repeat(20)}`)], 40)).toEqual([
      `  echo ${'a'.repeat(32)}`,
      `↪ ${'a'.repeat(28)} > `,
      `↪ /etc/motd/${'b'.repeat(20)}`,
      `  ${'^'.repeat(30)}`,
    ]);
    const unbroken = 'x'.repeat(50);
    expect(drawn(unbroken, [found(36, 38)], 40)).toEqual([
      `  ${'x'.repeat(37)}`,
      `  ${' '.repeat(36)}^`,
      `↪ ${'x'.repeat(13)}`,
      '  ^',
    ]);
  });

  it('of a very long line the marked rows and their neighbours are shown', () => {
    const command = `echo ${'a'.repeat(2000)} > /etc/motd ${'b'.repeat(2000)}`;
    const rows = drawn(command, [over(command, '/etc/motd')], 80);
    expect(rows.length).toBeLessThan(10);
    expect(rows.filter((row) => row.includes('…'))).toEqual([
      expect.stringMatching(/… 1,\d\d\d characters/),
      expect.stringMatching(/… 1,\d\d\d characters/),
    ]);
    expect(rows.join('\n')).toContain('^^^^^^^^^');
  });

  it('of many lines the marked ones and their neighbours are shown', () => {
    const lines = Array.from({ length: 50 }, (_, at) => `echo ${at}`);
    const command = [...lines.slice(0, 25), 'rm -rf /', ...lines.slice(25)].join('\n');
    expect(drawn(command, [over(command, 'rm -rf /')])).toEqual([
      '   1 │ echo 0',
      '       … 23 lines',
      '  25 │ echo 24',
      '  26 │ rm -rf /',
      '       ^^^^^^^^',
      '  27 │ echo 25',
      '       … 24 lines',
    ]);
  });

  it('of many marked lines those with the gravest marks, which come first', () => {
    const command = Array.from({ length: 60 }, (_, at) => `rm ${at}`).join('\n');
    const marks = Array.from({ length: 60 }, (_, at) => over(command, `rm ${at}`));
    const last = marks[59]!;
    const rows = drawn(command, [last, ...marks.slice(0, 59)]);
    expect(rows.length).toBeLessThan(40);
    expect(rows.slice(-2)).toEqual(['  60 │ rm 59', '       ^^^^^']);
  });
});

it('any command: no row too wide, nothing that a terminal obeys, and exactly the span is marked', () => {
  const unit = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', ' ', '-', '日', 'e\u0301', '\t', '\u001b', '👩', '\u202e', 'é') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
  );
  const commands = fc.array(unit, { minLength: 1, maxLength: 200 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(commands, fc.nat(), fc.nat(40), fc.integer({ min: 30, max: 100 }), (command, from, length, columns) => {
      const chars = [...command];
      const start = from % chars.length;
      const part = chars.slice(start, start + 1 + length);
      const offset = bytes(chars.slice(0, start).join(''));
      const { rows } = drawCommand(command, [found(offset, offset + bytes(part.join('')))], columns);
      for (const row of rows) {
        const text = row.map(([, shown]) => shown).join('');
        expect(columnsOf(text)).toBeLessThanOrEqual(columns);
        expect(visibleLine(text)).toBe(text);
      }
      const marked = rows.flat().reduce((sum, [style, text]) => sum + (style === 'red' ? text.length : 0), 0);
      const shown = part.filter((char) => char !== '\n').map((char) => columnsOf(visibleLine(char)));
      const least = shown.reduce((sum, one) => sum + one, 0);
      // A combining mark at the start of a line is spelled out, and one behind the span belongs to the last character.
      const loose = chars.filter((char) => columnsOf(visibleLine(char)) === 0).length;
      expect(marked).toBeGreaterThanOrEqual(least);
      expect(marked).toBeLessThanOrEqual(least + loose * 10);
    }),
    { numRuns: 500 },
  );
});
