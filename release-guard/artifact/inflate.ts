/** Decompression of a part of a source, in chunks, while the scan of the chunk before goes on. */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { ByteSource } from './source.ts';

/** Bytes read or given at a time. */
export const CHUNK = 512 * 1024;

/** Takes decompressed bytes; they are valid until the returned promise is kept. */
export type Take = (bytes: Buffer) => void | Promise<void>;

export type Engine = Transform & { readonly bytesWritten: number };

/** What a decompression used up; throws zlib's error where the data is damaged or ends early. */
export async function decompress(
  engine: Engine,
  source: ByteSource,
  from: number,
  to: number,
  take: Take,
): Promise<number> {
  let at = from;
  const feed = () => {
    if (engine.destroyed || engine.writableEnded) return;
    const bytes = source.read(at, Math.min(CHUNK, to - at));
    at += bytes.length;
    if (bytes.length === 0) engine.end();
    else engine.write(bytes, (error) => (error ? undefined : feed()));
  };
  try {
    feed();
    for await (const bytes of engine) await take(bytes as Buffer);
    return engine.bytesWritten;
  } finally {
    engine.destroy();
  }
}

/** Unpacks ahead while what was unpacked is looked at; without it zlib would wait for each chunk to be taken. */
const options = { chunkSize: CHUNK, readableHighWaterMark: 4 * CHUNK };

export function inflateRawEngine(): Engine {
  return zlib.createInflateRaw(options);
}

export function brotliEngine(): Engine {
  return zlib.createBrotliDecompress(options);
}

/** Null on a Node without Zstandard (before 22.15 and 23.8). */
export function zstdEngine(): Engine | null {
  return 'createZstdDecompress' in zlib ? zlib.createZstdDecompress(options) : null;
}

/** zlib's codes for data that goes on behind its end; anything else is damage. */
export function isTruncation(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    code === 'Z_BUF_ERROR' ||
    code === 'ERR_BROTLI_DECODER_ERROR_NEEDS_MORE_INPUT' ||
    code === 'ZSTD_error_srcSize_wrong'
  );
}
