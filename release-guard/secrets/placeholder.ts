/** Tells values that stand for a secret from secrets: documented examples, words, sequences, repetition. */

/** Bits of information in a character, by how often each occurs in the text. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Values that documentation uses, and that many files repeat; nobody's secret. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  ['AKIA', 'I44QH8DHBEXAMPLE'].join(''),
  ['wJalrXUtnFEMI/K7MDENG', '/bPxRfiCYEXAMPLEKEY'].join(''),
  ['je7MtGbClwBF/2Zp9Utk', '/h3yCo8nvbEXAMPLEKEY'].join(''),
  ['sk_test_4eC39HqLyjWDarj', 'tT1zdp7dc'].join(''),
  ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq', '/K1SZFPTOtr/KBHBeksoGMGw=='].join(''),
  ['C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw', '/Jw=='].join(''),
  ['16C7e42F292c6912E7710c8', '38347Ae178B4a'].join(''),
]);

const WORDS =
  /example|placeholder|your[_-]?|changeme|change[_-]me|replace[_-]?me|redacted|dummy|sample|insert[_-]?|todo|fixme|notreal|not[_-]real|fake|mock|foobar|lorem|deadbeef|undefined|password123|hunter2|my[_-]?(?:secret|token|key|pass)|(?:secret|token|api|access)[_-]?(?:key[_-]?)?(?:here|goes)|xxxx|\*\*\*|\.\.\.|<[^>]*>|\$\{|\{\{|%[sd(]|\$\(|process\.env|os\.environ|secrets\./i;

/** Words that stand for a value. Not for the bodies of long tokens, where four letters may be there by chance. */
export function saysPlaceholder(text: string): boolean {
  return WORDS.test(text);
}

export function isDocumented(text: string): boolean {
  return DOCUMENTED.has(text) || /EXAMPLE(?:KEY)?$/.test(text);
}

/** Share of neighbours that are equal or follow each other, as in `aaaa`, `abcd`, `4321`. */
function orderly(text: string): number {
  let steps = 0;
  for (let index = 1; index < text.length; index += 1) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (step >= -1 && step <= 1) steps += 1;
  }
  return steps / Math.max(1, text.length - 1);
}

/** A short piece that is written over and over. */
function repeats(text: string): boolean {
  for (let period = 1; period <= Math.min(12, text.length / 2); period += 1) {
    if (text.startsWith(text.slice(period, text.length)) && text.length >= 2 * period) return true;
  }
  return false;
}

/** True where the text is too regular to be made by chance. Hex digits hold less than others. */
export function isRegular(text: string): boolean {
  if (text.length < 6) return true;
  if (orderly(text) > 0.5 || repeats(text) || /(.)\1{5}/.test(text)) return true;
  const kinds = /^[0-9a-f-]+$/i.test(text) ? 16 : /[a-z]/.test(text) && /[A-Z]/.test(text) ? 62 : 32;
  const most = Math.log2(Math.min(kinds, text.length));
  return entropyOf(text) < most * 0.62;
}

/** For the part of a token that chance makes. */
export function isMadeUp(body: string): boolean {
  return (
    isDocumented(body) ||
    isRegular(body) ||
    /example|xxxxx|placeholder|your[_-]|dummy|redacted|changeme|1234567890|0123456789|abcdefgh/i.test(body)
  );
}
