/** Content that comes in pieces: a tar file in gzip, or one compressed file. */
import { ArchiveFault } from './fault.ts';
import { MAGIC } from './format.ts';
import { asFault } from './gzip.ts';
import { brotliEngine, decompress, type Engine, zstdEngine } from './inflate.ts';
import type { MemberSink, Reading } from './reading.ts';
import type { ByteSource } from './source.ts';
import { firstNames, TarReader } from './tar.ts';
import { hasUstarMagic, tarHeader } from './tar-header.ts';

/** Finds out by the first bytes whether unpacked content is a tar file; if not, it is one file. */
export class TarOrFile {
  readonly #reading: Reading;
  readonly #name: string;
  #first: Buffer[] = [];
  #waiting = 0;
  #tar: TarReader | null = null;
  #file: MemberSink | null = null;

  constructor(reading: Reading, name: string) {
    this.#reading = reading;
    this.#name = name;
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.#tar === null && this.#file === null) {
      this.#first.push(Buffer.from(bytes));
      this.#waiting += bytes.length;
      if (this.#waiting < MAGIC) return;
      this.#decide();
    } else this.#pass(bytes);
    await this.#reading.settle();
  }

  async end(): Promise<void> {
    if (this.#tar === null && this.#file === null) this.#decide();
    this.#tar?.end();
    this.#file?.end();
    await this.#reading.settle();
  }

  #decide(): void {
    const bytes = Buffer.concat(this.#first);
    this.#first = [];
    const byName = /\.(?:tgz|tar|tar\.[a-z0-9]+|crate)$/i.test(this.#name);
    const isTar = bytes.length >= MAGIC && (tarHeader(bytes.subarray(0, MAGIC)) !== null || hasUstarMagic(bytes));
    if (isTar || byName) {
      this.#reading.names(firstNames(bytes));
      this.#tar = new TarReader(this.#reading);
    } else {
      this.#file = this.#reading.open(innerMember(this.#name));
    }
    if (bytes.length > 0) this.#pass(bytes);
  }

  #pass(bytes: Buffer): void {
    if (this.#tar !== null) this.#tar.write(bytes);
    else this.#file?.data(bytes);
  }
}

/** The file that stands in a single compressed file: its name without the last extension. */
function innerMember(name: string): Parameters<Reading['open']>[0] {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('!')) + 1);
  const inner = base.replace(/\.(?:gz|gzip|br|zst|zstd)$/i, '');
  return { name: inner === '' ? base : inner, type: 'file', size: -1, mode: 0, link: null };
}

/** Brotli and Zstandard files. */
export async function readSingle(
  source: ByteSource,
  format: 'zstd' | 'brotli',
  reading: Reading,
  name: string,
): Promise<void> {
  const content = new TarOrFile(reading, name);
  let unpacked = 0;
  const take = (bytes: Buffer) => {
    unpacked += bytes.length;
    reading.unpacked(bytes.length);
    return content.write(bytes);
  };
  try {
    let at = 0;
    while (at < source.size) {
      const used = await decompress(engineOf(format), source, at, source.size, take);
      if (used === 0) break;
      at += used;
      // Zstandard frames may follow one another; anything else behind the end is no part of it.
      if (at < source.size && !(format === 'zstd' && isZstdFrame(source.read(at, 4)))) {
        reading.problem('archive-trailing-data', `${source.size - at} bytes stand behind the compressed data`);
        break;
      }
    }
  } catch (error) {
    const fault = asFault(error);
    // Brotli has no magic: a name alone is no promise.
    throw fault instanceof ArchiveFault && format === 'brotli' && unpacked === 0
      ? new ArchiveFault('archive-not-read', 'is no Brotli data, as its name says')
      : fault;
  }
  await content.end();
}

function engineOf(format: 'zstd' | 'brotli'): Engine {
  const engine = format === 'brotli' ? brotliEngine() : zstdEngine();
  if (engine === null)
    throw new ArchiveFault('archive-not-read', 'is compressed by Zstandard, which this Node cannot read');
  return engine;
}

/** Of data, or of what decoders skip. */
function isZstdFrame(bytes: Buffer): boolean {
  if (bytes.length < 4) return false;
  const magic = bytes.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
}
