/** Keeps the beginning and the end of an output of any length within a cap, and counts what went by. */
import { createHash } from 'node:crypto';
import type { OutputText } from '../src/contract/index.ts';

/** Errors stand at the end more often than at the beginning, but the beginning says what was running. */
const HEAD_SHARE = 0.6;
/** Room for the line that stands where bytes were cut. */
const MARKER_BYTES = 64;

/** INVARIANT: holds at most the cap and one chunk more, however much is written. */
export class OutputKeeper {
  readonly #cap: number;
  readonly #headCap: number;
  readonly #tailCap: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #total = 0;

  constructor(capBytes: number) {
    this.#cap = capBytes;
    this.#headCap = Math.floor(capBytes * HEAD_SHARE);
    this.#tailCap = capBytes - this.#headCap;
  }

  get total(): number {
    return this.#total;
  }

  push(chunk: Uint8Array): void {
    this.#total += chunk.length;
    const forHead = chunk.subarray(0, this.#headCap - this.#headBytes);
    if (forHead.length > 0) {
      this.#head.push(Buffer.from(forHead));
      this.#headBytes += forHead.length;
    }
    const forTail = chunk.subarray(forHead.length);
    if (forTail.length > 0) this.#pushTail(Buffer.from(forTail.subarray(-this.#tailCap)));
  }

  #pushTail(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    // Joined only when twice the cap is held, so that many small writes stay cheap.
    if (this.#tailBytes < 2 * this.#tailCap && this.#tail.length < 4096) return;
    const joined = Buffer.concat(this.#tail).subarray(-this.#tailCap);
    this.#tail = [Buffer.from(joined)];
    this.#tailBytes = joined.length;
  }

  /** The kept text. Where bytes were cut a line says how many; a character cut in two becomes U+FFFD. */
  text(): OutputText {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (this.#total <= this.#cap) {
      const kept = Buffer.concat([head, tail]);
      return { text: kept.toString('utf8'), bytes: this.#total, sha256: sha256(kept), truncated: false };
    }
    const room = Math.min(MARKER_BYTES, this.#cap);
    const end = tail.subarray(tail.length - Math.max(0, this.#tailCap - room));
    const cut = this.#total - head.length - end.length;
    return {
      text: `${head.toString('utf8')}\n[cordon: ${cut} bytes cut]\n${end.toString('utf8')}`,
      bytes: this.#total,
      sha256: sha256(Buffer.concat([head, end])),
      truncated: true,
    };
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
