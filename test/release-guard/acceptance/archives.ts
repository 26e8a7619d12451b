/** Hostile and damaged archives: "Archives" of the design. Each must be stopped, and say where. */
import { gzipSync } from 'node:zlib';
import { index, manifest, type TarMember, tar, tarEnd, tarMember, tgz } from '../artifact/archives.ts';
import * as c from './case.ts';

export interface ArchiveCase {
  readonly name: string;
  readonly bytes: () => Buffer;
  readonly expected: 'block' | 'ship';
  /** A finding that blocks names it; left out: any. */
  readonly path?: string;
  readonly integrity?: string;
}

const M = 'package/dist/a.js.map';
const block = (name: string, bytes: () => Buffer, path?: string): ArchiveCase => ({
  name,
  bytes,
  expected: 'block',
  ...(path !== undefined && { path }),
});
const withMembers = (name: string, path: string | undefined, ...members: TarMember[]) =>
  block(name, () => tgz(members), path);
const damaged = (name: string, change: (bytes: Buffer) => Buffer) => block(name, () => change(tgz()));

export const archives: readonly ArchiveCase[] = [
  block(
    'other top folder',
    () =>
      gzipSync(
        tar([
          { ...manifest, name: 'billing/package.json' },
          { name: 'billing/a.js.map', content: c.map() },
        ]),
      ),
    'a.js.map',
  ),
  withMembers('PAX rename', 'dist/hidden.js.map', {
    name: 'package/a.txt',
    content: c.map(),
    pax: { path: 'package/dist/hidden.js.map' },
  }),
  withMembers(
    'GNU long name',
    `${'deep/'.repeat(40)}a.js.map`,
    { name: '././@LongLink', flag: 'L', content: `package/${'deep/'.repeat(40)}a.js.map\0` },
    { name: 'package/short', content: c.map() },
  ),
  withMembers('ustar prefix', 'very/long/dist/a.js.map', {
    name: 'dist/a.js.map',
    prefix: 'package/very/long',
    content: c.map(),
  }),
  withMembers(
    'duplicate entries, the last leaks',
    'dist/a.js',
    { name: 'package/dist/a.js', content: 'x' },
    { name: 'package/dist/a.js', content: `x\n${c.comment(c.dataUrl())}` },
  ),
  withMembers(
    'duplicate entries, the first leaks',
    'dist/a.js',
    { name: 'package/dist/a.js', content: `x\n${c.comment(c.dataUrl())}` },
    { name: 'package/dist/a.js', content: 'x' },
  ),
  withMembers('symbolic link out', 'dist/key', { name: 'package/dist/key', flag: '2', link: '../../../.ssh/id_rsa' }),
  withMembers('hard link out', 'dist/key', { name: 'package/dist/key', flag: '1', link: '/etc/passwd' }),
  withMembers('traversal', undefined, { name: 'package/../../evil.js', content: 'x' }),
  withMembers('absolute', undefined, { name: '/etc/cron.d/evil', content: 'x' }),
  withMembers('.npmrc inside', '.npmrc', {
    name: 'package/.npmrc',
    content: `//registry.npmjs.org/:_authToken=${c.checkedToken('npm', 2)}\n`,
  }),
  withMembers('.git inside', '.git/config', { name: 'package/.git/config', content: '[core]\n' }),
  block(
    'second gzip member',
    () =>
      Buffer.concat([
        gzipSync(tar([manifest, index], Buffer.alloc(0))),
        gzipSync(tar([{ name: M, content: c.map() }])),
      ]),
    'dist/a.js.map',
  ),
  block(
    'entries after the end mark',
    () => gzipSync(Buffer.concat([tar([manifest, index]), tarMember({ name: M, content: c.map() }), tarEnd])),
    'dist/a.js.map',
  ),
  damaged('truncated gzip', (bytes) => bytes.subarray(0, bytes.length - 60)),
  block('truncated tar', () =>
    gzipSync(tar([manifest, { name: 'package/a.js', content: 'x'.repeat(4000) }], Buffer.alloc(0)).subarray(0, 3000)),
  ),
  block('not gzip', () => Buffer.from('<html>404 not found</html>')),
  block('empty', () => Buffer.alloc(0)),
  damaged('bad checksum of gzip', (bytes) => Buffer.from(bytes).fill(0x55, bytes.length - 8, bytes.length - 4)),
  block('bad checksum of a header', () => gzipSync(tar([manifest, { ...index, checksumOff: 5 }]))),
  block('no manifest', () => gzipSync(tar([index])), 'package.json'),
  block('256 MB of zeros', zeros),
  {
    name: 'digest mismatch',
    bytes: () => tgz(),
    expected: 'block',
    integrity: `sha512-${Buffer.alloc(64).toString('base64')}`,
  },
  {
    name: 'other top folder, clean',
    bytes: () =>
      gzipSync(
        tar([
          { ...manifest, name: 'ssh2/package.json' },
          { ...index, name: 'ssh2/index.js' },
        ]),
      ),
    expected: 'ship',
  },
  {
    name: 'PAX headers of git archive',
    bytes: () =>
      gzipSync(
        tar([
          { name: 'pax_global_header', flag: 'g', content: '52 comment=0123456789abcdef0123456789abcdef01234567\n' },
          manifest,
          index,
        ]),
      ),
    expected: 'ship',
  },
];

/** Filled in one piece, so that its pages are made by the system. */
function zeros(): Buffer {
  const head = Buffer.concat([tarMember(manifest), tarMember({ name: 'package/zero.bin', size: 268_435_456 })]);
  const bytes = Buffer.alloc(head.length + 268_435_456 + 1024);
  head.copy(bytes);
  return gzipSync(bytes, { level: 1 });
}
