/** Files of a folder, or files made up by somebody, read as if they were members of an archive. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Budget } from './budget.ts';
import { ArchiveFault } from './fault.ts';
import { CHUNK } from './inflate.ts';
import { ArchiveReading, type Inspector } from './walk.ts';

/** `name` stands for the folder in what is told about it as a whole. Paths have `/` and are relative to the folder. */
export async function readFolder(
  folder: string,
  name: string,
  files: readonly string[],
  inspector: Inspector,
  budget: Budget,
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  await readAll(name, files, inspector, budget, (file, reading) => readOne(folder, file, reading, buffer));
}

/** A file that is only in memory. */
export interface MadeFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export async function readMadeFiles(
  name: string,
  files: readonly MadeFile[],
  inspector: Inspector,
  budget: Budget,
): Promise<void> {
  await readAll(name, files, inspector, budget, ({ path, content }, reading) => {
    const bytes = Buffer.from(content);
    const sink = reading.open({ name: path, type: 'file', size: bytes.length, mode: 0o644, link: null });
    reading.unpacked(bytes.length);
    sink.data(bytes);
    sink.end();
  });
}

async function readAll<File>(
  name: string,
  files: readonly File[],
  inspector: Inspector,
  budget: Budget,
  read: (file: File, reading: ArchiveReading) => void,
): Promise<void> {
  inspector.kind('folder');
  const reading = new ArchiveReading(inspector, budget, { path: name, prefix: '', depth: 0 }, null, 'folder');
  try {
    for (const file of files) {
      read(file, reading);
      await reading.settle();
    }
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    inspector.problem(error.rule, error.message, name, 0);
  } finally {
    reading.finish();
  }
  if (reading.files === 0) inspector.problem('archive-empty', 'has no file that would ship', name, 0);
}

function readOne(folder: string, file: string, reading: ArchiveReading, buffer: Buffer): void {
  const fd = openSync(join(folder, file), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size, mode } = fstatSync(fd);
    const sink = reading.open({ name: file, type: 'file', size, mode: mode & 0o7777, link: null });
    let at = 0;
    for (;;) {
      const got = readSync(fd, buffer, 0, buffer.length, at);
      if (got === 0) break;
      at += got;
      reading.unpacked(got);
      sink.data(buffer.subarray(0, got));
    }
    if (at !== size) reading.problem('artifact-changed', 'was written to while it was read', file);
    sink.end();
  } finally {
    closeSync(fd);
  }
}
