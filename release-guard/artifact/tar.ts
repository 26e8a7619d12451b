/**
 * A tar file, read as it streams by. Where programs differ it follows what npm's installer does (node-tar), and says that they differ.
 * Sources: POSIX.1-2017 pax, GNU tar manual "Basic Tar Format", node-tar's lib/parse.js.
 */
import { ArchiveFault } from './fault.ts';
import type { Member, MemberSink, Reading } from './reading.ts';
import { BLOCK, nameOf, paxRecords, type TarHeader, tarHeader } from './tar-header.ts';

/** Bytes of a PAX header or a GNU long name; real ones have a few hundred. */
const META = 1024 * 1024;

const types: Readonly<Record<string, Member['type']>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
  '7': 'file',
};

/** Headers that only say something about the next member. */
const metas = new Set(['x', 'X', 'g', 'L', 'K']);

interface Meta {
  readonly flag: string;
  readonly parts: Buffer[];
}

export class TarReader {
  readonly #reading: Reading;
  /** Of a header block that a chunk's border cuts. */
  #partial: Buffer[] = [];
  #partialSize = 0;
  /** Bytes of content that are still to come, then of padding. */
  #left = 0;
  #padding = 0;
  #sink: MemberSink | null = null;
  #meta: Meta | null = null;
  #pax: ReadonlyMap<string, string> = new Map();
  #global: ReadonlyMap<string, string> = new Map();
  #longName: string | null = null;
  #longLink: string | null = null;
  #zeroBlocks = 0;
  #members = 0;
  #damaged = false;
  #afterEnd = false;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  write(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) at += this.#content(chunk, at);
      else if (this.#padding > 0) at += this.#skip(chunk.length - at);
      else if (this.#partialSize === 0 && chunk.length - at >= BLOCK) {
        this.#block(chunk.subarray(at, at + BLOCK));
        at += BLOCK;
      } else at += this.#collect(chunk, at);
    }
  }

  end(): void {
    const cut = this.#left > 0 || this.#partialSize > 0;
    this.#sink?.end();
    this.#sink = null;
    if (cut) throw new ArchiveFault('archive-truncated', 'ends in the middle of a member');
    if (this.#padding > 0 || (this.#zeroBlocks === 0 && this.#members > 0))
      this.#reading.problem('archive-truncated', 'has no end mark');
  }

  #content(chunk: Buffer, at: number): number {
    const length = Math.min(this.#left, chunk.length - at);
    const bytes = chunk.subarray(at, at + length);
    if (this.#meta === null) this.#sink?.data(bytes);
    else this.#meta.parts.push(Buffer.from(bytes));
    this.#left -= length;
    if (this.#left === 0) this.#contentEnded();
    return length;
  }

  #contentEnded(): void {
    this.#sink?.end();
    this.#sink = null;
    if (this.#meta !== null) this.#metaEnded(this.#meta.flag, Buffer.concat(this.#meta.parts));
    this.#meta = null;
  }

  #skip(available: number): number {
    const length = Math.min(this.#padding, available);
    this.#padding -= length;
    return length;
  }

  #collect(chunk: Buffer, at: number): number {
    const length = Math.min(BLOCK - this.#partialSize, chunk.length - at);
    this.#partial.push(Buffer.from(chunk.subarray(at, at + length)));
    this.#partialSize += length;
    if (this.#partialSize === BLOCK) {
      const block = Buffer.concat(this.#partial);
      this.#partial = [];
      this.#partialSize = 0;
      this.#block(block);
    }
    return length;
  }

  #block(block: Buffer): void {
    if (isZero(block)) {
      this.#zeroBlocks += 1;
      return;
    }
    const header = tarHeader(block);
    if (header === null || header.size === null) {
      this.#notAHeader();
      return;
    }
    if (this.#zeroBlocks > 0 && !this.#afterEnd) {
      this.#afterEnd = true;
      this.#reading.problem('archive-after-end', 'holds members behind its end mark');
    }
    this.#zeroBlocks = 0;
    if (metas.has(header.flag)) this.#metaBegins(header.flag, header.size);
    else this.#memberBegins(header, header.size);
  }

  /** What follows is skipped block by block until a header fits again, as node-tar does. */
  #notAHeader(): void {
    if (this.#damaged) return;
    this.#damaged = true;
    if (this.#zeroBlocks > 0) this.#reading.problem('archive-trailing-data', 'holds bytes behind its end mark');
    else this.#reading.problem('archive-damaged', 'holds a header whose checksum or size is wrong');
  }

  #metaBegins(flag: string, size: number): void {
    if (size > META) throw new ArchiveFault('archive-limit', `has a header of ${size} bytes`);
    this.#meta = { flag, parts: [] };
    this.#expect(size);
    if (size === 0) this.#contentEnded();
  }

  #metaEnded(flag: string, bytes: Buffer): void {
    if (flag === 'L') this.#longName = nameOf(bytes.subarray(0, untilNul(bytes)));
    else if (flag === 'K') this.#longLink = nameOf(bytes.subarray(0, untilNul(bytes)));
    else {
      const records = paxRecords(bytes);
      if (records === null) {
        this.#reading.problem('archive-damaged', 'has a PAX header whose lengths do not fit');
      } else if (flag === 'g') {
        this.#global = new Map([...this.#global, ...records]);
        if (['path', 'linkpath', 'size'].some((key) => records.has(key)))
          this.#reading.problem('archive-ambiguous', 'gives all members one name or size by a global PAX header');
      } else this.#pax = new Map([...this.#pax, ...records]);
    }
  }

  #memberBegins(header: TarHeader, headerSize: number): void {
    const record = (key: string) => this.#pax.get(key) ?? this.#global.get(key);
    const name = record('path') ?? this.#longName ?? header.name;
    const link = record('linkpath') ?? this.#longLink ?? header.link;
    const size = this.#sizeOf(header, headerSize, record('size'), name);
    const sparse = [...this.#pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
    this.#pax = new Map();
    this.#longName = null;
    this.#longLink = null;
    const type = typeOf(header.flag, name);
    if (type === 'other' || sparse)
      this.#reading.problem('archive-special-file', `is of the tar type "${printable(header.flag)}"`, name);
    this.#members += 1;
    this.#sink = this.#reading.open({
      name,
      type,
      size,
      mode: header.mode,
      link: type === 'symlink' || type === 'hardlink' ? link : null,
    });
    this.#expect(size);
    if (size === 0) this.#contentEnded();
  }

  /** INVARIANT: two sizes for one member are always said, since a program that believes the other one reads other members (CVE-2025-62518). */
  #sizeOf(header: TarHeader, headerSize: number, pax: string | undefined, name: string): number {
    let size = headerSize;
    if (pax !== undefined) {
      if (!/^[0-9]{1,15}$/.test(pax))
        throw new ArchiveFault('archive-damaged', 'has a PAX header with a size that is no number');
      size = Number(pax);
      if (size !== headerSize && size < 8 * 1024 ** 3)
        this.#reading.problem('archive-ambiguous', `has two sizes, ${headerSize} and ${size}`, name);
    }
    if (size === 0) return 0;
    const type = typeOf(header.flag, name);
    if (type !== 'file' && type !== 'other')
      this.#reading.problem('archive-ambiguous', `is a ${type} with content`, name);
    return type === 'directory' ? 0 : size;
  }

  #expect(size: number): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }
}

/** Old archives mark a folder by the slash alone. */
function typeOf(flag: string, name: string): Member['type'] {
  const type = types[flag] ?? 'other';
  return type === 'file' && name.endsWith('/') ? 'directory' : type;
}

const zeros = Buffer.alloc(BLOCK);

function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.equals(zeros);
}

function untilNul(bytes: Buffer): number {
  const nul = bytes.indexOf(0);
  return nul < 0 ? bytes.length : nul;
}

function printable(flag: string): string {
  return /^[\x21-\x7e]$/.test(flag) ? flag : `0x${flag.charCodeAt(0).toString(16)}`;
}

/** Names of the members whose headers stand in the beginning of a tar file: enough to tell what kind of package it is. */
export function firstNames(chunk: Buffer): string[] {
  const names: string[] = [];
  let at = 0;
  while (at + BLOCK <= chunk.length) {
    const header = tarHeader(chunk.subarray(at, at + BLOCK));
    if (header === null || header.size === null) break;
    if (types[header.flag] !== undefined) names.push(header.name);
    at += BLOCK + Math.ceil(header.size / BLOCK) * BLOCK;
  }
  return names;
}
