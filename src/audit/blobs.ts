/** Texts too large for an entry, by the digest of what is stored. Redacted like everything else. */
import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orNoRoom } from './no-room.ts';
import { PRIVATE_FILE, privateDir, syncDir } from './places.ts';

export interface BlobRef {
  /** `sha256:` and 64 hex digits; the file is named by the digits. */
  readonly digest: string;
  readonly bytes: number;
}

/** On disk, whole, before it returns. The same content is stored once. Takes redacted content only. */
export function storeBlob(dir: string, content: Uint8Array): BlobRef {
  const hex = createHash('sha256').update(content).digest('hex');
  const path = join(dir, hex);
  if (!existsSync(path)) {
    privateDir(dir);
    const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    try {
      writeFileSync(temporary, content, { mode: PRIVATE_FILE, flag: 'wx', flush: true });
      renameSync(temporary, path);
    } catch (thrown) {
      rmSync(temporary, { force: true });
      throw orNoRoom(thrown);
    }
    syncDir(dir);
  }
  return { digest: `sha256:${hex}`, bytes: content.length };
}
