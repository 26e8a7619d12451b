/** One writer a segment: a lock file that names its process, so that the lock of a dead one can be taken over. */
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { CordonError } from '../contract/index.ts';
import { PRIVATE_FILE } from './places.ts';

interface Holder {
  readonly pid: number;
  /** Both null where the system does not say. */
  readonly bootId: string | null;
  readonly startTicks: string | null;
  readonly host: string;
}

/** Takes the lock or throws `audit-locked`. The answer gives it back. */
export function takeLock(path: string): () => void {
  const mine = JSON.stringify(holderOf(process.pid));
  if (!placeWhole(path, mine)) takeOver(path, mine);
  return () => {
    if (read(path) === mine) unlinkSync(path);
  };
}

/**
 * INVARIANT: only who holds the take-over file removes a lock, and looks again before. Without it, two processes that
 * saw the same dead holder could each remove the other's fresh lock and both go on.
 */
function takeOver(path: string, mine: string): void {
  const gate = `${path}.takeover`;
  if (!placeWhole(gate, mine)) throw locked(path, `another process is taking it over; if none is, rm ${gate}`);
  try {
    const text = read(path);
    if (text !== null) {
      const holder = parseHolder(text);
      if (holder === null || isAlive(holder)) throw locked(path, holderText(holder));
      unlinkSync(path);
    }
    if (!placeWhole(path, mine)) throw locked(path, 'another process was quicker');
  } finally {
    unlinkSync(gate);
  }
}

/** A link appears with its whole content or not at all, and never over what stands there. */
function placeWhole(path: string, text: string): boolean {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(temporary, text, { mode: PRIVATE_FILE, flag: 'wx' });
  try {
    linkSync(temporary, path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  } finally {
    unlinkSync(temporary);
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === 'number' && typeof value.host === 'string' ? (value as Holder) : null;
  } catch {
    return null;
  }
}

function holderOf(pid: number): Holder {
  const bootId = read('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
  return { pid, bootId, startTicks: startTicksOf(pid), host: hostname() };
}

/** Field 22 of proc(5) stat, `dead` for a zombie; the name before it may hold blanks and brackets. */
function startTicksOf(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? 'dead' : (fields?.[19] ?? null);
}

/** In doubt alive: a refused session is an inconvenience, two writers are a forked chain. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  const now = holderOf(holder.pid);
  if (holder.bootId !== null && now.bootId !== null && holder.bootId !== now.bootId) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH') return false;
  }
  // The number of a dead process is given out again in time: its start tells them apart.
  return holder.startTicks === null || now.startTicks === null || holder.startTicks === now.startTicks;
}

function holderText(holder: Holder | null): string {
  return holder === null ? 'its lock cannot be read' : `process ${holder.pid} on ${holder.host} writes it`;
}

function locked(path: string, why: string): CordonError {
  return new CordonError('audit-locked', `the audit log has another writer: ${why}`, `cat ${path}`);
}
