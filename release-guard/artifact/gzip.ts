/** gzip files (RFC 1952), member by member: zlib's own reading of them hides where one ends and what follows. */
import { crc32 } from 'node:zlib';
import { ArchiveFault } from './fault.ts';
import { decompress, inflateRawEngine, isTruncation, type Take } from './inflate.ts';
import type { Reading } from './reading.ts';
import type { ByteSource } from './source.ts';

/** Bytes of a member's header with its name and comment. */
const HEADER = 64 * 1024;

export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** Gives the content of all members in order. */
export async function readGzip(source: ByteSource, reading: Reading, take: Take): Promise<void> {
  let at = await readMember(source, 0, take);
  let several = false;
  while (at < source.size) {
    if (!isGzip(source.read(at, 3))) {
      if (!isZeroFrom(source, at))
        reading.problem('archive-trailing-data', `${source.size - at} bytes stand behind the gzip data`);
      return;
    }
    if (!several) reading.problem('archive-several-members', 'consists of several gzip members');
    several = true;
    at = await readMember(source, at, take);
  }
}

/** Where the member ends. */
async function readMember(source: ByteSource, at: number, take: Take): Promise<number> {
  const from = at + headerLength(source.read(at, HEADER));
  let sum = 0;
  let size = 0;
  let used: number;
  try {
    used = await decompress(inflateRawEngine(), source, from, source.size, (bytes) => {
      sum = crc32(bytes, sum);
      size += bytes.length;
      return take(bytes);
    });
  } catch (error) {
    throw asFault(error);
  }
  const tail = source.read(from + used, 8);
  if (tail.length < 8) throw new ArchiveFault('archive-truncated', 'ends before the checksum of its gzip data');
  if (tail.readUInt32LE(0) !== sum) throw new ArchiveFault('archive-damaged', 'has gzip data whose checksum is wrong');
  if (tail.readUInt32LE(4) !== size % 2 ** 32)
    throw new ArchiveFault('archive-damaged', 'has gzip data of another length than it says');
  return from + used + 8;
}

function headerLength(bytes: Buffer): number {
  const flags = bytes[3];
  if (!isGzip(bytes) || flags === undefined || bytes.length < 10)
    throw new ArchiveFault('archive-truncated', 'ends in its gzip header');
  if ((flags & 0xe0) !== 0) throw new ArchiveFault('archive-damaged', 'has a gzip header with reserved bits');
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + (at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0);
  for (const bit of [8, 16]) {
    if ((flags & bit) === 0) continue;
    const nul = bytes.indexOf(0, at);
    if (nul < 0) throw new ArchiveFault('archive-damaged', `has a gzip header of more than ${HEADER} bytes`);
    at = nul + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  if (at > bytes.length) throw new ArchiveFault('archive-truncated', 'ends in its gzip header');
  return at;
}

/** An error of zlib as a fault; other errors stay what they are. */
export function asFault(error: unknown): unknown {
  if (error instanceof ArchiveFault) return error;
  const code = (error as { code?: unknown }).code;
  if (
    typeof code !== 'string' ||
    !/^(Z_|ERR_BROTLI|ERR__ERROR|ZSTD_|ERR_ZSTD|ERR_PADDING|ERR_BUFFER_TOO_LARGE)/.test(code)
  )
    return error;
  if (isTruncation(error)) return new ArchiveFault('archive-truncated', 'ends in the middle of its compressed data');
  return new ArchiveFault('archive-damaged', 'has compressed data that cannot be unpacked');
}

function isZeroFrom(source: ByteSource, from: number): boolean {
  for (let at = from; at < source.size; ) {
    const bytes = source.read(at, 64 * 1024);
    if (bytes.length === 0) break;
    if (bytes.some((byte) => byte !== 0)) return false;
    at += bytes.length;
  }
  return true;
}
