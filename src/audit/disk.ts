/** The few operations that a log's durability hangs on, so that tests can make each of them fail. */
import { fdatasync, ftruncateSync, writeSync } from 'node:fs';

export interface LogDisk {
  /** Appends; answers how many bytes were taken. */
  write(fd: number, bytes: Uint8Array): number;
  /** Resolves once everything written before is on the device. */
  sync(fd: number): Promise<void>;
  truncate(fd: number, length: number): void;
}

export const nodeDisk: LogDisk = {
  write: (fd, bytes) => writeSync(fd, bytes, 0, bytes.length),
  sync: (fd) =>
    new Promise((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    }),
  truncate: (fd, length) => ftruncateSync(fd, length),
};
