/** One 512-byte header block of a tar file (POSIX.1-1988 ustar, GNU, node-tar's xstar), and the records of a PAX header. */
import { isUtf8 } from 'node:buffer';

export const BLOCK = 512;

export interface TarHeader {
  readonly name: string;
  /** Null where a number is none that a tar file can hold. */
  readonly size: number | null;
  readonly mode: number;
  /** The type flag's character; NUL of old archives is '0'. */
  readonly flag: string;
  readonly link: string;
}

/** Null unless the block's checksum fits: POSIX adds unsigned bytes, a few old programs signed ones. */
export function tarHeader(block: Buffer): TarHeader | null {
  const wanted = numberAt(block, 148, 8);
  if (wanted === null) return null;
  let unsigned = 0;
  let high = 0;
  for (let index = 0; index < BLOCK; index += 1) {
    const byte = index >= 148 && index < 156 ? 32 : (block[index] as number);
    unsigned += byte;
    if (byte > 127) high += 1;
  }
  if (wanted !== unsigned && wanted !== unsigned - 256 * high) return null;
  const flag = block[156] === 0 ? '0' : String.fromCharCode(block[156] as number);
  return {
    name: prefixed(block, textAt(block, 0, 100)),
    size: numberAt(block, 124, 12),
    mode: (numberAt(block, 100, 8) ?? 0) & 0o7777,
    flag,
    link: textAt(block, 157, 100),
  };
}

/** Only `ustar\0` has a prefix; GNU's `ustar ` keeps other things there. xstar keeps times behind 130 bytes of it. */
function prefixed(block: Buffer, name: string): string {
  if (block.toString('latin1', 257, 263) !== 'ustar\0') return name;
  const prefix = textAt(block, 345, block[475] === 0 ? 130 : 155);
  return prefix === '' ? name : `${prefix}/${name}`;
}

export function hasUstarMagic(block: Buffer): boolean {
  return block.length >= BLOCK && block.toString('latin1', 257, 262) === 'ustar';
}

/** Octal digits between blanks, or base-256 where the first bit is set. Null: neither, negative, or more than 2^53. */
function numberAt(block: Buffer, at: number, length: number): number | null {
  const first = block[at] as number;
  if (first === 0x80) {
    let value = 0;
    for (let index = at + 1; index < at + length; index += 1) value = value * 256 + (block[index] as number);
    return Number.isSafeInteger(value) ? value : null;
  }
  if (first > 0x7f) return null;
  const digits = /^ *([0-7]*)[ \0]*$/.exec(untilNul(block.toString('latin1', at, at + length)));
  return digits === null ? null : digits[1] === '' ? 0 : Number.parseInt(digits[1] as string, 8);
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

function textAt(block: Buffer, at: number, length: number): string {
  let end = at;
  while (end < at + length && block[end] !== 0) end += 1;
  return nameOf(block.subarray(at, end));
}

/**
 * A name as text. Bytes that are no UTF-8 become characters of their own (U+DC80 to U+DCFF, as Python's surrogateescape writes them), so
 * that different names stay different.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replaceAll(/[\x80-\xff]/g, (char) => String.fromCharCode(0xdc00 + char.charCodeAt(0)));
}

export function isForeignName(name: string): boolean {
  return /[\udc80-\udcff]/.test(name) && !name.isWellFormed();
}

/** `%d key=value\n` records of a PAX header; null where the lengths do not fit. Values may hold anything, NUL included. */
export function paxRecords(bytes: Buffer): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    if (space < 0 || space - at > 10 || space === at) return endsWithNuls(bytes, at) ? records : null;
    const digits = bytes.toString('latin1', at, space);
    const end = at + (/^[0-9]+$/.test(digits) ? Number(digits) : 0);
    if (end <= space || end > bytes.length || bytes[end - 1] !== 0x0a) return null;
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) return null;
    records.set(bytes.toString('utf8', space + 1, equals), nameOf(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

function endsWithNuls(bytes: Buffer, at: number): boolean {
  return bytes.subarray(at).every((byte) => byte === 0);
}
