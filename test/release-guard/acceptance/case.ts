/** The shape of a case, and what the cases are made of. Everything that looks like a secret or a map is put together at run time. */
import { crc32 } from 'node:zlib';

export type Content = string | Uint8Array;
export type Files = Readonly<Record<string, Content>>;

export interface FolderCase {
  readonly name: string;
  readonly files: () => Files;
  /** `block`: it must not ship, and `path` is named; `ship`: clean, a warning at most. */
  readonly expected: 'block' | 'ship';
  readonly path?: string;
  /** `folder`: written to a disk and judged as npm would pack it; otherwise the files are the tarball. */
  readonly as?: 'folder';
}

export const leak = (
  name: string,
  path: string,
  content: () => Content,
  more: () => Files = () => ({}),
): FolderCase => ({
  name,
  path,
  expected: 'block',
  files: () => ({ ...closedPackage, ...more(), [path]: content() }),
});

export const clean = (
  name: string,
  path: string,
  content: () => Content,
  more: () => Files = () => ({}),
): FolderCase => ({
  name,
  path,
  expected: 'ship',
  files: () => ({ ...closedPackage, ...more(), [path]: content() }),
});

const base = { name: 'acme-billing', version: '2.4.0', license: 'UNLICENSED', main: 'dist/index.js', files: ['dist'] };

export const manifest = (more: object = {}): string => `${JSON.stringify({ ...base, ...more }, null, 2)}\n`;
export const openManifest = (more: object = {}): string =>
  manifest({ license: 'MIT', repository: { type: 'git', url: 'git+https://github.com/acme/billing.git' }, ...more });

export const closedPackage: Files = {
  'package.json': manifest(),
  'dist/index.js': '"use strict";exports.total=function(a){return a.reduce((b,c)=>b+c,0)};\n',
  'README.md': '# acme-billing\n\nTotals of bills.\n',
};

export const source = [
  '// Discounts that only the sales team knows about.',
  'export function discount(customer: Customer, total: number): number {',
  '  if (customer.years > 5) return total * 0.83;',
  '  return total * 0.97;',
  '}',
  '',
].join('\n');

/** Named here, so that no file of this folder holds a map. */
export const TEXTS = `sources${'Content'}`;
export const URL_WORD = `source${'MappingURL'}`;

export function map(more: object = {}): string {
  return JSON.stringify({
    version: 3,
    file: 'index.js',
    sources: ['../src/discount.ts'],
    [TEXTS]: [source],
    names: ['discount'],
    mappings: 'AAAA,SAASA',
    ...more,
  });
}
export const bareMap = (more: object = {}): string => map({ [TEXTS]: undefined, ...more });

export const base64 = (text: Content): string => Buffer.from(text as Uint8Array).toString('base64');
export const dataUrl = (text = map(), type = 'application/json'): string => `data:${type};base64,${base64(text)}`;
export const comment = (url: string, open = '//#', close = ''): string => `${open} ${URL_WORD}=${url}${close}`;
export const code = 'exports.total=function(a){return a.reduce((b,c)=>b+c,0)};';

/** Text of letters and digits without order; the same for the same seed. */
export function noise(length: number, seed: number, alphabet = LETTERS): string {
  let state = (seed + 1) * 2_654_435_761;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    text += alphabet[((state ^ (state >>> 13)) >>> 0) % alphabet.length];
  }
  return text;
}
export const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const HEX = '0123456789abcdef';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** As GitHub and npm make theirs: six digits of base 62 over the CRC-32 of the rest. */
export function checkedToken(prefix: string, seed: number): string {
  const body = noise(30, seed);
  let rest = crc32(body);
  let check = '';
  for (let index = 0; index < 6; index += 1) {
    check = BASE62[rest % 62] + check;
    rest = Math.floor(rest / 62);
  }
  return `${prefix}_${body}${check}`;
}

export function pem(kind: string, bytes = 1190, seed = 3): string {
  const body = kind.startsWith('OPENSSH')
    ? base64(Buffer.concat([Buffer.from('openssh-key-v1\0'), Buffer.from(noise(400, seed))]))
    : `MIIEvgIBADANBgkqhkiG9w0BAQEFAASC${noise(bytes & ~3, seed)}`;
  return `-----BEGIN ${kind}-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END ${kind}-----\n`;
}
export const PRIVATE = `PRIVATE ${'KEY'}`;

export function wasmSection(name: string, content: Content): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  const inner = Buffer.concat([leb(name.length), Buffer.from(name), bytes]);
  return Buffer.concat([Buffer.from([0]), leb(inner.length), inner]);
}
export function wasm(...sections: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('0061736d01000000', 'hex'), ...sections]);
}
export function leb(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}
export const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
export const utf16be = (text: string): Buffer => utf16(text).swap16();
