/** Reading and verifying the logs of one state folder. */
import { listSegments, readEntries, resolveSegment, type VerifyReport, verifyLog } from '../audit/index.ts';
import type { AuditEntry } from '../contract/index.ts';

export interface LogReader {
  /** Segment files, oldest first. */
  list(): Promise<readonly string[]>;
  /** A file path, a session id or the beginning of one. Throws CordonError `audit-unreadable`. */
  find(name: string): Promise<string>;
  verify(path: string): Promise<VerifyReport>;
  entries(path: string): AsyncIterable<AuditEntry>;
}

export function logReader(stateDir: string): LogReader {
  return {
    list: async () => listSegments(stateDir),
    find: async (name) => resolveSegment(stateDir, name),
    verify: (path) => verifyLog(path),
    entries: (path) => readEntries(path),
  };
}
