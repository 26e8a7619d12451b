/** The one owner of the diff library: a change set as a patch that `git apply` takes. */
import { readFile } from 'node:fs/promises';
import { structuredPatch } from 'diff';
import { CordonError } from '../src/contract/index.ts';
import { sha256Hex } from './base-manifest.ts';
import { blobPath, type Change, type ChangeSet, isExecutable } from './change-set.ts';
import { binaryPatch, gitBlobId } from './git-binary.ts';
import { HostFolder, inParent } from './host-tree.ts';

/** Effort after which two texts count as wholly different; the patch stays right, only longer. */
const DIFF_TIMEOUT_MS = 2_000;
const CONTEXT_LINES = 3;
const EMPTY = Buffer.alloc(0);

/**
 * Unified diff in git's form; `dir` holds the blobs. The old side is read from the repository: for a file that was
 * changed there meanwhile a comment stands instead of a diff. Folders alone have no place in such a patch.
 */
export async function renderPatch(changeSet: ChangeSet, repo: string, dir: string): Promise<string> {
  const root = HostFolder.root(repo);
  try {
    const parts: string[] = [];
    for (const change of changeSet.changes) parts.push(await renderChange(change, root, dir));
    return parts.join('');
  } finally {
    root.close();
  }
}

/** One side of a change as git knows it; null: absent, or a folder. */
interface Side {
  readonly mode: '100644' | '100755' | '120000';
  readonly content: Buffer;
}

async function renderChange(change: Change, root: HostFolder, dir: string): Promise<string> {
  const before = oldSide(change, root);
  if (before === 'changed') return `# cordon: ${change.path} was changed on the host since: no diff\n`;
  const after = await newSide(change, dir);
  if (before === null || after === null || before.mode.slice(0, 3) === after.mode.slice(0, 3)) {
    return renderSides(change.path, before, after);
  }
  // A file that became a link, or the reverse, is for git a deletion and a creation.
  return renderSides(change.path, before, null) + renderSides(change.path, null, after);
}

function fileMode(mode: number): Side['mode'] {
  return isExecutable(mode) ? '100755' : '100644';
}

function oldSide(change: Change, root: HostFolder): Side | null | 'changed' {
  const { base } = change;
  if (base === null || base.type === 'dir') return null;
  const content = readBase(root, change.path, base.type);
  if (content === null || sha256Hex(content) !== base.sha256) return 'changed';
  return { mode: base.type === 'symlink' ? '120000' : fileMode(base.mode), content };
}

function readBase(root: HostFolder, path: string, type: 'file' | 'symlink'): Buffer | null {
  try {
    return inParent(root, path, (parent, name) => {
      if (parent === null) return null;
      return type === 'symlink' ? Buffer.from(parent.readlink(name)) : parent.readFile(name);
    });
  } catch {
    return null;
  }
}

async function newSide(change: Change, dir: string): Promise<Side | null> {
  if (change.change === 'deleted' || change.type === 'dir' || change.sha256 === null) return null;
  if (change.type === 'symlink') return { mode: '120000', content: Buffer.from(change.linkTarget ?? '') };
  return { mode: fileMode(change.mode), content: await readNewContent(change, change.sha256, dir) };
}

/** A change of mode alone has no blob: its content is that of the base. */
async function readNewContent(change: Change, sha256: string, dir: string): Promise<Buffer> {
  try {
    return await readFile(blobPath(dir, sha256));
  } catch (error) {
    if (change.base?.sha256 === sha256) return EMPTY;
    const message = `the content of ${change.path} is missing from the session`;
    throw new CordonError('session-unknown', message, 'cordon sessions list', error);
  }
}

function renderSides(path: string, before: Side | null, after: Side | null): string {
  if (before === null && after === null) return '';
  const [oldName, newName] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const lines = [`diff --git ${oldName} ${newName}`];
  if (before === null && after !== null) lines.push(`new file mode ${after.mode}`);
  else if (before !== null && after === null) lines.push(`deleted file mode ${before.mode}`);
  else if (before !== null && after !== null && before.mode !== after.mode) {
    lines.push(`old mode ${before.mode}`, `new mode ${after.mode}`);
  }
  const head = `${lines.join('\n')}\n`;
  if (before !== null && after?.content === EMPTY) return head;
  const [old, now] = [before?.content ?? EMPTY, after?.content ?? EMPTY];
  if (old.equals(now)) return head;
  const ids = `index ${before === null ? ZERO_ID : gitBlobId(old)}..${after === null ? ZERO_ID : gitBlobId(now)}`;
  if (!isText(old) || !isText(now)) return `${head}${ids}\n${binaryPatch(old, now)}`;
  const from = before === null ? '/dev/null' : named(oldName);
  const to = after === null ? '/dev/null' : named(newName);
  return `${head}${ids}\n--- ${from}\n+++ ${to}\n${hunks(old.toString('utf8'), now.toString('utf8'))}`;
}

const ZERO_ID = '0'.repeat(40);

function isText(content: Buffer): boolean {
  return !content.includes(0) && Buffer.from(content.toString('utf8')).equals(content);
}

/** Git quotes names with quotes, backslashes or control characters; those never leave the container, but a base may have them. */
function quoted(name: string): string {
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  const inner = name.replaceAll(
    /["\\\u0000-\u001f\u007f]/g,
    (letter) => `\\${letter === '"' || letter === '\\' ? letter : letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${inner}"`;
}

/** A tab after a name with spaces tells where it ends. */
function named(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

function hunks(before: string, after: string): string {
  const options = { context: CONTEXT_LINES, timeout: DIFF_TIMEOUT_MS };
  const patch = structuredPatch('a', 'b', before, after, undefined, undefined, options);
  const found = patch?.hunks ?? [wholeHunk(before, after)];
  return found.map(renderHunk).join('');
}

interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

function renderHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string {
  // Where a side has no lines its number is that of the line before.
  const from = `${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines}`;
  const to = `${newLines === 0 ? newStart - 1 : newStart},${newLines}`;
  return `@@ -${from} +${to} @@\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Everything out, everything in. */
function wholeHunk(before: string, after: string): Hunk {
  const old = prefixed('-', before);
  const now = prefixed('+', after);
  return {
    oldStart: 1,
    oldLines: old.count,
    newStart: 1,
    newLines: now.count,
    lines: [...old.lines, ...now.lines],
  };
}

function prefixed(sign: '-' | '+', text: string): { lines: string[]; count: number } {
  if (text === '') return { lines: [], count: 0 };
  const lines = text.split('\n');
  const ended = lines.at(-1) === '';
  if (ended) lines.pop();
  const count = lines.length;
  const all = lines.map((line) => sign + line);
  return { lines: ended ? all : [...all, '\\ No newline at end of file'], count };
}
