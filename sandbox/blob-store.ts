/** Takes file contents out of a hostile tar stream into blobs named by digest. Nothing is unpacked under its own name. */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CordonError } from '../src/contract/index.ts';
import { blobPath } from './change-set.ts';
import type { FetchedFile } from './export.ts';
import { readTar, type TarEntry } from './tar-reader.ts';

export interface BlobCaps {
  readonly changes: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
}

export interface StoredBlobs {
  readonly files: readonly FetchedFile[];
  readonly refused: { path: string; reason: string }[];
}

/** Only paths that were asked for are taken, each once; a difference between archive and question is refused, not trusted. */
export async function storeBlobs(
  archive: AsyncIterable<Uint8Array>,
  wanted: readonly string[],
  dir: string,
  caps: BlobCaps,
): Promise<StoredBlobs> {
  await mkdir(join(dir, 'blobs'), { recursive: true, mode: 0o700 });
  const missing = new Set(wanted);
  const files: FetchedFile[] = [];
  const refused: { path: string; reason: string }[] = [];
  let total = 0;
  try {
    for await (const { entry, content } of readTar(archive)) {
      const path = entry.path ?? '(a name that is not UTF-8)';
      const problem = missing.delete(path) ? entryProblem(entry, caps) : 'it was not asked for';
      if (problem !== null) {
        if (refused.length < caps.changes) refused.push({ path, reason: problem });
        continue;
      }
      total += entry.size;
      if (total > caps.totalBytes) throw tooLarge(caps);
      const stored = await storeOne(content, entry.size, dir);
      files.push({ path, mode: entry.mode, ...stored });
    }
  } catch (error) {
    if (error instanceof CordonError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CordonError(
      'export-refused',
      `the archive of the changes is damaged: ${why}`,
      'cordon run --resume SESSION',
      error,
    );
  }
  for (const path of missing) refused.push({ path, reason: 'it could not be read inside the container' });
  return { files, refused };
}

function entryProblem(entry: TarEntry, caps: BlobCaps): string | null {
  if (entry.kind !== 'file') return `it is no regular file (type ${entry.letter})`;
  if ((entry.mode & 0o6000) !== 0) return 'it would run with another identity (set-id bit)';
  return entry.size > caps.fileBytes ? `it is larger than ${caps.fileBytes} bytes` : null;
}

function tooLarge(caps: BlobCaps): CordonError {
  const message = `the changes are larger than ${caps.totalBytes} bytes`;
  return new CordonError('export-refused', message, 'have the session delete what it need not keep');
}

async function storeOne(content: AsyncIterable<Uint8Array>, size: number, dir: string) {
  const temporary = join(dir, 'blobs', `.${randomBytes(12).toString('hex')}`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    const sha256 = await copy(content, size, file);
    await file.close();
    await rename(temporary, blobPath(dir, sha256));
    return { sha256, size };
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
    throw error;
  }
}

async function copy(content: AsyncIterable<Uint8Array>, size: number, file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  let seen = 0;
  for await (const chunk of content) {
    seen += chunk.length;
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  if (seen !== size) throw new Error('an entry is shorter than announced');
  return hash.digest('hex');
}
