import { expect, test } from 'vitest';
import { setupModule } from './setup-module.ts';

interface Target {
  origin: string;
  codename: string;
  release: string;
}
interface AptSources {
  parseTargets(text: string): Target[];
  selectTargets(targets: Target[], codename: string): Target[];
  signingKey(entry: string, read: (path: string) => string): string | undefined;
  selectAptOptions(text: string): string[];
}
const { parseTargets, selectTargets, signingKey, selectAptOptions } = await setupModule<AptSources>('apt-sources');
const { parseOsRelease } = await setupModule<{ parseOsRelease(text: string): Record<string, string> }>('machine');

test('only the release, its updates and its security fixes come from the distribution', () => {
  const rows = [
    'Debian|bookworm|stable|http://m/debian/|main|/etc/apt/sources.list.d/debian.sources:1',
    'Debian|bookworm-security|stable-security|http://m/sec/|main|/etc/apt/sources.list.d/debian.sources:2',
    'Debian|bookworm-backports|bookworm-backports|http://m/debian/|main|x:1',
    'Debian|trixie|trixie|http://m/debian/|main|x:2',
    'Vendor|bookworm|bookworm|http://vendor/|main|x:3',
  ].join('\n');
  const chosen = selectTargets(parseTargets(`${rows}\n`), 'bookworm');
  expect(chosen.map(({ release }) => release)).toEqual(['stable', 'stable-security']);
});

const files: Record<string, string> = {
  '/a.sources':
    '# note\nTypes: deb\nURIs: http://one\nSigned-By: /keys/one.gpg\n\nTypes: deb\nURIs: http://two\nSigned-By: /keys/two.gpg\n',
  '/inline.sources': 'URIs: http://one\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n',
  '/b.list': '# comment\ndeb [arch=amd64 signed-by=/keys/b.gpg] http://b x main\ndeb http://c x main\n',
};
test.each([
  ['/a.sources:1', '/keys/one.gpg'],
  ['/a.sources:2', '/keys/two.gpg'],
  ['/a.sources:3', undefined],
  ['/inline.sources:1', undefined],
  ['/b.list:2', '/keys/b.gpg'],
  ['/b.list:3', undefined],
  ['', undefined],
])('the key that source %s names', (entry, expected) => {
  expect(signingKey(entry, (path) => files[path] ?? '')).toBe(expected);
});

test("apt's proxies and certificates are passed on, and nothing else", () => {
  const dump = [
    'Acquire ',
    'Acquire::http::Proxy http://127.0.0.1:3142',
    'Acquire::https::CaInfo /etc/ca.pem',
    'Acquire::https::Verify-Peer true',
    'Acquire::http::Pipeline-Depth 0',
    'Acquire::Languages none',
  ].join('\n');
  expect(selectAptOptions(dump)).toEqual([
    'Acquire::http::Proxy "http://127.0.0.1:3142"',
    'Acquire::https::CaInfo "/etc/ca.pem"',
    'Acquire::https::Verify-Peer "true"',
  ]);
});

test('os-release with and without quotes', () => {
  const text = 'ID=ubuntu\nID_LIKE="debian"\nVERSION_CODENAME=noble\nNAME=\'Ubuntu\'\n';
  expect(parseOsRelease(text)).toEqual({ ID: 'ubuntu', ID_LIKE: 'debian', VERSION_CODENAME: 'noble', NAME: 'Ubuntu' });
});
