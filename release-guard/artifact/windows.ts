/** Cuts a member's content into windows (see `entry.ts`); what is in one piece is not copied. */
import { OVERLAP, WINDOW, type Window } from './entry.ts';
import type { MemberSink } from './reading.ts';

/** One buffer a depth: an outer member may be half read while the archives before it are. */
export class WindowBuffers {
  readonly #buffers: Buffer[] = [];

  at(depth: number): Buffer {
    this.#buffers[depth] ??= Buffer.allocUnsafeSlow(WINDOW);
    return this.#buffers[depth];
  }
}

export class Windows implements MemberSink {
  readonly #size: number;
  readonly #buffer: () => Buffer;
  readonly #take: (window: Window) => void;
  #filled = 0;
  #at = 0;
  #fresh = 0;
  #done = false;

  /** `take` gets at least one window, the last one with `last`; `size` is -1 when unknown. */
  constructor(size: number, buffer: () => Buffer, take: (window: Window) => void) {
    this.#size = size;
    this.#buffer = buffer;
    this.#take = take;
  }

  data(bytes: Buffer): void {
    if (this.#done || bytes.length === 0) return;
    if (bytes.length === this.#size && this.#filled === 0 && this.#at === 0 && bytes.length <= WINDOW) {
      this.#done = true;
      this.#take({ bytes, at: 0, fresh: 0, last: true });
      return;
    }
    this.#copy(bytes);
  }

  end(): void {
    if (this.#done) return;
    this.#done = true;
    const bytes = this.#filled === 0 ? Buffer.alloc(0) : this.#buffer().subarray(0, this.#filled);
    this.#take({ bytes, at: this.#at, fresh: this.#fresh, last: true });
  }

  #copy(bytes: Buffer): void {
    const buffer = this.#buffer();
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === WINDOW) this.#advance(buffer);
      const length = Math.min(WINDOW - this.#filled, bytes.length - at);
      bytes.copy(buffer, this.#filled, at, at + length);
      this.#filled += length;
      at += length;
    }
  }

  /** Only when more bytes follow, so that a file of just `WINDOW` bytes comes whole. */
  #advance(buffer: Buffer): void {
    this.#take({ bytes: buffer, at: this.#at, fresh: this.#fresh, last: false });
    buffer.copyWithin(0, WINDOW - OVERLAP, WINDOW);
    this.#at += WINDOW - OVERLAP;
    this.#fresh = OVERLAP;
    this.#filled = OVERLAP;
  }
}
