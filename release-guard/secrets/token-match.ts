/** Judges places where a token may begin by the token's whole form. */
import { isMadeUp } from './placeholder.ts';
import { type Sighting, type Surroundings, textAround } from './sighting.ts';
import type { TokenFormat } from './token-format.ts';

/** Longer than any token of the tables. */
const LONGEST = 2200;

export function matchToken(format: TokenFormat, around: Surroundings, at: number): Sighting | null {
  const back = format.back ?? 0;
  const begin = Math.max(0, at + (format.skip ?? 0) - back);
  if (back === 0 && continuesAWord(around.bytes, begin)) return null;
  const text = textAround(around, begin, begin + LONGEST);
  format.pattern.lastIndex = 0;
  const match = format.pattern.exec(text);
  if (match === null || begin + match.index > at + (format.skip ?? 0)) return null;
  const start = begin + match.index;
  const chance = match.slice(1).find((group) => group !== undefined) ?? match[0];
  if (isMadeUp(chance)) return null;
  if (format.near !== undefined && !format.near.test(textAround(around, start - 200, start + 200))) return null;
  const holds = format.check?.(match[0]) ?? null;
  return {
    rule: `secret-${format.id}`,
    start,
    end: start + match[0].length,
    value: match[0],
    what: holds === false ? `${format.what} whose check does not hold: made up, or damaged` : format.what,
    severity: holds === false || (around.test && holds === null) ? 'warn' : 'block',
  };
}

/** A letter or digit before it, unless that belongs to an escape such as `\n` or `%3D`. */
export function continuesAWord(bytes: Buffer, begin: number): boolean {
  const before = bytes[begin - 1];
  if (before === undefined || !isWordByte(before)) return false;
  if (bytes[begin - 2] === 0x5c) return false;
  return !(bytes[begin - 3] === 0x25 || (bytes[begin - 6] === 0x5c && bytes[begin - 5] === 0x75));
}

function isWordByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
