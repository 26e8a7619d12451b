/** Staged writes with a way back: contents first, then renames, each noted so that it can be undone. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { CordonError } from '../src/contract/index.ts';
import { ApplyJournal } from './apply-journal.ts';
import { sha256Hex } from './base-manifest.ts';
import { blobPath, type Change } from './change-set.ts';
import { conflict, type HostState, sameStats } from './host-state.ts';
import { errorCode, type HostFolder, inParent } from './host-tree.ts';

export class HostWriter {
  /** Folders that were to be deleted and hold something of the host's own. */
  readonly keptFolders: string[] = [];
  readonly #root: HostFolder;
  readonly #dir: string;
  /** Lies in the repository, so that a rename does not cross file systems. */
  readonly #stagingName = `.cordon-apply-${randomBytes(8).toString('hex')}`;
  readonly #staging: HostFolder;
  readonly #stagingPath: string;
  readonly #staged = new Map<string, string>();
  readonly #journal: ApplyJournal;
  readonly #owner: Stats | undefined;
  #count = 0;

  constructor(root: HostFolder, repo: string, dir: string) {
    this.#root = root;
    this.#dir = dir;
    this.#stagingPath = join(repo, this.#stagingName);
    mkdirSync(root.at(this.#stagingName), { mode: 0o700 });
    this.#staging = root.enter(this.#stagingName);
    this.#journal = new ApplyJournal(dir, this.#staging, this.#stagingName);
    this.#owner = process.getuid?.() === 0 ? root.lstat('.') : undefined;
  }

  /** Writes the new content beside its future place. */
  stage(change: Change): void {
    if (change.change === 'deleted' || change.type === 'dir') return;
    const name = this.#nextName();
    if (change.type === 'symlink') symlinkSync(change.linkTarget ?? '', this.#staging.at(name));
    else this.#stageFile(change, name);
    this.#staged.set(change.path, name);
  }

  #stageFile(change: Change, name: string): void {
    const content = this.#content(change);
    const fd = openSync(this.#staging.at(name), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      for (let at = 0; at < content.length; ) at += writeSync(fd, content, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    chmodSync(this.#staging.at(name), change.mode);
  }

  /** INVARIANT: what is written has the digest that was shown for approval. */
  #content(change: Change): Buffer {
    const { sha256 } = change;
    const content = sha256 === null ? null : (this.#blob(sha256) ?? this.#unchangedContent(change));
    if (content !== null && sha256Hex(content) === sha256) return content;
    const message = `the content of ${change.path} is missing from the session or was altered`;
    throw new CordonError('apply-refused', message, 'cordon sessions list');
  }

  #blob(sha256: string): Buffer | null {
    try {
      return readFileSync(blobPath(this.#dir, sha256));
    } catch {
      return null;
    }
  }

  /** A change of mode alone comes without a blob. */
  #unchangedContent(change: Change): Buffer | null {
    if (change.base?.sha256 !== change.sha256) return null;
    return inParent(this.#root, change.path, (parent, name) => parent?.readFile(name) ?? null);
  }

  remove(change: Change, state: HostState | undefined): void {
    inParent(this.#root, change.path, (parent, name) => {
      // A folder can be gone already, with the last thing that it held.
      if (state?.type === 'dir' && parent?.lstat(name) === undefined) return;
      if (parent === null) throw conflict([change.path]);
      this.#assertUntouched(change, parent, name, state);
      if (state?.type === 'dir') this.#removeFolder(change, parent, name);
      else this.#moveAside(change, parent, name);
    });
    this.#removeEmptyParents(change.path);
  }

  /** As git does: a folder goes with the last file in it. */
  #removeEmptyParents(path: string): void {
    const parts = path.split('/').slice(0, -1);
    for (; parts.length > 0; parts.pop()) {
      const folder = parts.join('/');
      const removed = inParent(
        this.#root,
        folder,
        (parent, name) => parent !== null && this.#tryRemove(folder, parent, name),
      );
      if (!removed) return;
    }
  }

  #tryRemove(path: string, parent: HostFolder, name: string): boolean {
    const old = parent.lstat(name);
    // A step that fails needs no undo; making a folder that is still there changes nothing.
    this.#journal.note({ undo: 'make-folder', path, mode: (old?.mode ?? 0o755) & 0o777 });
    try {
      rmdirSync(parent.at(name));
      return true;
    } catch {
      return false;
    }
  }

  #removeFolder(change: Change, parent: HostFolder, name: string): void {
    if (this.#tryRemove(change.path, parent, name)) return;
    // Something that was never copied in, such as an ignored file, lives there.
    if (change.change !== 'deleted') throw conflict([change.path]);
    this.keptFolders.push(change.path);
  }

  #moveAside(change: Change, parent: HostFolder, name: string): void {
    const backup = this.#nextName();
    this.#journal.note({ undo: 'restore', path: change.path, backup });
    renameSync(parent.at(name), this.#staging.at(backup));
  }

  create(change: Change, state: HostState | undefined): void {
    this.#makeParents(change.path);
    inParent(this.#root, change.path, (parent, name) => {
      if (parent === null) throw conflict([change.path]);
      if (change.type === 'dir') this.#makeFolder(change.path, parent, name);
      else this.#place(change, parent, name, state);
    });
  }

  #makeParents(path: string): void {
    const parts = path.split('/').slice(0, -1);
    for (let count = 1; count <= parts.length; count += 1) {
      const folder = parts.slice(0, count).join('/');
      inParent(this.#root, folder, (parent, name) => {
        if (parent !== null && parent.lstat(name) === undefined) this.#makeFolder(folder, parent, name);
      });
    }
  }

  #makeFolder(path: string, parent: HostFolder, name: string): void {
    if (parent.lstat(name)?.isDirectory() === true) return;
    this.#journal.note({ undo: 'remove-folder', path });
    mkdirSync(parent.at(name), { mode: 0o755 });
    if (this.#owner !== undefined) chownSync(parent.at(name), this.#owner.uid, this.#owner.gid);
  }

  /** One rename: a reader of the host sees the old file or the new one. */
  #place(change: Change, parent: HostFolder, name: string, state: HostState | undefined): void {
    const staged = this.#staged.get(change.path);
    if (staged === undefined) throw new CordonError('internal', `${change.path} was not staged`, 'cordon doctor');
    const replaces = change.base?.type === change.type;
    if (replaces) this.#assertUntouched(change, parent, name, state);
    else if (parent.lstat(name) !== undefined) throw conflict([change.path]);
    this.#giveOwner(change, staged, replaces ? state?.stats : undefined);
    if (!replaces) {
      this.#placeNew(change, staged, parent, name);
      return;
    }
    const backup = this.#nextName();
    this.#keepCopy(parent, name, backup, change.type);
    this.#journal.note({ undo: 'restore', path: change.path, backup });
    renameSync(this.#staging.at(staged), parent.at(name));
  }

  /** A link instead of a rename: it fails where the host made a file of that name meanwhile. */
  #placeNew(change: Change, staged: string, parent: HostFolder, name: string): void {
    this.#journal.note({ undo: 'remove', path: change.path, inode: this.#staging.lstat(staged)?.ino ?? -1 });
    try {
      linkSync(this.#staging.at(staged), parent.at(name));
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EEXIST') throw conflict([change.path]);
      // Some file systems have no hard links.
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
      renameSync(this.#staging.at(staged), parent.at(name));
    }
  }

  #keepCopy(parent: HostFolder, name: string, backup: string, type: Change['type']): void {
    const to = this.#staging.at(backup);
    try {
      linkSync(parent.at(name), to);
    } catch {
      // Some file systems have no hard links.
      if (type === 'file') copyFileSync(parent.at(name), to, constants.COPYFILE_EXCL);
      else symlinkSync(parent.readlink(name), to);
    }
  }

  /** Under sudo the files of a user stay that user's. */
  #giveOwner(change: Change, staged: string, old: Stats | null | undefined): void {
    const owner = old ?? this.#owner;
    if (this.#owner === undefined || owner === undefined || change.type !== 'file') return;
    chownSync(this.#staging.at(staged), owner.uid, owner.gid);
    // Changing the owner may take bits away.
    chmodSync(this.#staging.at(staged), change.mode);
  }

  #assertUntouched(change: Change, parent: HostFolder, name: string, state: HostState | undefined): void {
    // Deleting what a folder holds changes the folder itself.
    if (state?.type === 'dir') return;
    if (!sameStats(state?.stats, parent.lstat(name))) throw conflict([change.path]);
  }

  #nextName(): string {
    this.#count += 1;
    return String(this.#count);
  }

  commit(): void {
    this.#dispose();
  }

  /** Takes back every step, the last first. What cannot be taken back stays in the staging folder, which is then named. */
  rollBack(): void {
    const failed = this.#journal.rollBack(this.#root);
    if (failed.length === 0) {
      this.#dispose();
      return;
    }
    this.#staging.close();
    const message = `the changes could not be taken back in full; the old files are in ${this.#stagingPath}`;
    throw new CordonError('apply-refused', message, `ls ${this.#stagingPath}`, failed[0]);
  }

  #dispose(): void {
    this.#staging.close();
    this.#journal.close();
    rmSync(this.#root.at(this.#stagingName), { recursive: true, force: true });
  }
}
