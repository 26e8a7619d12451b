import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Pin {
  version: string;
  integrity: string;
}
interface NodeStep {
  installNode(tarball: string, home: string, pin: Pin): Promise<void>;
  isInstalled(home: string, pin: Pin): boolean;
}
const { installNode, isInstalled } = await setupModule<NodeStep>('node');
const pin = { version: '24.0.0', integrity: 'sha512-sample' };

/** A package whose `node` is a script that tells a version. */
function nodePackage(version: string): string {
  const folder = scratch();
  mkdirSync(join(folder, 'package', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package', 'bin', 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  spawnSync('tar', ['-czf', 'node.tgz', 'package'], { cwd: folder });
  return join(folder, 'node.tgz');
}

test('an interrupted unpacking is cleared away and an unfinished folder replaced', async () => {
  const cache = scratch();
  const home = join(cache, 'node');
  mkdirSync(join(cache, '.node-tmp-4711', 'bin'), { recursive: true });
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', 'node'), 'half a binary');
  expect(isInstalled(home, pin)).toBe(false);

  await installNode(nodePackage('v24.0.0'), home, pin);
  expect(isInstalled(home, pin)).toBe(true);
  expect(readdirSync(cache)).toEqual(['node']);
  expect(isInstalled(home, { ...pin, integrity: 'sha512-newer' })).toBe(false);
});

test('a Node that does not start or is another version never reaches its place', async () => {
  const cache = scratch();
  const home = join(cache, 'node');
  await expect(installNode(nodePackage('v18.0.0'), home, pin)).rejects.toMatchObject({ name: 'SetupFailure' });
  expect(existsSync(home)).toBe(false);
});

test('a truncated tarball is refused', async () => {
  const cache = scratch();
  writeFileSync(join(cache, 'broken.tgz'), 'not a tarball');
  const installing = installNode(join(cache, 'broken.tgz'), join(cache, 'node'), pin);
  await expect(installing).rejects.toMatchObject({ message: 'the Node package could not be unpacked' });
});
