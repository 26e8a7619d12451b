/** The stat facts of the workspace as the program tools/tree.py reports them; what a call changed is their difference. */
import type { ChangedFile } from '../src/contract/index.ts';

export interface PathFacts {
  /** `s`: socket, pipe, device: nothing that leaves the container. */
  readonly type: 'f' | 'd' | 'l' | 's';
  readonly mode: number;
  readonly size: number;
  /** mtime, ctime and inode as one text: equal text means untouched as far as stat can tell. */
  readonly stamp: string;
  /** Hex SHA-256 as claimed inside, or null. Chooses candidates; never trusted for content. */
  readonly sha256: string | null;
  readonly linkTarget: string | null;
}

export interface TreeFacts {
  readonly paths: ReadonlyMap<string, PathFacts>;
  /** Folders that could not be listed, and names that are not UTF-8, in readable form. */
  readonly unreadable: readonly string[];
  readonly usage: { readonly cpuNs: number; readonly memoryBytes: number; readonly oomKills: number } | null;
  /** False: the report is incomplete. */
  readonly complete: boolean;
}

const NUL = 0;
const TAB = 9;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Hostile input: a record that does not parse makes the report incomplete, never an exception. */
export function parseTree(report: Buffer): TreeFacts {
  const paths = new Map<string, PathFacts>();
  const unreadable: string[] = [];
  let usage: TreeFacts['usage'] = null;
  let complete = false;
  let damaged = false;
  for (let start = 0; start < report.length; ) {
    const end = report.indexOf(NUL, start);
    if (end < 0) break;
    const record = report.subarray(start, end);
    start = end + 1;
    const word = record.subarray(0, Math.max(0, record.indexOf(TAB))).toString('latin1');
    const rest = record.subarray(word.length + 1);
    if (word === 'usage') usage = usageOf(rest.toString('latin1'));
    else if (word === 'end') complete = Number(rest.toString('latin1')) === paths.size + countNotText(unreadable);
    else if (word === 'denied') unreadable.push(rest.toString('utf8'));
    else if (!addPath(word, rest, paths, unreadable)) damaged = true;
  }
  return { paths, unreadable, usage, complete: complete && !damaged };
}

const NOT_TEXT = ' (name is not UTF-8)';

function countNotText(unreadable: readonly string[]): number {
  return unreadable.filter((path) => path.endsWith(NOT_TEXT)).length;
}

function usageOf(text: string): TreeFacts['usage'] {
  const [cpuNs = -1, memoryBytes = -1, oomKills = -1] = text.split('\t').map(Number);
  return { cpuNs, memoryBytes, oomKills };
}

/** mode, size, mtime, ctime, inode, links, digest, target, then the path. */
const FIELDS = 8;

function addPath(type: string, rest: Buffer, paths: Map<string, PathFacts>, unreadable: string[]): boolean {
  if (type !== 'f' && type !== 'd' && type !== 'l' && type !== 's') return false;
  const fields: string[] = [];
  let at = 0;
  while (fields.length < FIELDS) {
    const tab = rest.indexOf(TAB, at);
    if (tab < 0) return false;
    fields.push(rest.toString('latin1', at, tab));
    at = tab + 1;
  }
  const [mode = '', size = '', mtime = '', ctime = '', inode = '', , digest = '', target = ''] = fields;
  const pathBytes = rest.subarray(at);
  const path = decode(pathBytes);
  const linkTarget = target === '-' ? null : decode(Buffer.from(target, 'hex'));
  if (path === null || (type === 'l' && linkTarget === null)) {
    unreadable.push(`${pathBytes.toString('utf8')}${NOT_TEXT}`);
    return true;
  }
  if (paths.has(path)) return false;
  paths.set(path, {
    type,
    mode: Number.parseInt(mode, 8),
    size: Number(size),
    stamp: `${mtime} ${ctime} ${inode}`,
    sha256: /^[0-9a-f]{64}$/.test(digest) ? digest : null,
    linkTarget: type === 'l' ? linkTarget : null,
  });
  return true;
}

function decode(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Git's own store of contents says nothing about a call that its other files do not say. */
function isGitStore(path: string): boolean {
  return path.startsWith('.git/objects/');
}

/** At most so many in one Result; a build that writes more is summed up by the export. */
export const MAX_CHANGED = 1000;

/**
 * Files and links that differ, by stat alone. A write through a shared memory map leaves no trace in stat on a tmpfs; the
 * export, which compares digests, finds that too.
 */
export function changedBetween(before: TreeFacts, after: TreeFacts): ChangedFile[] {
  const changed: ChangedFile[] = [];
  for (const [path, facts] of after.paths) {
    if (facts.type === 'd' || isGitStore(path)) continue;
    const old = before.paths.get(path);
    if (old === undefined || old.type === 'd') changed.push({ path, change: 'added' });
    else if (old.stamp !== facts.stamp || old.mode !== facts.mode || old.size !== facts.size) {
      changed.push({ path, change: 'modified' });
    }
  }
  for (const [path, facts] of before.paths) {
    const now = after.paths.get(path);
    if (facts.type !== 'd' && !isGitStore(path) && (now === undefined || now.type === 'd'))
      changed.push({ path, change: 'deleted' });
  }
  return changed.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MAX_CHANGED);
}
