/** The repository on the host, one folder at a time and never through a link. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { CordonError } from '../src/contract/index.ts';

const onLinux = process.platform === 'linux';

/**
 * An open folder. On Linux paths below it go through the open descriptor, so that a folder that is replaced by a link
 * meanwhile does not lead elsewhere; on other systems each step is checked before it is used.
 */
export class HostFolder {
  readonly #fd: number;
  readonly #path: string;

  private constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#path = path;
  }

  /** The root itself may be reached through links: it is the user's own word. */
  static root(path: string): HostFolder {
    return new HostFolder(openSync(path, constants.O_RDONLY | constants.O_DIRECTORY), path);
  }

  /** Path of an entry, valid while this folder is open. */
  at(name: string): string {
    return onLinux ? `/proc/self/fd/${this.#fd}/${name}` : join(this.#path, name);
  }

  /** Throws ENOENT when absent, ENOTDIR or ELOOP for what is no folder. */
  enter(name: string): HostFolder {
    const fd = openSync(this.at(name), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    return new HostFolder(fd, join(this.#path, name));
  }

  lstat(name: string): Stats | undefined {
    return lstatSync(this.at(name), { throwIfNoEntry: false });
  }

  readlink(name: string): string {
    return readlinkSync(this.at(name));
  }

  /** Content of a regular file; null for anything else. */
  readFile(name: string): Buffer | null {
    const fd = openSync(this.at(name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return fstatSync(fd).isFile() ? readFileSync(fd) : null;
    } finally {
      closeSync(fd);
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Calls back with the open parent folder of a path and its last name; with null when a folder on the way is absent.
 * Throws `apply-refused` when a step on the way is a link or a file.
 */
export function inParent<T>(root: HostFolder, path: string, work: (parent: HostFolder | null, name: string) => T): T {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new CordonError(
      'apply-refused',
      `${path} is not a path inside the repository`,
      'cordon sessions diff SESSION',
    );
  }
  const name = parts.pop() ?? '';
  const opened: HostFolder[] = [];
  try {
    let parent: HostFolder | null = root;
    for (const part of parts) {
      parent = enterOrNull(parent, part, path);
      if (parent === null) break;
      opened.push(parent);
    }
    return work(parent, name);
  } finally {
    for (const folder of opened) folder.close();
  }
}

function enterOrNull(parent: HostFolder, part: string, path: string): HostFolder | null {
  try {
    return parent.enter(part);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    if (code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
    const message = `${path}: ${part} on the way is a link or a file on the host`;
    throw new CordonError('apply-refused', message, 'cordon sessions diff SESSION', error);
  }
}

/** Content of a regular file in the repository, or null when there is none that can be reached without a link. */
export function readHostFile(repo: string, path: string): Buffer | null {
  const root = HostFolder.root(repo);
  try {
    return inParent(root, path, (parent, name) => parent?.readFile(name) ?? null);
  } catch {
    return null;
  } finally {
    root.close();
  }
}
