/** The key that signs checkpoints: made on first use, one for the state folder. Whoever holds it can re-sign a log. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { asCordonError, CordonError } from '../contract/index.ts';
import { PRIVATE_FILE, privateDir, syncDir } from './places.ts';
import { rawPublicKey } from './signed-note.ts';

export interface SigningKey {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly raw: Buffer;
  readonly id: string;
}

/** Short name of a public key: `ed25519:` and 16 hex digits of the SHA-256 over its 32 bytes. */
export function keyIdOf(raw: Uint8Array): string {
  return `ed25519:${createHash('sha256').update(raw).digest('hex').slice(0, 16)}`;
}

const PRIVATE_NAME = 'audit.key';
const PUBLIC_NAME = 'audit.pub';

/** Throws `audit-unreadable` for a key that others could read or that is no ed25519 key. */
export function openSigningKey(keysDir: string): SigningKey {
  privateDir(keysDir);
  const pem = readPrivate(join(keysDir, PRIVATE_NAME)) ?? makeKey(keysDir);
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (thrown) {
    throw asCordonError(thrown, 'audit-unreadable', `mv ${join(keysDir, PRIVATE_NAME)} elsewhere: a new key is made`);
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw badKey(keysDir, 'is no ed25519 key');
  const raw = rawPublicKey(privateKey);
  writeOnce(keysDir, PUBLIC_NAME, publicPem(privateKey));
  return { privateKey, raw, id: keyIdOf(raw) };
}

/** The public keys that the folder vouches for, 32 bytes each; empty where it has none or cannot be read. */
export function publicKeysIn(keysDir: string): Buffer[] {
  let names: string[];
  try {
    names = readdirSync(keysDir);
  } catch {
    return [];
  }
  const pems = names.filter((name) => /^audit[\w.-]*\.pub$/.test(name)).sort();
  return pems.flatMap((name) => parsePublicKey(readFileSync(join(keysDir, name), 'utf8')) ?? []);
}

/** The 32 bytes of an ed25519 public key in PEM, or null. */
export function parsePublicKey(pem: string): Buffer | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? rawPublicKey(key) : null;
  } catch {
    return null;
  }
}

function readPrivate(path: string): string | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw asCordonError(thrown, 'audit-unreadable', `ls -l ${path}`);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw new CordonError('audit-unreadable', `${path} is no regular file`, `ls -l ${path}`);
    if ((stat.mode & 0o077) !== 0) {
      throw new CordonError('audit-unreadable', `others may read the signing key ${path}`, `chmod 600 ${path}`);
    }
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}

/** Two sessions may start at once: the link decides whose key it is, and the other takes that one. */
function makeKey(keysDir: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeOnce(keysDir, PRIVATE_NAME, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  const pem = readPrivate(join(keysDir, PRIVATE_NAME));
  if (pem === null) throw badKey(keysDir, 'vanished while it was made');
  return pem;
}

/** Whole or not at all, and never over what stands there. */
function writeOnce(dir: string, name: string, text: string): void {
  const temporary = join(dir, `.${name}.${process.pid}.${Math.random().toString(36).slice(2)}`);
  writeFileSync(temporary, text, { mode: PRIVATE_FILE, flag: 'wx', flush: true });
  try {
    linkSync(temporary, join(dir, name));
    syncDir(dir);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  } finally {
    unlinkSync(temporary);
  }
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString();
}

function badKey(keysDir: string, what: string): CordonError {
  const path = join(keysDir, PRIVATE_NAME);
  return new CordonError('audit-unreadable', `the signing key ${path} ${what}`, `mv ${path} ${path}.old`);
}
