/** Private keys as text: PEM of every kind (RFC 7468, RFC 1421 headers), OpenSSH, OpenPGP, PuTTY, JSON Web Keys. */
import { isDocsPath } from '../rules/place.ts';
import { isRegular } from './placeholder.ts';
import { isPublishedKey } from './published-keys.ts';
import { type Sighting, type Surroundings, textAround } from './sighting.ts';

/** Longer than any key in PEM with the escapes of a string in a string. */
const LONGEST = 24_000;
const RULE = 'secret-private-key';

/** A key that is there on purpose is in tests, examples and documents; elsewhere it ships. */
function severityOf(around: Surroundings): 'warn' | 'block' {
  return around.test || isDocsPath(around.path) ? 'warn' : 'block';
}

/** `at` is anywhere in the first line. */
export function matchPem(around: Surroundings, at: number): Sighting | null {
  const start = Math.max(0, at - 60);
  const text = textAround(around, start, at + LONGEST);
  const begin = /-{4,5} ?BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)? ?-{4,5}/.exec(text.slice(0, 140));
  if (begin === null) return null;
  const from = begin.index + begin[0].length;
  const close = text.slice(from).search(/-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY/);
  const body = keyBody(text.slice(from, close < 0 ? undefined : from + close), close < 0);
  if (body === null || !isKey(body) || isPublishedKey(body)) return null;
  const end = close < 0 ? from + body.length : from + close;
  const what = /ENCRYPTED/.test(text.slice(begin.index, from + 200)) ? 'an encrypted private key' : 'a private key';
  const kind = (begin[1] ?? '').trim();
  return {
    rule: RULE,
    start: start + begin.index,
    end: start + end,
    value: body,
    what: `${what} in PEM${kind === '' || kind === 'ENCRYPTED' ? '' : ` (${kind})`}`,
    severity: around.document && kind === 'RSA' && body.length < TOY ? 'warn' : severityOf(around),
  };
}

/** Characters: RSA keys of 512 bits have fewer. Nobody uses them but manuals. */
const TOY = 600;

/** The base64 of a key without headers, line ends in whatever escape, quotes and plus signs of joined strings; null where other text stands. */
function keyBody(raw: string, open: boolean): string | null {
  const plain = raw
    .replace(/\\+[nrt]/g, '\n')
    .replace(/&#(?:10|13|xa|xd);/gi, '\n')
    .replace(/%0[ad]/gi, '\n')
    .replace(/^[ \t"'`]*(?:Proc-Type|DEK-Info|Comment|Subject|Version|Hash|X-[\w-]+):[^\n]*$/gim, '');
  const pieces = open ? (/^[\sA-Za-z0-9+/="'`,\\]*/.exec(plain)?.[0] ?? '') : plain;
  const body = pieces.replace(/["'`,\\\s]+\+?["'`,\\\s]*|(?:#|\/\/|\*|>|\|)(?=\s)/g, '');
  return /^[A-Za-z0-9+/]+={0,2}(?:=[A-Za-z0-9+/]{4})?$/.test(body) ? body : null;
}

/** DER begins with a sequence, OpenSSH with its name, OpenPGP with a packet of a secret key; whatever else must look like chance. */
function isKey(body: string): boolean {
  if (body.length < 24) return false;
  const bytes = Buffer.from(body.slice(0, 64), 'base64');
  const tag = bytes[0] ?? 0;
  if (tag === 0x30 || bytes.toString('latin1').startsWith('openssh-key-v1')) return !isRegular(body.slice(-40));
  return body.length >= 64 && !isRegular(body.slice(0, 64));
}

export function matchPutty(around: Surroundings, at: number): Sighting | null {
  const text = textAround(around, at, at + LONGEST);
  const match = /^PuTTY-User-Key-File-\d: ?\S+[\s\S]{0,20000}?Private-Lines: ?\d+\s+([A-Za-z0-9+/=]{20,})/.exec(text);
  if (match === null) return null;
  return {
    rule: RULE,
    start: at,
    end: at + match[0].length,
    value: match[1] ?? '',
    what: 'a private key of PuTTY',
    severity: severityOf(around),
  };
}

/** `at` is at `"kty"`. RFC 7517: private where it has `d`, or `k` for a symmetric key. */
export function matchJwk(around: Surroundings, at: number): Sighting | null {
  const start = Math.max(0, at - 3000);
  const text = textAround(around, start, at + 4000);
  const open = text.lastIndexOf('{', at - start);
  const close = text.indexOf('}', at - start);
  if (open < 0) return null;
  const object = text.slice(open, close < 0 ? undefined : close);
  const secret = /[{,]\s*\\*["']?(d|k)\\*["']?\s*:\s*\\*["']([A-Za-z0-9_-]{22,1400})\\*["']/.exec(object);
  if (secret === null || !/\bkty\\*["']?\s*:\s*\\*["'](?:RSA|EC|OKP|oct|AKP)/.test(object)) return null;
  const value = secret[2] ?? '';
  if (isRegular(value) || isPublishedKey(value)) return null;
  const begin = start + open + secret.index;
  const severity = around.test || around.document ? 'warn' : 'block';
  return { rule: RULE, start: begin, end: begin + secret[0].length, value, what: 'a private JSON Web Key', severity };
}
