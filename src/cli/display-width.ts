/** How many columns of a terminal a text takes (Unicode Standard Annex 11 for the wide ones). The text is escaped already. */

/** Ranges that take two columns, both ends included; emoji are found by their property. */
const wide: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** Drawn over the character before: combining marks, the selectors of emoji, vowels and finals of Hangul. */
const NARROW = /^(?:\p{Mn}|\p{Me}|\p{Variation_Selector}|[\u1160-\u11ff])$/u;
/** Flags are two of these, so each counts one. */
const REGIONAL = /^[\u{1f1e6}-\u{1f1ff}]$/u;

export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += columnsOfChar(char);
  return columns;
}

function columnsOfChar(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NARROW.test(char)) return 0;
  if (wide.some(([first, last]) => code >= first && code <= last)) return 2;
  return /\p{Emoji_Presentation}/u.test(char) && !REGIONAL.test(char) ? 2 : 1;
}
