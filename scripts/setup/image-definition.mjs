// The definition of the sandbox image and its version: a hash over every file that shapes the image.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { imageFolder } from './places.mjs';

/** Everything but image.json, whose `version` is the result. */
export const definitionFiles = ['Dockerfile', 'finish.sh', 'install.sh', 'packages.txt'];

/** The parsed image.json with the image's `reference`. */
export function readDefinition(folder = imageFolder()) {
  const definition = JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8'));
  return { ...definition, folder, reference: `${definition.name}:${definition.version}` };
}

/** First 12 hex digits of the SHA-256 over the definition files and image.json without its version. */
export function definitionVersion(folder = imageFolder()) {
  const hash = createHash('sha256');
  for (const name of definitionFiles) {
    hash.update(`${name}\0${readFileSync(join(folder, name), 'utf8')}\0`);
  }
  const { version: _, ...rest } = JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8'));
  hash.update(JSON.stringify(rest));
  return hash.digest('hex').slice(0, 12);
}

/** The package names of packages.txt. */
export function packageNames(folder = imageFolder()) {
  return readFileSync(join(folder, 'packages.txt'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

// `node scripts/setup/image-definition.mjs` writes the version after a change of the definition.
if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const path = join(imageFolder(), 'image.json');
  const version = definitionVersion();
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"version": "[0-9a-f]*"/, `"version": "${version}"`));
  process.stderr.write(`image.json: version ${version}\n`);
}
