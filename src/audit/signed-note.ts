/** Signed notes as in C2SP signed-note.md, ed25519 only: a text, a blank line, a signature line. */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

const ED25519 = Buffer.of(1);
const DASH = '\u2014';

/** SubjectPublicKeyInfo of an ed25519 key is this prefix and the 32 bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
}

/** Null for anything but 32 bytes. */
export function publicKeyFromRaw(raw: Uint8Array): KeyObject | null {
  if (raw.length !== 32) return null;
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}

/** The four bytes that tie a signature line to a name and a key. */
function keyHash(name: string, raw: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ED25519).update(raw).digest().subarray(0, 4);
}

/** `text` ends with a line feed and has no blank line. */
export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const signature = Buffer.concat([keyHash(name, rawPublicKey(privateKey)), sign(null, Buffer.from(text), privateKey)]);
  return `${text}\n${DASH} ${name} ${signature.toString('base64')}\n`;
}

/** The text when the note is one text with exactly one signature line, by this name and key, and it holds; else null. */
export function openNote(note: string, name: string, raw: Uint8Array): string | null {
  const split = note.indexOf('\n\n');
  if (split < 0) return null;
  const text = note.slice(0, split + 1);
  const start = `${DASH} ${name} `;
  const line = note.slice(split + 2);
  if (!line.startsWith(start) || !line.endsWith('\n')) return null;
  const encoded = line.slice(start.length, -1);
  const bytes = Buffer.from(encoded, 'base64');
  // The encoder is compared with, since the decoder forgives much: one signature, one spelling.
  if (bytes.length !== 68 || bytes.toString('base64') !== encoded) return null;
  if (!bytes.subarray(0, 4).equals(keyHash(name, raw))) return null;
  const publicKey = publicKeyFromRaw(raw);
  return publicKey !== null && verify(null, Buffer.from(text), publicKey, bytes.subarray(4)) ? text : null;
}
