/** `$'...'` as the manual describes it (Bash Reference Manual, ANSI-C Quoting). */

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

const ESCAPE = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([\s\S])|([\s\S]))/g;

/** `hides`: an escape spells a plain visible character, which only serves to hide it. */
export function decodeAnsiC(text: string): { text: string; hides: boolean } {
  let hides = false;
  const decoded = text.replace(ESCAPE, (whole, hex, short, long, octal, control, letter) => {
    const digits: string | undefined = hex ?? short ?? long;
    if (digits !== undefined || octal !== undefined) {
      const code = digits === undefined ? Number.parseInt(octal, 8) & 0xff : Number.parseInt(digits, 16);
      if (code > 0x20 && code < 0x7f) hides = true;
      return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    }
    if (control !== undefined) return String.fromCharCode(String(control).charCodeAt(0) & 0x1f);
    return simple[letter] ?? whole;
  });
  const nul = decoded.indexOf('\0');
  return { text: nul < 0 ? decoded : decoded.slice(0, nul), hides };
}
