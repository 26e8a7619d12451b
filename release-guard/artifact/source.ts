/** Where an artifact's bytes are: in memory, in a file of the user's, or in a temporary file without a name. */
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that can be read at any place; `read` gives fewer bytes than asked for only at the end. */
export interface ByteSource {
  readonly size: number;
  /** Valid until the next `read`. */
  read(at: number, length: number): Buffer;
  close(): void;
}

export function memorySource(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (at, length) => bytes.subarray(at, at + length),
    close: () => undefined,
  };
}

/** A file as it was when it was opened; `changed` tells whether somebody wrote to it since. */
export interface FileSource extends ByteSource {
  changed(): boolean;
}

export function fileSource(path: string): FileSource {
  const fd = openSync(path, 'r');
  const before = fstatSync(fd, { bigint: true });
  return {
    size: Number(before.size),
    read: (at, length) => readExactly(fd, at, Math.max(0, Math.min(length, Number(before.size) - at))),
    changed: () => {
      const now = fstatSync(fd, { bigint: true });
      return now.size !== before.size || now.mtimeNs !== before.mtimeNs || now.ctimeNs !== before.ctimeNs;
    },
    close: () => closeSync(fd),
  };
}

function readExactly(fd: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const got = readSync(fd, bytes, filled, length - filled, at + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled === length ? bytes : bytes.subarray(0, filled);
}

/** Bytes of a nested archive kept in memory up to this many, and in a temporary file beyond. */
const IN_MEMORY = 16 * 1024 * 1024;

/** Collects the bytes of a nested archive, whose directory may stand at its end. */
export class Spool {
  #parts: Buffer[] = [];
  #size = 0;
  #fd: number | null = null;

  /** Copies the bytes. */
  write(bytes: Buffer): void {
    if (this.#fd === null && this.#size + bytes.length > IN_MEMORY) this.#toFile();
    if (this.#fd === null) this.#parts.push(Buffer.from(bytes));
    else writeAll(this.#fd, bytes);
    this.#size += bytes.length;
  }

  /** The spool may not be used afterwards; whoever takes the source closes it. */
  source(): ByteSource {
    const fd = this.#fd;
    const size = this.#size;
    if (fd === null)
      return memorySource(this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts));
    return {
      size,
      read: (at, length) => readExactly(fd, at, Math.max(0, Math.min(length, size - at))),
      close: () => closeSync(fd),
    };
  }

  drop(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#parts = [];
  }

  /** The file loses its name at once, so that nothing stays behind however the process ends. */
  #toFile(): void {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-scan-'));
    try {
      this.#fd = openSync(join(folder, 'spool'), 'wx+', 0o600);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    for (const part of this.#parts) writeAll(this.#fd, part);
    this.#parts = [];
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}
