import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { asar, index, manifest, tar, tgz, type ZipMember, zip } from './archives.ts';
import { scan, told, WORD } from './probe.ts';

const leak = `const a = '${WORD}';\n`;
const member: ZipMember = { name: 'lib/leak.js', content: leak };
const safe: ZipMember = { name: 'lib/safe.js', content: 'export {};\n' };
const big = Buffer.concat([Buffer.alloc(9_000_000, 'abcdefgh'), Buffer.from(leak)]);

describe('a zip file', () => {
  it('is listed', async () => {
    const report = await scan(zip([safe, { ...member, method: 0 }]), 'x.zip');
    expect(report.files.map(({ path }) => path)).toEqual(['lib/safe.js', 'lib/leak.js']);
    expect(report.package.kind).toBe('archive');
    expect(told(report)).toEqual(['leak lib/leak.js']);
  });

  it('is read where a member is larger than a window', async () => {
    const report = await scan(zip([{ name: 'a', content: big }]), 'x.zip');
    expect(told(report)).toEqual(['leak a']);
    expect(report.findings[0]?.offset).toBe(9_000_000 + leak.indexOf(WORD));
  });

  const wrong: readonly [string, Buffer, readonly string[]][] = [
    ['a cut file', zip([member]).subarray(0, -30), ['archive-truncated x.zip', 'archive-empty x.zip']],
    [
      'another name in the local header',
      zip([{ ...safe, localName: 'lib/evil.js' }]),
      ['archive-ambiguous lib/safe.js'],
    ],
    ['a hidden member', zip([safe, { ...member, hidden: true }]), ['archive-ambiguous x.zip']],
    ['an encrypted member', zip([{ ...safe, flags: 1 }]), ['archive-encrypted lib/safe.js']],
    ['a wrong checksum', zip([{ ...safe, crc: 7 }]), ['archive-damaged lib/safe.js']],
    ['a wrong size', zip([{ ...safe, size: 5000 }]), ['archive-ambiguous lib/safe.js']],
    ['more bytes than it says', zip([{ ...safe, size: 5 }]), ['archive-ambiguous lib/safe.js']],
    [
      'members that overlap',
      zip([safe, { ...safe, name: 'b', localName: 'b', at: 0 }]),
      ['archive-limit x.zip', 'archive-empty x.zip'],
    ],
    ['a path out', zip([{ ...safe, name: '../../x' }]), ['archive-path ../../x']],
    ['a link out', zip([{ name: 'a', content: '/etc/passwd', unixMode: 0o120777 }]), ['archive-link-out a']],
    ['a path twice', zip([safe, safe]), ['archive-duplicate lib/safe.js']],
    ['bytes before it', zip([safe], Buffer.from('PK\x03\x05abcdefgh')), ['archive-unreadable x.zip']],
    ['bytes behind it', Buffer.concat([zip([safe]), Buffer.from('more')]), ['archive-trailing-data x.zip']],
    ['a bomb', zip([{ name: 'zeros', content: Buffer.alloc(80_000_000) }]), ['archive-limit x.zip']],
    ['no member', zip([]), ['archive-empty x.zip']],
    ['an unknown method', zip([{ ...safe }]).map(methodTo(97)) as Buffer, ['archive-not-read lib/safe.js']],
  ];
  it.each(wrong)('tells of %s', async (_, bytes, expected) => {
    expect(told(await scan(bytes, 'x.zip')).sort()).toEqual([...expected].sort());
  });

  it('reads on behind a damaged member', async () => {
    expect(told(await scan(zip([{ ...safe, crc: 7 }, member]), 'x.zip')).sort()).toEqual([
      'archive-damaged lib/safe.js',
      'leak lib/leak.js',
    ]);
  });
});

/** Changes the method in local headers and in the directory. */
function methodTo(method: number) {
  return (byte: number, at: number, bytes: Uint8Array): number => {
    const before = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const signature = (back: number) => (at >= back ? before.readUInt32LE(at - back) : 0);
    return signature(8) === 0x04034b50 || (at >= 10 && signature(10) === 0x02014b50) ? method : byte;
  };
}

describe('archives in a package', () => {
  const inner = (name: string, content: Buffer) => tgz([{ name: `package/${name}`, content }]);
  const cases: readonly [string, Buffer, string][] = [
    ['gzip', inner('a.js.gz', gzipSync(leak)), 'a.js.gz!/a.js'],
    ['gzip without its extension', inner('a.bin', gzipSync(leak)), 'a.bin!/a.bin'],
    ['Brotli', inner('a.js.br', brotliCompressSync(leak)), 'a.js.br!/a.js'],
    ['Zstandard', inner('a.js.zst', zstdCompressSync(leak)), 'a.js.zst!/a.js'],
    [
      'two Zstandard frames',
      inner('a.zst', Buffer.concat([zstdCompressSync('x'), zstdCompressSync(leak)])),
      'a.zst!/a',
    ],
    ['tar', inner('a.tar', tar([{ name: 'x/leak.js', content: leak }])), 'a.tar!/x/leak.js'],
    ['tgz', inner('a.tgz', tgz([{ name: 'package/leak.js', content: leak }])), 'a.tgz!/package/leak.js'],
    ['zip', inner('a.zip', zip([member])), 'a.zip!/lib/leak.js'],
    ['vsix', inner('a.vsix', zip([{ ...member, name: 'extension/leak.js' }])), 'a.vsix!/extension/leak.js'],
    ['a zip file with another name', inner('a.dat', zip([member])), 'a.dat!/lib/leak.js'],
    [
      'a zip file behind a program',
      inner('a.exe', zip([member], Buffer.from(`MZ${'\0'.repeat(500)}`))),
      'a.exe!/lib/leak.js',
    ],
    ['asar', inner('app.asar', asar({ 'a.js': 'x', 'leak.js': leak })), 'app.asar!/leak.js'],
    [
      'zip in tgz in zip',
      inner('a.zip', zip([{ name: 'b.tgz', content: tgz([{ name: 'package/c.zip', content: zip([member]) }]) }])),
      'a.zip!/b.tgz!/package/c.zip!/lib/leak.js',
    ],
    [
      'zip larger than a window',
      inner('a.zip', zip([{ name: 'pad', content: noise(20_000_000), method: 0 }, member])),
      'a.zip!/lib/leak.js',
    ],
    [
      'a program larger than a window',
      inner('a', zip([member], Buffer.concat([Buffer.from('\x7fELF'), noise(9_000_000)]))),
      'a!/lib/leak.js',
    ],
  ];
  it.each(cases)('are read: %s', async (_, bytes, path) => {
    const report = await scan(bytes);
    const leaks = told(report).filter((each) => each.startsWith('leak'));
    // A stored member shows its text in the outer file, too.
    expect(leaks).toContain(`leak ${path}`);
    expect(told(report).filter((each) => !each.startsWith('leak'))).toEqual([]);
    expect(report.files.map((file) => file.path)).not.toContain(path);
  });

  it('are told where they cannot be read', async () => {
    const xz = Buffer.from('\xfd7zXZ\0\0\x04', 'latin1');
    expect(told(await scan(inner('a.xz', xz)))).toEqual(['archive-not-read a.xz']);
    expect(told(await scan(inner('a.zip', zip([safe]).subarray(0, -5))))).toEqual(['archive-truncated a.zip']);
    const test = await scan(inner('test/fixtures/a.zip', zip([safe]).subarray(0, -5)));
    expect(test.verdict).toBe('warn');
    expect((await scan(inner('a.br', Buffer.from('no brotli at all, only text')))).verdict).toBe('warn');
  });

  it('are not followed for ever', async () => {
    let bytes = zip([member]);
    for (let depth = 0; depth < 12; depth += 1) bytes = zip([{ name: 'a.zip', content: bytes, method: 0 }]);
    const report = await scan(inner('a.zip', bytes), 'x.tgz', { limits: { depth: 5 } });
    expect(told(report, ['block']).some((each) => /^archive-limit (a\.zip!\/){5}a\.zip$/.test(each))).toBe(true);
  });

  it('share one budget', async () => {
    const one = gzipSync(Buffer.alloc(1_000_000, 'some text '));
    const many = tgz(Array.from({ length: 20 }, (_, at) => ({ name: `package/${at}.gz`, content: one })));
    const report = await scan(many, 'x.tgz', { limits: { bytes: 10_000_000 } });
    expect(told(report, ['block']).some((each) => each.startsWith('archive-limit'))).toBe(true);
  });
});

describe('other artifacts', () => {
  it('a wheel', async () => {
    const metadata = 'Metadata-Version: 2.1\nName: sample-py\nVersion: 0.3.1\n\nText: x\n';
    const report = await scan(
      zip([
        { name: 'sample/__init__.py', content: leak },
        { name: 'sample-0.3.1.dist-info/METADATA', content: metadata },
      ]),
      'sample-0.3.1-py3-none-any.whl',
    );
    expect(report.package).toEqual({ name: 'sample-py', version: '0.3.1', kind: 'wheel' });
    expect(told(report)).toEqual(['leak sample/__init__.py']);
  });

  it('a source distribution of Python', async () => {
    const report = await scan(
      gzipSync(
        tar([
          { name: 's-1.0/PKG-INFO', content: 'Name: s\nVersion: 1.0\n' },
          { name: 's-1.0/leak.py', content: leak },
        ]),
      ),
      's-1.0.tar.gz',
    );
    expect(report.package).toEqual({ name: 's', version: '1.0', kind: 'sdist' });
    expect(told(report)).toEqual(['leak leak.py']);
  });

  it('a crate', async () => {
    const cargo = '[package]\nedition = "2021"\nname = "krate"\nversion = "0.1.0"\n\n[dependencies]\nname = "x"\n';
    const report = await scan(
      gzipSync(
        tar([
          { name: 'krate-0.1.0/Cargo.toml', content: cargo },
          { name: 'krate-0.1.0/leak.rs', content: leak },
        ]),
      ),
      'krate-0.1.0.crate',
    );
    expect(report.package).toEqual({ name: 'krate', version: '0.1.0', kind: 'crate' });
    expect(told(report)).toEqual(['leak leak.rs']);
  });

  it('an extension of VS Code', async () => {
    const report = await scan(
      zip([
        { name: 'extension.vsixmanifest', content: '<x/>' },
        { name: 'extension/package.json', content: '{"publisher":"me","name":"ext","version":"2.0.0"}' },
        { ...member, name: 'extension/leak.js' },
      ]),
      'ext.vsix',
    );
    expect(report.package).toEqual({ name: 'me.ext', version: '2.0.0', kind: 'vsix' });
    expect(told(report)).toEqual(['leak extension/leak.js']);
  });

  it('an image with a file that a later layer deletes', async () => {
    const first = tar([{ name: 'app/.secret', content: leak }]);
    const second = gzipSync(tar([{ name: 'app/.wh..secret', content: '' }]));
    const list =
      '[{"Config":"c.json","RepoTags":["registry.example:5000/app:1.4"],"Layers":["a/layer.tar","b/layer.tar"]}]';
    const image = tar([
      { name: 'manifest.json', content: list },
      { name: 'a/layer.tar', content: first },
      { name: 'b/layer.tar', content: second },
    ]);
    const report = await scan(image, 'image.tar');
    expect(report.package).toEqual({ name: 'registry.example:5000/app', version: '1.4', kind: 'oci' });
    expect(told(report)).toContain('leak a/layer.tar!/app/.secret');
    const inLayer = report.findings.find(({ file }) => file === 'a/layer.tar!/app/.secret');
    expect(inLayer?.message).toContain('a later layer deletes it');
    expect(told(report).filter((each) => !each.startsWith('leak'))).toEqual([]);
  });

  it('plain bytes without a name are taken for a package of npm', async () => {
    expect((await scan(gzipSync(tar([manifest, index])), 'artifact.tgz')).package.kind).toBe('npm');
  });
});

/** Bytes that no compression shortens. */
function noise(length: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = 9;
  for (let at = 0; at < words.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[at] = state;
  }
  return Buffer.from(words.buffer, 0, length);
}
