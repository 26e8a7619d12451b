import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Pin {
  name: string;
  version: string;
  integrity: string;
}
interface Fetching {
  fetchPackage(pin: Pin, cache: string): Promise<string>;
  verifyIntegrity(path: string, pin: Pin): Promise<void>;
}
const { fetchPackage, verifyIntegrity } = await setupModule<Fetching>('fetch-package');

const sri = (bytes: Buffer) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

function tarball(folder: string): Buffer {
  mkdirSync(join(folder, 'package'));
  writeFileSync(join(folder, 'package', 'package.json'), '{"name":"sample","version":"1.0.0"}');
  spawnSync('tar', ['-czf', 'sample.tgz', 'package'], { cwd: folder });
  return readFileSync(join(folder, 'sample.tgz'));
}

/** A registry on loopback that serves one package, consistent in itself. */
async function serve(bytes: Buffer): Promise<void> {
  const server = createServer((request, response) => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    if (request.url === '/sample.tgz') return response.end(bytes);
    const dist = { tarball: `${base}/sample.tgz`, integrity: sri(bytes) };
    const versions = { '1.0.0': { name: 'sample', version: '1.0.0', dist } };
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ name: 'sample', 'dist-tags': { latest: '1.0.0' }, versions }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('npm_config_registry', `http://127.0.0.1:${port}/`);
  vi.stubEnv('npm_config_cache', scratch());
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
  });
}

test('bytes that differ from the pin are refused, and the message names both digests', async () => {
  const file = join(scratch(), 'x.tgz');
  writeFileSync(file, 'other bytes');
  const pin = { name: 'sample', version: '1.0.0', integrity: sri(Buffer.from('the bytes')) };
  await expect(verifyIntegrity(file, pin)).rejects.toMatchObject({
    message: expect.stringContaining('sample@1.0.0'),
    why: expect.stringContaining(sri(Buffer.from('other bytes'))),
  });
  await expect(verifyIntegrity(file, { ...pin, integrity: sri(Buffer.from('other bytes')) })).resolves.toBeUndefined();
});

test('a registry that serves another package than the pinned one leaves nothing behind', async () => {
  await serve(tarball(scratch()));
  const cache = scratch();
  const pin = { name: 'sample', version: '1.0.0', integrity: sri(Buffer.from('pinned')) };
  await expect(fetchPackage(pin, cache)).rejects.toMatchObject({ name: 'SetupFailure' });
  expect(readdirSync(join(cache, 'downloads'))).toEqual([]);
});

test('a damaged tarball in the cache is fetched anew, a good one is used as it is', async () => {
  const bytes = tarball(scratch());
  await serve(bytes);
  const cache = scratch();
  const pin = { name: 'sample', version: '1.0.0', integrity: sri(bytes) };
  mkdirSync(join(cache, 'downloads'));
  writeFileSync(join(cache, 'downloads', 'sample-1.0.0.tgz'), bytes.subarray(0, 40));
  const fetched = await fetchPackage(pin, cache);
  expect(readFileSync(fetched)).toEqual(bytes);
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
  expect(await fetchPackage(pin, cache)).toBe(fetched);
  expect(existsSync(fetched)).toBe(true);
});
