/** Paths that git tracks, read from the index file without running git. Hostile input. Format: gitformat-index(5). */
import { createHash } from 'node:crypto';

const HEADER_BYTES = 12;
/** Stat facts before the object name: 10 fields of 4 bytes. */
const STAT_BYTES = 40;
const EXTENDED_FLAG = 0x4000;
const MAX_ENTRIES = 2_000_000;
/** All paths together, and all folders that they name: more is built to exhaust memory. */
const MAX_ALL_BYTES = 64 * 1024 * 1024;
const MAX_ALL_PARTS = 4_000_000;
const MAX_PATH_BYTES = 4096;

/** The paths, or null when it is no index that can be read to its end. */
export function trackedPaths(index: Buffer): string[] | null {
  const bytes = hashBytes(index);
  return bytes === null ? null : readEntries(index, bytes);
}

/** Repositories use SHA-1 or SHA-256; the checksum at the end tells. With `index.skipHash` it is all zero. */
function hashBytes(index: Buffer): 20 | 32 | null {
  if (index.length < HEADER_BYTES + 32) return null;
  if (index.subarray(-20).every((byte) => byte === 0)) return index.subarray(-32).every((byte) => byte === 0) ? 32 : 20;
  for (const [algorithm, bytes] of [['sha1', 20] as const, ['sha256', 32] as const]) {
    const sum = createHash(algorithm).update(index.subarray(0, -bytes)).digest();
    if (sum.equals(index.subarray(-bytes))) return bytes;
  }
  return null;
}

function readEntries(index: Buffer, hashBytes: number): string[] | null {
  if (index.length < HEADER_BYTES + hashBytes || index.toString('latin1', 0, 4) !== 'DIRC') return null;
  const version = index.readUInt32BE(4);
  const count = index.readUInt32BE(8);
  if (version < 2 || version > 4 || count > MAX_ENTRIES) return null;
  const end = index.length - hashBytes;
  const paths: string[] = [];
  let at = HEADER_BYTES;
  let previous: Buffer = Buffer.alloc(0);
  let [allBytes, allParts] = [0, 0];
  for (let entry = 0; entry < count; entry += 1) {
    const flagsAt = at + STAT_BYTES + hashBytes;
    if (flagsAt + 4 > end) return null;
    const extended = (index.readUInt16BE(flagsAt) & EXTENDED_FLAG) !== 0;
    const nameAt = flagsAt + (extended && version >= 3 ? 4 : 2);
    const name = version === 4 ? compressedName(index, nameAt, end, previous) : plainName(index, nameAt, end, at);
    if (name === null) return null;
    const path = name.bytes.toString('utf8');
    allBytes += name.bytes.length;
    allParts += path.split('/').length;
    if (allBytes > MAX_ALL_BYTES || allParts > MAX_ALL_PARTS) return null;
    paths.push(path);
    previous = name.bytes;
    at = name.next;
  }
  return paths;
}

interface Name {
  readonly bytes: Buffer;
  readonly next: number;
}

/** Ended by a zero byte; the entry is filled with zeros to a multiple of eight. */
function plainName(index: Buffer, at: number, end: number, entryAt: number): Name | null {
  const zero = index.indexOf(0, at);
  if (zero < 0 || zero >= end || zero === at || zero - at > MAX_PATH_BYTES) return null;
  const length = zero - entryAt;
  return { bytes: index.subarray(at, zero), next: entryAt + (Math.floor(length / 8) + 1) * 8 };
}

/** How many bytes to drop from the path before, then what to add. */
function compressedName(index: Buffer, start: number, end: number, previous: Buffer): Name | null {
  let at = start;
  let drop = 0;
  for (let digits = 0; ; digits += 1) {
    const byte = at < end && digits < 4 ? index[at] : undefined;
    if (byte === undefined) return null;
    at += 1;
    drop = (digits === 0 ? 0 : (drop + 1) * 128) + (byte & 0x7f);
    if ((byte & 0x80) === 0) break;
  }
  const zero = index.indexOf(0, at);
  if (drop > previous.length || zero < 0 || zero >= end) return null;
  const bytes = Buffer.concat([previous.subarray(0, previous.length - drop), index.subarray(at, zero)]);
  return bytes.length === 0 || bytes.length > MAX_PATH_BYTES ? null : { bytes, next: zero + 1 };
}
