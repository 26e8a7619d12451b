/** Copies the repository into the container's workspace as a tar stream through an exec, and takes the base manifest. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CordonError, WORKSPACE } from '../src/contract/index.ts';
import { type BaseEntry, type BaseManifest, sha256Hex } from './base-manifest.ts';
import { type RoomLimits, roomEnv } from './container-spec.ts';
import type { Engine } from './docker.ts';
import { runExec } from './exec.ts';
import { isGitConfig, withoutCredentials } from './git-credentials.ts';
import { OutputKeeper } from './output-keeper.ts';
import type { RoomState } from './room-state.ts';
import { type SourceEntry, type Survey, unreadable } from './survey.ts';
import { type TarWriter, tarWriter } from './tar.ts';

const IMPORT_TIMEOUT_MS = 600_000;
/** Smaller files are read as a whole, so that one cannot change its length half-way. */
const WHOLE_BYTES = 1024 * 1024;

/** No engine archive endpoints (CVE-2018-15664, CVE-2026-41567): tar runs inside, as the unprivileged user. */
const unpackArgv = [
  '/bin/tar',
  '--extract',
  '--file=-',
  `--directory=${WORKSPACE}`,
  '--preserve-permissions',
  '--no-same-owner',
  '--delay-directory-restore',
  '--warning=no-timestamp',
] as const;

/** Throws `repo-too-large` before anything is copied. */
export function assertFits(survey: Survey, limits: RoomLimits): void {
  const { workspaceBytes, workspaceInodes } = limits;
  if (survey.bytes > workspaceBytes) {
    const message = `the repository needs ${mib(survey.bytes)} MiB and the workspace has ${mib(workspaceBytes)} MiB`;
    throw new CordonError('repo-too-large', message, largestHint(survey));
  }
  if (survey.entries.length >= workspaceInodes) {
    const message = `the repository has ${survey.entries.length} files and the workspace takes ${workspaceInodes}`;
    throw new CordonError('repo-too-large', message, largestHint(survey));
  }
}

function mib(bytes: number): number {
  return Math.ceil(bytes / (1024 * 1024));
}

function largestHint(survey: Survey): string {
  const folders = new Map<string, number>();
  for (const { path, size } of survey.entries) {
    const top = path.split('/', 1)[0] ?? path;
    folders.set(top, (folders.get(top) ?? 0) + size);
  }
  const largest = [...folders].sort((a, b) => b[1] - a[1]).slice(0, 3);
  const list = largest.map(([path, size]) => `${path} (${mib(size)} MiB)`).join(', ');
  return `--workspace-size SIZE, or add large folders to .gitignore; largest: ${list}`;
}

/** Errors: `repo-unreadable`, `repo-too-large`, `engine-lost`, `interrupted`. */
export async function importRepo(
  engine: Engine,
  room: RoomState,
  repo: string,
  survey: Survey,
  signal?: AbortSignal,
): Promise<BaseManifest> {
  const manifest = new Map<string, BaseEntry>();
  const archive = tarWriter();
  let failure: unknown = null;
  const writing = writeAll(archive, repo, survey.entries, manifest).catch((error: unknown) => {
    failure = error;
    archive.fail(error instanceof Error ? error : new Error(String(error)));
  });
  const stderr = new OutputKeeper(4096);
  const end = await runExec(engine, room, {
    argv: unpackArgv,
    env: roomEnv,
    stdin: archive.stream,
    timeoutMs: IMPORT_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
    onOutput: (_, chunk) => stderr.push(chunk),
  });
  const whole = end.how === 'exited' && end.exitCode === 0;
  // Frees the writer, which may wait for a reader that is gone.
  if (!whole) archive.fail(new Error('the copy was stopped'));
  await writing;
  if (failure instanceof CordonError) throw failure;
  if (signal?.aborted === true) throw new CordonError('interrupted', 'the copy was interrupted', 'run it again');
  if (!whole) throw copyError(end, stderr);
  return manifest;
}

function copyError(end: { how: string }, stderr: OutputKeeper): CordonError {
  const why = stderr.text().text.trim() || `it ended by ${end.how}`;
  if (why.includes('No space left')) {
    return new CordonError('repo-too-large', `the workspace is full: ${why}`, 'add large folders to .gitignore');
  }
  return new CordonError('sandbox-failed', `the repository could not be copied in: ${why}`, 'cordon doctor');
}

async function writeAll(
  archive: TarWriter,
  repo: string,
  entries: readonly SourceEntry[],
  manifest: Map<string, BaseEntry>,
): Promise<void> {
  for (const entry of entries) {
    if (entry.type === 'file') manifest.set(entry.path, await writeFile(archive, repo, entry));
    else {
      await archive.add(entry, null);
      const sha256 = entry.linkTarget === null ? null : sha256Hex(entry.linkTarget);
      manifest.set(entry.path, { type: entry.type, mode: entry.mode, size: 0, sha256, linkTarget: entry.linkTarget });
    }
  }
  archive.end();
}

async function writeFile(archive: TarWriter, repo: string, entry: SourceEntry): Promise<BaseEntry> {
  const fd = openFile(repo, entry.path);
  try {
    const facts = fstatSync(fd);
    if (!facts.isFile()) throw unreadable(entry.path, 'it was replaced while the repository was being copied');
    const base = { type: 'file', mode: entry.mode, linkTarget: null } as const;
    const holdsConfig = isGitConfig(entry.path);
    if (holdsConfig && facts.size > WHOLE_BYTES) throw unreadable(entry.path, 'a git configuration larger than 1 MiB');
    if (facts.size <= WHOLE_BYTES) {
      const read = readPiece(fd, facts.size, entry.path);
      const content = holdsConfig ? withoutCredentials(read) : read;
      await archive.add(entry, content);
      return { ...base, size: content.length, sha256: sha256Hex(content) };
    }
    const hash = createHash('sha256');
    await archive.addStream(entry, facts.size, pieces(fd, facts.size, entry.path, hash));
    return { ...base, size: facts.size, sha256: hash.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

/** No link is followed at the end of the path, and a pipe put there meanwhile does not block. */
function openFile(repo: string, path: string): number {
  try {
    return openSync(join(repo, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

function readPiece(fd: number, size: number, path: string): Buffer {
  const piece = Buffer.allocUnsafe(size);
  for (let filled = 0; filled < size; ) {
    const count = readSync(fd, piece, filled, size - filled, null);
    if (count === 0) throw unreadable(path, 'it became shorter while the repository was being copied; run it again');
    filled += count;
  }
  return piece;
}

async function* pieces(fd: number, size: number, path: string, hash: ReturnType<typeof createHash>) {
  for (let left = size; left > 0; ) {
    const piece = readPiece(fd, Math.min(left, WHOLE_BYTES), path);
    hash.update(piece);
    left -= piece.length;
    yield piece;
  }
}
