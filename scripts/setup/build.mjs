// Step "build": compiles dist/, only when a source differs from what the last build saw.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { runQuietly } from './run-command.mjs';

/** What shapes dist/, by path from the package root; some do not exist in every state of the tree. */
const buildInputs = [
  'src',
  'classifiers',
  'sandbox',
  'release-guard',
  'policies',
  'demo',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'scripts/build.mjs',
];

export const buildStep = {
  name: 'build',
  async run({ root, cache, node, progress }) {
    if (!existsSync(join(root, 'tsconfig.build.json'))) return 'nothing to build: this is a published package';
    const stamp = join(cache, 'build.sha256');
    const digest = sourcesDigest(root);
    if (isBuilt(root, stamp, digest)) return 'up to date';
    rmSync(stamp, { force: true });
    progress('compiling dist/');
    const { code, tail } = await runQuietly(node, [join(root, 'scripts', 'build.mjs')], { cwd: root });
    if (code !== 0) throw new SetupFailure('the build failed', `\n${tail}`, 'npm run build');
    writeFileSync(stamp, digest);
    return 'built';
  },
};

export function isBuilt(root, stamp, digest) {
  if (!existsSync(join(root, 'dist', 'src', 'cli', 'main.js')) || !existsSync(stamp)) return false;
  return readFileSync(stamp, 'utf8') === digest;
}

/** SHA-256 over names and contents of every build input, in sorted order. */
export function sourcesDigest(root) {
  const hash = createHash('sha256');
  for (const input of buildInputs) addPath(hash, root, input);
  return hash.digest('hex');
}

function addPath(hash, root, path) {
  let entries;
  try {
    entries = readdirSync(join(root, path)).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return;
    if (error.code !== 'ENOTDIR') throw error;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  for (const entry of entries) addPath(hash, root, `${path}/${entry}`);
}
