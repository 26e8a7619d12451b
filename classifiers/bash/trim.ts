/** `${x%pattern}` and `${x/pattern/text}` on texts that are known. */
import { unescapeGlob } from './fields.ts';

/** The bash pattern as a regular expression; null where it uses more than `*`, `?` and plain characters. */
function globSource(pattern: string, greedy: boolean): string | null {
  let source = '';
  const plain = pattern.replace(/^(["'])(.*)\1$/s, (_, quote: string, inner: string) =>
    quote === "'" || !/[\\]/.test(inner) ? inner.replace(/[*?[\]]/g, '\\$&') : pattern,
  );
  for (let at = 0; at < plain.length; at += 1) {
    const char = plain[at] ?? '';
    if (char === '\\') {
      at += 1;
      source += quoteRegex(plain[at] ?? '\\');
    } else if (char === '*') source += greedy ? '[^]*' : '[^]*?';
    else if (char === '?') source += '[^]';
    else if (/[[\]()'"]/.test(char)) return null;
    else source += quoteRegex(char);
  }
  return source.includes('[^]*[^]*') ? null : source;
}

function quoteRegex(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Null when the result is not known. */
export function removeEdge(text: string, live: boolean, operator: string, raw: string): string | null {
  const literal = /^[^*?[\]\\'"]*$/.test(raw);
  if (literal) {
    if (operator.startsWith('%'))
      return text.endsWith(raw) ? text.slice(0, text.length - raw.length) : live ? null : text;
    return text.startsWith(raw) ? text.slice(raw.length) : live ? null : text;
  }
  // Directory or extension of a pattern: the star stands for one segment, so the cut is known.
  if (operator === '##' && raw === '*/') return text.slice(text.lastIndexOf('/') + 1);
  if (operator === '%' && raw === '/*') return text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text;
  if (operator === '%' && raw === '.*' && /\.[A-Za-z0-9]+$/.test(text)) return text.slice(0, text.lastIndexOf('.'));
  if (live || text.length > 4096) return null;
  return cut(text, operator, raw);
}

function cut(text: string, operator: string, raw: string): string | null {
  const greedy = operator.length === 2;
  const source = globSource(raw, greedy);
  if (source === null) return null;
  if (operator.startsWith('#')) {
    const match = new RegExp(`^(?:${source})`).exec(text);
    return match === null ? text : text.slice(match[0].length);
  }
  // A suffix: try each start, from the end for the shortest, from the beginning for the longest.
  const whole = new RegExp(`^(?:${source})$`);
  const starts = [...Array(text.length + 1).keys()];
  for (const start of greedy ? starts : starts.reverse()) {
    if (whole.test(text.slice(start))) return text.slice(0, start);
  }
  return text;
}

export function substitute(escaped: string, operator: string, raw: string): string | null {
  const text = unescapeGlob(escaped);
  if (text.length > 4096) return null;
  const match = /^((?:\\.|[^/\\])*)(?:\/([\s\S]*))?$/.exec(raw);
  if (match === null) return null;
  const [, pattern = '', replacement = ''] = match;
  const source = globSource(pattern, true);
  if (source === null || pattern === '' || /[\\'"&]/.test(replacement)) return null;
  if (operator === '//') return text.replace(new RegExp(source, 'g'), () => replacement);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  return text.replace(new RegExp(anchored), () => replacement);
}
