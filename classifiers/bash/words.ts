/**
 * From the text of a word to the fields that bash would make of it: quotes, escapes, expansions, braces, tilde, splitting.
 * Reads the text itself, not the grammar's tree of it, and reports where the two disagree.
 */
import { type Field, literalField } from '../analysis.ts';
import { expandBraces } from './braces.ts';
import { fieldsOf } from './fields.ts';
import { readPieces } from './piece-reader.ts';
import type { Range } from './source.ts';
import { someSegment, type Value } from './values.ts';
import type { ReadMode, WordContext } from './word-context.ts';

/** Nothing in it is live: the word is the text, or what stands between its quotes. */
const INERT = /^(?:[A-Za-z0-9_./:@%+,^-][A-Za-z0-9_./:=@%+,^-]*|'[^']*'|"[^"$`\\]*")$/;

/** The fields of the word at `[start, end)`. */
export function resolveWord(context: WordContext, start: number, end: number): Field[] {
  const raw = context.source.text.slice(start, end);
  if (INERT.test(raw)) return [inertField(raw, context.source.range(start, end))];
  const pieces = readPieces(context, start, end, 'word');
  const range = context.source.range(start, end);
  const variants = expandBraces(pieces);
  if (variants === null) {
    context.signal('limit', start, end, 'brace expansion with too many words');
    return fieldsOf([{ kind: 'value', value: unknownWord, quoted: false, spelling: 'brace' }], range, raw);
  }
  return variants.flatMap((variant) => fieldsOf(variant, range, raw));
}

function inertField(raw: string, range: Range): Field {
  const first = raw.charCodeAt(0);
  return literalField(first === 0x27 || first === 0x22 ? raw.slice(1, -1) : raw, range, raw);
}

/** One field without splitting or globbing: the right side of an assignment, a here-document, a `case` subject. */
export function resolveWhole(context: WordContext, start: number, end: number, mode: ReadMode): Field {
  if (mode === 'parameter') {
    const raw = context.source.text.slice(start, end);
    if (INERT.test(raw)) return inertField(raw, context.source.range(start, end));
  }
  const pieces = readPieces(context, start, end, mode).map((piece) => ({
    ...piece,
    quoted: true,
    tilde: !piece.quoted,
  }));
  const range = context.source.range(start, end);
  const raw = context.source.text.slice(start, end);
  return fieldsOf(pieces, range, raw)[0] ?? { ...literalField('', range), raw };
}

const unknownWord: Value = { ...someSegment, texts: null, pattern: false };
