/** Secrets that stand in base64: what their beginnings look like there, and how to get back. */

/** Beginnings that are also looked for in base64. */
const WRAPPED = [
  '-----BEGIN ',
  'ghp_',
  'gho_',
  'ghs_',
  'github_pat_',
  'npm_',
  'glpat-',
  'AKIA',
  'AIzaSy',
  'xoxb-',
  'xoxp-',
  'hooks.slack.com',
  'sk_live_',
  'rk_live_',
  'sk-ant-',
  'sk-proj-',
  'dckr_pat_',
  'pypi-AgE',
  '_authToken=',
  'postgres://',
  'postgresql://',
  'mongodb://',
  'mongodb+srv://',
  'mysql://',
  'redis://',
  'amqp://',
  'password',
  'PASSWORD',
  'secret',
  'SECRET',
  'private_key',
];

export interface WrappedAnchor {
  readonly text: string;
  /** Characters between the begin of a group of four and the text. */
  readonly phase: number;
}

/** The characters that do not depend on what stands before and behind, for each of the three places in a group. */
function formsOf(text: string): WrappedAnchor[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text, 'latin1')]).toString('base64');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + text.length) * 8) / 6);
    const fixed = encoded.slice(first, last);
    return fixed.length >= 4 ? [{ text: fixed, phase: first }] : [];
  });
}

export const wrappedAnchors: readonly WrappedAnchor[] = [
  ...new Map(WRAPPED.flatMap(formsOf).map((anchor) => [anchor.text, anchor])).values(),
];

const BACK = 256;
const AHEAD = 16_384;

export interface Unwrapped {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What the base64 around the place says; null where it is too short. */
export function wrappedText(bytes: Buffer, at: number, phase: number): Unwrapped | null {
  const group = at - (phase % 4);
  let start = group;
  while (start - 4 >= Math.max(0, group - BACK) && isGroup(bytes, start - 4)) start -= 4;
  let end = at;
  const limit = Math.min(bytes.length, at + AHEAD);
  while (
    end < limit &&
    (isDigit(bytes[end]) || bytes[end] === 0x0a || bytes[end] === 0x0d || isEscapedLine(bytes, end))
  ) {
    end += isEscapedLine(bytes, end) ? 2 : 1;
  }
  if (start < 0 || end - start < 16) return null;
  const text = bytes.toString('latin1', start, end).replace(/\\[nr]/g, '');
  return { bytes: Buffer.from(text, 'base64'), start, end };
}

function isGroup(bytes: Buffer, at: number): boolean {
  return isDigit(bytes[at]) && isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && isDigit(bytes[at + 3]);
}

/** Of base64 and base64url. */
function isDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2f && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x5f
  );
}

function isEscapedLine(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x5c && (bytes[at + 1] === 0x6e || bytes[at + 1] === 0x72);
}
