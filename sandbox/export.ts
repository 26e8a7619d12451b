/** What changed against the base, judged on the host. Everything that comes out of the container is hostile input. */
import type { BaseEntry, BaseManifest } from './base-manifest.ts';
import { manifestDigest, sha256Hex } from './base-manifest.ts';
import { type Change, type ChangeBase, ChangeSet, isExecutable } from './change-set.ts';
import { CollisionCheck, hasGitName, linkProblem, pathProblem } from './export-names.ts';
import type { PathFacts, TreeFacts } from './tree-facts.ts';

/** Caps of one export; more than that is not something a person can review. */
export const exportCaps = { changes: 20_000, fileBytes: 256 * 1024 * 1024, totalBytes: 1024 * 1024 * 1024 } as const;

export interface Candidates {
  /** Folders, links, deletions and changes of mode: known without content. */
  readonly changes: readonly Change[];
  /** Files whose content has to be fetched and hashed here. */
  readonly fetch: readonly string[];
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Git-ignored: build output, and dependencies that the host installs for itself. */
export type IgnoredCheck = (path: string, isFolder: boolean) => boolean;

/** Pure. `tree` is what the container claims; a false claim can hide a change in it, and cannot add one. */
export function candidates(base: BaseManifest, tree: TreeFacts, ignored: IgnoredCheck): Candidates {
  const sorter = new Sorter(base, tree, ignored);
  const paths = [...tree.paths.keys()].sort((a, b) => (a < b ? -1 : 1));
  for (const path of paths) {
    const facts = tree.paths.get(path);
    if (facts !== undefined) sorter.present(path, facts);
  }
  for (const [path, entry] of base) if (!tree.paths.has(path)) sorter.absent(path, entry);
  return sorter.result();
}

class Sorter {
  readonly #base: BaseManifest;
  readonly #ignored: IgnoredCheck;
  readonly #collisions: CollisionCheck;
  readonly #unreadable: readonly string[];
  /** Folders that hold something, before or now: they come and go with what they hold. */
  readonly #populated: ReadonlySet<string>;
  readonly #changes: Change[] = [];
  readonly #fetch: string[] = [];
  /** By path, so that a whole refused folder is one line. */
  readonly #refused = new Map<string, string>();

  constructor(base: BaseManifest, tree: TreeFacts, ignored: IgnoredCheck) {
    this.#base = base;
    this.#ignored = ignored;
    this.#collisions = new CollisionCheck([...base.keys()].filter((path) => tree.paths.has(path)));
    this.#unreadable = tree.unreadable;
    this.#populated = parentsOf([...base.keys(), ...tree.paths.keys()]);
    for (const path of tree.unreadable) this.#refused.set(path, 'cannot be read, or its name is not text');
  }

  result(): Candidates {
    const refused = [...this.#refused].map(([path, reason]) => ({ path, reason }));
    return { changes: this.#changes, fetch: this.#fetch, refused };
  }

  present(path: string, facts: PathFacts): void {
    const base = this.#base.get(path);
    if (base !== undefined && sameEntry(base, facts)) return;
    const reason = this.#problem(path, facts, base);
    if (reason !== null) this.#refuse(path, reason);
    else if (facts.type === 'f') this.#file(path, facts, base);
    else if (facts.type === 'd' && base === undefined && this.#populated.has(path)) return;
    else if (facts.type === 'd') this.#put(path, 'dir', base, { mode: 0o755, sha256: null, size: 0 });
    else if (facts.linkTarget !== null) {
      const target = facts.linkTarget;
      const content = { mode: 0o777, sha256: sha256Hex(target), size: Buffer.byteLength(target), linkTarget: target };
      this.#put(path, 'symlink', base, content);
    }
  }

  absent(path: string, entry: BaseEntry): void {
    // Under a folder that could not be listed nothing is known to be gone.
    if (this.#unreadable.some((folder) => path.startsWith(`${folder}/`))) return;
    if (hasGitName(path)) this.#refuse(path, 'the history and settings of git stay in the container');
    else if (this.#ignored(path, entry.type === 'dir')) this.#refuse(path, IGNORED);
    else if (entry.type !== 'dir' || !this.#populated.has(path)) {
      const base = baseOf(entry);
      const gone = { type: entry.type, mode: entry.mode, sha256: null, size: 0 };
      this.#changes.push({ path, change: 'deleted', ...gone, base });
    }
  }

  #problem(path: string, facts: PathFacts, base: BaseEntry | undefined): string | null {
    if (facts.type === 's') return 'sockets, pipes and devices stay in the container';
    const problem = pathProblem(path);
    if (problem !== null) return problem;
    if (this.#ignored(path, facts.type === 'd')) return IGNORED;
    if (facts.type === 'f' && (facts.mode & 0o6000) !== 0) return 'it would run with another identity (set-id bit)';
    if (facts.size > exportCaps.fileBytes) return `it is larger than ${exportCaps.fileBytes} bytes`;
    if (facts.type === 'l') {
      const link = linkProblem(path, facts.linkTarget ?? '');
      if (link !== null) return link;
    }
    if (base !== undefined) return null;
    const other = this.#collisions.admit(path);
    return other === null ? null : `some systems take it for the same as ${other}`;
  }

  /** One line for a refused folder: what lies in it is refused with it. */
  #refuse(path: string, reason: string): void {
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count += 1) {
      if (this.#refused.get(parts.slice(0, count).join('/')) === reason) return;
    }
    const gitAt = parts.findIndex((part) => hasGitName(part));
    this.#refused.set(gitAt >= 0 ? parts.slice(0, gitAt + 1).join('/') : path, reason);
  }

  #file(path: string, facts: PathFacts, base: BaseEntry | undefined): void {
    if (base?.type !== 'file' || base.sha256 !== facts.sha256) {
      this.#fetch.push(path);
      return;
    }
    const content = { mode: modeOf(facts.mode, base), sha256: base.sha256, size: base.size };
    this.#put(path, 'file', base, content);
  }

  #put(
    path: string,
    type: Change['type'],
    base: BaseEntry | undefined,
    content: Pick<Change, 'mode' | 'sha256' | 'size' | 'linkTarget'>,
  ): void {
    const change = base === undefined ? 'added' : 'modified';
    this.#changes.push({ path, change, type, ...content, base: base === undefined ? null : baseOf(base) });
  }
}

function parentsOf(paths: readonly string[]): Set<string> {
  return new Set(paths.filter((path) => path.includes('/')).map((path) => path.slice(0, path.lastIndexOf('/'))));
}

const IGNORED = 'git ignores it: build output and installed packages stay in the container';

/** Permission bits beyond "executable" differ by umask alone; they are no change of their own. */
function sameEntry(base: BaseEntry, facts: PathFacts): boolean {
  if (base.type === 'dir') return facts.type === 'd';
  if (base.type === 'symlink') return facts.type === 'l' && facts.linkTarget === base.linkTarget;
  const sameBits = isExecutable(base.mode) === isExecutable(facts.mode) && (facts.mode & 0o6000) === 0;
  return facts.type === 'f' && facts.sha256 === base.sha256 && sameBits;
}

export function modeOf(mode: number, base: BaseEntry | undefined): number {
  if (base?.type === 'file' && isExecutable(base.mode) === isExecutable(mode)) return base.mode;
  return isExecutable(mode) ? 0o755 : 0o644;
}

export function baseOf(entry: BaseEntry): ChangeBase {
  const { type, mode, sha256, size, linkTarget } = entry;
  return { type, mode, sha256, size, ...(linkTarget === null ? {} : { linkTarget }) };
}

export interface FetchedFile {
  readonly path: string;
  readonly mode: number;
  /** Computed on the host from the bytes that arrived. */
  readonly sha256: string;
  readonly size: number;
}

/** Joins what was known with what was fetched; a file that turns out to be unchanged is dropped. */
export function changeSetOf(
  base: BaseManifest,
  found: Candidates,
  fetched: readonly FetchedFile[],
  refused: ChangeSet['refused'],
  flagging: (changes: readonly Change[]) => (change: Change) => string | null,
): ChangeSet {
  const changes = [...found.changes];
  for (const file of fetched) {
    const entry = base.get(file.path);
    const mode = modeOf(file.mode, entry);
    if (entry?.type === 'file' && entry.sha256 === file.sha256 && entry.mode === mode) continue;
    changes.push({
      path: file.path,
      change: entry === undefined ? 'added' : 'modified',
      type: 'file',
      mode,
      sha256: file.sha256,
      size: file.size,
      base: entry === undefined ? null : baseOf(entry),
    });
  }
  changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  const flag = flagging(changes);
  const flagged = changes.flatMap((change) => {
    const why = flag(change);
    return why === null ? [] : [{ path: change.path, why }];
  });
  const all = [...found.refused, ...refused].sort((a, b) => (a.path < b.path ? -1 : 1));
  return ChangeSet.parse({ version: 1, base: manifestDigest(base), changes, refused: all, flagged });
}
