import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Packages {
  isUpToDate(root: string, lock: Buffer): boolean;
  writeStamp(root: string, lock: Buffer): void;
}
interface Build {
  sourcesDigest(root: string): string;
  isBuilt(root: string, stamp: string, digest: string): boolean;
}
const { isUpToDate, writeStamp } = await setupModule<Packages>('packages');
const { sourcesDigest, isBuilt } = await setupModule<Build>('build');

const sample = { version: '1.0.0', integrity: 'sha512-a' };
const lockOf = (packages: object) => Buffer.from(JSON.stringify({ packages: { '': {}, ...packages } }));

function tree(record?: object): string {
  const root = scratch();
  mkdirSync(join(root, 'node_modules'));
  if (record) writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: record }));
  return root;
}

test('the stamp counts for the very lock that it was written for', () => {
  const root = tree();
  const lock = lockOf({ 'node_modules/a': sample });
  expect(isUpToDate(root, lock)).toBe(false);
  writeStamp(root, lock);
  expect(isUpToDate(root, lock)).toBe(true);
  expect(isUpToDate(root, lockOf({ 'node_modules/a': { ...sample, version: '1.0.1' } }))).toBe(false);
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(isUpToDate(root, lock)).toBe(false);
});

const other = { version: '2.0.0', integrity: 'sha512-b', optional: true };
test.each([
  ['as locked', { 'node_modules/a': sample }, true],
  ['with an optional package', { 'node_modules/a': sample, 'node_modules/b': other }, true],
  ['in another version', { 'node_modules/a': { ...sample, version: '1.0.1' } }, false],
  ['with other bytes', { 'node_modules/a': { ...sample, integrity: 'sha512-c' } }, false],
  ['with one too many', { 'node_modules/a': sample, 'node_modules/c': sample }, false],
  ['without a needed one', { 'node_modules/b': other }, false],
])('a tree that npm recorded %s is up to date: %s', (_, record, expected) => {
  const lock = lockOf({ 'node_modules/a': sample, 'node_modules/b': other });
  expect(isUpToDate(tree(record), lock)).toBe(expected);
});

test('the build is repeated when a source changes, moves or its result is gone', () => {
  const root = scratch();
  const stamp = join(root, 'stamp');
  mkdirSync(join(root, 'src'));
  mkdirSync(join(root, 'dist', 'src', 'cli'), { recursive: true });
  writeFileSync(join(root, 'src', 'a.ts'), 'one');
  const main = join(root, 'dist', 'src', 'cli', 'main.js');
  writeFileSync(main, '');
  const digest = sourcesDigest(root);
  expect(isBuilt(root, stamp, digest)).toBe(false);
  writeFileSync(stamp, digest);
  expect(isBuilt(root, stamp, sourcesDigest(root))).toBe(true);

  renameSync(join(root, 'src', 'a.ts'), join(root, 'src', 'b.ts'));
  expect(sourcesDigest(root)).not.toBe(digest);
  renameSync(join(root, 'src', 'b.ts'), join(root, 'src', 'a.ts'));
  writeFileSync(join(root, 'src', 'a.ts'), 'two');
  expect(sourcesDigest(root)).not.toBe(digest);

  writeFileSync(join(root, 'src', 'a.ts'), 'one');
  expect(isBuilt(root, stamp, sourcesDigest(root))).toBe(true);
  rmSync(main);
  expect(isBuilt(root, stamp, sourcesDigest(root))).toBe(false);
});
