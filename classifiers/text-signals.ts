/** What the characters of a text hide, before anything is parsed (Unicode TR 36 and 39; CVE-2021-42574). */

import type { SignalKind } from './analysis.ts';
import type { Session } from './bash/session.ts';

interface Suspicion {
  readonly pattern: RegExp;
  readonly kind: SignalKind;
  readonly what: string;
  readonly grave: boolean;
}

const SUSPICIONS: readonly Suspicion[] = [
  { pattern: /\0/g, kind: 'control', what: 'a NUL character', grave: true },
  { pattern: /\u001b/g, kind: 'control', what: 'a terminal escape', grave: true },
  {
    pattern: /[\u0001-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/g,
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
    pattern: /[\u200b\u200c\u2060-\u2064\ufeff\u00ad\u115f\u1160\u180e\u3164\uffa0]|\u034f|[\u{e0000}-\u{e007f}]/gu,
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
  { pattern: /[\uff01-\uff5e]/g, kind: 'lookalike', what: 'a wide form of a plain character', grave: false },
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

/** A word with look-alike letters among Latin ones. */
export function isLookalike(word: string): boolean {
  return CONFUSABLE.test(word) && (/[A-Za-z]/.test(word) || /^[^\s\p{Script=Greek}]*\.[a-z]{2,}$/iu.test(word));
}

/** Programs, paths and hosts are names that somebody trusts. */
export function lookalikeSignals(session: Session): void {
  if (session.plain) return;
  for (const command of session.commands) {
    const name = command.program.text;
    if (name !== null && isLookalike(name))
      session.signal('lookalike', command.program.range, `look-alike letters in the program ${name}`, command, true);
    else if (name !== null && command.kind === 'program' && CONFUSABLE.test(name))
      session.signal('lookalike', command.program.range, `foreign letters in the program ${name}`, command, true);
  }
  for (const contact of session.contacts) {
    if (contact.host === null) continue;
    if (CONFUSABLE.test(contact.host))
      session.signal(
        'lookalike',
        contact.range,
        `look-alike letters in the host ${contact.host}`,
        contact.command,
        true,
      );
    else if (/[^ -~]|(?:^|\.)xn--/.test(contact.host))
      session.signal('lookalike', contact.range, `foreign letters in the host ${contact.host}`, contact.command);
  }
  for (const access of session.accesses) {
    if (access.path !== null && isLookalike(access.path))
      session.signal('lookalike', access.range, `look-alike letters in the path ${access.path}`, access.command);
  }
}
