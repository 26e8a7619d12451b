/** What a file is by its first bytes. */
import { isAsar } from './asar.ts';
import { isGzip } from './gzip.ts';
import { hasUstarMagic, tarHeader } from './tar-header.ts';
import { findEnd, isZip } from './zip-directory.ts';

export type Format = 'gzip' | 'zip' | 'zip-behind' | 'tar' | 'asar' | 'zstd' | 'brotli';

/** Compressions and archives that are recognised and not read. */
const unread: readonly (readonly [magic: string, name: string])[] = [
  ['\xfd7zXZ\0', 'xz'],
  ['BZh91AY&SY', 'bzip2'],
  ["7z\xbc\xaf'\x1c", '7-Zip'],
  ['Rar!\x1a\x07', 'RAR'],
  ['LZIP\x01', 'lzip'],
  ['MSCF\0\0\0\0', 'cabinet'],
];

/** Bytes that a format shows itself by. */
export const MAGIC = 512;

/** Null: no archive. `head` holds the first `MAGIC` bytes, or all there are. */
export function formatOf(head: Buffer, name: string): Format | null {
  const first = head[0];
  if (first === 0x1f && isGzip(head)) return 'gzip';
  if (first === 0x50 && isZip(head)) return 'zip';
  if (first === 0x28 && head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  if (first === 4 && isAsar(head)) return 'asar';
  if (head.length >= MAGIC && (hasUstarMagic(head) || /\.tar$/i.test(name)) && tarHeader(head) !== null) return 'tar';
  return /\.br$/i.test(name) && head.length > 0 ? 'brotli' : null;
}

/** The name of a compression that cannot be read here. */
export function unreadFormat(head: Buffer): string | null {
  const first = head[0];
  if (first !== 0xfd && first !== 0x42 && first !== 0x37 && first !== 0x52 && first !== 0x4c && first !== 0x4d)
    return null;
  const text = head.toString('latin1', 0, 16);
  return unread.find(([magic]) => text.startsWith(magic))?.[1] ?? null;
}

/** ELF, Windows, Mach-O (both orders and fat) and scripts: what a zip file may stand behind. */
export function isProgram(head: Buffer): boolean {
  if (head.length < 4) return false;
  const magic = head.readUInt32BE(0);
  return (
    magic === 0x7f454c46 ||
    magic >>> 16 === 0x4d5a ||
    magic >>> 16 === 0x2321 ||
    magic === 0xcffaedfe ||
    magic === 0xfeedfacf ||
    magic === 0xcafebabe
  );
}

/** True where a zip file's end record stands at the end; only programs are searched for one with a comment. */
export function endsAsZip(bytes: Buffer, program: boolean): boolean {
  const at = bytes.length - 22;
  if (at < 0) return false;
  if (bytes[at] === 0x50 && bytes.readUInt32LE(at) === 0x06054b50) return true;
  return program && findEnd(bytes.subarray(Math.max(0, bytes.length - 22 - 0xffff))) !== null;
}
