/**
 * JSON as RFC 8259 has it, minus what two readers could take differently: a repeated key, a key that means something to
 * JavaScript, a number that loses digits, half a surrogate pair, endless nesting. What is classified must be what runs.
 */
import type { JsonValue } from '../contract/index.ts';

export const MAX_JSON_BYTES = 1024 * 1024;
export const MAX_JSON_DEPTH = 64;

export type JsonRefusal =
  | 'too-large'
  | 'syntax'
  | 'too-deep'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'unsafe-number'
  | 'lone-surrogate';

export type StrictJson =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly refusal: JsonRefusal; readonly message: string };

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function parseStrictJson(text: string): StrictJson {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_JSON_BYTES) return refuse('too-large', `${bytes} bytes, the limit is ${MAX_JSON_BYTES}`);
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    return refuse('syntax', thrown instanceof Error ? withoutQuote(thrown.message) : 'not JSON');
  }
  return scan(text) ?? { ok: true, value };
}

/** One open object (with the keys it has) or array (null). */
interface Level {
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

/** A string, a number, or one of the marks that shape the text; everything else in valid JSON needs no look. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\],:]/gsu;

/** Walks text that JSON.parse has accepted, so that its shape is known to be right. */
function scan(text: string): StrictJson | null {
  const levels: Level[] = [];
  for (const { 0: mark, index } of text.matchAll(token)) {
    const level = levels.at(-1);
    if (mark === '{' || mark === '[') {
      levels.push({ keys: mark === '{' ? new Set() : null, expectsKey: mark === '{' });
      if (levels.length > MAX_JSON_DEPTH) return refuse('too-deep', `more than ${MAX_JSON_DEPTH} levels`);
    } else if (mark === '}' || mark === ']') levels.pop();
    else if (mark === ':') {
      if (level !== undefined) level.expectsKey = false;
    } else if (mark === ',') {
      if (level?.keys) level.expectsKey = true;
    } else {
      const refusal = mark.startsWith('"') ? stringProblem(mark, level, index) : numberProblem(mark, index);
      if (refusal !== null) return refusal;
    }
  }
  return null;
}

function stringProblem(quoted: string, level: Level | undefined, index: number): StrictJson | null {
  const text: string = JSON.parse(quoted);
  if (!text.isWellFormed()) return refuse('lone-surrogate', `half a surrogate pair at character ${index}`);
  if (!level?.keys || !level.expectsKey) return null;
  if (forbiddenKeys.has(text)) return refuse('forbidden-key', `the key ${text} at character ${index}`);
  if (level.keys.has(text)) return refuse('duplicate-key', `the key ${clip(text)} twice, at character ${index}`);
  level.keys.add(text);
  return null;
}

function numberProblem(digits: string, index: number): StrictJson | null {
  const value = Number(digits);
  const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return exact ? null : refuse('unsafe-number', `a number that loses digits at character ${index}`);
}

/** The engine's message quotes the text, which may hold a secret. */
function withoutQuote(message: string): string {
  return message.replace(/,? ?(?:\.{3})?".*"(?:\.{3})? is not valid JSON$/su, '');
}

function clip(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

function refuse(refusal: JsonRefusal, message: string): StrictJson {
  return { ok: false, refusal, message };
}
