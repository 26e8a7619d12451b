/** How often and how long the loop tries again. Counters fall back to zero by progress alone, never by a retry. */
import type { Clock } from './clock.ts';
import type { ProviderError } from './providers/provider-error.ts';

export type RecoveryPath = 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R7';

export const bounds = {
  /** Tries per model when the server is overloaded or cannot be reached, the first one included. */
  overloadTries: 4,
  /** Times that a broken stream is asked for again, per model. */
  streamResends: 3,
  /** Recoveries of all kinds without progress between. */
  total: 12,
  /** Longest wait that a server may ask for. */
  longestWaitMs: 60_000,
  firstWaitMs: 500,
  jitter: 0.2,
} as const;

export type RecoveryStep =
  | { readonly action: 'resend'; readonly path: RecoveryPath; readonly attempt: number; readonly waitMs: number }
  | { readonly action: 'fallback'; readonly path: RecoveryPath; readonly attempt: number }
  | { readonly action: 'stop'; readonly path: RecoveryPath; readonly attempt: number; readonly why: string };

/** Counts the failures of one user turn. */
export class RecoveryLedger {
  #overloads = 0;
  #broken = 0;
  #total = 0;

  /** A complete message that brought a call not seen before, or final text. */
  progress(): void {
    this.#overloads = 0;
    this.#broken = 0;
    this.#total = 0;
  }

  /** One more recovery of any path. False when the turn has had too many. */
  spend(): boolean {
    this.#total += 1;
    return this.#total <= bounds.total;
  }

  /** What to do about a failed request. The caller has ruled out auth, rejected and the rest that is not tried again. */
  after(error: ProviderError, hasFallback: boolean, clock: Clock): RecoveryStep {
    const path = error.failure === 'overload' ? 'R1' : 'R2';
    const attempt = path === 'R1' ? ++this.#overloads : ++this.#broken;
    if (!this.spend()) return { action: 'stop', path, attempt, why: `${bounds.total} recoveries without progress` };
    const limit = path === 'R1' ? bounds.overloadTries - 1 : bounds.streamResends;
    const asksTooLong = (error.retryAfterMs ?? 0) > bounds.longestWaitMs;
    if (attempt <= limit && !asksTooLong)
      return { action: 'resend', path, attempt, waitMs: waitFor(error, attempt, clock) };
    if (hasFallback) {
      this.#overloads = 0;
      this.#broken = 0;
      return { action: 'fallback', path, attempt };
    }
    const asked = `the server asks to wait ${Math.ceil((error.retryAfterMs ?? 0) / 1000)} s`;
    return { action: 'stop', path, attempt, why: asksTooLong ? asked : `${attempt} attempts failed` };
  }
}

/** Doubles from half a second, 20 % up or down by chance; never shorter than the server asks for. */
function waitFor(error: ProviderError, attempt: number, clock: Clock): number {
  const base = bounds.firstWaitMs * 2 ** (attempt - 1);
  const jittered = base * (1 + bounds.jitter * (2 * clock.random() - 1));
  return Math.round(Math.max(error.retryAfterMs ?? 0, jittered));
}
