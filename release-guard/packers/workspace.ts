/** The workspace that a package is a member of, as npm sees it: it decides which ignore files count. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { jsonObject } from '../artifact/kind.ts';

export interface Workspace {
  readonly root: string;
  /** Folders of all members. */
  readonly members: readonly string[];
  /** The same by the members' names. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Null where the folder is neither a root nor a member. */
export function workspaceOf(folder: string, manifest: Readonly<Record<string, unknown>>): Workspace | null {
  const own = workspaceAt(folder, manifest);
  if (own !== null) return own;
  for (let at = dirname(folder); ; at = dirname(at)) {
    const above = manifestAt(at);
    const workspace = above === null ? null : workspaceAt(at, above);
    if (workspace?.members.includes(folder)) return workspace;
    if (dirname(at) === at) return null;
  }
}

function manifestAt(folder: string): Readonly<Record<string, unknown>> | null {
  try {
    return jsonObject(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
}

function workspaceAt(root: string, manifest: Readonly<Record<string, unknown>>): Workspace | null {
  const { workspaces } = manifest;
  const patterns = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | undefined)?.packages;
  if (!Array.isArray(patterns)) return null;
  const folders = new Map<string, string>();
  for (const pattern of patterns) {
    if (typeof pattern !== 'string') continue;
    const isOut = pattern.startsWith('!');
    for (const found of globSync(pattern.replace(/^!/, ''), {
      cwd: root,
      exclude: (name) => name === 'node_modules',
    })) {
      const path = resolve(root, found);
      if (!existsSync(join(path, 'package.json'))) continue;
      const name = manifestAt(path)?.name;
      const key = typeof name === 'string' ? name : path;
      if (isOut) folders.delete(key);
      else folders.set(key, path);
    }
  }
  return { root, members: [...folders.values()], folders };
}
