/** Opens the log of a session: a new segment, or the one that an earlier process left open. */
import { existsSync } from 'node:fs';
import { asCordonError, CordonError } from '../contract/index.ts';
import { type LogDisk, nodeDisk } from './disk.ts';
import { takeLock } from './lock.ts';
import { type AuditLog, ChainedLog, type LogParts } from './log.ts';
import { type Places, placesOf, privateDir, segmentName } from './places.ts';
import { makeReserve } from './reserve.ts';
import { resumeSegment } from './resume.ts';
import { originOf } from './seal.ts';
import { SegmentFile } from './segment-file.ts';
import { openSigningKey } from './signing-key.ts';

export interface AuditLogOptions {
  readonly stateDir: string;
  readonly sessionId: string;
  /** Exact values, such as API keys, that must never be written. */
  readonly secrets?: readonly string[];
  readonly now?: () => Date;
  /** For fault injection. */
  readonly fs?: Partial<LogDisk>;
  /** Keep what is redacted, with its salt, below `audit/private`. Default false. */
  readonly keepPrivate?: boolean;
  /**
   * Append a result for each decision that an earlier process left without one. Default true; false where the result
   * may still come from another process, as with hooks.
   */
  readonly settleOpenCalls?: boolean;
}

/** `ID.0002` names a further segment of session ID, so no session may be named so. */
const FURTHER_SEGMENT = /\.\d{4}$/;

/** Throws CordonError `audit-locked`, `audit-damaged`, `audit-unreadable`, `audit-write-failed` or `usage`. */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const first = placesOf(options.stateDir, options.sessionId);
  if (FURTHER_SEGMENT.test(options.sessionId)) {
    throw new CordonError('usage', `${options.sessionId} names a segment, not a session`, 'cordon sessions list');
  }
  let unlock = () => {};
  try {
    privateDir(first.audit);
    unlock = takeLock(first.lock);
    makeReserve(first.reserve);
    return await openLocked(options, unlock);
  } catch (thrown) {
    unlock();
    throw asCordonError(thrown, 'audit-write-failed', `check that ${first.audit} is yours and has room`);
  }
}

interface Previous {
  readonly segment: string;
  readonly entries: number;
  readonly hash: string;
}

async function openLocked(options: AuditLogOptions, unlock: () => void): Promise<AuditLog> {
  const disk = { ...nodeDisk, ...options.fs };
  const key = openSigningKey(placesOf(options.stateDir, options.sessionId).keys);
  const index = newestIndex(options);
  const name = segmentName(options.sessionId, index);
  const places = placesOf(options.stateDir, name);
  const parts = {
    key,
    secrets: options.secrets ?? [],
    keepPrivate: options.keepPrivate ?? false,
    now: options.now ?? (() => new Date()),
    unlock,
  };
  if (!existsSync(places.segment)) return begin(parts, places, name, disk);
  const { file, check, recovery } = await resumeSegment(places.segment, places.keys, disk);
  if (check.closed) {
    file.close();
    const next = segmentName(options.sessionId, index + 1);
    const previous = { segment: name, entries: check.entries, hash: check.last };
    return begin(parts, placesOf(options.stateDir, next), next, disk, previous);
  }
  const chain = { tree: check.tree, last: check.last, sinceSeal: check.sinceSeal };
  const log = new ChainedLog({ ...parts, file, places, origin: originOf(name), chain });
  if (recovery !== null) await log.append('recovery', null, recovery, { durable: true });
  if (options.settleOpenCalls ?? true) await settle(log, check.pairing.open());
  return log;
}

function newestIndex({ stateDir, sessionId }: AuditLogOptions): number {
  let index = 1;
  while (existsSync(placesOf(stateDir, segmentName(sessionId, index + 1)).segment)) index += 1;
  return index;
}

type CommonParts = Omit<LogParts, 'file' | 'places' | 'origin' | 'chain'>;

async function begin(
  parts: CommonParts,
  places: Places,
  name: string,
  disk: LogDisk,
  previous?: Previous,
): Promise<AuditLog> {
  const log = new ChainedLog({
    ...parts,
    places,
    origin: originOf(name),
    file: SegmentFile.create(places.segment, disk),
  });
  if (previous !== undefined) await log.append('rotate', null, { previous: { ...previous } }, { durable: true });
  return log;
}

/** What was allowed and has no result may have run: nobody knows. What was refused has not. */
async function settle(
  log: AuditLog,
  open: readonly { readonly callId: string; readonly allowed: number; readonly refused: number }[],
): Promise<void> {
  for (const { callId, allowed, refused } of open) {
    const statuses = [...Array<string>(refused).fill('denied'), ...Array<string>(allowed).fill('unknown')];
    for (const status of statuses) {
      await log.append('call.result', callId, { status, recovered: true, exitCode: null }, { durable: true });
    }
  }
}
