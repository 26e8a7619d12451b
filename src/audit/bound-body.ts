/** Keeps a line below its limit: what is too large goes to a blob, and its digest and beginning stay. */
import { canonicalJson, type JsonObject, type JsonValue } from '../contract/index.ts';
import type { BlobRef } from './blobs.ts';

/** Longest string in a body, in UTF-8 bytes. */
export const MAX_STRING = 64 * 1024;
/** Largest body as canonical JSON, in bytes: half a line, so that head and hash always fit. */
const MAX_BODY = 512 * 1024;
/** In a body that is still too large, members above this go. */
const LARGE_MEMBER = 4 * 1024;
/** UTF-16 units kept of what goes. */
const HEAD = 1024;

export type Store = (content: Uint8Array) => BlobRef;

/** Takes a redacted body: digests of secrets would be guessable, and heads could show them. */
export function boundBody(body: JsonObject, store: Store): JsonObject {
  const strings = boundStrings(body, store) as JsonObject;
  if (size(strings) <= MAX_BODY) return strings;
  const members = Object.entries(strings).map(([key, member]): [string, JsonValue] => {
    const text = canonicalJson(member);
    return [key, text.length > LARGE_MEMBER ? spilled(text, store) : member];
  });
  const smaller = Object.fromEntries(members);
  return size(smaller) <= MAX_BODY ? smaller : spilled(canonicalJson(strings), store);
}

function boundStrings(value: JsonValue, store: Store): JsonValue {
  // A third of the bound in UTF-16 units can never exceed it in bytes: most strings are not measured.
  if (typeof value === 'string') {
    if (value.length * 3 <= MAX_STRING || Buffer.byteLength(value) <= MAX_STRING) return value;
    return spilled(value, store);
  }
  if (Array.isArray(value)) return value.map((member) => boundStrings(member, store));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, boundStrings(member, store)]));
}

function spilled(text: string, store: Store): JsonObject {
  const { digest, bytes } = store(Buffer.from(text));
  return { digest, bytes, head: text.slice(0, HEAD).toWellFormed() };
}

function size(value: JsonValue): number {
  return Buffer.byteLength(canonicalJson(value));
}
