/**
 * One sync for everybody who waits. Who comes while one runs joins the next: the running one may have begun before their
 * bytes were written.
 */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface SyncSteps {
  /** Bytes written so far. */
  readonly written: () => number;
  /** INVARIANT: once it has rejected it is not called again. */
  readonly sync: () => Promise<void>;
  /** Everything up to `end` is on the device; called before anybody's promise resolves. */
  readonly done: (end: number) => void;
  /** Turns what went wrong into the error that everybody gets, now and later. */
  readonly failed: (thrown: unknown) => Error;
}

export class GroupSync {
  readonly #steps: SyncSteps;
  #waiters: Waiter[] = [];
  #running: Promise<void> | null = null;
  #broken: Error | null = null;

  constructor(steps: SyncSteps) {
    this.#steps = steps;
  }

  /** Resolves after a sync that began after this call. */
  join(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#running ??= this.#run().finally(() => {
        this.#running = null;
      });
    });
  }

  /** Resolves when no sync runs any more. Never rejects. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** No further sync: whoever waits or comes later gets this error. */
  breakOff(error: Error): void {
    this.#broken ??= error;
  }

  async #run(): Promise<void> {
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      this.#waiters = [];
      const error = await this.#once();
      for (const { resolve, reject } of waiters) error === null ? resolve() : reject(error);
    }
  }

  async #once(): Promise<Error | null> {
    const end = this.#steps.written();
    try {
      if (this.#broken !== null) throw this.#broken;
      await this.#steps.sync();
      this.#steps.done(end);
      // A write that failed meanwhile has closed the log; what this sync covered is on the device all the same.
      return null;
    } catch (thrown) {
      this.#broken ??= this.#steps.failed(thrown);
      return this.#broken;
    }
  }
}
