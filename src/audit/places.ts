/** Where everything of the log lies below the state folder, and the modes that keep it private. */
import { chmodSync, closeSync, fsyncSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { CordonError } from '../contract/index.ts';

export const PRIVATE_DIR = 0o700;
export const PRIVATE_FILE = 0o600;

/** As ToolCall.sessionId, but never beginning with a dot: such a name would be hidden or lead upwards. */
const SEGMENT_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/;

export interface Places {
  readonly audit: string;
  readonly segment: string;
  readonly lock: string;
  readonly reserve: string;
  readonly head: string;
  readonly blobs: string;
  readonly privateStore: string;
  readonly keys: string;
}

/** Throws `usage` for a name that is no session id. */
export function placesOf(stateDir: string, segment: string): Places {
  if (!SEGMENT_NAME.test(segment)) {
    throw new CordonError('usage', `${JSON.stringify(segment)} is no session id`, 'cordon sessions list');
  }
  const audit = join(stateDir, 'audit');
  return {
    audit,
    segment: join(audit, `${segment}.jsonl`),
    lock: join(audit, `${segment}.lock`),
    reserve: join(audit, '.reserve'),
    head: join(audit, 'index', `${segment}.head`),
    blobs: join(audit, 'blobs'),
    privateStore: join(audit, 'private', `${segment}.jsonl`),
    keys: join(stateDir, 'keys'),
  };
}

/** `ID`, then `ID.0002`, `ID.0003`: the segments of one session. */
export function segmentName(sessionId: string, index: number): string {
  return index === 1 ? sessionId : `${sessionId}.${String(index).padStart(4, '0')}`;
}

/** Makes the folder and its parents for the owner alone; a link in its place is refused, since it could lead anywhere. */
export function privateDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE_DIR });
  const stat = lstatSync(path);
  if (!stat.isDirectory()) {
    throw new CordonError('audit-write-failed', `${path} is not a folder of its own`, `rm ${path}`);
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(path, PRIVATE_DIR);
}

/** A new name survives a power cut only once its folder is on disk too (fsync(2)). */
export function syncDir(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
