/** Names the process that holds a container, so that another process can tell whether it still lives. */
import { readFileSync, readlinkSync } from 'node:fs';

/** How long an owner counts as alive that cannot be looked up from here, milliseconds. */
export const LEASE_MS = 24 * 60 * 60 * 1000;
const UNKNOWN = 'unknown';

export interface Owner {
  readonly pid: number;
  /** Clock ticks since boot, from /proc/PID/stat: a number that is used again by a later process does not match. */
  readonly startTime: string;
  readonly bootId: string;
  /** Process ids mean something only within one pid namespace. */
  readonly pidNamespace: string;
}

function fileText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function startTimeOf(pid: number): string | null {
  const text = fileText(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the fields after the last one are fixed. Start time is field 22.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function pidNamespace(): string {
  try {
    return /\[(\d+)\]/.exec(readlinkSync('/proc/self/ns/pid'))?.[1] ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}

export function thisProcess(): Owner {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? UNKNOWN,
    bootId: fileText('/proc/sys/kernel/random/boot_id')?.trim() ?? UNKNOWN,
    pidNamespace: pidNamespace(),
  };
}

export function ownerText(owner: Owner): string {
  return `${owner.pid}:${owner.startTime}:${owner.bootId}:${owner.pidNamespace}`;
}

export function parseOwner(text: string): Owner | null {
  const match = /^(\d{1,10}):([^:]+):([^:]+):([^:]+)$/.exec(text);
  if (match === null) return null;
  const [, pid = '', startTime = '', bootId = '', namespace = ''] = match;
  return { pid: Number(pid), startTime, bootId, pidNamespace: namespace };
}

export function leaseUntil(now: Date): string {
  return new Date(now.getTime() + LEASE_MS).toISOString();
}

export type Liveness = 'alive' | 'dead' | 'elsewhere';

/** `elsewhere`: another machine, another boot or another pid namespace; this process cannot know. */
export function liveness(owner: Owner, here: Owner = thisProcess()): Liveness {
  if (owner.bootId !== here.bootId || owner.pidNamespace !== here.pidNamespace) return 'elsewhere';
  const startTime = startTimeOf(owner.pid);
  if (startTime !== null) return startTime === owner.startTime || owner.startTime === UNKNOWN ? 'alive' : 'dead';
  if (here.startTime !== UNKNOWN) return 'dead';
  // No /proc on this system: only the number can be asked for.
  try {
    process.kill(owner.pid, 0);
    return 'alive';
  } catch {
    return 'dead';
  }
}
