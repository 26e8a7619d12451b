import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { index, manifest, paxText, type TarMember, tar, tarEnd, tarMember, tgz } from './archives.ts';
import { scan, told, WORD } from './probe.ts';

const leak = `const a = '${WORD}';\n`;
const long = `package/${'folder/'.repeat(30)}leak.js`;
const artifact = 'sample-1.2.3.tgz';

describe('a package in a tar file', () => {
  it('is named, listed and digested', async () => {
    const report = await scan(tgz());
    expect(report.package).toEqual({ name: 'sample', version: '1.2.3', kind: 'npm' });
    expect(report.files.map(({ path, size }) => [path, size])).toEqual([
      ['package.json', String(manifest.content).length],
      ['index.js', 22],
    ]);
    expect(report.sha512).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    expect(report.verdict).toBe('pass');
    expect(report.findings).toEqual([]);
  });

  const found: readonly [string, Buffer, string][] = [
    ['plain', tgz([{ name: 'package/leak.js', content: leak }]), 'leak.js'],
    [
      'another top folder',
      gzipSync(
        tar([
          { ...manifest, name: 'node/package.json' },
          { name: 'node/leak.js', content: leak },
        ]),
      ),
      'leak.js',
    ],
    ['a PAX name', tgz([{ name: 'package/safe.js', content: leak, pax: { path: 'package/leak.js' } }]), 'leak.js'],
    ['a long PAX name', tgz([{ name: 'package/safe.js', content: leak, pax: { path: long } }]), long.slice(8)],
    [
      'a GNU long name',
      tgz([
        { name: '././@LongLink', flag: 'L', content: `${long}\0` },
        { name: long, content: leak },
      ]),
      long.slice(8),
    ],
    ['a ustar prefix', tgz([{ name: 'leak.js', prefix: 'package/deep', content: leak }]), 'deep/leak.js'],
    ['a base-256 size', tgz([{ name: 'package/leak.js', content: leak, size: base256(leak.length) }]), 'leak.js'],
    ['a PAX size', tgz([{ name: 'package/leak.js', content: leak, pax: { size: String(leak.length) } }]), 'leak.js'],
    ['a name with dots and double slashes', tgz([{ name: 'package/./a//leak.js', content: leak }]), 'a/leak.js'],
    ['an old type flag', tgz([{ name: 'package/leak.js', content: leak, flag: '\0' }]), 'leak.js'],
    ['a contiguous file', tgz([{ name: 'package/leak.js', content: leak, flag: '7' }]), 'leak.js'],
    [
      'several chunks',
      tgz([
        { name: 'package/pad', content: Buffer.alloc(1_500_000, 7) },
        { name: 'package/leak.js', content: leak },
      ]),
      'leak.js',
    ],
  ];
  it.each(found)('shows a file under %s', async (_, bytes, path) => {
    const report = await scan(bytes);
    expect(told(report)).toEqual([`leak ${path}`]);
  });

  const wrong: readonly [string, Buffer, readonly string[]][] = [
    ['an empty file', Buffer.alloc(0), [`archive-unreadable ${artifact}`]],
    ['no archive', Buffer.from('hello, world\n'.repeat(99)), [`archive-unreadable ${artifact}`]],
    ['a tar file without gzip', tar([manifest, index]), [`archive-not-gzip ${artifact}`]],
    ['gzip of no tar file', gzipSync('hello, world'.repeat(128)), ['archive-damaged', 'archive-empty'].map(of)],
    ['no member', gzipSync(tarEnd), [`archive-empty ${artifact}`]],
    ['zeros', gzipSync(Buffer.alloc(9_216_000)), [`archive-empty ${artifact}`]],
    ['no package.json', gzipSync(tar([index])), ['archive-no-manifest package.json']],
    ['a cut gzip stream', tgz().subarray(0, 150), ['archive-truncated'].map(of)],
    ['a cut gzip trailer', tgz().subarray(0, -3), [`archive-truncated ${artifact}`]],
    ['a cut gzip header', tgz().subarray(0, 7), ['archive-empty', 'archive-truncated'].map(of)],
    ['a cut tar file', gzipSync(tar([manifest, index]).subarray(0, 1600)), [`archive-truncated ${artifact}`]],
    ['no end mark', gzipSync(tar([manifest, index], Buffer.alloc(0))), [`archive-truncated ${artifact}`]],
    ['a wrong checksum of gzip', patched(tgz(), -8), [`archive-damaged ${artifact}`]],
    ['a wrong length of gzip', patched(tgz(), -2), [`archive-damaged ${artifact}`]],
    ['a wrong checksum of a header', tgz([{ name: 'package/a.js', checksumOff: 1 }]), [`archive-damaged ${artifact}`]],
    [
      'a size that is no number',
      tgz([{ name: 'package/a.js', size: Buffer.from('999999zzzz9\0') }]),
      [`archive-damaged ${artifact}`],
    ],
    ['a negative size', tgz([{ name: 'package/a.js', size: Buffer.alloc(12, 0xff) }]), [`archive-damaged ${artifact}`]],
    ['garbage behind gzip', Buffer.concat([tgz(), Buffer.from('garbage')]), [`archive-trailing-data ${artifact}`]],
    [
      'garbage behind the end mark',
      tgz([], Buffer.concat([tarEnd, Buffer.alloc(512, 'x')])),
      [`archive-trailing-data ${artifact}`],
    ],
    ['a path twice', tgz([index]), ['archive-duplicate index.js']],
    ['a path twice by another spelling', tgz([{ name: './package//index.js' }]), ['archive-duplicate index.js']],
    ['an absolute path', tgz([{ name: '/etc/passwd' }]), ['archive-path passwd', `archive-top-folder ${artifact}`]],
    ['a path out', tgz([{ name: 'package/../../x' }]), ['archive-path ../../x']],
    ['a path out with backslashes', tgz([{ name: 'package/..\\..\\x' }]), ['archive-path ..\\..\\x']],
    ['a drive', tgz([{ name: 'C:/x.js' }]), ['archive-path x.js', `archive-top-folder ${artifact}`]],
    ['a NUL', tgz([{ name: 'package/a.js', pax: { path: 'package/a.js\0.txt' } }]), ['archive-path a.js\0.txt']],
    ['a backslash', tgz([{ name: 'package/a\\b.js' }]), ['archive-name a\\b.js']],
    ['a control character', tgz([{ name: 'package/a\x1b[2J.js' }]), ['archive-name a\x1b[2J.js']],
    ['a name that is no UTF-8', tgz([{ name: Buffer.from('package/\xe4.js', 'latin1') }]), ['archive-name \udce4.js']],
    ['names that differ by case', tgz([{ name: 'package/INDEX.js' }]), ['archive-name INDEX.js']],
    ['two top folders', tgz([{ name: 'other/a.js' }]), [`archive-top-folder ${artifact}`]],
    ['a link within', tgz([{ name: 'package/a', flag: '2', link: './index.js' }]), ['archive-link a']],
    ['a link out', tgz([{ name: 'package/a', flag: '2', link: '../../../home/x' }]), ['archive-link-out a']],
    ['an absolute link', tgz([{ name: 'package/a', flag: '2', link: '/etc/passwd' }]), ['archive-link-out a']],
    [
      'a long link',
      tgz([
        { name: 'x', flag: 'K', content: `/${'x'.repeat(150)}\0` },
        { name: 'package/a', flag: '2' },
      ]),
      ['archive-link-out a'],
    ],
    ['a hard link', tgz([{ name: 'package/a', flag: '1', link: 'package/index.js' }]), ['archive-link a']],
    ['a hard link out', tgz([{ name: 'package/a', flag: '1', link: '../x' }]), ['archive-link-out a']],
    ['a device', tgz([{ name: 'package/a', flag: '3' }]), ['archive-special-file a']],
    ['a pipe', tgz([{ name: 'package/a', flag: '6' }]), ['archive-special-file a']],
    ['a sparse file', tgz([{ name: 'package/a', pax: { 'GNU.sparse.major': '1' } }]), ['archive-special-file a']],
    [
      'two sizes',
      tgz([{ name: 'package/a', content: 'x'.repeat(600), pax: { size: '88' } }]),
      ['archive-ambiguous a', 'archive-damaged'],
    ],
    [
      'a global name',
      tgz([{ name: 'x', flag: 'g', content: paxText({ path: 'package/b' }) }]),
      [`archive-ambiguous ${artifact}`],
    ],
    [
      'a PAX header with wrong lengths',
      tgz([{ name: 'x', flag: 'x', content: '99 path=b\n' }]),
      [`archive-damaged ${artifact}`],
    ],
    [
      'a PAX size that is no number',
      tgz([{ name: 'package/a', pax: { size: '-1' } }]),
      [`archive-damaged ${artifact}`],
    ],
    [
      'a huge header',
      tgz([{ name: 'x', flag: 'L', content: Buffer.alloc(2_000_000, 'a') }]),
      [`archive-limit ${artifact}`],
    ],
    ['a folder with content', tgz([{ name: 'package/d/', flag: '5', size: 512 }]), ['archive-ambiguous d']],
  ];
  it.each(wrong)('tells of %s', async (_, bytes, expected) => {
    const report = await scan(bytes);
    const seen = told(report);
    for (const each of expected) expect(seen.some((one) => one.startsWith(each))).toBe(true);
    expect(seen).toHaveLength(expected.length);
  });

  it('reads members behind the end mark', async () => {
    const behind = tarMember({ name: 'package/late.js', content: leak });
    const report = await scan(tgz([], Buffer.concat([tarEnd, behind, tarEnd])));
    expect(told(report)).toEqual(['leak late.js', `archive-after-end ${artifact}`]);
  });

  it('reads a second gzip member', async () => {
    const report = await scan(Buffer.concat([tgz(), gzipSync(tar([{ name: 'package/late.js', content: leak }]))]));
    expect(told(report)).toEqual(
      ['leak late.js', ...['archive-after-end', 'archive-several-members'].map(of)].sort(byFile),
    );
  });

  it('takes zeros behind the gzip data for padding', async () => {
    expect(told(await scan(Buffer.concat([tgz(), Buffer.alloc(700)])))).toEqual([]);
  });

  it('reads on behind a header that does not fit', async () => {
    const report = await scan(
      tgz([
        { name: 'package/a.js', checksumOff: 1 },
        { name: 'package/leak.js', content: leak },
      ]),
    );
    expect(told(report)).toEqual(['leak leak.js', `archive-damaged ${artifact}`].sort(byFile));
  });

  it('shows what a damaged file held before the damage', async () => {
    const bytes = tgz([{ name: 'package/leak.js', content: leak }, noise(200_000)]);
    expect(told(await scan(bytes.subarray(0, 100_000)))).toContain('leak leak.js');
  });

  it('gives the last of equal paths', async () => {
    const report = await scan(tgz([{ ...manifest, content: '{"name":"other","version":"2.0.0"}' }]));
    expect(report.package.name).toBe('other');
    expect(report.files).toHaveLength(2);
    expect(report.verdict).toBe('block');
  });

  it('stops at a bomb', async () => {
    const bomb = tgz([{ name: 'package/zeros', content: Buffer.alloc(80_000_000) }]);
    expect(told(await scan(bomb))).toEqual([`archive-limit ${artifact}`]);
  });

  it('stops at its limits', async () => {
    const many = Array.from({ length: 50 }, (_, at): TarMember => ({ name: `package/${at}` }));
    expect(told(await scan(tgz(many), artifact, { limits: { members: 40 } }))).toEqual([`archive-limit ${artifact}`]);
    const report = await scan(tgz([noise(300_000)]), artifact, { limits: { bytes: 100_000 } });
    expect(told(report)).toContain(`archive-limit ${artifact}`);
  });

  it('does not mind long paths', async () => {
    const path = (depth: number) => ({ path: `package/${'a/'.repeat(depth)}!` });
    expect(told(await scan(tgz([{ name: 'package/a', pax: path(10_000) }])))).toEqual([]);
    expect(told(await scan(tgz([{ name: 'package/a', pax: path(100_000) }])))).toEqual([`archive-limit ${artifact}`]);
  });

  it('compares the digest', async () => {
    const bytes = tgz();
    const { sha512 } = await scan(bytes);
    expect((await scan(bytes, artifact, { integrity: sha512 ?? '' })).verdict).toBe('pass');
    expect(told(await scan(tgz([{ name: 'package/a' }]), artifact, { integrity: sha512 ?? '' }))).toEqual([
      `artifact-digest ${artifact}`,
    ]);
  });
});

function of(rule: string): string {
  return `${rule} ${artifact}`;
}

function byFile(a: string, b: string): number {
  return (a.split(' ')[1] as string) < (b.split(' ')[1] as string) ? -1 : 1;
}

function base256(size: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[0] = 0x80;
  bytes.writeUInt32BE(size, 8);
  return bytes;
}

/** One bit changed, counted from the end. */
function patched(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.length + at] = (copy[copy.length + at] as number) ^ 1;
  return copy;
}

/** Bytes that gzip cannot shorten. */
function noise(length: number): TarMember {
  const content = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (state * 1103515245 + 12345) % 2147483648;
    content[at] = state >> 16;
  }
  return { name: 'package/noise.bin', content };
}
