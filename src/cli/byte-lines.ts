/** Lines of a byte stream as bytes, without their line ends; nothing is decoded, so nothing is replaced. */
export async function* byteLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      yield withoutReturn(Buffer.concat([...parts.splice(0), rest.subarray(0, at)]));
      rest = rest.subarray(at + 1);
    }
    // Copied: the stream may use the same memory again.
    if (rest.length > 0) parts.push(Buffer.from(rest));
  }
  if (parts.length > 0) yield withoutReturn(Buffer.concat(parts));
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line;
}
