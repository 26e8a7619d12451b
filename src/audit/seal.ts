/**
 * Seals: signed C2SP checkpoints over all lines so far. A `checkpoint` entry is one; `session.close` carries one that
 * also covers its own body, so no byte of a closed log is unsigned.
 */
import { createHash } from 'node:crypto';
import { type AuditEntry, canonicalJson, type JsonObject, type JsonValue } from '../contract/index.ts';
import { openNote, signNote } from './signed-note.ts';
import { keyIdOf, type SigningKey } from './signing-key.ts';

/** A checkpoint follows at the latest after so many entries. */
export const CHECKPOINT_EVERY = 64;

/** What a seal states. The origin is `cordon-audit/` and the segment's name; it is the name of the signer too. */
export interface SealedState {
  readonly origin: string;
  /** Entries before the one that carries the seal. */
  readonly size: number;
  readonly root: Buffer;
  /** Hash of the last of them. */
  readonly last: string;
  /** Time of the entry that carries the seal. */
  readonly at: string;
}

export function originOf(segment: string): string {
  return `cordon-audit/${segment}`;
}

function noteText(state: SealedState, bodyDigest: string | null): string {
  const lines = [
    state.origin,
    String(state.size),
    state.root.toString('base64'),
    `last ${state.last}`,
    `at ${state.at}`,
  ];
  if (bodyDigest !== null) lines.push(`body ${bodyDigest}`);
  return `${lines.join('\n')}\n`;
}

function digestOf(body: JsonObject): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

function sealMembers(text: string, origin: string, key: SigningKey): JsonObject {
  return { keyId: key.id, note: signNote(text, origin, key.privateKey), publicKey: key.raw.toString('base64') };
}

export function checkpointBody(state: SealedState, key: SigningKey): JsonObject {
  return sealMembers(noteText(state, null), state.origin, key);
}

/** `body` plus the member `seal`. */
export function closeBody(body: JsonObject, state: SealedState, key: SigningKey): JsonObject {
  const { seal: _, ...rest } = body;
  return { ...rest, seal: sealMembers(noteText(state, digestOf(rest)), state.origin, key) };
}

/** The note of a checkpoint or closing entry, unchecked; null when there is none. */
export function noteOf(entry: AuditEntry): string | null {
  const seal = sealOf(entry);
  return seal === null ? null : seal.note;
}

interface Seal {
  readonly keyId: string;
  readonly note: string;
  readonly publicKey: string;
}

function sealOf(entry: AuditEntry): Seal | null {
  const value = entry.kind === 'checkpoint' ? entry.body : entry.body.seal;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { keyId, note, publicKey, ...more } = value as Record<string, JsonValue>;
  if (typeof keyId !== 'string' || typeof note !== 'string' || typeof publicKey !== 'string') return null;
  return Object.keys(more).length === 0 ? { keyId, note, publicKey } : null;
}

export type SealVerdict =
  | { readonly ok: true; readonly keyId: string; readonly origin: string }
  | { readonly ok: false; readonly problem: 'no-seal' | 'unknown-key' | 'bad-signature' | 'wrong-state' };

export interface SealCheck {
  readonly size: number;
  readonly root: Buffer;
  readonly last: string;
  /** Null: not known yet, the first seal says it. */
  readonly origin: string | null;
  /** Keys to trust, 32 bytes each; empty: the key that the seal names itself, which shows consistency but not who signed. */
  readonly keys: readonly Uint8Array[];
}

const ORIGIN = /^cordon-audit\/[A-Za-z0-9_.-]{1,128}$/;

export function checkSeal(entry: AuditEntry, check: SealCheck): SealVerdict {
  const seal = sealOf(entry);
  if (seal === null) return { ok: false, problem: 'no-seal' };
  const raw = Buffer.from(seal.publicKey, 'base64');
  if (raw.length !== 32 || raw.toString('base64') !== seal.publicKey || keyIdOf(raw) !== seal.keyId) {
    return { ok: false, problem: 'no-seal' };
  }
  const trusted = check.keys.length === 0 || check.keys.some((known) => raw.equals(known));
  if (!trusted) return { ok: false, problem: 'unknown-key' };
  const origin = seal.note.slice(0, seal.note.indexOf('\n'));
  if (!ORIGIN.test(origin)) return { ok: false, problem: 'no-seal' };
  const text = openNote(seal.note, origin, raw);
  if (text === null) return { ok: false, problem: 'bad-signature' };
  const { size, root, last } = check;
  const { seal: _, ...rest } = entry.body;
  const expected = noteText(
    { origin: check.origin ?? origin, size, root, last, at: entry.at },
    entry.kind === 'checkpoint' ? null : digestOf(rest as JsonObject),
  );
  return text === expected ? { ok: true, keyId: seal.keyId, origin } : { ok: false, problem: 'wrong-state' };
}
