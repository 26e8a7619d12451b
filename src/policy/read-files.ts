/** Reads policy files as far as their place can be trusted: who owns a managed file, and what a repository may hand us. */
import { constants } from 'node:fs';
import { lstat, open, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CordonError } from '../contract/index.ts';
import { MAX_POLICY_CHARS } from './load.ts';

/** Bytes; a project file is text of a stranger. */
const MAX_PROJECT_BYTES = 128 * 1024;

/** Who has to own managed files, and the folder from which on its parents are checked. For installations elsewhere. */
export interface ManagedTrust {
  readonly owner: number;
  readonly below: string;
}
export const systemTrust: ManagedTrust = { owner: 0, below: '/' };

export interface PolicyText {
  readonly file: string;
  readonly text: string;
}

function unreadable(message: string, hint: string, cause?: unknown): CordonError {
  return new CordonError('policy-unreadable', message, hint, cause);
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}

/** Names sorted. No folder means no managed policy; anything else that keeps us from reading is an error. */
export async function readManaged(folder: string, trust: ManagedTrust): Promise<PolicyText[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).sort();
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw unreadable(`${folder}: cannot list the managed policy files`, `check \`ls -l ${folder}\``, thrown);
  }
  const odd = names.find((name) => /\.(yml|json)$/i.test(name) || (/\.yaml$/i.test(name) && !name.endsWith('.yaml')));
  if (odd !== undefined)
    throw unreadable(
      `${join(folder, odd)}: a managed policy file ends in .yaml`,
      `rename it to ${odd.replace(/\.\w+$/, '.yaml')}`,
    );
  const files = names.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name));
  const texts: PolicyText[] = [];
  for (const file of files) {
    await checkManaged(file, trust);
    texts.push({ file, text: await readText(file) });
  }
  return texts;
}

/** INVARIANT: whoever is not the owner can neither change the file nor put another in its place. */
async function checkManaged(file: string, trust: ManagedTrust): Promise<void> {
  const info = await lstat(file);
  if (!info.isFile()) throw unreadable(`${file} is no regular file`, 'put the file itself there, no link');
  for (let path = file; ; path = dirname(path)) {
    const { uid, mode } = await lstat(path);
    if (uid !== trust.owner)
      throw unreadable(`${path} belongs to user ${uid}, not ${trust.owner}`, `run \`chown ${trust.owner} ${path}\``);
    if ((mode & 0o022) !== 0) throw unreadable(`${path} can be written by others`, `run \`chmod go-w ${path}\``);
    if (path === resolve(trust.below) || path === dirname(path)) return;
  }
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > 4 * MAX_POLICY_CHARS) throw unreadable(`${file} has ${size} bytes`, 'split the file');
  return decode(file, await readFile(file));
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (thrown) {
    throw unreadable(`${file} is not UTF-8`, 'save it as UTF-8', thrown);
  }
}

/** A file that the user named: it has to be there. */
export async function readNamed(file: string): Promise<PolicyText> {
  try {
    return { file, text: await readText(file) };
  } catch (thrown) {
    if (thrown instanceof CordonError) throw thrown;
    throw unreadable(`${file}: the policy file cannot be read`, `check \`ls -l ${file}\``, thrown);
  }
}

/** The user's own file, links followed; null when there is none. */
export async function readUser(file: string): Promise<PolicyText | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o002) !== 0) throw unreadable(`${file} can be written by everybody`, `run \`chmod o-w ${file}\``);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return null;
    if (thrown instanceof CordonError) throw thrown;
    throw unreadable(`${file}: the user policy cannot be read`, `check \`ls -l ${file}\``, thrown);
  }
  return readNamed(file);
}

/** The repository's file, null when there is none. Neither the file nor its folder may be a link. */
export async function readProject(file: string): Promise<PolicyText | null> {
  try {
    if ((await lstat(dirname(file))).isSymbolicLink()) {
      throw unreadable(
        `${dirname(file)} is a link`,
        'a repository keeps its policy in the repository: remove the link',
      );
    }
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw unreadable(`${file} is no regular file`, 'remove it, or put a file there');
      if (info.size > MAX_PROJECT_BYTES)
        throw unreadable(`${file} has more than ${MAX_PROJECT_BYTES} bytes`, 'make it shorter');
      const buffer = new Uint8Array(MAX_PROJECT_BYTES + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > MAX_PROJECT_BYTES)
        throw unreadable(`${file} has more than ${MAX_PROJECT_BYTES} bytes`, 'make it shorter');
      return { file, text: decode(file, buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return null;
    if (codeOf(thrown) === 'ELOOP')
      throw unreadable(`${file} is a link`, 'a repository keeps its policy in the repository: remove the link');
    if (thrown instanceof CordonError) throw thrown;
    throw unreadable(`${file}: the project policy cannot be read`, `check \`ls -l ${file}\``, thrown);
  }
}
