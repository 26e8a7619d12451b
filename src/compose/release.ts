/** The verdicts on a release, in a log of its own: who published what, and what the guard said of it. */
import { openAuditLog } from '../audit/index.ts';
import type { JsonObject } from '../contract/index.ts';
import { newSessionId } from '../session/store.ts';

export interface ReleaseLog {
  /** For `cordon audit show`. */
  readonly id: string;
  /** One `release.verdict` entry, on disk when it resolves. Throws CordonError `audit-*`. */
  record(body: JsonObject): Promise<void>;
  close(status: string): Promise<void>;
}

export async function openReleaseLog(stateDir: string): Promise<ReleaseLog> {
  const id = `${newSessionId(new Date())}.release`;
  const audit = await openAuditLog({ stateDir, sessionId: id });
  await audit.append('session.open', null, { session_id: id, kind: 'release' }, { durable: true });
  return {
    id,
    record: async (body) => void (await audit.append('release.verdict', null, body, { durable: true })),
    close: (status) => audit.close({ status }),
  };
}
