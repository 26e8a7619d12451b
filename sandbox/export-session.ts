/** Takes a session's changes out of its container: lists, fetches, judges, flags. */
import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { CordonError, WORKSPACE } from '../src/contract/index.ts';
import { type BaseManifest, sha256Hex } from './base-manifest.ts';
import { storeBlobs } from './blob-store.ts';
import { blobPath, type Change, type ChangeSet } from './change-set.ts';
import { roomEnv } from './container-spec.ts';
import type { Engine } from './docker.ts';
import { runExec } from './exec.ts';
import { candidates, changeSetOf, exportCaps, type IgnoredCheck } from './export.ts';
import { flagReason, needsContent } from './flagged-paths.ts';
import { readHostFile } from './host-tree.ts';
import { Neighbourhood } from './neighbourhood.ts';
import type { RoomState } from './room-state.ts';
import { readTree } from './room-tree.ts';

const EXPORT_TIMEOUT_MS = 600_000;
/** What tar adds to the contents. */
const ARCHIVE_OVERHEAD_BYTES = 64 * 1024 * 1024;

/** `--hard-dereference`: a second name of a file comes with its content instead of a reference. */
const packArgv = [
  '/bin/tar',
  '--create',
  '--file=-',
  '--format=gnu',
  '--no-recursion',
  '--hard-dereference',
  `--directory=${WORKSPACE}`,
  '--null',
  '--verbatim-files-from',
  '--files-from=-',
] as const;

export interface ExportSource {
  readonly engine: Engine;
  readonly room: RoomState;
  readonly base: BaseManifest;
  /** Absolute folder of the host, to tell what of a package.json changed; it is only read. */
  readonly repo: string;
  readonly ignored: IgnoredCheck;
}

/** Errors: `export-refused` when there is more than the caps allow, `engine-lost`, `sandbox-failed`. */
export async function exportChanges(source: ExportSource, dir: string): Promise<ChangeSet> {
  const tree = await readTree(source.engine, source.room, 'hash');
  const found = candidates(source.base, tree, source.ignored);
  const count = found.changes.length + found.fetch.length;
  if (count > exportCaps.changes) {
    const message = `${count} paths changed, and at most ${exportCaps.changes} are taken out`;
    throw new CordonError('export-refused', message, 'add generated folders to .gitignore');
  }
  const { files, refused } = await fetchFiles(source, found.fetch, dir);
  const contents = await flagContents(source.repo, found.changes, files, dir);
  return changeSetOf(source.base, found, files, refused, (changes) => {
    const around = new Neighbourhood(source.base, changes);
    return (change) => flagOf(change, contents, around);
  });
}

async function fetchFiles(source: ExportSource, paths: readonly string[], dir: string) {
  if (paths.length === 0) return { files: [], refused: [] };
  const archive = new PassThrough();
  const stop = new AbortController();
  const storing = storeBlobs(archive, paths, dir, exportCaps);
  storing.catch(() => stop.abort());
  let drained: Promise<void> | null = null;
  const end = await runExec(source.engine, source.room, {
    argv: packArgv,
    env: roomEnv,
    stdin: paths.map((path) => `${path}\0`).join(''),
    timeoutMs: EXPORT_TIMEOUT_MS,
    signal: stop.signal,
    outputBytes: exportCaps.totalBytes + ARCHIVE_OVERHEAD_BYTES,
    onOutput: (stream, chunk) => {
      if (stream !== 'stdout' || archive.destroyed || archive.write(chunk)) return undefined;
      drained ??= drain(archive).then(() => {
        drained = null;
      });
      return drained;
    },
  }).finally(() => archive.end());
  const stored = await storing;
  // Exit 2 with some files unread is no failure: those are refused by name.
  if (end.how === 'exited') return stored;
  throw new CordonError('export-refused', `taking the changes out ended by ${end.how}`, 'cordon run --resume SESSION');
}

function drain(archive: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      archive.removeListener('drain', done).removeListener('close', done);
      resolve();
    };
    archive.once('drain', done).once('close', done);
  });
}

type Contents = ReadonlyMap<string, { readonly before: Uint8Array | null; readonly after: Uint8Array | null }>;

/** Before and after of the few files whose content decides. A before that cannot be had counts as changed. */
async function flagContents(
  repo: string,
  changes: readonly Change[],
  files: readonly { path: string; sha256: string }[],
  dir: string,
): Promise<Contents> {
  const contents = new Map<string, { before: Uint8Array | null; after: Uint8Array | null }>();
  for (const { path, sha256 } of files.filter((file) => needsContent(file.path))) {
    contents.set(path, { before: readHostFile(repo, path), after: await readFile(blobPath(dir, sha256)) });
  }
  for (const { path, change } of changes.filter((item) => needsContent(item.path))) {
    const before = readHostFile(repo, path);
    contents.set(path, { before, after: change === 'deleted' ? null : before });
  }
  return contents;
}

const NOT_JSON = Buffer.from('changed on the host since');

function flagOf(change: Change, contents: Contents, around: Neighbourhood): string | null {
  if (around.isInRepository(change.path)) return 'git takes the folder for a repository and obeys its settings';
  // A folder is not run; what lies in it is judged by itself.
  if (change.type === 'dir') return null;
  if (change.type === 'symlink' && change.change !== 'deleted') return 'a link: who reads it gets another file';
  const content = contents.get(change.path);
  const before = content?.before ?? null;
  const expected = change.base?.sha256 ?? null;
  const isBase = expected === null ? before === null : before !== null && sha256Hex(before) === expected;
  const own = flagReason(change.path, isBase ? before : NOT_JSON, content?.after ?? null);
  const names = around.namesOf(change.path);
  if (own !== null || names === null) return own ?? 'more links lead to it than can be looked at';
  for (const name of names.slice(1)) {
    const why = flagReason(name, NOT_JSON, null);
    if (why !== null) return `${why}, as ${name}`;
  }
  return null;
}
