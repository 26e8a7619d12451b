/** Writes accepted changes to the repository on the host: all of them or none, and never over a change of the host's own. */
import { CordonError } from '../src/contract/index.ts';
import { recoverApply } from './apply-journal.ts';
import { type Change, ChangeSet } from './change-set.ts';
import { linkProblem, pathProblem } from './export-names.ts';
import { ABSENT, conflict, type HostState, hostState, isNowAs, isStillBase } from './host-state.ts';
import { HostFolder, inParent } from './host-tree.ts';
import { HostWriter } from './host-writer.ts';

export interface ApplyOptions {
  readonly changeSet: ChangeSet;
  /** Holds the blobs. */
  readonly dir: string;
  /** Absolute folder of the host. */
  readonly repo: string;
  /** Flagged paths that a person accepted, one by one. */
  readonly accept: readonly string[];
}

export interface ApplyOutcome {
  readonly applied: string[];
  readonly skipped: { path: string; why: string }[];
}

/**
 * Errors: `apply-refused` for a path that would leave the repository, `apply-conflict` naming every file that the host
 * changed since; in both cases nothing was written. What fails half-way is taken back.
 */
export async function applyChanges(options: ApplyOptions): Promise<ApplyOutcome> {
  const changeSet = ChangeSet.parse(options.changeSet);
  for (const change of changeSet.changes) assertHarmless(change);
  const { chosen, skipped } = choose(changeSet, options.accept);
  const root = HostFolder.root(options.repo);
  try {
    recoverApply(root, options.dir);
    const { open, states } = compare(root, chosen);
    const writer = new HostWriter(root, options.repo, options.dir);
    try {
      for (const change of open) writer.stage(change);
      for (const change of removals(open)) writer.remove(change, states.get(change.path));
      for (const change of creations(open)) writer.create(change, states.get(change.path));
      writer.commit();
    } catch (error) {
      writer.rollBack();
      throw error;
    }
    const kept = writer.keptFolders.map((path) => ({ path, why: 'the folder is not empty on the host' }));
    const keptPaths = new Set(writer.keptFolders);
    const applied = chosen.map((change) => change.path).filter((path) => !keptPaths.has(path));
    return { applied, skipped: [...skipped, ...kept] };
  } finally {
    root.close();
  }
}

/** A change set lies on disk between export and apply; it is judged again. */
function assertHarmless(change: Change): void {
  const problem =
    pathProblem(change.path) ?? (change.linkTarget === undefined ? null : linkProblem(change.path, change.linkTarget));
  const incomplete = change.change !== 'deleted' && change.type !== 'dir' && change.sha256 === null;
  const unlinked = change.change !== 'deleted' && change.type === 'symlink' && change.linkTarget === undefined;
  const why = problem ?? (incomplete || unlinked ? 'its content is not named' : null);
  if (why === null) return;
  throw new CordonError('apply-refused', `${change.path} cannot be applied: ${why}`, 'cordon sessions diff SESSION');
}

function choose(changeSet: ChangeSet, accept: readonly string[]) {
  const accepted = new Set(accept);
  const flagged = new Map(changeSet.flagged.map(({ path, why }) => [path, why]));
  const chosen = changeSet.changes.filter(({ path }) => !flagged.has(path) || accepted.has(path));
  const skipped = changeSet.flagged
    .filter(({ path }) => !accepted.has(path))
    .map(({ path, why }) => ({ path, why: `needs approval of its own: ${why}` }));
  return { chosen, skipped };
}

/** The three-way check over all changes before any is written. What the host has already is left alone. */
function compare(root: HostFolder, chosen: readonly Change[]) {
  const open: Change[] = [];
  const conflicts: string[] = [];
  const states = new Map<string, HostState>();
  const replaced = new Set(chosen.filter(becomesFolder).map((change) => change.path));
  for (const change of chosen) {
    // Under what is still a file on the host, and becomes a folder by this very set, there is nothing yet.
    const fresh = foldersOf(change.path).some((folder) => replaced.has(folder));
    const state = fresh ? ABSENT : inParent(root, change.path, (parent, name) => hostState(parent, name));
    states.set(change.path, state);
    if (isNowAs(state, change)) continue;
    if (isStillBase(state, change.base)) open.push(change);
    else conflicts.push(change.path);
  }
  if (conflicts.length > 0) throw conflict(conflicts);
  return { open, states };
}

function becomesFolder({ type, base, change }: Change): boolean {
  return change !== 'deleted' && type === 'dir' && base !== null && base.type !== 'dir';
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Deletions, and what has to make way for something of another kind; the deepest first. */
function removals(changes: readonly Change[]): Change[] {
  const gone = changes.filter(
    ({ change, base, type }) => change === 'deleted' || (base !== null && base.type !== type),
  );
  return gone.sort((a, b) => (a.path < b.path ? 1 : -1));
}

/** Folders before what they hold. */
function creations(changes: readonly Change[]): Change[] {
  return changes.filter(({ change }) => change !== 'deleted').sort((a, b) => (a.path < b.path ? -1 : 1));
}
