/** JavaScript's strings and names. */

/** The text of a string or of a piece of a template. */
export function javascriptText(raw: string): string {
  return raw.replace(
    /\\(?:\r?\n|[\u2028\u2029]|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|([\s\S]))/g,
    (_, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return character(Number.parseInt(digits, 16));
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      return letter === undefined ? '' : (LETTERS[letter] ?? letter);
    },
  );
}

/** `\u0065val` is `eval`. */
export function javascriptName(raw: string): string {
  return raw.includes('\\') ? javascriptText(raw) : raw;
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}

const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };
