/** What a finished session changed, and its explicit apply to the host tree. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyChanges, ChangeSet } from '../../sandbox/index.ts';
import { openAuditLog } from '../audit/index.ts';
import { asCordonError, CordonError } from '../contract/index.ts';
import { type SessionRecord, SessionStore } from '../session/store.ts';

export interface StoredChanges {
  readonly record: SessionRecord;
  readonly changeSet: ChangeSet;
  readonly patch: string;
}

export async function storedChanges(stateDir: string, name: string): Promise<StoredChanges> {
  const store = new SessionStore(stateDir);
  const record = await store.find(name);
  const folder = store.folder(record.id);
  try {
    const changeSet = ChangeSet.parse(JSON.parse(await readFile(join(folder, 'changes', 'changeset.json'), 'utf8')));
    return { record, changeSet, patch: await readFile(join(folder, 'changes.patch'), 'utf8') };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      const why = record.endedAt === null ? 'it still runs, or its process died' : `it ended as ${record.status}`;
      throw new CordonError('session-unknown', `session ${record.id} left no changes: ${why}`, 'cordon sessions list');
    }
    throw asCordonError(thrown, 'session-unknown', `cordon sessions rm ${record.id}`);
  }
}

/** What an earlier apply wrote is the user's since then: it is neither compared nor written again. */
function notYetApplied({ record, changeSet }: StoredChanges): ChangeSet {
  const isLeft = ({ path }: { path: string }) => !record.applied.includes(path);
  return { ...changeSet, changes: changeSet.changes.filter(isLeft), flagged: changeSet.flagged.filter(isLeft) };
}

export type ApplyOutcome = Awaited<ReturnType<typeof applyChanges>>;

/**
 * Writes the changes to the host tree: all of them that need no approval of their own and those of `accept`, or none.
 * Logged in a segment of its own, before and after, since the session's segment is closed by then.
 */
export async function applyStored(
  stateDir: string,
  stored: StoredChanges,
  accept: readonly string[],
): Promise<ApplyOutcome> {
  const store = new SessionStore(stateDir);
  const { record } = stored;
  const changeSet = notYetApplied(stored);
  if (changeSet.changes.length === 0) return { applied: [], skipped: [] };
  const segment = `${record.id}.apply-${Date.now().toString(36)}`;
  const audit = await openAuditLog({ stateDir, sessionId: segment });
  try {
    await audit.append(
      'session.open',
      null,
      { session_id: segment, kind: 'apply', of: record.id, repo: record.repo },
      { durable: true },
    );
    await audit.append(
      'workspace.apply',
      null,
      { stage: 'intent', paths: changeSet.changes.map(({ path }) => path), accept: [...accept] },
      { durable: true },
    );
    const outcome = await applyChanges({
      changeSet,
      dir: join(store.folder(record.id), 'changes'),
      repo: record.repo,
      accept: [...accept],
    });
    await audit.append(
      'workspace.apply',
      null,
      {
        stage: 'done',
        applied: [...outcome.applied],
        skipped: outcome.skipped.map(({ path, why }) => ({ path, why })),
      },
      { durable: true },
    );
    await store.write({ ...record, applied: [...new Set([...record.applied, ...outcome.applied])] });
    await audit.close({ status: 'applied' });
    return outcome;
  } catch (thrown) {
    const error = asCordonError(thrown, 'apply-refused', `cordon sessions diff ${record.id}`);
    if (audit.failed === null) {
      await audit
        .append('workspace.apply', null, { stage: 'failed', error: error.message }, { durable: true })
        .catch(() => {});
      await audit.close({ status: 'failed' }).catch(() => {});
    }
    throw error;
  }
}
