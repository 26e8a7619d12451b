/**
 * The one spelling of an entry, and its hash.
 * INVARIANT: formLine(parseLine(bytes)) gives the same bytes. Whatever spells the same JSON otherwise is damage: two
 * readers that accept different spellings could read different logs.
 */
import { hash as digest } from 'node:crypto';
import { type AuditEntry, AuditKind, canonicalJson, type JsonObject, type JsonValue } from '../contract/index.ts';

/** Longest line in bytes, without its line feed. The writer stays well below; the verifier reads no further. */
export const MAX_LINE = 1024 * 1024;

export const ZERO_HASH = '0'.repeat(64);

export type Unsealed = Omit<AuditEntry, 'hash'>;

export interface FormedLine {
  readonly entry: AuditEntry;
  /** With the line feed. */
  readonly bytes: Buffer;
}

/** Everything before `,"hash":`; the hash covers these bytes and one closing brace. */
function head(entry: Unsealed): string {
  const { v, seq, at, kind, callId, body, prev } = entry;
  const start = `{"v":${v},"seq":${seq},"at":${JSON.stringify(at)},"kind":${JSON.stringify(kind)}`;
  return `${start},"callId":${JSON.stringify(callId)},"body":${canonicalJson(body as JsonObject)},"prev":"${prev}"`;
}

function hashOf(start: string): string {
  return digest('sha256', `${start}}`);
}

export function formLine(unsealed: Unsealed): FormedLine {
  const start = head(unsealed);
  const hash = hashOf(start);
  return { entry: { ...unsealed, hash }, bytes: Buffer.from(`${start},"hash":"${hash}"}\n`) };
}

export type LineProblem = 'too-long' | 'not-utf8' | 'not-json' | 'not-an-entry' | 'not-canonical' | 'wrong-hash';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX64 = /^[0-9a-f]{64}$/;
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Takes one line without its line feed. Never throws, whatever the bytes. */
export function parseLine(bytes: Uint8Array): AuditEntry | LineProblem {
  if (bytes.length > MAX_LINE) return 'too-long';
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return 'not-utf8';
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return 'not-json';
  }
  if (!isEntry(value)) return 'not-an-entry';
  return checkSpelling(value, text);
}

function checkSpelling(entry: AuditEntry, text: string): AuditEntry | LineProblem {
  let start: string;
  try {
    start = head(entry);
  } catch {
    // Deeper than the stack: no body of ours is.
    return 'not-canonical';
  }
  if (text !== `${start},"hash":"${entry.hash}"}`) return 'not-canonical';
  return hashOf(start) === entry.hash ? entry : 'wrong-hash';
}

/** By hand instead of by schema: this runs for every line of a log of gigabytes. The tests hold it against AuditEntry. */
function isEntry(value: JsonValue): value is AuditEntry {
  if (!isObject(value) || Object.keys(value).length !== 8) return false;
  const { v, seq, at, kind, callId, body, prev, hash } = value;
  return (
    v === 1 &&
    typeof seq === 'number' &&
    Number.isSafeInteger(seq) &&
    seq >= 0 &&
    isTime(at) &&
    AuditKind.options.some((known) => known === kind) &&
    (callId === null || typeof callId === 'string') &&
    isObject(body) &&
    isHash(prev) &&
    isHash(hash)
  );
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && ISO_UTC.test(value) && !Number.isNaN(Date.parse(value));
}

function isHash(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && HEX64.test(value);
}
