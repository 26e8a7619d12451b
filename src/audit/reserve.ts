/**
 * Room set aside while there is some, one piece for all sessions: when the disk is full it is given up, and the entries
 * that say so still fit. Node has no fallocate; written bytes are as good, and random ones stay allocated where the file
 * system compresses.
 */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { PRIVATE_FILE } from './places.ts';

export const RESERVE_BYTES = 1024 * 1024;

/** Throws when there is no room for it: a log that could not even say that the disk is full is not begun. */
export function makeReserve(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === RESERVE_BYTES) return;
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(temporary, randomBytes(RESERVE_BYTES), { mode: PRIVATE_FILE, flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}

export function dropReserve(path: string): void {
  rmSync(path, { force: true });
}
