/** Walks the repository before anything is copied: what goes in, what stays out and why, and how large it is. */
import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CordonError } from '../src/contract/index.ts';
import { isDependencyFolder } from './dependency-folders.ts';
import { type GitView, readGitView, withFolderRules } from './git-view.ts';
import type { IgnoreRules } from './ignored.ts';

export interface SourceEntry {
  /** Relative to the repository, `/` as separator. */
  readonly path: string;
  readonly type: 'file' | 'dir' | 'symlink';
  readonly mode: number;
  readonly size: number;
  readonly mtime: Date;
  readonly linkTarget: string | null;
}

export interface Survey {
  /** Folders before what they hold. */
  readonly entries: readonly SourceEntry[];
  /** As a file system with pages of 4 KiB stores it. */
  readonly bytes: number;
  /** Git-ignored, a closing slash for a folder that is left out as a whole. */
  readonly leftOut: readonly string[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Ignored by git and copied all the same: dependency folders. */
  readonly dependencies: readonly string[];
  /** Whether git would ignore a path, which may have come into being later; by the rules as they were here. */
  readonly ignored: (path: string, isFolder: boolean) => boolean;
}

/** `all`: everything below; `only`: what is tracked or asked for by name, the folder itself being ignored. */
type Manner = 'normal' | 'all' | 'only';

/** Errors: `repo-unreadable`, naming the path; `usage` for an include that is not in the repository. */
export function surveyRepo(repo: string, include: readonly string[] = []): Survey {
  const root = lstat(repo, '.');
  if (!root.isDirectory()) throw unreadable('.', `${repo} is not a folder`);
  const walk = new Walk(repo, readGitView(repo), includedPaths(repo, include));
  walk.folder('', 'normal', walk.git.rules);
  return walk.result();
}

class Walk {
  readonly git: GitView;
  readonly #repo: string;
  readonly #included: ReadonlySet<string>;
  readonly #entries: SourceEntry[] = [];
  readonly #leftOut: string[] = [];
  readonly #skipped: { path: string; reason: string }[];
  readonly #dependencies: string[] = [];
  /** Every rule file that was met, outer ones first. */
  #allRules: IgnoreRules;
  #bytes = 0;

  constructor(repo: string, git: GitView, included: ReadonlySet<string>) {
    this.#repo = repo;
    this.git = git;
    this.#included = included;
    this.#skipped = [...git.problems];
    this.#allRules = git.rules;
  }

  result(): Survey {
    return {
      entries: this.#entries,
      bytes: this.#bytes,
      leftOut: this.#leftOut,
      skipped: this.#skipped,
      dependencies: this.#dependencies,
      ignored: (path, isFolder) => this.#isIgnored(path, isFolder),
    };
  }

  folder(path: string, manner: Manner, outer: IgnoreRules): void {
    const absolute = join(this.#repo, path);
    const prefix = this.git.prefix + (path === '' ? '' : `${path}/`);
    const rules = manner === 'normal' ? withFolderRules(outer, absolute, prefix) : outer;
    if (rules !== outer) this.#allRules = withFolderRules(this.#allRules, absolute, prefix);
    for (const name of this.#names(absolute, path)) {
      const child = path === '' ? name : `${path}/${name}`;
      const facts = lstat(join(this.#repo, child), child);
      const inner = this.#mannerOf(child, facts.isDirectory(), manner, rules);
      if (inner === 'out') this.#leftOut.push(facts.isDirectory() ? `${child}/` : child);
      else this.#take(child, facts, inner, rules);
    }
  }

  #isIgnored(path: string, isFolder: boolean): boolean {
    const inTop = this.git.prefix + path;
    if (this.git.tracked.has(inTop) || (isFolder && this.git.tracked.has(`${inTop}/`))) return false;
    const parts = path.split('/');
    const asked = parts.some((_, index) => this.#included.has(parts.slice(0, index + 1).join('/')));
    return !asked && this.#allRules.ignoresAnywhere(inTop, isFolder);
  }

  #names(absolute: string, path: string): string[] {
    let raw: Buffer[];
    try {
      raw = readdirSync(absolute, { encoding: 'buffer' });
    } catch (error) {
      throw unreadable(path === '' ? '.' : path, reasonOf(error), error);
    }
    const names: string[] = [];
    for (const bytes of raw) {
      const name = bytes.toString('utf8');
      if (Buffer.from(name).equals(bytes)) names.push(name);
      else this.#skipped.push({ path: join(path, name), reason: 'the name is not UTF-8' });
    }
    return names.sort();
  }

  #mannerOf(path: string, isFolder: boolean, manner: Manner, rules: IgnoreRules): Manner | 'out' {
    if (manner === 'all' || this.#included.has(path)) return 'all';
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === '.git' && manner === 'normal') return 'all';
    const inTop = this.git.prefix + path;
    if (manner === 'normal') {
      if (!rules.ignores(inTop, isFolder)) return 'normal';
      if (isFolder && isDependencyFolder(path)) {
        this.#dependencies.push(path);
        return 'all';
      }
    }
    if (!isFolder) return this.git.tracked.has(inTop) ? 'only' : 'out';
    return this.git.tracked.has(`${inTop}/`) || this.#included.has(`${path}/`) ? 'only' : 'out';
  }

  #take(path: string, facts: Stats, manner: Manner, rules: IgnoreRules): void {
    // A file without any permission is readable for root alone; inside it gets the usual ones.
    const mode = facts.mode & 0o777 || (facts.isDirectory() ? 0o755 : 0o644);
    const entry = { path, mode, size: 0, mtime: facts.mtime, linkTarget: null };
    if (facts.isDirectory()) {
      this.#entries.push({ ...entry, type: 'dir' });
      this.folder(path, manner, rules);
    } else if (facts.isSymbolicLink()) {
      const linkTarget = readlinkSync(join(this.#repo, path));
      this.#entries.push({ ...entry, type: 'symlink', mode: 0o777, linkTarget });
      this.#bytes += PAGE;
    } else if (facts.isFile()) {
      this.#entries.push({ ...entry, type: 'file', size: facts.size });
      this.#bytes += Math.ceil(facts.size / PAGE) * PAGE;
    } else {
      this.#skipped.push({ path, reason: `${kindOf(facts)} are not copied` });
    }
  }
}

const PAGE = 4096;

function kindOf(facts: Stats): string {
  if (facts.isFIFO()) return 'pipes';
  return facts.isSocket() ? 'sockets' : 'devices';
}

/** The paths themselves, and each folder above one (with a closing slash), relative to the repository. */
function includedPaths(repo: string, include: readonly string[]): Set<string> {
  const all = new Set<string>();
  for (const given of include) {
    const path = relative(repo, resolve(repo, given));
    if (path === '' || path === '..' || path.startsWith('../') || isAbsolute(path)) {
      throw new CordonError('usage', `--include ${given} is not inside the repository`, 'name a path inside --repo');
    }
    if (lstatSync(join(repo, path), { throwIfNoEntry: false }) === undefined) {
      throw new CordonError('usage', `--include ${given} does not exist`, 'name a path inside --repo');
    }
    all.add(path);
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      all.add(path.slice(0, slash + 1));
    }
  }
  return all;
}

function lstat(absolute: string, path: string): Stats {
  try {
    return lstatSync(absolute);
  } catch (error) {
    throw unreadable(path, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function unreadable(path: string, why: string, cause?: unknown): CordonError {
  const hint = 'make it readable, or add it to .gitignore so that it is left out';
  return new CordonError('repo-unreadable', `cannot copy ${path}: ${why}`, hint, cause);
}
