/** Tokens that look like real ones and open nothing, for examples and tests: put together when asked, the same for the same seed. */
import { checksumOf } from './checksum.ts';

const ALPHABETS: Readonly<Record<string, string>> = {
  '~': 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  '@': 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '#': '0123456789abcdef',
  '%': '0123456789ABCDEF',
  '^': 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  '&': 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  '9': '123456789',
  '?': '~',
};

/** `sample` as in `TokenFormat`. */
export function madeToken(sample: string, seed: number): string {
  let state = (seed * 2654435761) % 4294967296;
  let token = '';
  for (const mark of sample) {
    const alphabet = ALPHABETS[mark];
    if (mark === '!') {
      token += checksumOf(token.slice(token.indexOf('_') + 1));
      continue;
    }
    // xorshift32: enough of a mix that no two neighbours depend on each other visibly.
    state ^= (state << 13) >>> 0;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    token += alphabet === undefined ? mark : alphabet.charAt((state >>> 7) % alphabet.length);
  }
  return token;
}
