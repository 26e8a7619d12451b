import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch, setupModule } from './setup-module.ts';

interface Definition {
  name: string;
  version: string;
  base: string;
  digest: string;
  node: string;
  npm: string;
  config: string[];
  reference: string;
}
interface DefinitionModule {
  definitionFiles: string[];
  readDefinition(folder?: string): Definition;
  definitionVersion(folder?: string): string;
  packageNames(folder?: string): string[];
}
interface Pins {
  nodePackages: Record<string, { version: string; integrity: string }>;
  npmPackage: { version: string };
  imageArchitectures: Record<string, string>;
}
interface Mmdebstrap {
  isWorkshop(folder: string): boolean;
  hasMounts(folder: string, mounts: string): boolean;
}
const { definitionFiles, readDefinition, definitionVersion, packageNames } =
  await setupModule<DefinitionModule>('image-definition');
const { nodePackages, npmPackage, imageArchitectures } = await setupModule<Pins>('pins');
const { isWorkshop, hasMounts } = await setupModule<Mmdebstrap>('image-mmdebstrap');

const folder = 'sandbox/image';
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('the version in image.json is that of the definition (else: node scripts/setup/image-definition.mjs)', () => {
  const definition = readDefinition(folder);
  expect(definition.version).toBe(definitionVersion(folder));
  expect(definition.reference).toBe(`cordon-sandbox:${definition.version}`);
});

test.each([...definitionFiles, 'image.json'])('a change of %s changes the version', (name) => {
  const copy = scratch();
  cpSync(folder, copy, { recursive: true });
  const path = join(copy, name);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, name === 'image.json' ? text.replace('LANG=C.UTF-8', 'LANG=C') : `${text}\n# one line more\n`);
  expect(definitionVersion(copy)).not.toBe(definitionVersion(folder));
});

test('the Dockerfile has the base and the configuration of image.json', () => {
  const { base, digest, config } = readDefinition(folder);
  const dockerfile = read('Dockerfile');
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(dockerfile).toContain(`ARG BASE=${base}@${digest}\n`);
  const [, last = ''] = dockerfile.split('FROM scratch\n');
  const instructions = last.split('\n').filter((line) => line !== '' && !line.startsWith('COPY'));
  expect(instructions).toEqual(config);
});

test('the Node and npm of the image are the pinned ones, for each architecture', () => {
  const { node, npm } = readDefinition(folder);
  expect(npmPackage.version).toBe(npm);
  for (const platform of Object.values(imageArchitectures)) expect(nodePackages[platform]!.version).toBe(node);
  for (const pin of Object.values(nodePackages)) expect(pin.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
});

test('the package list is sorted, without repeats, and the last steps use no network', () => {
  const names = packageNames(folder);
  expect(names.length).toBeGreaterThan(20);
  expect(names).toEqual([...new Set(names)].sort());
  expect(read('finish.sh')).not.toMatch(/apt-get|curl |wget |npm (i|install|ci)\b/);
});

test.each(['/', '/home', tmpdir(), join(tmpdir(), 'cordon-image-'), join(tmpdir(), 'cordon-image-absent'), ''])(
  'a noted workshop that set-up did not make is never removed: %j',
  (path) => {
    expect(isWorkshop(path)).toBe(false);
  },
);

test('a folder with something mounted inside is left alone', () => {
  const line = (place: string) => `36 35 0:27 / ${place} rw,relatime - tmpfs tmpfs rw`;
  expect(hasMounts('/tmp/w', line('/tmp/w/proc'))).toBe(true);
  expect(hasMounts('/tmp/w', line('/tmp/w'))).toBe(true);
  expect(hasMounts('/tmp/w', [line('/tmp/wider'), line('/tmp')].join('\n'))).toBe(false);
});
