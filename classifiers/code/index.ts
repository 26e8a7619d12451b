/**
 * Judges code of another language that stands in a command. It is harmless only when each name in it is on the list of the
 * language: what is not known is not proven. Strings handed to a shell are given back to be read as shell code.
 */

import { type Language, languages } from './languages.ts';
import { stripLiterals } from './literals.ts';

export interface CodeJudgement {
  /** Null when the code is proven harmless. */
  readonly why: string | null;
  /** It plainly starts programs, reaches the network or changes files. */
  readonly grave: boolean;
  readonly shell: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly urls: readonly string[];
}

const MAX_CODE = 20_000;

export function judgeCode(name: string, code: string): CodeJudgement {
  const language = languages[name];
  const nothing = { shell: [], reads: [], writes: [], urls: [] };
  if (language === undefined) return { ...nothing, why: 'code of a language that is not read here', grave: false };
  if (code.length > MAX_CODE) return { ...nothing, why: 'code longer than can be judged', grave: false };
  const { bare, strings } = stripLiterals(code, language);
  const danger = language.dangers.find((entry) => entry.pattern.test(bare));
  const found = {
    shell: matches(code, language.shell),
    reads: matches(code, language.reads),
    writes: matches(code, language.writes),
    urls: strings.filter((text) => /^https?:\/\//.test(text)),
  };
  if (danger !== undefined) {
    const urls = danger.network === true ? found.urls : [];
    return { ...found, urls, why: `${name} code ${danger.what}`, grave: danger.grave };
  }
  const unknown = strings.find((text) => language.dangerousNames?.test(text)) ?? unknownName(bare, language);
  return {
    ...found,
    urls: [],
    why: unknown === null ? null : `${name} code uses ${unknown}, which is not known to be harmless`,
    grave: false,
  };
}

function matches(code: string, patterns: readonly RegExp[]): string[] {
  return patterns
    .flatMap((pattern) => [...code.matchAll(pattern)].map((match) => unquote(match[2] ?? match[1] ?? '')))
    .filter((text) => text !== '');
}

function unquote(text: string): string {
  return text.replace(/\\(["'\\])/g, '$1');
}

/** The first module or dunder name that is not on the list. */
function unknownName(bare: string, language: Language): string | null {
  for (const pattern of language.imports) {
    for (const match of bare.matchAll(pattern)) {
      for (const name of (match[1] ?? '').split(',').map((part) => part.trim().split(/\s+/)[0] ?? '')) {
        const known = language.modules.has(name.replace(/^node:/, '')) || language.local?.test(name) === true;
        if (name !== '' && !known) return name;
      }
    }
  }
  return null;
}
