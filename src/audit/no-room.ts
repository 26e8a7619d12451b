/** The one failure after which something may still be written: the device is full, and the reserve can be given up. */
import { createHash } from 'node:crypto';

const CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

export class NoRoom extends Error {
  /** What the failed write left at the end of the log. */
  readonly fragment: { readonly bytes: number; readonly sha256: string };

  constructor(message: string, left: Uint8Array = new Uint8Array(), cause?: unknown) {
    super(message, { cause });
    this.name = 'NoRoom';
    this.fragment = { bytes: left.length, sha256: createHash('sha256').update(left).digest('hex') };
  }
}

/** Never for a failed sync, whatever its code: after that nothing on the device is certain. */
export function orNoRoom(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  return CODES.has(code) ? new NoRoom(`no room on the device (${String(code)})`, new Uint8Array(), thrown) : thrown;
}
