/** Finds what earlier processes left behind on the engine and removes it, and nothing that a living process holds. */
import type { Engine } from './docker.ts';
import type { LabelledObject } from './engine-facts.ts';
import { ownerLabel, SESSION_LABEL } from './labels.ts';
import { LEASE_MS, liveness, parseOwner, thisProcess } from './owner.ts';

const START_GRACE_MS = 10 * 60 * 1000;

export interface OwnedItem {
  readonly kind: 'container' | 'volume';
  readonly id: string;
  readonly name: string;
  readonly sessionId: string;
  readonly running: boolean;
  /** True: no living process holds it, and cleanOwned removes it. */
  readonly abandoned: boolean;
}

export async function listOwned(engine: Engine, now: Date = new Date()): Promise<OwnedItem[]> {
  const found = await engine.listLabelled(SESSION_LABEL);
  return found.map((item) => ({
    kind: item.kind,
    id: item.id,
    name: item.name,
    sessionId: item.labels[SESSION_LABEL] ?? '',
    running: item.running,
    abandoned: isAbandoned(item, now),
  }));
}

/** An owner that cannot be looked up keeps what runs until the lease is over; after a reboot nothing of ours runs. */
export function isAbandoned(item: LabelledObject, now: Date, here = thisProcess()): boolean {
  const owner = parseOwner(item.labels[ownerLabel.owner] ?? '');
  // The label `cordon` alone does not make it ours: someone else may use the word.
  if (owner === null) return false;
  const state = liveness(owner, here);
  if (state !== 'elsewhere') return state === 'dead';
  const lease = Date.parse(item.labels[ownerLabel.lease] ?? '');
  if (!(lease > now.getTime())) return true;
  // Between its creation and its start a container does not run either.
  return !item.running && lease - LEASE_MS + START_GRACE_MS < now.getTime();
}

/** Removes what is abandoned and says what that was. One that another process removes meanwhile is no error. */
export async function cleanOwned(engine: Engine, now: Date = new Date()): Promise<OwnedItem[]> {
  const removed: OwnedItem[] = [];
  const abandoned = (await listOwned(engine, now)).filter((item) => item.abandoned);
  // Containers first: a volume in use cannot be removed.
  for (const item of abandoned.sort((a, b) => (a.kind < b.kind ? -1 : 1))) {
    if (item.kind === 'container') await engine.remove(item.id);
    else await engine.removeVolume(item.id);
    removed.push(item);
  }
  return removed;
}
