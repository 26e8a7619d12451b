/** Damaged archives, drawn by a seed: bytes changed at random, and structures changed so that their checksums fit again. */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type Draw, drawFrom } from '../packers/folders.ts';
import { asar, index, manifest, tar, tgz, zip } from './archives.ts';

export interface Damaged {
  readonly name: string;
  readonly bytes: Buffer;
}

const text = 'export const value = 42;\n'.repeat(40);
const inner = zip([
  { name: 'a.js', content: text },
  { name: 'deep/b.js', content: text, method: 0 },
]);
const members = tar([
  manifest,
  index,
  { name: 'package/long.js', content: text, pax: { path: `package/${'x'.repeat(120)}.js`, size: String(text.length) } },
  { name: '././@LongLink', flag: 'L', content: `package/${'y'.repeat(150)}\0` },
  { name: 'package/y', content: text },
  { name: 'package/link', flag: '2', link: 'index.js' },
  { name: 'package/inner.zip', content: inner },
  { name: 'package/inner.tgz', content: tgz() },
  { name: 'package/inner.js.br', content: brotliCompressSync(text) },
  { name: 'package/inner.zst', content: zstdCompressSync(text) },
  { name: 'package/app.asar', content: asar({ 'a.js': text, 'b.js': text }) },
]);

interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
  readonly wrap: (bytes: Buffer) => Buffer;
}

const same = (bytes: Buffer) => bytes;
const seeds: readonly Seed[] = [
  { name: 'a.tgz', bytes: members, wrap: (bytes) => gzipSync(bytes, { level: 1 }) },
  { name: 'a.tgz', bytes: gzipSync(members), wrap: same },
  { name: 'a.tar', bytes: members, wrap: same },
  {
    name: 'a.zip',
    bytes: zip([
      { name: 'x.zip', content: inner },
      { name: 'c.js', content: text },
      { name: 'd', content: tgz() },
    ]),
    wrap: same,
  },
  { name: 'a.asar', bytes: asar({ 'a.js': text, 'b.zip': 'PK', 'c/d.js': text }), wrap: same },
  { name: 'a.tar.zst', bytes: zstdCompressSync(members), wrap: same },
  { name: 'a.tar.br', bytes: brotliCompressSync(members), wrap: same },
];

/** The same seed always gives the same archive. */
export function damaged(seed: number): Damaged {
  const draw = drawFrom(seed);
  const from = seeds[draw(seeds.length)] as Seed;
  let bytes: Buffer = Buffer.from(from.bytes);
  for (let count = 1 + draw(4); count > 0; count -= 1) bytes = change(bytes, draw);
  if (draw(2) === 0) fitChecksums(bytes);
  return { name: from.name, bytes: from.wrap(bytes) };
}

const numbers = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0xffffffff];

function change(bytes: Buffer, draw: Draw): Buffer {
  const at = draw(Math.max(1, bytes.length));
  const length = 1 + draw(draw(2) === 0 ? 16 : 700);
  switch (draw(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    case 4:
      return bytes.fill(0, at, Math.min(bytes.length, at + length));
    case 5:
      return number(bytes, at, draw);
    case 6:
      return octal(bytes, at, draw);
    case 7:
      return name(bytes, at, draw);
    default:
      if (at < bytes.length) bytes[at] = draw(256);
      return bytes;
  }
}

function number(bytes: Buffer, at: number, draw: Draw): Buffer {
  if (at + 4 <= bytes.length) bytes.writeUInt32LE(numbers[draw(numbers.length)] as number, at);
  return bytes;
}

/** A size or a type flag of a tar header. */
function octal(bytes: Buffer, at: number, draw: Draw): Buffer {
  const header = at - (at % 512);
  if (header + 512 > bytes.length) return bytes;
  if (draw(2) === 0) bytes[header + 156] = '0123456789xgLKSVXNDM\0'.charCodeAt(draw(21));
  else
    bytes.write(
      `${draw(2 ** 31)
        .toString(8)
        .padStart(11, '0')}\0`.slice(0, 12),
      header + 124,
      'latin1',
    );
  return bytes;
}

const hostile = ['../../x', '/etc/passwd', 'C:\\x', 'a\0b', '././', '', 'package', 'a/'.repeat(40), '\xff\xfe'];

function name(bytes: Buffer, at: number, draw: Draw): Buffer {
  bytes.write(hostile[draw(hostile.length)] as string, at - (at % 512), 'latin1');
  return bytes;
}

/** Makes every block that says it is a header one again. */
function fitChecksums(bytes: Buffer): void {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const block = bytes.subarray(at, at + 512);
    if (block.toString('latin1', 257, 262) !== 'ustar') continue;
    block.fill(' ', 148, 156);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
}
