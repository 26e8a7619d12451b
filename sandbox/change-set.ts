/** What a session changed, as data: judged on the host, bound to its base by digests, the contents beside it as blobs. */
import { join } from 'node:path';
import { z } from 'zod';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const EntryType = z.enum(['file', 'dir', 'symlink']);

export const ChangeBase = z.strictObject({
  type: EntryType,
  mode: z.int().min(0).max(0o777),
  /** Of the content of a file, of the target of a link; null for a folder. */
  sha256: Sha256Hex.nullable(),
  size: z.int().min(0),
  linkTarget: z.string().optional(),
});
export type ChangeBase = z.infer<typeof ChangeBase>;

export const Change = z.strictObject({
  /** Relative to the repository, `/` as separator. */
  path: z.string().min(1),
  change: z.enum(['added', 'modified', 'deleted']),
  /** What it is now; for a deletion what it was. */
  type: EntryType,
  mode: z.int().min(0).max(0o777),
  /** Of the new content or link target; null for a folder and for a deletion. The blob has this name. */
  sha256: Sha256Hex.nullable(),
  size: z.int().min(0),
  linkTarget: z.string().optional(),
  base: ChangeBase.nullable(),
});
export type Change = z.infer<typeof Change>;

export const ChangeSet = z.strictObject({
  version: z.literal(1),
  /** Digest of the whole base manifest. */
  base: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  changes: z.array(Change),
  /** Stays in the container, and why. */
  refused: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  /** Would be run or obeyed on the host: applied only when accepted by name. */
  flagged: z.array(z.strictObject({ path: z.string(), why: z.string() })),
});
export type ChangeSet = z.infer<typeof ChangeSet>;

export function blobPath(dir: string, sha256: string): string {
  return join(dir, 'blobs', sha256);
}

/** Git's view of a mode: only whether the owner may execute it. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0;
}
