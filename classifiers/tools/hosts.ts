/** Hosts in words: `host:port`, URLs, `user@host:path`. */
import type { Field } from '../analysis.ts';
import type { ToolActions } from './model.ts';

export interface HostWord {
  readonly host: string | null;
  readonly port: number | null;
}

const URL_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  sftp: 22,
  scp: 22,
  ssh: 22,
  git: 9418,
  ws: 80,
  wss: 443,
  telnet: 23,
  ldap: 389,
  redis: 6379,
  postgres: 5432,
  mysql: 3306,
  smtp: 25,
  gopher: 70,
  tftp: 69,
};

/** Null where the word names no host (a file, a `file:` URL, an empty word). */
export function parseContact(field: Field, role: 'host' | 'url'): HostWord | null {
  const text = field.text ?? field.prefix;
  if (field.text === null) return partialHost(text, role);
  if (text === '' || text.startsWith('\0') || isFileUrl(text)) return null;
  return role === 'url' ? parseUrl(text) : parseHost(text);
}

export function isFileUrl(text: string): boolean {
  return /^file:/i.test(text);
}

/** The path of a `file:` URL; the host in front of it is this machine. */
export function filePath(url: string): string {
  const path = url.replace(/^file:(?:\/\/[^/]*)?/i, '').replace(/[?#].*$/, '');
  return decodePercent(path);
}

/** The host is known when the known beginning reaches past it. */
function partialHost(prefix: string, role: 'host' | 'url'): HostWord {
  const match = /^([a-z][\w+.-]*:\/\/[^/?#]+)[/?#]/i.exec(prefix);
  if (role === 'url' && match !== null) return parseUrl(match[1] ?? '') ?? { host: null, port: null };
  return { host: null, port: null };
}

/** `scheme://user:password@host:port/...`; the scheme may be left out, and programs take one to three slashes. */
export function parseUrl(text: string): HostWord | null {
  const match = /^(?:([a-z][\w+.-]*):\/{1,3}|\/\/)?(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?/i.exec(text);
  const host = decodePercent(match?.[2] ?? '');
  if (match === null || host === '') return null;
  return { host: canonicalHost(host), port: portOf(match[3]) ?? URL_PORTS[(match[1] ?? 'http').toLowerCase()] ?? null };
}

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

export function parseHost(text: string): HostWord | null {
  if (text.includes('://')) return parseUrl(text);
  const bare = text.slice(text.lastIndexOf('@') + 1);
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(bare);
  if (match === null) return { host: canonicalHost(bare), port: null };
  return match[1] === '' ? null : { host: canonicalHost(match[1] ?? ''), port: portOf(match[2]) };
}

/** `host:path`, `user@host:path`, `ssh://host/path`, `host::module`; null for a local path. */
export function parseRemotePath(field: Field): HostWord | null {
  const text = field.text ?? field.prefix;
  if (/^[a-z][\w+.-]*:\/\//i.test(text)) return /^file:/i.test(text) ? null : parseUrl(text);
  const match = /^(?:[^/:@\s]+@)?(\[[^\]]+\]|[^/:@\s\0]+):/.exec(text);
  if (match !== null) return { host: canonicalHost(match[1] ?? ''), port: 22 };
  return field.text === null && !/^[./\0]/.test(text) ? { host: null, port: null } : null;
}

function portOf(digits: string | undefined): number | null {
  const port = Number(digits ?? 0);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : null;
}

/** Lower case, without the final dot or brackets, numeric spellings of IPv4 in dotted form. */
export function canonicalHost(host: string): string {
  const plain = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  return dottedAddress(plain) ?? mappedAddress(plain) ?? plain;
}

/** `::ffff:169.254.169.254` is reached over IPv4; `0:0:0:0:0:0:0:1` is this machine. */
function mappedAddress(host: string): string | null {
  if (!/^[0-9a-f:.]+$/.test(host) || !host.includes(':')) return null;
  if (/^(?:0{1,4}:){7}0{0,3}1$|^::(?:0{1,4}:)*0{0,3}1$/.test(host)) return '::1';
  const tail = /^(?:(?:0{1,4}:){5}|::(?:0{1,4}:)*)ffff:(.+)$/.exec(host)?.[1];
  if (tail === undefined) return null;
  if (tail.includes('.')) return dottedAddress(tail);
  const [high = '', low = '', more] = tail.split(':');
  if (more !== undefined || high === '' || low === '') return null;
  return dottedAddress(String(Number.parseInt(high, 16) * 65536 + Number.parseInt(low, 16)));
}

/** `2130706433`, `0x7f.1` and `127.1` are addresses to most programs (inet_aton). */
function dottedAddress(host: string): string | null {
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/.test(part))) return null;
  const numbers = parts.map((part) => (/^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return null;
  const value = numbers.reduce((sum, number, index) => sum + number * 256 ** (3 - index), 0) + last;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** A contact to the host that a word names, if it names one. */
export function contactsHost(field: Field, actions: ToolActions, port?: number): undefined {
  const parsed = parseContact(field, 'host');
  if (parsed !== null) actions.contact(parsed.host, parsed.port ?? port ?? null, field);
}

/** This machine itself. The host is canonical. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/.test(host);
}
