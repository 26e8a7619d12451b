/** The one owner of tar-stream: writes the tree that goes in, reads the tree that comes out. */
import type { Readable } from 'node:stream';
import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream';
import { UID } from './container-spec.ts';

export type TarHeader = Header;

export interface TarSource {
  readonly path: string;
  readonly type: 'file' | 'dir' | 'symlink';
  readonly mode: number;
  readonly mtime: Date;
  readonly linkTarget: string | null;
}

const types = { file: 'file', dir: 'directory', symlink: 'symlink' } as const;

/** Writes entries one after the other; each call resolves when the reader has taken enough to go on. */
export interface TarWriter {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Content in one piece; null for folders and links. */
  add(source: TarSource, content: Buffer | null): Promise<void>;
  /** Content in pieces that must add up to `size`. */
  addStream(source: TarSource, size: number, content: AsyncIterable<Buffer>): Promise<void>;
  end(): void;
  fail(error: Error): void;
}

export function tarWriter(): TarWriter {
  const packer = pack();
  // A stopped archive is told to its reader and to whoever adds to it; nobody else listens.
  packer.on('error', () => {});
  const header = (source: TarSource, size: number) => ({
    name: source.path,
    type: types[source.type],
    mode: source.mode,
    mtime: source.mtime,
    uid: UID,
    gid: UID,
    size,
    ...(source.linkTarget === null ? {} : { linkname: source.linkTarget }),
  });
  return {
    stream: packer as AsyncIterable<Uint8Array>,
    add: (source, content) =>
      new Promise((resolve, reject) => {
        const done = (error?: Error | null): void => (error ? reject(error) : resolve());
        if (content !== null) packer.entry(header(source, content.length), content, done);
        else packer.entry(header(source, 0), done);
      }),
    addStream: async (source, size, content) => {
      let entry: ReturnType<Pack['entry']> | undefined;
      const finished = new Promise<void>((resolve, reject) => {
        entry = packer.entry(header(source, size), (error) => (error ? reject(error) : resolve()));
      });
      finished.catch(() => {});
      if (entry === undefined) throw new Error('the archive is closed');
      for await (const chunk of content) {
        if (!entry.write(chunk)) await drainOf(entry);
      }
      entry.end(null);
      await finished;
    },
    end: () => packer.finalize(),
    fail: (error) => packer.destroy(error),
  };
}

function drainOf(stream: ReturnType<Pack['entry']> | Extract): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.removeListener('drain', done);
      stream.removeListener('close', done);
      resolve();
    };
    stream.once('drain', done);
    stream.once('close', done);
  });
}

/** Entries of an archive of unknown origin, one at a time; the content of each must be read or drained before the next. */
export async function* tarEntries(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ header: Header; content: AsyncIterable<Uint8Array> }> {
  const reader = extract();
  const pump = feed(reader, source);
  pump.catch((error: unknown) => reader.destroy(error instanceof Error ? error : new Error(String(error))));
  for await (const entry of reader) {
    const content = entry as unknown as Readable & { header: Header };
    yield { header: content.header, content };
    content.resume();
  }
  await pump;
}

async function feed(reader: ReturnType<typeof extract>, source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of source) {
    if (reader.destroyed) return;
    if (!reader.write(Buffer.from(chunk))) await drainOf(reader);
  }
  reader.end(null);
}
