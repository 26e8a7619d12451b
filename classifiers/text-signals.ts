/** What the characters of a text hide, before anything is parsed (Unicode TR 36 and 39; CVE-2021-42574). */

import type { Command, SignalKind } from './analysis.ts';
import type { Session } from './bash/session.ts';
import type { Range } from './bash/source.ts';

interface Suspicion {
  readonly pattern: RegExp;
  readonly kind: SignalKind;
  readonly what: string;
  readonly grave: boolean;
}

const SUSPICIONS: readonly Suspicion[] = [
  { pattern: /\0/g, kind: 'control', what: 'a NUL character', grave: true },
  { pattern: /[\u001b\u0090\u009b\u009d]/g, kind: 'control', what: 'a terminal escape', grave: true },
  { pattern: /\u0008/g, kind: 'control', what: 'a backspace, which overwrites what stands before', grave: true },
  {
    pattern: /[\u0001-\u0007\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u008f\u0091-\u009a\u009c\u009e\u009f]/g,
    kind: 'control',
    what: 'a control character',
    grave: false,
  },
  { pattern: /\r(?!\n)/g, kind: 'control', what: 'a carriage return, which overwrites the line', grave: true },
  {
    pattern: /\r(?=\n)/g,
    kind: 'control',
    what: 'a carriage return before the end of a line, which belongs to the word',
    grave: false,
  },
  {
    pattern: /[\u202a-\u202e\u2066-\u2069]/g,
    kind: 'display',
    what: 'a control that turns the direction of the text',
    grave: true,
  },
  { pattern: /[\u200e\u200f\u061c]/g, kind: 'display', what: 'a mark of direction', grave: false },
  {
    pattern:
      /[\u200b\u200c\u2060-\u2064\ufeff\u00ad\u115f\u1160\u180e\u3164\uffa0\u2800]|\u034f|[\u{e0000}-\u{e007f}]/gu,
    kind: 'display',
    what: 'an invisible character',
    grave: false,
  },
  {
    pattern: /(?<!\p{Extended_Pictographic}\ufe0f?|\p{Emoji_Modifier})\u200d|\u200d(?!\p{Extended_Pictographic})/gu,
    kind: 'display',
    what: 'an invisible joiner',
    grave: false,
  },
  {
    pattern: /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g,
    kind: 'display',
    what: 'a blank that is none to the shell',
    grave: false,
  },
  {
    pattern: /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    kind: 'control',
    what: 'half of a character',
    grave: false,
  },
];

const MAX_PER_KIND = 20;

export function textSignals(session: Session): void {
  const text = session.original;
  if (session.plain) return;
  for (const suspicion of SUSPICIONS) {
    let count = 0;
    for (const match of text.matchAll(suspicion.pattern)) {
      if (count++ >= MAX_PER_KIND) break;
      const quoted = suspicion.what.startsWith('a blank') && insideQuotes(text, match.index);
      session.signal(
        suspicion.kind,
        { start: match.index, end: match.index + match[0].length },
        `${quoted ? 'quoted: ' : ''}${suspicion.what}`,
        null,
        suspicion.grave,
      );
    }
  }
}

/** Roughly: an odd number of quotes before. Wrong guesses only change the severity. */
function insideQuotes(text: string, offset: number): boolean {
  const before = text.slice(0, offset);
  return (before.match(/"/g)?.length ?? 0) % 2 === 1 || (before.match(/'/g)?.length ?? 0) % 2 === 1;
}

/** Letters that look like Latin ones in common fonts (TR 39 confusables, a part). */
const CONFUSABLE =
  /[аеорсухіјѕһӏԁԛԝАВЕКМНОРСТУХІЈЅ\u03b1\u03bf\u03c1\u03bd\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0131\u0261\u0251\u2010-\u2015\u2212\u2044\u2215\u29f8]/u;

/** Signs that look like those of the shell, in a word where nothing quotes them: wide forms, bars, dashes, quotes. */
const SIGN =
  /[\uff01-\uff5e\u037e\u01c0\u2223\u2502\u2039\u203a\u3002\u2018\u2019\u201c\u201d\u2010-\u2015\u2212\u2044\u2215\u29f8]/;

/** A name with letters of several scripts in one word, or all of them such as resemble plain ones. */
function isMixed(word: string): boolean {
  if (!CONFUSABLE.test(word) || !/^[\p{L}\p{N}._@+:~/-]+$/u.test(word)) return false;
  return /[A-Za-z]/.test(word) || [...word].every((char) => CONFUSABLE.test(char) || !/\p{L}/u.test(char));
}

/** Letters with strokes and signs, and compatibility forms (KELVIN SIGN), among or instead of plain ones. */
const EXTENDED = /[\u00c0-\u024f\u1e00-\u1eff\u2100-\u214f\u2460-\u24ff\uff01-\uff5e]/;

/** Programs, paths and hosts are names that somebody trusts. */
export function lookalikeSignals(session: Session): void {
  if (session.plain) return;
  const note = (at: { range: Range }, what: string, command: Command, grave = false): void =>
    session.signal('lookalike', at.range, what, command, grave);
  for (const command of session.commands) {
    const name = command.program.text;
    if (name !== null && command.kind === 'program') {
      if (CONFUSABLE.test(name)) note(command.program, `look-alike letters in the program ${name}`, command, true);
      else if (EXTENDED.test(name)) note(command.program, `letters that are not plain in the program ${name}`, command);
    }
    for (const field of command.args) {
      const bare = field.raw.replace(/'[^']*'|"[^"]*"/g, '');
      if (SIGN.test(bare)) note(field, 'a sign that only looks like one of the shell', command);
      else if (field.text !== null && isMixed(withoutExtension(field.text)))
        note(field, `look-alike letters in ${field.text}`, command);
    }
  }
  for (const { host, command, range } of session.contacts) {
    if (host === null) continue;
    if (CONFUSABLE.test(host)) note({ range }, `look-alike letters in the host ${host}`, command, true);
    else if (/[^ -~]|(?:^|\.)xn--/.test(host)) note({ range }, `foreign letters in the host ${host}`, command);
  }
  for (const { path, command, range } of session.accesses) {
    if (path?.split('/').some((segment) => isMixed(withoutExtension(segment))) === true)
      note({ range }, `look-alike letters in the path ${path}`, command);
  }
}

function withoutExtension(name: string): string {
  return name.replace(/(?:\.[A-Za-z0-9]+)+$/, '');
}
