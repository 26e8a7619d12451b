/**
 * Untrusted text for a terminal.
 * INVARIANT: text from a repository, a model or a tool reaches the terminal only through `visible` or `visibleLine`.
 * A terminal obeys more than ESC: C1 controls, bidi overrides, zero-width and tag characters make what is shown differ
 * from what is there (CWE-150, CVE-2021-42574), so each is spelled out instead.
 */

/** Ranges of code points that are spelled out, both ends included, with why. */
const spelledOut: readonly (readonly [first: number, last: number, why: string])[] = [
  [0x00, 0x08, 'C0 controls'],
  [0x0b, 0x1f, 'C0 controls but tab and line feed'],
  [0x7f, 0x9f, 'DEL and C1 controls'],
  [0xad, 0xad, 'soft hyphen'],
  [0x34f, 0x34f, 'combining grapheme joiner'],
  [0x61c, 0x61c, 'Arabic letter mark'],
  [0x115f, 0x1160, 'Hangul fillers'],
  [0x17b4, 0x17b5, 'Khmer inherent vowels'],
  [0x180b, 0x180f, 'Mongolian selectors'],
  [0x200b, 0x200f, 'zero-width characters and bidi marks'],
  [0x2028, 0x202e, 'line separators and bidi embeddings'],
  [0x2060, 0x206f, 'invisible operators and bidi isolates'],
  [0x3164, 0x3164, 'Hangul filler'],
  [0xd800, 0xdfff, 'lone surrogates'],
  [0xfe00, 0xfe0d, 'variation selectors but those of emoji'],
  [0xfeff, 0xfeff, 'byte order mark'],
  [0xffa0, 0xffa0, 'halfwidth Hangul filler'],
  [0xfff0, 0xfffb, 'invisible by default, interlinear annotation'],
  [0x1bca0, 0x1bca3, 'shorthand format controls'],
  [0x1d173, 0x1d17a, 'musical format controls'],
  [0xe0000, 0xe0fff, 'tags and variation selectors supplement'],
];

function spelling(code: number): string {
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

function isSpelledOut(code: number): boolean {
  return spelledOut.some(([first, last]) => code >= first && code <= last);
}

/** Text over several lines: tab and line feed stay, CR LF becomes line feed, the rest of `spelledOut` is written as an escape. */
export function visible(text: string): string {
  let out = '';
  for (const char of text.replaceAll('\r\n', '\n')) {
    const code = char.codePointAt(0) ?? 0;
    out += isSpelledOut(code) ? spelling(code) : char;
  }
  return out;
}

/** As `visible`, for a message after a label: later lines are marked, so that none of them can pass for a line of ours. */
export function visibleMessage(text: string): string {
  return visible(text).replaceAll('\n', '\n  │ ');
}

/** Text that must stay on one line: as `visible`, and tab and line feed are spelled out too. */
export function visibleLine(text: string): string {
  return visible(text.replaceAll('\r\n', '\n')).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** `visibleLine`, cut to `columns` characters with an ellipsis. */
export function visibleShort(text: string, columns: number): string {
  const chars = [...visibleLine(text)];
  return chars.length <= columns ? chars.join('') : `${chars.slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** JSON with the same value, safe on a terminal: what `visible` spells out is written as a JSON escape. */
export function visibleJson(value: unknown): string {
  let out = '';
  for (const char of JSON.stringify(value)) {
    const code = char.codePointAt(0) ?? 0;
    if (isSpelledOut(code)) {
      for (let at = 0; at < char.length; at++) out += `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`;
    } else {
      out += char;
    }
  }
  return out;
}
