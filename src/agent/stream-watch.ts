/** Gives up a stream that fell silent or never ends. No client library does: their limits end with the headers. */
import type { Clock } from './clock.ts';
import { ProviderError } from './providers/provider-error.ts';

/** Hard limit for one message, however lively. */
export const LONGEST_MESSAGE_MS = 10 * 60_000;

export class StreamWatch {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #giveUp: (error: ProviderError) => void;
  readonly #cancelHard: () => void;
  #cancelIdle: () => void;

  constructor(clock: Clock, idleMs: number, longestMs: number, giveUp: (error: ProviderError) => void) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#giveUp = giveUp;
    this.#cancelHard = clock.setTimer(longestMs, () => giveUp(silent(`the message took longer than ${longestMs} ms`)));
    this.#cancelIdle = this.#arm();
  }

  alive(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#arm();
  }

  end(): void {
    this.#cancelIdle();
    this.#cancelHard();
  }

  #arm(): () => void {
    return this.#clock.setTimer(this.#idleMs, () => this.#giveUp(silent(`nothing came for ${this.#idleMs} ms`)));
  }
}

function silent(message: string): ProviderError {
  return new ProviderError('stream', message, 'run the command again, or allow more time with --idle-ms');
}

/** Passes a stream on until the signal aborts, then throws its reason, also when the source does not react. */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), aborted]);
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    // Not awaited: a source that hangs would hang us too.
    iterator.return?.().catch(() => undefined);
  }
}
