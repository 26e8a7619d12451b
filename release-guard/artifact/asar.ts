/** An asar file of Electron: a Chromium pickle with a JSON directory, then the files' bytes. */
import { ArchiveFault } from './fault.ts';
import { CHUNK } from './inflate.ts';
import type { Reading } from './reading.ts';
import type { ByteSource } from './source.ts';

interface AsarFile {
  readonly name: string;
  readonly size: number;
  readonly at: number;
  readonly executable: boolean;
  readonly link: string | null;
}

/** Bytes of the directory; parsed as a whole. */
const DIRECTORY = 32 * 1024 * 1024;

export function isAsar(bytes: Buffer): boolean {
  return (
    bytes.length >= 16 &&
    bytes.readUInt32LE(0) === 4 &&
    bytes.readUInt32LE(4) === bytes.readUInt32LE(8) + 4 &&
    bytes.readUInt32LE(12) <= bytes.readUInt32LE(8) &&
    (bytes.length === 16 || bytes[16] === 0x7b)
  );
}

export async function readAsar(source: ByteSource, reading: Reading): Promise<void> {
  const head = source.read(0, 16);
  const headerSize = head.readUInt32LE(4);
  const jsonSize = head.readUInt32LE(12);
  if (jsonSize > DIRECTORY) throw new ArchiveFault('archive-limit', `has a directory of ${jsonSize} bytes`);
  const json = source.read(16, jsonSize);
  if (json.length < jsonSize) throw new ArchiveFault('archive-truncated', 'ends in its directory');
  const files = listed(parsed(json), 8 + headerSize, reading.budget.limits.members).sort((a, b) => a.at - b.at);
  for (const file of files) {
    const sink = reading.open({
      name: file.name,
      type: file.link === null ? 'file' : 'symlink',
      size: file.size,
      mode: file.executable ? 0o755 : 0o644,
      link: file.link,
    });
    try {
      copy(source, file, reading, (bytes) => sink.data(bytes));
    } finally {
      sink.end();
    }
    await reading.settle();
  }
}

function copy(source: ByteSource, file: AsarFile, reading: Reading, take: (bytes: Buffer) => void): void {
  for (let done = 0; done < file.size; ) {
    const bytes = source.read(file.at + done, Math.min(CHUNK, file.size - done));
    if (bytes.length === 0) throw new ArchiveFault('archive-truncated', 'ends in the middle of a file');
    reading.unpacked(bytes.length);
    done += bytes.length;
    take(bytes);
  }
}

function parsed(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    throw new ArchiveFault('archive-damaged', 'has a directory that is no JSON');
  }
}

function listed(root: unknown, base: number, limit: number): AsarFile[] {
  const files: AsarFile[] = [];
  const open: { readonly node: unknown; readonly name: string }[] = [{ node: root, name: '' }];
  let seen = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = asObject(next.node);
    seen += 1;
    if (seen > limit) throw new ArchiveFault('archive-limit', `holds more than ${limit} files`);
    if (node.files === undefined) {
      const file = fileOf(node, next.name, base);
      if (file !== null) files.push(file);
      continue;
    }
    for (const [name, child] of Object.entries(asObject(node.files)))
      open.push({ node: child, name: next.name === '' ? name : `${next.name}/${name}` });
  }
  return files;
}

/** Null for a file that lies beside the archive. */
function fileOf(node: Readonly<Record<string, unknown>>, name: string, base: number): AsarFile | null {
  if (node.unpacked === true) return null;
  const link = typeof node.link === 'string' ? node.link : null;
  const size = link === null ? Number(node.size) : 0;
  const offset = link === null ? Number(node.offset) : 0;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(offset) || size < 0 || offset < 0)
    throw new ArchiveFault('archive-damaged', 'has a directory with sizes that are no numbers');
  return { name, size, at: base + offset, executable: node.executable === true, link };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ArchiveFault('archive-damaged', 'has a directory of another shape');
  return value as Readonly<Record<string, unknown>>;
}
