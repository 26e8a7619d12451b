/** Tier C1 of the context: no single result is longer than 24 KB in the conversation; the whole is kept beside it. */

export const MAX_RESULT_BYTES = 24 * 1024;
const HEAD_SHARE = 0.6;

export function isTooLong(text: string): boolean {
  return Buffer.byteLength(text) > MAX_RESULT_BYTES;
}

/** Head 60 % and tail 40 %, cut at line ends where there are any, with a mark that says how much is missing. */
export function boundText(text: string, spill: string): string {
  const bytes = Buffer.from(text);
  const room = MAX_RESULT_BYTES - 300;
  const headEnd = lineEndBefore(bytes, Math.floor(room * HEAD_SHARE));
  const tailStart = lineStartAfter(bytes, bytes.length - Math.floor(room * (1 - HEAD_SHARE)));
  const omitted = tailStart - headEnd;
  const mark = `[${omitted} of ${bytes.length} bytes left out here; the whole output is kept as ${spill} in the session. Ask for a narrower part if you need it.]`;
  return `${bytes.subarray(0, headEnd).toString()}\n${mark}\n${bytes.subarray(tailStart).toString()}`;
}

const NEWLINE = 0x0a;

/** The last line end within the limit, unless the line is so long that half the room would be lost. */
function lineEndBefore(bytes: Buffer, limit: number): number {
  const end = bytes.lastIndexOf(NEWLINE, limit);
  return end > limit / 2 ? end : codePointBorder(bytes, limit, -1);
}

function lineStartAfter(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(NEWLINE, start);
  const room = bytes.length - start;
  return end !== -1 && end - start < room / 2 ? end + 1 : codePointBorder(bytes, start, 1);
}

/** Continuation bytes of UTF-8 begin with the bits 10. */
function codePointBorder(bytes: Buffer, from: number, step: 1 | -1): number {
  let at = from;
  while (at > 0 && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += step;
  return at;
}
