/** Cuts comments and strings out of code, so that names in them do not count. Module names stay: `require("fs")`. */
import type { Language } from './languages.ts';

export function stripLiterals(code: string, language: Language): { bare: string; strings: string[] } {
  const strings: string[] = [];
  const bare = code.replace(language.literals, (whole: string, offset: number) => {
    const quote = /^[A-Za-z]{0,2}("""|'''|"|'|`)/.exec(whole)?.[1];
    if (quote === undefined) return ' ';
    const text = whole.slice(whole.indexOf(quote) + quote.length, -quote.length);
    strings.push(text);
    // A template or f-string runs what stands in its braces.
    if (quote === '`' || /^[A-Za-z]*f/i.test(whole))
      return `"${[...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]).join(' ')}"`;
    const before = code.slice(Math.max(0, offset - 24), offset);
    return /(?:require|import|from)\s*\(?\s*$/.test(before) ? whole : '""';
  });
  return { bare, strings };
}
