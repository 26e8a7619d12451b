/**
 * Judges code of another language that stands in a command, by what it would do. Python and JavaScript are read by their grammars and run
 * abstractly; the other languages are read word by word, and only what is known to be harmless counts as such.
 */

import { judgeByWords } from './by-words.ts';
import { javascript } from './javascript/language.ts';
import { type CodeJudgement, Findings } from './judgement.ts';
import { Machine } from './machine.ts';
import { python } from './python/language.ts';
import type { Language } from './runner.ts';
import { ANY, literal, taint, tainted } from './values.ts';
import { judgePerl } from './words/perl.ts';
import { judgeRuby } from './words/ruby.ts';

/** UTF-16 units of code that are read. */
const MAX_CODE = 64 * 1024;

const read: Readonly<Record<string, Language>> = { python, node: javascript };

/** `words` are the arguments that the code gets. */
export function judgeCode(name: string, code: string, words: readonly (string | null)[] = []): CodeJudgement {
  const findings = new Findings();
  const whole = { start: 0, end: code.length };
  const language = read[name];
  if (code.length > MAX_CODE) findings.doubt('is longer than can be read', whole);
  else if (name === 'perl') judgePerl(code, findings);
  else if (name === 'ruby') judgeRuby(code, findings);
  else if (language === undefined) judgeByWords(name, code, findings);
  else {
    const statements = language.lower(code);
    if (statements === null) findings.doubt('does not parse', whole);
    else
      new Machine(
        language,
        findings,
        words.map((word) => tainted(literal(word ?? ANY), taint.argument)),
      ).program(statements);
  }
  return findings;
}
