/**
 * Reads the archive that comes out of a container: a strict subset of tar, as GNU tar writes it with --format=gnu.
 * Own code instead of a library: a reader that takes every dialect has more to be attacked. tar-stream 3.2 hangs on a pax
 * record of negative length, for one. Pax records, which override name and size, have no place here at all.
 */

const BLOCK = 512;
const MAX_NAME_BYTES = 4096;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

export interface TarEntry {
  /** Null when the name is not UTF-8. */
  readonly path: string | null;
  readonly kind: 'file' | 'other';
  /** The type letter, for messages. */
  readonly letter: string;
  readonly mode: number;
  readonly size: number;
}

/** One entry at a time; what is not read of its content is skipped. Throws an Error for anything that is no such archive. */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ entry: TarEntry; content: AsyncIterable<Uint8Array> }> {
  const bytes = new ByteSource(source);
  let longName: Buffer | null = null;
  for (;;) {
    const block = await bytes.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const header = parseHeader(block);
    if (header.letter === 'L' || header.letter === 'K') {
      const text = await longText(bytes, header.size);
      if (header.letter === 'L') longName = text;
      continue;
    }
    const content = new Content(bytes, header.size);
    yield { entry: { ...header, path: pathOf(longName ?? header.name) }, content };
    await content.skip();
    longName = null;
  }
  await bytes.drain();
}

/** Serves an exact number of bytes; a source that ends early is an error. */
class ByteSource {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most so many. */
  async some(limit: number): Promise<Uint8Array> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) throw new Error('the archive ends early');
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async exactly(count: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for (let left = count; left > 0; ) {
      const piece = await this.some(left);
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** To the end of the source: a writer that nobody reads would never end. */
  async drain(): Promise<void> {
    while ((await this.#source.next()).done !== true);
  }
}

/** Content and padding of one entry. */
class Content implements AsyncIterable<Uint8Array> {
  readonly #bytes: ByteSource;
  #left: number;
  #padding: number;

  constructor(bytes: ByteSource, size: number) {
    this.#bytes = bytes;
    this.#left = size;
    this.#padding = paddingOf(size);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      const piece = await this.#bytes.some(this.#left);
      this.#left -= piece.length;
      yield piece;
    }
  }

  async skip(): Promise<void> {
    for await (const _ of this);
    if (this.#padding > 0) await this.#bytes.exactly(this.#padding);
    this.#padding = 0;
  }
}

function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

async function longText(bytes: ByteSource, size: number): Promise<Buffer> {
  if (size === 0 || size > MAX_NAME_BYTES + 1) throw new Error('a name in the archive is too long');
  const text = await bytes.exactly(size);
  await bytes.exactly(paddingOf(size));
  return untilZero(text);
}

function untilZero(text: Buffer): Buffer {
  const zero = text.indexOf(0);
  return zero < 0 ? text : text.subarray(0, zero);
}

function pathOf(name: Buffer): string | null {
  try {
    return strictUtf8.decode(name);
  } catch {
    return null;
  }
}

function parseHeader(block: Buffer) {
  if (octal(block, 148, 8) !== checksum(block)) throw new Error('a header of the archive is damaged');
  // The blank instead of a zero byte tells GNU's own dialect, which has no name prefix.
  if (block.toString('latin1', 257, 265) !== 'ustar  \0') throw new Error('the archive is in another dialect');
  const letter = String.fromCharCode(block[156] ?? 0);
  if (!/^[0-7LK]$/.test(letter)) throw new Error(`the archive has an entry of type ${JSON.stringify(letter)}`);
  const kind: TarEntry['kind'] = letter === '0' ? 'file' : 'other';
  return { name: untilZero(block.subarray(0, 100)), kind, letter, mode: octal(block, 100, 8), size: number(block) };
}

/** The sum of all bytes, those of the sum itself taken as blanks. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}

function octal(block: Buffer, at: number, length: number): number {
  const text = block.toString('latin1', at, at + length);
  const match = /^ *([0-7]+)[ \0]*$/.exec(text);
  if (match?.[1] === undefined) throw new Error('a number in the archive is damaged');
  return Number.parseInt(match[1], 8);
}

/** Size: octal, or for 8 GiB and more a binary number after a byte 0x80. */
function number(block: Buffer): number {
  if (block[124] !== 0x80) return octal(block, 124, 12);
  const value = block.readBigUInt64BE(128);
  if (block.readUInt32BE(124) !== 0x80000000 || value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Error('a number in the archive is out of range');
  }
  return Number(value);
}
