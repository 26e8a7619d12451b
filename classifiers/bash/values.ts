/** Abstract values of variables and pieces of words: a text, one of several, a pattern, a known beginning, or nothing known. */
import type { Command } from '../analysis.ts';

export interface Value {
  /** Each text that it may be; null when not known. Never empty. */
  readonly texts: readonly string[] | null;
  /** The texts hold live globs, which stand for any part of one path segment. */
  readonly pattern: boolean;
  /** Known beginning when `texts` is null. */
  readonly prefix: string;
  readonly outputs: readonly Command[];
  readonly unknownVariables: readonly string[];
  /** What it is where the variable has no value, as the text itself says: `${x:-this}`. */
  readonly likely?: string;
  /** Unquoted it becomes an unknown number of fields, each of which is one of the texts. */
  readonly many?: true;
  /** More than one field (`"$@"`); then `fields` holds them, or null when their number is not known. */
  readonly fields: readonly Value[] | null | undefined;
}

/** UTF-16 units of one text; `x=$x$x` must not grow without end. A whole command fits. */
const MAX_LENGTH = 600 * 1024;
/** More alternatives than this are treated as not known. */
const MAX_TEXTS = 16;

export function known(...texts: string[]): Value {
  return { ...base, texts: [...new Set(texts)] };
}

const base = { pattern: false, prefix: '', outputs: [], unknownVariables: [], fields: undefined } as const;

export function patternValue(text: string): Value {
  return { ...base, texts: [text], pattern: true };
}

export function unknownValue(reason: Partial<Pick<Value, 'prefix' | 'outputs' | 'unknownVariables'>> = {}): Value {
  return { ...base, texts: null, ...reason };
}

/** One of the paths that the patterns stand for. */
export function listValue(patterns: readonly string[], outputs: readonly Command[]): Value {
  return { ...base, texts: [...new Set(patterns)].slice(0, MAX_TEXTS), pattern: true, many: true, outputs };
}

/** Numbers, names without a slash: they cannot change the directory of a path. */
export const someSegment: Value = patternValue('*');

/** What a variable may be after two branches. */
export function either(a: Value | undefined, b: Value | undefined): Value {
  if (a === undefined || b === undefined) return a ?? b ?? unknownValue();
  if (a.texts === null || b.texts === null || a.fields !== undefined || b.fields !== undefined) {
    return unknownValue({
      outputs: [...a.outputs, ...b.outputs],
      unknownVariables: [...a.unknownVariables, ...b.unknownVariables],
    });
  }
  const texts = [...new Set([...a.texts, ...b.texts])];
  if (texts.length > MAX_TEXTS) return summary(texts);
  return { ...base, texts, pattern: a.pattern || b.pattern, outputs: [...a.outputs, ...b.outputs] };
}

/** Many words as a pattern, where they all stay below the directory at hand. */
function summary(texts: readonly string[]): Value {
  if (texts.every((text) => /^[\w@+][\w.@+-]*$/.test(text))) return someSegment;
  return texts.every((text) => /^[\w@+][\w.@+/-]*$/.test(text) && !text.includes('..'))
    ? patternValue('**')
    : unknownValue();
}

/** The text when there is exactly one and no live glob. */
export function constantOf(value: Value): string | null {
  return value.texts?.length === 1 && !value.pattern && value.fields === undefined ? (value.texts[0] ?? null) : null;
}

export function joinTexts(left: readonly string[], right: readonly string[]): readonly string[] | null {
  if (left.length === 1 && right.length === 1) {
    const joined = (left[0] ?? '') + (right[0] ?? '');
    return joined.length > MAX_LENGTH ? null : [joined];
  }
  if (left.length * right.length > MAX_TEXTS) return null;
  const joined = left.flatMap((a) => right.map((b) => a + b));
  return joined.some((text) => text.length > MAX_LENGTH) ? null : joined;
}
