// Where things are, found by this file's own place: a clone of the repository or an installed npm package.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';

/** The package root; `import.meta.dirname` does not exist in Node 18. */
export const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The clone's `.cache`, or the user's cache folder where the package folder cannot be written (a global install). */
export function cacheFolder(root = packageRoot, env = process.env) {
  const inClone = existsSync(join(root, 'package-lock.json')) || existsSync(join(root, '.git'));
  const folder =
    inClone || isWritable(root)
      ? join(root, '.cache')
      : join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cordon');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupFailure(`the folder ${folder} cannot be made`, error.message, `mkdir -p ${folder}`);
  }
  return folder;
}

/** The folder of the image definition: beside the compiled modules in a published package, else in the sources. */
export function imageFolder(root = packageRoot) {
  const candidates = [join(root, 'sandbox', 'image'), join(root, 'dist', 'sandbox', 'image')];
  const found = candidates.find((folder) => existsSync(join(folder, 'image.json')));
  if (found) return found;
  throw new SetupFailure(
    'the definition of the sandbox image is missing',
    `no image.json in ${candidates.join(' or ')}`,
    'npm run build',
  );
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
