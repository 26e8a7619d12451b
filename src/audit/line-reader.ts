/** Lines of a file, one at a time, in bounded memory whatever the file holds. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { asCordonError, CordonError } from '../contract/index.ts';
import { MAX_LINE } from './canonical-line.ts';

export interface RawLine {
  /** Without the line feed; of a line beyond the limit only its beginning. */
  readonly bytes: Buffer;
  /** Byte offset of its beginning. */
  readonly offset: number;
  /** False for what follows the last line feed. */
  readonly ended: boolean;
}

const CHUNK = 256 * 1024;
const LF = 10;

/** Opens for reading; never waits on a pipe. Throws `audit-unreadable`. */
export function openForReading(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    throw asCordonError(thrown, 'audit-unreadable', 'cordon audit show --help');
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new CordonError('audit-unreadable', `${path} is no regular file`, 'cordon sessions list');
}

/** A line longer than MAX_LINE ends the walk: it comes with MAX_LINE + 1 bytes, which no parser of ours takes. */
export function* linesOf(fd: number): Generator<RawLine> {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let lineStart = 0;
  let position = 0;
  for (;;) {
    const count = readSync(fd, chunk, 0, CHUNK, position);
    if (count === 0) break;
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0 && end < count; end = chunk.indexOf(LF, start)) {
      const bytes = Buffer.concat([...pending, chunk.subarray(start, end)]);
      if (bytes.length > MAX_LINE) break;
      yield { bytes, offset: lineStart, ended: true };
      [pending, pendingBytes] = [[], 0];
      start = end + 1;
      lineStart = position + start;
    }
    pending.push(Buffer.from(chunk.subarray(start, count)));
    pendingBytes += count - start;
    if (pendingBytes > MAX_LINE) {
      yield { bytes: Buffer.concat(pending).subarray(0, MAX_LINE + 1), offset: lineStart, ended: false };
      return;
    }
    position += count;
  }
  if (pendingBytes > 0) yield { bytes: Buffer.concat(pending), offset: lineStart, ended: false };
}
