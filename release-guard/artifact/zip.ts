/**
 * A zip file, by its central directory as installers read it; whatever else the file holds, and whatever its local headers say
 * differently, is told.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { ArchiveFault } from './fault.ts';
import { asFault } from './gzip.ts';
import { CHUNK, decompress, type Engine, inflateRawEngine, zstdEngine } from './inflate.ts';
import type { Member, MemberSink, Reading } from './reading.ts';
import type { ByteSource } from './source.ts';
import { readDirectory, type ZipEntry, zipName } from './zip-directory.ts';

const LOCAL = 0x04034b50;
const LOCAL_SIZE = 30;
/** Members that are unpacked in one step. */
const SMALL = 4 * 1024 * 1024;
/** Data descriptor of a member whose size was unknown when it was written; with signature and zip64 sizes. */
const DESCRIPTOR = 24;

const ENCRYPTED = 0x2041;
const SIZES_FOLLOW = 8;

export interface ZipOptions {
  /** A program may stand before the archive: self-extracting files, Python zipapps. */
  readonly prefix: boolean;
}

export async function readZip(source: ByteSource, reading: Reading, options: ZipOptions): Promise<void> {
  const directory = readDirectory(source, reading.budget.limits);
  if (directory.miscounted) reading.problem('archive-ambiguous', 'counts other members than it lists');
  if (directory.end < source.size)
    reading.problem('archive-trailing-data', `${source.size - directory.end} bytes stand behind the zip data`);
  const entries = [...directory.entries].sort((a, b) => a.at - b.at);
  const ends = layout(source, entries, directory.at, reading, options);
  reading.names(entries.map(({ name }) => name));
  for (const [index, entry] of entries.entries()) {
    await readEntry(source, entry, ends[index] as number, reading);
    await reading.settle();
  }
}

/**
 * Where each member's content begins. INVARIANT: no byte belongs to two members, so that a small file cannot unpack to the same
 * bytes a million times (Fifield, "A better zip bomb", 2019).
 */
function layout(
  source: ByteSource,
  entries: readonly ZipEntry[],
  directoryAt: number,
  reading: Reading,
  options: ZipOptions,
): number[] {
  let free = 0;
  const starts = entries.map((entry, index) => {
    if (entry.at < free) throw new ArchiveFault('archive-limit', 'has members that overlap');
    const prefix = index === 0 && options.prefix;
    if (entry.at > free && !prefix) gap(source, free, entry.at, index === 0, reading);
    const start = localHeader(source, entry, reading);
    free = start + entry.packed;
    return start;
  });
  if (free > directoryAt) throw new ArchiveFault('archive-limit', 'has members that overlap');
  if (directoryAt > free && (entries.length > 0 || !options.prefix)) gap(source, free, directoryAt, false, reading);
  return starts;
}

/** Bytes that no listed member owns: a descriptor, padding, or a member that the directory hides. */
function gap(source: ByteSource, from: number, to: number, first: boolean, reading: Reading): void {
  const bytes = source.read(from, Math.min(to - from, CHUNK));
  const hidden = bytes.indexOf(Buffer.from('PK\x03\x04', 'latin1'));
  if (hidden >= 0) reading.problem('archive-ambiguous', 'holds a member that its directory does not list');
  else if (first || (to - from > DESCRIPTOR && bytes.some((byte) => byte !== 0)))
    reading.problem('archive-trailing-data', `${to - from} bytes stand ${first ? 'before' : 'between'} the members`);
}

/** Where the content begins; tells what the local header says differently. */
function localHeader(source: ByteSource, entry: ZipEntry, reading: Reading): number {
  const header = Buffer.from(source.read(entry.at, LOCAL_SIZE));
  if (header.length < LOCAL_SIZE || header.readUInt32LE(0) !== LOCAL)
    throw new ArchiveFault('archive-damaged', 'lists a member that is not there');
  const nameLength = header.readUInt16LE(26);
  const start = entry.at + LOCAL_SIZE + nameLength + header.readUInt16LE(28);
  const name = zipName(source.read(entry.at + LOCAL_SIZE, nameLength));
  const flags = header.readUInt16LE(6);
  if (name !== entry.name) reading.problem('archive-ambiguous', 'has another name in its own header', entry.name);
  if (header.readUInt16LE(8) !== entry.method || ((flags ^ entry.flags) & ENCRYPTED) !== 0)
    reading.problem('archive-ambiguous', 'is compressed in another way by its own header', entry.name);
  const [packed, size] = [header.readUInt32LE(18), header.readUInt32LE(22)];
  const known = (flags & SIZES_FOLLOW) === 0;
  if (known && ((packed !== entry.packed && packed !== 0xffffffff) || (size !== entry.size && size !== 0xffffffff)))
    reading.problem('archive-ambiguous', 'has another size in its own header', entry.name);
  if (start + entry.packed > source.size) throw new ArchiveFault('archive-truncated', 'ends in the middle of a member');
  return start;
}

async function readEntry(source: ByteSource, entry: ZipEntry, start: number, reading: Reading): Promise<void> {
  const link = typeOf(entry) === 'symlink' ? linkOf(source, entry, start) : null;
  const sink = reading.open(memberOf(entry, link));
  if (typeOf(entry) === 'directory' && entry.size > 0)
    reading.problem('archive-ambiguous', 'is a directory with content', entry.name);
  try {
    if ((entry.flags & ENCRYPTED) !== 0) reading.problem('archive-encrypted', 'is encrypted', entry.name);
    else await content(source, entry, start, reading, sink);
  } catch (error) {
    // One damaged member does not hide the others.
    if (!(error instanceof ArchiveFault) || error.rule === 'archive-limit') throw error;
    reading.problem(error.rule, error.message, entry.name);
  } finally {
    sink.end();
  }
}

function memberOf(entry: ZipEntry, link: string | null): Member {
  return { name: entry.name, type: typeOf(entry), size: entry.size, mode: entry.unixMode & 0o7777, link };
}

function typeOf(entry: ZipEntry): Member['type'] {
  const kind = entry.unixMode & 0o170000;
  if (entry.name.endsWith('/') || kind === 0o040000) return 'directory';
  if (kind === 0o120000) return 'symlink';
  return kind === 0 || kind === 0o100000 ? 'file' : 'other';
}

/** A link's content is where it leads. */
function linkOf(source: ByteSource, entry: ZipEntry, start: number): string {
  const packed = source.read(start, Math.min(entry.packed, 4096));
  try {
    return zipName(entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: 4096 }));
  } catch {
    throw new ArchiveFault('archive-damaged', 'has a link that cannot be read');
  }
}

async function content(
  source: ByteSource,
  entry: ZipEntry,
  start: number,
  reading: Reading,
  sink: MemberSink,
): Promise<void> {
  let sum = 0;
  let size = 0;
  const take = (bytes: Buffer) => {
    reading.unpacked(bytes.length);
    sum = crc32(bytes, sum);
    size += bytes.length;
    sink.data(bytes);
  };
  const engine = engineOf(entry.method);
  if (entry.method === 0) stored(source, start, entry.packed, take);
  else if (engine === null) {
    reading.problem('archive-not-read', `is compressed by zip method ${entry.method}`, entry.name);
    return;
  } else await unpack(source, entry, start, engine, take);
  if (size !== entry.size) reading.problem('archive-ambiguous', `has ${size} bytes and says ${entry.size}`, entry.name);
  else if (sum !== entry.crc) reading.problem('archive-damaged', 'has another checksum than it says', entry.name);
}

function stored(source: ByteSource, start: number, length: number, take: (bytes: Buffer) => void): void {
  for (let at = 0; at < length; ) {
    const bytes = source.read(start + at, Math.min(CHUNK, length - at));
    if (bytes.length === 0) throw new ArchiveFault('archive-truncated', 'ends in the middle of a member');
    at += bytes.length;
    take(bytes);
  }
}

function engineOf(method: number): (() => Engine) | null {
  if (method === 8) return inflateRawEngine;
  const zstd = method === 93 ? zstdEngine() : null;
  return zstd === null ? null : () => zstd;
}

async function unpack(
  source: ByteSource,
  entry: ZipEntry,
  start: number,
  engine: () => Engine,
  take: (bytes: Buffer) => void,
): Promise<void> {
  try {
    if (entry.method === 8 && entry.packed <= SMALL && entry.size <= SMALL) {
      take(inflateRawSync(source.read(start, entry.packed), { maxOutputLength: Math.max(1, entry.size) }));
    } else await decompress(engine(), source, start, start + entry.packed, take);
  } catch (error) {
    throw (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
      ? new ArchiveFault('archive-ambiguous', `has a member with more than the ${entry.size} bytes that it says`)
      : asFault(error);
  }
}
