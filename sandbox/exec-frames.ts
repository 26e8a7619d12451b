/** The engine's framing of an exec's output: 8 bytes of header (stream, length), then the payload. */

export type OutputStream = 'stdout' | 'stderr';

const HEADER_BYTES = 8;

/** Takes the raw stream in any pieces and hands on payloads as they come, without ever holding one back. */
export class FrameReader {
  #header = Buffer.alloc(0);
  #stream: OutputStream = 'stdout';
  #left = 0;
  readonly #onPayload: (stream: OutputStream, chunk: Uint8Array) => void;

  constructor(onPayload: (stream: OutputStream, chunk: Uint8Array) => void) {
    this.#onPayload = onPayload;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const payload = rest.subarray(0, this.#left);
        this.#left -= payload.length;
        rest = rest.subarray(payload.length);
        this.#onPayload(this.#stream, payload);
        continue;
      }
      const missing = HEADER_BYTES - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, missing)]);
      rest = rest.subarray(missing);
      if (this.#header.length < HEADER_BYTES) return;
      this.#stream = this.#header[0] === 2 ? 'stderr' : 'stdout';
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
  }
}
