import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setupModule } from './setup-module.ts';

interface Versions {
  nodeRange: { from: number[]; sameMajor: boolean }[];
  satisfiesNodeRange(version: string): boolean;
}
const { nodeRange, satisfiesNodeRange } = await setupModule<Versions>('versions');

test.each([
  ['v18.20.8', false],
  ['v20.20.2', false],
  ['v22.22.1', false],
  ['v22.22.2', true],
  ['v22.23.0', true],
  ['v23.11.0', false],
  ['v24.14.9', false],
  ['v24.15.0', true],
  ['24.21.0', true],
  ['v25.9.0', false],
  ['v26.0.0', true],
  ['v27.1.2', true],
  ['v26.0.0-nightly20260101', false],
  ['v26', false],
  ['', false],
])('Node %s is usable: %s', (version, expected) => {
  expect(satisfiesNodeRange(version)).toBe(expected);
});

test('the range is the one in package.json', () => {
  const text = nodeRange
    .map(({ from, sameMajor }) => `${sameMajor ? '^' : '>='}${from.join('.').replace(/(\.0)+$/, '')}`)
    .join(' || ');
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  expect(engines.node).toBe(text);
});
