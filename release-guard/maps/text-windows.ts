/** Windows of a file in UTF-8, whatever it was written in: UTF-16 is turned into UTF-8, everything else passes as it is. */
import { OVERLAP, type Window } from '../artifact/entry.ts';

type Encoding = 'utf-16le' | 'utf-16be';

/** By its byte order mark, or by the zero bytes of ASCII text. */
function encodingOf(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const length = Math.min(bytes.length, 64) & ~1;
  if (length < 16) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  if (odd >= length / 2 - 2 && even === 0) return 'utf-16le';
  return even >= length / 2 - 2 && odd === 0 ? 'utf-16be' : null;
}

export class TextWindows {
  #encoding: Encoding | null = null;
  #decoder: InstanceType<typeof TextDecoder> | null = null;
  #tail: Buffer = Buffer.alloc(0);
  #at = 0;
  #first = true;

  /** Offsets in a UTF-16 file are those of its text in UTF-8. */
  next(window: Window): Window {
    if (this.#first) {
      this.#first = false;
      this.#encoding = encodingOf(window.bytes);
      if (this.#encoding !== null) this.#decoder = new TextDecoder(this.#encoding);
    }
    if (this.#decoder === null) return window;
    const fresh = this.#decoder.decode(window.bytes.subarray(window.fresh), { stream: !window.last });
    const bytes = Buffer.concat([this.#tail, Buffer.from(fresh)]);
    const turned: Window = { bytes, at: this.#at, fresh: this.#tail.length, last: window.last };
    this.#tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - OVERLAP)));
    this.#at += bytes.length - this.#tail.length;
    return turned;
  }
}
