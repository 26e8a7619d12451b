/**
 * Which decisions still wait for their result, and whether anything ran that no decision allowed.
 * INVARIANT: each result follows a decision on the same call; a result of something that ran follows one that allowed it.
 */
import type { AuditEntry } from '../contract/index.ts';

/** Results of calls that never ran. */
const NEVER_RAN: ReadonlySet<unknown> = new Set(['denied', 'unavailable']);

/** A log of checks alone has no results at all, so the open calls are bounded. */
const MAX_OPEN = 100_000;

export interface OpenCall {
  readonly callId: string;
  readonly allowed: number;
  readonly refused: number;
}

export class Pairing {
  readonly #open = new Map<string, OpenCall>();
  /** True once calls were let go of: from then on a result without a decision proves nothing. */
  overflowed = false;

  /** The problem with this entry, or null. */
  add(entry: AuditEntry): 'result-without-decision' | 'ran-without-allow' | null {
    if (entry.callId === null) return null;
    if (entry.kind === 'call.decision') this.#decided(entry.callId, entry.body.verdict === 'allow');
    if (entry.kind === 'call.result') return this.#finished(entry.callId, entry.body.status);
    return null;
  }

  open(): readonly OpenCall[] {
    return [...this.#open.values()];
  }

  #decided(callId: string, allowed: boolean): void {
    const call = this.#open.get(callId) ?? { callId, allowed: 0, refused: 0 };
    if (this.#open.size >= MAX_OPEN && call.allowed + call.refused === 0) {
      this.overflowed = true;
      return;
    }
    const more = allowed ? { allowed: call.allowed + 1 } : { refused: call.refused + 1 };
    this.#open.set(callId, { ...call, ...more });
  }

  #finished(callId: string, status: unknown): 'result-without-decision' | 'ran-without-allow' | null {
    const call = this.#open.get(callId);
    if (call === undefined) return this.overflowed ? null : 'result-without-decision';
    const ran = !NEVER_RAN.has(status);
    if (ran && call.allowed === 0) return 'ran-without-allow';
    // What never ran was refused, unless the sandbox was not there for what had been allowed.
    const fromAllowed = ran || call.refused === 0;
    const allowed = call.allowed - (fromAllowed ? 1 : 0);
    const refused = call.refused - (fromAllowed ? 0 : 1);
    if (allowed + refused === 0) this.#open.delete(callId);
    else this.#open.set(callId, { callId, allowed, refused });
    return null;
  }
}
