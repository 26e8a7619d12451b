/** The one owner of tar-stream: writes the tree that goes in. What comes out is read by tar-reader.ts. */
import { type Pack, pack } from 'tar-stream';
import { UID } from './container-spec.ts';

interface TarSource {
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
        const entry =
          content !== null
            ? packer.entry(header(source, content.length), content, done)
            : packer.entry(header(source, 0), done);
        // A stopped archive takes its open entry with it; that one tells through `done`.
        entry?.on('error', () => {});
      }),
    addStream: async (source, size, content) => {
      let entry: ReturnType<Pack['entry']> | undefined;
      const finished = new Promise<void>((resolve, reject) => {
        entry = packer.entry(header(source, size), (error) => (error ? reject(error) : resolve()));
      });
      finished.catch(() => {});
      if (entry === undefined) throw new Error('the archive is closed');
      entry.on('error', () => {});
      for await (const chunk of content) {
        // Nothing more comes of it, and no word of it either.
        if (entry.destroyed) throw new Error('the archive was stopped');
        if (!entry.write(chunk)) await drainOf(entry);
      }
      entry.end(null);
      await finished;
    },
    end: () => packer.finalize(),
    fail: (error) => packer.destroy(error),
  };
}

function drainOf(stream: ReturnType<Pack['entry']>): Promise<void> {
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
