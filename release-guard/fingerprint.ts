/** What suppressions and SARIF bind to: the same rule, path and content give the same fingerprint, changed content another. */
import { createHash } from 'node:crypto';

/** 32 hex digits: half of a SHA-256 over rule, path and content, each with its length in front, so that nothing shifts between them. */
export function fingerprintOf(rule: string, path: string, content: string | Uint8Array): string {
  const hash = createHash('sha256');
  for (const part of [rule, path, content]) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 32);
}
