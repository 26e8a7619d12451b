/** The central directory of a zip file (APPNOTE.TXT 6.3.10), zip64 included. */
import { isUtf8 } from 'node:buffer';
import type { Limits } from './budget.ts';
import { ArchiveFault } from './fault.ts';
import type { ByteSource } from './source.ts';
import { nameOf } from './tar-header.ts';

export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Of the local header, in the source. */
  readonly at: number;
  readonly unixMode: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the central directory begins. */
  readonly at: number;
  /** Where the archive's bytes end. */
  readonly end: number;
  /** The end record counts other entries than the directory has. */
  readonly miscounted: boolean;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;

export function isZip(head: Buffer): boolean {
  return head.length >= END_SIZE && (head.readUInt32LE(0) === 0x04034b50 || head.readUInt32LE(0) === END);
}

interface EndRecord {
  readonly at: number;
  readonly end: number;
  readonly disks: boolean;
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

/** Null where the source does not end as a zip file does. */
export function findEnd(tail: Buffer): number | null {
  for (let at = tail.length - END_SIZE; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END) continue;
    if (at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return null;
}

export function readDirectory(source: ByteSource, limits: Limits): ZipDirectory {
  const end = endRecord(source);
  if (end.disks) throw new ArchiveFault('archive-damaged', 'is one part of a zip file over several disks');
  if (end.size > limits.header) throw new ArchiveFault('archive-limit', `has a central directory of ${end.size} bytes`);
  const at = end.at - end.size;
  const shift = at - end.offset;
  if (at < 0 || shift < 0)
    throw new ArchiveFault('archive-damaged', 'has a central directory that does not fit into the file');
  const bytes = Buffer.from(source.read(at, end.size));
  const entries: ZipEntry[] = [];
  let next = 0;
  while (next + 46 <= bytes.length && bytes.readUInt32LE(next) === CENTRAL) {
    if (entries.length >= limits.members)
      throw new ArchiveFault('archive-limit', `holds more than ${limits.members} files`);
    const [entry, length] = centralEntry(bytes, next, shift);
    entries.push(entry);
    next += length;
  }
  // A signature of the directory may follow; anything else is damage.
  if (next !== bytes.length && !(bytes.length - next >= 6 && bytes.readUInt32LE(next) === 0x05054b50))
    throw new ArchiveFault('archive-damaged', 'has a central directory with unreadable entries');
  return { entries, at, end: end.end, miscounted: entries.length !== end.count };
}

function endRecord(source: ByteSource): EndRecord {
  const from = Math.max(0, source.size - END_SIZE - MAX_COMMENT);
  const tail = Buffer.from(source.read(from, END_SIZE + MAX_COMMENT));
  const exact = findEnd(tail);
  const at = exact ?? tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (at < 0 || at + END_SIZE > tail.length)
    throw new ArchiveFault('archive-truncated', 'has no end record of a zip file');
  const record: EndRecord = {
    at: from + at,
    end: Math.min(source.size, from + at + END_SIZE + tail.readUInt16LE(at + 20)),
    disks: tail.readUInt16LE(at + 4) !== 0 && tail.readUInt16LE(at + 4) !== 0xffff,
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  return record.at >= 20 ? withZip64(source, record) : record;
}

function withZip64(source: ByteSource, record: EndRecord): EndRecord {
  const locator = Buffer.from(source.read(record.at - 20, 20));
  if (locator.length < 20 || locator.readUInt32LE(0) !== LOCATOR64) return record;
  // Before the locator, unless extensible data stands between; then where the locator says.
  for (const at of [record.at - 20 - 56, Number(locator.readBigUInt64LE(8))]) {
    if (at < 0 || at + 56 > source.size) continue;
    const bytes = source.read(at, 56);
    if (bytes.length < 56 || bytes.readUInt32LE(0) !== END64) continue;
    return {
      ...record,
      at,
      count: Number(bytes.readBigUInt64LE(32)),
      size: Number(bytes.readBigUInt64LE(40)),
      offset: Number(bytes.readBigUInt64LE(48)),
    };
  }
  throw new ArchiveFault('archive-damaged', 'names a zip64 end record that is not there');
}

function centralEntry(bytes: Buffer, at: number, shift: number): [ZipEntry, number] {
  const nameLength = bytes.readUInt16LE(at + 28);
  const extraLength = bytes.readUInt16LE(at + 30);
  const length = 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  if (at + length > bytes.length)
    throw new ArchiveFault('archive-damaged', 'has a central directory that ends too early');
  const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
  const big = zip64Fields(bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), [
    bytes.readUInt32LE(at + 24),
    bytes.readUInt32LE(at + 20),
    bytes.readUInt32LE(at + 42),
  ]);
  const [size = 0, packed = 0, offset = 0] = big;
  const madeOnUnix = bytes[at + 5] === 3 || bytes[at + 5] === 19;
  const entry: ZipEntry = {
    name: zipName(nameBytes),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    packed,
    size,
    at: offset + shift,
    unixMode: madeOnUnix ? bytes.readUInt16LE(at + 40) : 0,
  };
  return [entry, length];
}

/** Sizes and offsets that are all ones stand in the extra field 1, in this order, and only those. */
function zip64Fields(extra: Buffer, fields: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      let next = at + 4;
      return fields.map((field) => {
        if (field !== 0xffffffff || next + 8 > Math.min(extra.length, at + 4 + length)) return field;
        next += 8;
        return Number(extra.readBigUInt64LE(next - 8));
      });
    }
    at += 4 + length;
  }
  return [...fields];
}

/** Names without the UTF-8 flag are CP437 by the book; programs write UTF-8 all the same. */
export function zipName(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : nameOf(bytes);
}
