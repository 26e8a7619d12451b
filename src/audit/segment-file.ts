/** The open file of a segment: appends whole lines, and knows where the last whole one ends. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { CordonError } from '../contract/index.ts';
import type { LogDisk } from './disk.ts';
import { NoRoom, orNoRoom } from './no-room.ts';
import { PRIVATE_FILE, syncDir } from './places.ts';

export class SegmentFile {
  readonly #fd: number;
  readonly #disk: LogDisk;
  #size: number;

  private constructor(fd: number, disk: LogDisk, size: number) {
    this.#fd = fd;
    this.#disk = disk;
    this.#size = size;
  }

  /** Fails when the file is there already. */
  static create(path: string, disk: LogDisk): SegmentFile {
    const { O_CREAT, O_EXCL, O_RDWR, O_APPEND, O_NOFOLLOW } = constants;
    const fd = openSync(path, O_CREAT | O_EXCL | O_RDWR | O_APPEND | O_NOFOLLOW, PRIVATE_FILE);
    syncDir(dirname(path));
    return new SegmentFile(fd, disk, 0);
  }

  /** Of an existing file; a link or a second name for it is refused. */
  static reopen(path: string, disk: LogDisk): SegmentFile {
    const fd = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW);
    const stat = fstatSync(fd);
    if (stat.isFile() && stat.nlink === 1) return new SegmentFile(fd, disk, stat.size);
    closeSync(fd);
    throw new CordonError('audit-unreadable', `${path} is no file of its own`, `ls -l ${path}`);
  }

  get fd(): number {
    return this.#fd;
  }

  /** Bytes of whole lines. */
  get size(): number {
    return this.#size;
  }

  /**
   * Throws NoRoom when the device took only a part, any other error as it came.
   * INVARIANT: the file is as this writer left it; whoever else changed it would be chained to otherwise.
   */
  append(bytes: Uint8Array): void {
    const { size, nlink } = fstatSync(this.#fd);
    if (size !== this.#size || nlink !== 1) throw new Error('the log file was changed or removed by another program');
    let taken = 0;
    try {
      taken = this.#disk.write(this.#fd, bytes);
    } catch (thrown) {
      throw orNoRoom(thrown);
    }
    if (taken !== bytes.length) throw new NoRoom('the device took only a part', bytes.subarray(0, taken));
    this.#size += taken;
  }

  sync(): Promise<void> {
    return this.#disk.sync(this.#fd);
  }

  /** Cuts what stands after the last whole line, or after `length` bytes. */
  cut(length = this.#size): void {
    this.#disk.truncate(this.#fd, length);
    this.#size = length;
  }

  close(): void {
    closeSync(this.#fd);
  }
}
