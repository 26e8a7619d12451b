/** The folder that a session works on, checked before anything is started. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { CordonError } from '../contract/errors.ts';

/**
 * Absolute host path of a repository that can be read.
 * INVARIANT: no folder of cordon's own (`own`: state, user policy) lies in it. A repository is copied in and applied to,
 * so an agent on a home folder would read the signing key, and could have its own policy and log applied.
 */
export async function readableRepository(path: string, own: readonly string[]): Promise<string> {
  const hint = 'name a folder that you can read: --repo DIR';
  const real = await realFolder(path, hint);
  for (const folder of own) {
    const place = await wherever(folder);
    if (place !== real && !isInside(real, place)) continue;
    const message = `the repository ${real} holds cordon's own files in ${folder}`;
    throw new CordonError('usage', message, 'name one project instead of your home folder: --repo DIR');
  }
  return real;
}

async function realFolder(path: string, hint: string): Promise<string> {
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return real;
  } catch (thrown) {
    const message = `the repository cannot be read: ${path}: ${(thrown as Error).message}`;
    throw new CordonError('repo-unreadable', message, hint, thrown);
  }
  throw new CordonError('repo-unreadable', `the repository is no folder: ${path}`, hint);
}

/** Where a path really lies, also one that is still to be made. */
async function wherever(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : join(await wherever(dirname(path)), basename(path));
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../');
}
