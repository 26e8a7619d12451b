/** What can be known of a repository without running git: its top folder, rules of ignored files, tracked paths. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { trackedPaths } from './git-index.ts';
import { IgnoreRules } from './ignored.ts';

const MAX_INDEX_BYTES = 512 * 1024 * 1024;
const MAX_RULES_BYTES = 4 * 1024 * 1024;

export interface GitView {
  /** Path of the imported folder relative to the top of the repository: empty, or ending in a slash. */
  readonly prefix: string;
  /** Rules above and at the top; a walk adds those of the folders that it enters. */
  readonly rules: IgnoreRules;
  /** Tracked paths relative to the top, and every folder that holds one (with a closing slash). */
  readonly tracked: ReadonlySet<string>;
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/** Text of a regular file, or null. Never follows a link at the end, never blocks on a pipe. */
export function regularFile(path: string, maxBytes: number): Buffer | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const facts = fstatSync(fd);
    return facts.isFile() && facts.size <= maxBytes ? readFileSync(fd) : null;
  } catch {
    return null;
  } finally {
    closeSync(fd);
  }
}

/** Rules of the .gitignore in a folder added, if there is one. */
export function withFolderRules(rules: IgnoreRules, folder: string, prefix: string): IgnoreRules {
  const text = regularFile(join(folder, '.gitignore'), MAX_RULES_BYTES);
  return text === null ? rules : rules.with({ prefix, text: text.toString('utf8') });
}

/** The .gitignore of `repo` itself is left to the walk; those of the folders above it are read here. */
export function readGitView(repo: string): GitView {
  const top = topOf(repo);
  if (top === null) return { prefix: '', rules: IgnoreRules.none, tracked: new Set(), problems: [] };
  const gitDir = gitDirOf(top);
  const exclude = regularFile(join(gitDir, 'info', 'exclude'), MAX_RULES_BYTES);
  let rules =
    exclude === null ? IgnoreRules.none : IgnoreRules.none.with({ prefix: '', text: exclude.toString('utf8') });
  const below = relative(top, repo);
  const parts = below === '' ? [] : below.split('/');
  for (let count = 0; count < parts.length; count += 1) {
    const folder = parts.slice(0, count).join('/');
    rules = withFolderRules(rules, join(top, folder), folder === '' ? '' : `${folder}/`);
  }
  const index = readIndex(gitDir);
  return {
    prefix: below === '' ? '' : `${below}/`,
    rules,
    tracked: withFolders(index.paths),
    problems: index.problem === null ? [] : [{ path: '.git/index', reason: index.problem }],
  };
}

function topOf(repo: string): string | null {
  for (let folder = repo; ; folder = dirname(folder)) {
    if (lstatSync(join(folder, '.git'), { throwIfNoEntry: false }) !== undefined) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** In a worktree or submodule `.git` is a file that names the folder. */
function gitDirOf(top: string): string {
  const link = regularFile(join(top, '.git'), 4096)?.toString('utf8');
  const target = link === undefined ? undefined : /^gitdir: (.+?)\r?\n?$/.exec(link)?.[1];
  if (target === undefined) return join(top, '.git');
  return isAbsolute(target) ? target : resolve(top, target);
}

function readIndex(gitDir: string): { paths: string[]; problem: string | null } {
  const path = join(gitDir, 'index');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return { paths: [], problem: null };
  const index = regularFile(path, MAX_INDEX_BYTES);
  const paths = index === null ? null : trackedPaths(index);
  if (paths !== null) return { paths, problem: null };
  return { paths: [], problem: 'cannot be read: tracked files that are also ignored are left out' };
}

function withFolders(paths: readonly string[]): Set<string> {
  const all = new Set<string>(paths);
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash + 1);
      if (all.has(folder)) break;
      all.add(folder);
    }
  }
  return all;
}
