/** The check at the end of tokens of GitHub and npm: CRC-32 of the part before it, in base 62, six digits. */
import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;

export function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  while (rest > 0) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text.padStart(LENGTH, '0');
}

/** `body` is the token after its prefix. */
export function checksumHolds(body: string): boolean {
  return checksumOf(body.slice(0, -LENGTH)) === body.slice(-LENGTH);
}
