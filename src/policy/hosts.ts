/** Hosts: one spelling for each, the patterns of net rules, and the addresses that nobody reaches by accident. */
import { BlockList, isIP } from 'node:net';

export const DEFAULT_PORT = 443;

/** Lower case, A-label, no final dot, IPv4 in dotted and IPv6 in short form; null when it is no host at all. */
export function normalHost(spelled: string): string | null {
  const bare = spelled.replace(/\.$/, '');
  const bracketed = bare.includes(':') && !bare.startsWith('[') ? `[${bare}]` : bare;
  if (bare === '' || /[/?#@\\\s]/.test(bare)) return null;
  try {
    const host = new URL(`http://${bracketed}/`).hostname;
    const open = host.startsWith('[') ? host.slice(1, -1) : host.replace(/\.$/, '');
    return fromMapped(open);
  } catch {
    return null;
  }
}

/** `::ffff:7f00:1` is 127.0.0.1. */
function fromMapped(host: string): string {
  const words = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (words === null) return host;
  const value = (Number.parseInt(words[1] ?? '', 16) << 16) | Number.parseInt(words[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** `host`, `host:port`, `[v6]:port`. */
export function splitHostPort(text: string): { host: string; port: number | null } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::([0-9]{1,5}))?$/.exec(text);
  if (match === null) return { host: text, port: null };
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port: match[2] === undefined ? null : Number(match[2]) };
}

type HostMatcher = (host: string) => boolean;

function addressMatcher(pattern: string): HostMatcher | null {
  const [address = '', bits] = pattern.split('/');
  const normal = isIP(address) > 0 ? normalHost(address) : null;
  if (normal === null) return null;
  if (bits === undefined) return (host) => host === normal;
  const family = isIP(normal) === 4 ? 'ipv4' : 'ipv6';
  const width = Number(bits);
  if (!/^[0-9]{1,3}$/.test(bits) || width > (family === 'ipv4' ? 32 : 128)) return null;
  const list = new BlockList();
  list.addSubnet(normal, width, family);
  return (host) => isIP(host) === (family === 'ipv4' ? 4 : 6) && list.check(host, family);
}

/** `*.` one label, `**.` one or more, the apex only when spelled; an address only by an address or a CIDR range. */
export function hostMatcher(pattern: string): HostMatcher | null {
  const address = addressMatcher(pattern);
  if (address !== null) return address;
  if (pattern === '*' || pattern === '**') return () => true;
  const [, stars = '', rest = ''] = /^(\*\*?\.)?([\s\S]*)$/.exec(pattern) ?? [];
  if (rest.includes('*') || rest.includes('/') || rest.includes(':')) return null;
  const base = normalHost(rest);
  if (base === null || isIP(base) > 0) return null;
  if (stars === '') return (host) => host === base;
  return (host) => {
    if (isIP(host) > 0 || !host.endsWith(`.${base}`)) return false;
    return stars === '**.' || !host.slice(0, -base.length - 1).includes('.');
  };
}

const specialRanges: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
const special = new BlockList();
for (const [address, bits, family] of specialRanges) special.addSubnet(address, bits, family);
const specialNames = [
  'localhost',
  'metadata.google.internal',
  'metadata',
  'host.docker.internal',
  'gateway.docker.internal',
];

/** Loopback, private, link-local, multicast and metadata addresses: refused unless a managed rule names them. */
export function isSpecialHost(host: string): boolean {
  const family = isIP(host);
  if (family > 0) return special.check(host, family === 4 ? 'ipv4' : 'ipv6');
  return specialNames.includes(host) || host.endsWith('.localhost');
}
