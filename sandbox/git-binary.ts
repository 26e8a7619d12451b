/** Git's notation for binary contents in a patch: deflated, in lines of base 85. Format: apply.c and base85.c of git. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const LINE_BYTES = 52;

/** The name that git gives to a content; git checks it before it replaces a binary file. */
export function gitBlobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** Both directions, so that the patch can be reverted too. */
export function binaryPatch(before: Uint8Array, after: Uint8Array): string {
  return `GIT binary patch\n${literal(after)}\n${literal(before)}\n`;
}

function literal(content: Uint8Array): string {
  const packed = deflateSync(content);
  const lines = [`literal ${content.length}\n`];
  for (let at = 0; at < packed.length; at += LINE_BYTES) {
    const bytes = packed.subarray(at, at + LINE_BYTES);
    lines.push(`${lengthLetter(bytes.length)}${base85(bytes)}\n`);
  }
  return lines.join('');
}

/** A to Z for 1 to 26, a to z for 27 to 52. */
function lengthLetter(length: number): string {
  return String.fromCharCode(length <= 26 ? 64 + length : 70 + length);
}

function base85(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let index = 0; index < 4; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
    let group = '';
    for (let digit = 0; digit < 5; digit += 1) {
      group = (ALPHABET[value % 85] ?? '') + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}
