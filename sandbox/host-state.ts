/** What stands at a path of the host right now, and whether that is what a change expects. */
import type { Stats } from 'node:fs';
import { CordonError } from '../src/contract/index.ts';
import { sha256Hex } from './base-manifest.ts';
import { type Change, type ChangeBase, isExecutable } from './change-set.ts';
import type { HostFolder } from './host-tree.ts';

export interface HostState {
  readonly type: 'file' | 'dir' | 'symlink' | 'other' | 'absent';
  /** Of a file's content or a link's target. */
  readonly sha256: string | null;
  readonly stats: Stats | null;
}

export const ABSENT: HostState = { type: 'absent', sha256: null, stats: null };

export function hostState(parent: HostFolder | null, name: string): HostState {
  const stats = parent?.lstat(name);
  if (parent === null || stats === undefined) return ABSENT;
  if (stats.isDirectory()) return { type: 'dir', sha256: null, stats };
  if (stats.isSymbolicLink()) return { type: 'symlink', sha256: sha256Hex(parent.readlink(name)), stats };
  const content = stats.isFile() ? parent.readFile(name) : null;
  return content === null
    ? { type: 'other', sha256: null, stats }
    : { type: 'file', sha256: sha256Hex(content), stats };
}

export function isStillBase(state: HostState, base: ChangeBase | null): boolean {
  if (base === null) return state.type === 'absent';
  return state.type === base.type && (base.type === 'dir' || state.sha256 === base.sha256);
}

/** The host already has what the change would bring. */
export function isNowAs(state: HostState, change: Change): boolean {
  if (change.change === 'deleted') return state.type === 'absent';
  if (state.type !== change.type) return false;
  if (change.type === 'dir') return true;
  const sameMode = change.type === 'symlink' || isExecutable(state.stats?.mode ?? 0) === isExecutable(change.mode);
  return state.sha256 === change.sha256 && sameMode;
}

/** Whether the entry was touched between two looks. */
export function sameStats(a: Stats | null | undefined, b: Stats | null | undefined): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeMs === b.mtimeMs && a.mode === b.mode;
}

export function conflict(paths: readonly string[]): CordonError {
  const message = `changed on the host since the session began: ${paths.join(', ')}; nothing was written`;
  return new CordonError('apply-conflict', message, 'cordon sessions diff SESSION >changes.patch');
}
