/** Writes a patch to the file that the user named. */
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { CordonError } from '../contract/errors.ts';

/**
 * INVARIANT: a link that the repository brought along is not followed: `--patch out.patch` must not write text of the
 * agent's choice over the file that a hostile `out.patch -> ~/.bashrc` leads to. Links elsewhere are the user's own.
 */
export async function writePatch(file: string, patch: string, repo: string): Promise<void> {
  const target = resolve(file);
  const [root, folder] = await Promise.all([realpath(repo), realpath(dirname(target))]).catch((thrown) => {
    throw notWritten(file, thrown);
  });
  const named = isInside(resolve(repo), target) || isInside(root, target);
  if (named && folder !== root && !isInside(root, folder))
    throw notWritten(file, 'a link on the way leaves the repository');
  const inRepository = named || folder === root || isInside(root, folder);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
  try {
    const handle = await open(
      join(folder, basename(target)),
      inRepository ? flags | constants.O_NOFOLLOW : flags,
      0o644,
    );
    await handle.writeFile(patch).finally(() => handle.close());
  } catch (thrown) {
    throw notWritten(
      file,
      (thrown as NodeJS.ErrnoException).code === 'ELOOP' ? 'it is a link of the repository' : thrown,
    );
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../');
}

function notWritten(file: string, why: unknown): CordonError {
  const text = why instanceof Error ? why.message : String(why);
  return new CordonError('usage', `the patch cannot be written to ${file}: ${text}`, 'cordon sessions diff last', why);
}
