/** Where a part of a word ends that holds nested text. */
import { findBacktickEnd } from './parameters.ts';
import { scanSubstitution } from './scan.ts';

/** Offset of the `))` that closes at depth 0; null where it is no arithmetic expansion. */
export function arithmeticEnd(text: string, from: number, end: number): number | null {
  let depth = 0;
  let at = from;
  while (at < end) {
    const char = text[at];
    if (char === '(') depth += 1;
    else if (char === ')') {
      if (depth === 0) return text[at + 1] === ')' ? at : null;
      depth -= 1;
    } else if (char === '\\') at += 1;
    else if (char === '$' && text[at + 1] === '(' && text[at + 2] !== '(') {
      at = scanSubstitution(text, at + 2).end;
      continue;
    }
    at += 1;
  }
  return null;
}

export function scanParameterEnd(text: string, at: number): number {
  let depth = 0;
  let cursor = at;
  while (cursor < text.length) {
    const char = text[cursor];
    if (char === '\\') cursor += 2;
    else if (char === '`') cursor = findBacktickEnd(text, cursor);
    else if (char === '$' && text[cursor + 1] === '(') cursor = scanSubstitution(text, cursor + 2).end;
    else {
      if (char === '$' && text[cursor + 1] === '{') {
        depth += 1;
        cursor += 1;
      } else if (char === '}') depth -= 1;
      cursor += 1;
      if (depth === 0) return cursor;
    }
  }
  return text.length;
}
