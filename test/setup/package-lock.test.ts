import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setupModule } from './setup-module.ts';

type Lock = { packages: Record<string, object> };
interface CompleteLock {
  missingOptional(lock: Lock): { from: string; name: string }[];
  completeLock(lock: Lock): Lock;
}
const { missingOptional, completeLock } = await setupModule<CompleteLock>('complete-lock');

const lock: Lock = {
  packages: {
    '': {},
    'node_modules/a': {
      dev: true,
      optionalDependencies: { '@a/linux-arm64-musl': '1.0.0', '@a/linux-x64-gnu': '1.0.0' },
    },
    'node_modules/a/node_modules/b': { optionalDependencies: { nested: '1.0.0', '@a/linux-x64-gnu': '1.0.0' } },
    'node_modules/a/node_modules/nested': {},
    'node_modules/@a/linux-x64-gnu': { optional: true },
  },
};

test('what is missing is found by the rules of node_modules, and added as an optional package of its platform', () => {
  expect(missingOptional(lock)).toMatchObject([{ from: 'node_modules/a', name: '@a/linux-arm64-musl' }]);
  const complete = completeLock(lock);
  expect(complete.packages['node_modules/@a/linux-arm64-musl']).toEqual({
    version: '1.0.0',
    cpu: ['arm64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  });
  expect(missingOptional(complete)).toEqual([]);
  expect(completeLock(complete)).toEqual(complete);
});

test('a package whose platform nobody can tell is refused', () => {
  const odd = { packages: { '': {}, 'node_modules/a': { optionalDependencies: { plugin: '1.0.0' } } } };
  expect(() => completeLock(odd)).toThrow('cannot tell the platform');
});

test('npm ci accepts package-lock.json (else: node scripts/setup/complete-lock.mjs)', () => {
  expect(missingOptional(JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock)).toEqual([]);
});
