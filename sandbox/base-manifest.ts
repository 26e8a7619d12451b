/** What the workspace held at the beginning of the session, as it was read on the host: the base of every difference. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const BaseEntry = z.strictObject({
  type: z.enum(['file', 'dir', 'symlink']),
  /** Permission bits. */
  mode: z.int().min(0).max(0o777),
  size: z.int().min(0),
  /** Of the content of a file, of the target of a link; null for a folder. */
  sha256: Sha256Hex.nullable(),
  linkTarget: z.string().nullable(),
});
export type BaseEntry = z.infer<typeof BaseEntry>;

export type BaseManifest = ReadonlyMap<string, BaseEntry>;

/** `sha256:` and hex over one JSON line a path, in the order of the paths' code units: the same tree gives the same digest. */
export function manifestDigest(manifest: BaseManifest): string {
  const hash = createHash('sha256');
  const paths = [...manifest.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const path of paths) {
    const entry = manifest.get(path);
    if (entry === undefined) continue;
    const { type, mode, size, sha256, linkTarget } = entry;
    hash.update(`${JSON.stringify([path, type, mode, size, sha256, linkTarget])}\n`);
  }
  return `sha256:${hash.digest('hex')}`;
}

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
