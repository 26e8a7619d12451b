import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isSupportedNode, supportedNode } from '../../src/cli/node-version.ts';

const versions: readonly (readonly [string, boolean])[] = [
  ['18.20.8', false],
  ['20.20.2', false],
  ['22.22.1', false],
  ['22.22.2', true],
  ['22.23.0', true],
  ['23.11.0', false],
  ['24.14.9', false],
  ['24.15.0', true],
  ['25.9.0', false],
  ['26.0.0', true],
  ['27.1.0', true],
];
it.each(versions)('Node %s: %s', (version, fits) => expect(isSupportedNode(version)).toBe(fits));

it('is the range of package.json', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(supportedNode).toBe(manifest.engines.node);
});
