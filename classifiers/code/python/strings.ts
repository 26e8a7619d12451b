/** Python's string literals. */

/** The text; null where an escape stands for a character that only the interpreter knows (`\N{...}`). */
export function pythonText(raw: string, isRaw: boolean, isBytes: boolean): string | null {
  if (isRaw) return raw;
  if (!isBytes && /\\N\{/.test(raw)) return null;
  return raw.replace(
    /\\(?:\r?\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      if (isBytes && (short !== undefined || long !== undefined)) return whole;
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return character(Number.parseInt(digits, 16));
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      if (letter === undefined) return '';
      return LETTERS[letter] ?? whole;
    },
  );
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
