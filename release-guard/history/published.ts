/** The newest published release, fetched by npm itself: its settings, its login, its check of the digest. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CordonError } from '../../src/contract/errors.ts';

/** The bytes of the tarball, or null when the package is not published. Throws CordonError `not-found` when the registry cannot be asked. */
export async function publishedRelease(name: string, signal?: AbortSignal): Promise<Buffer | null> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-published-'));
  try {
    const failure = await pack(name, folder, signal);
    if (failure !== null) {
      if (/\bE404\b/.test(failure)) return null;
      const line = failure.split('\n').find((each) => /npm (?:error|ERR!)/.test(each)) ?? 'npm failed';
      throw new CordonError(
        'not-found',
        `the release before cannot be fetched: ${line}`,
        `npm view ${name}, or name a file: --previous a.tgz`,
      );
    }
    const [file] = (await readdir(folder)).filter((each) => each.endsWith('.tgz'));
    if (file === undefined) throw new CordonError('not-found', 'npm pack wrote no file', `npm pack ${name}`);
    return await readFile(join(folder, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null, or what npm said when it failed. */
function pack(name: string, folder: string, signal: AbortSignal | undefined): Promise<string | null> {
  const words = ['pack', `${name}@latest`, '--pack-destination', folder, '--ignore-scripts', '--loglevel', 'error'];
  return new Promise((resolve) => {
    execFile('npm', words, { ...(signal === undefined ? {} : { signal }), timeout: 120_000 }, (error, _, stderr) =>
      resolve(error === null ? null : `${stderr}\n${error.message}`),
    );
  });
}
