/** Lays the sample repository of `demo/` out in a temporary folder, with what a package cannot carry as plain files. */
import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `demo/` of the checkout, or of dist: it stands three levels above this module in both. */
export const demoFolder = fileURLToPath(new URL('../../../demo/', import.meta.url));

export interface SampleRepository {
  /** Removed by the caller at the end. */
  readonly root: string;
  readonly repo: string;
  /** Folder on the host in which anything that escapes leaves a mark. It holds `outside.txt` and nothing else. */
  readonly canary: string;
  /** The value in the ignored `.env`. Random, so that its appearance anywhere proves a leak. */
  readonly secret: string;
}

interface Hostile {
  readonly files: readonly { path: string; text: string; executable?: boolean }[];
  readonly links: readonly { path: string; target: string }[];
  readonly outside: Readonly<Record<string, string>>;
}

export async function laySampleRepository(): Promise<SampleRepository> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'cordon-demo-')));
  const [repo, canary] = [join(root, 'repository'), join(root, 'canary')];
  const secret = `demo-${randomBytes(18).toString('hex')}`;
  const fill = (text: string) => text.replaceAll('{{canary}}', canary).replaceAll('{{secret}}', secret);
  await cp(join(demoFolder, 'repository'), repo, { recursive: true });
  await mkdir(canary);
  const hostile = JSON.parse(await readFile(join(demoFolder, 'hostile.json'), 'utf8')) as Hostile;
  for (const [name, text] of Object.entries(hostile.outside)) await writeFile(join(canary, name), text);
  for (const { path, text, executable } of hostile.files) {
    await mkdir(dirname(join(repo, path)), { recursive: true });
    await writeFile(join(repo, path), fill(text));
    if (executable === true) await chmod(join(repo, path), 0o755);
  }
  for (const { path, target } of hostile.links) await symlink(fill(target), join(repo, path));
  return { root, repo, canary, secret };
}
