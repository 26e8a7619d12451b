/**
 * What a change does beyond its own path: a link leads other names to it, and a folder is a git repository by its
 * content alone. Judged over the tree as it would be after everything was applied.
 */
import { posix } from 'node:path';
import type { BaseManifest } from './base-manifest.ts';
import type { Change } from './change-set.ts';
import { foldedPath } from './export-names.ts';

/** Names that links give to one path; a tree with more of them is built to confuse. */
const MAX_NAMES = 64;

type Entry = Pick<Change, 'path' | 'type' | 'change' | 'linkTarget'>;

export class Neighbourhood {
  /** Where links lead, and which lead there. */
  readonly #links = new Map<string, string[]>();
  readonly #repositories: readonly string[];

  constructor(base: BaseManifest, changes: readonly Entry[]) {
    const changed = new Map(changes.map((change) => [change.path, change]));
    const paths: string[] = [];
    for (const [path, { linkTarget }] of base) {
      if (changed.has(path)) continue;
      paths.push(path);
      this.#link(path, linkTarget);
    }
    for (const { path, change, linkTarget } of changes) {
      if (change === 'deleted') continue;
      paths.push(path);
      this.#link(path, linkTarget ?? null);
    }
    this.#repositories = repositoriesIn(paths);
  }

  /** The path and every further name that links of the tree give it; null when there are too many to look at. */
  namesOf(path: string): readonly string[] | null {
    const names = new Set([path]);
    for (const name of names) {
      for (const above of ancestors(name)) {
        for (const link of this.#links.get(above) ?? []) {
          // Through the same link twice: a circle, which gives longer names and no new endings.
          if (name.startsWith(`${link}/`)) continue;
          names.add(above === '' ? `${link}/${name}` : `${link}${name.slice(above.length)}`);
          if (names.size > MAX_NAMES) return null;
        }
      }
    }
    return [...names];
  }

  /** True when git, started on the host in this folder or below it, would obey what lies there. */
  isInRepository(path: string): boolean {
    const folded = foldedPath(path);
    return this.#repositories.some((folder) => folder === '' || folded.startsWith(`${folder}/`));
  }

  #link(path: string, target: string | null): void {
    if (target === null || target.startsWith('/')) return;
    const lands = posix.normalize(posix.join(posix.dirname(path), target)).replace(/\/$/, '');
    if (lands === '..' || lands.startsWith('../')) return;
    const at = lands === '.' ? '' : lands;
    this.#links.set(at, [...(this.#links.get(at) ?? []), path]);
  }
}

/** The path itself, the folders above it, and the top as the empty text. */
function ancestors(path: string): string[] {
  const parts = path.split('/');
  return [...parts.keys(), parts.length].map((count) => parts.slice(0, count).join('/'));
}

/** Folders with HEAD, objects and refs: what git takes for a repository (setup.c, is_git_directory). */
function repositoriesIn(paths: readonly string[]): string[] {
  const folded = new Set(paths.flatMap((path) => ancestors(foldedPath(path))));
  const heads = [...folded].filter((path) => path === 'head' || path.endsWith('/head'));
  const folders = heads.map((path) => path.slice(0, -'/head'.length));
  return folders.filter((folder) => {
    const inside = (name: string) => folded.has(folder === '' ? name : `${folder}/${name}`);
    return inside('objects') && inside('refs');
  });
}
