/** Custom sections of WebAssembly modules (core specification, appendix "Custom Sections"; DWARF for WebAssembly; tool conventions). */

export interface WasmFacts {
  /** Address of the source map, of the section `sourceMappingURL`. */
  readonly mapUrl: string | null;
  /** Bytes of sections with DWARF. */
  readonly debugBytes: number;
}

export function isWasm(bytes: Buffer): boolean {
  return bytes.length >= 8 && bytes.readUInt32BE(0) === 0x0061736d;
}

/** Reads section headers only. What is cut off is passed over. */
export function wasmFacts(bytes: Buffer): WasmFacts {
  let mapUrl: string | null = null;
  let debugBytes = 0;
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at];
    const length = leb128(bytes, at + 1);
    if (length === null) break;
    const start = length.next;
    const end = start + length.value;
    if (id === 0) {
      const name = text(bytes, start, end);
      if (name?.value.startsWith('.debug_')) debugBytes += length.value;
      if (name?.value === 'sourceMappingURL') mapUrl = text(bytes, name.next, end)?.value ?? mapUrl;
    }
    if (end <= at) break;
    at = end;
  }
  return { mapUrl, debugBytes };
}

function leb128(bytes: Buffer, start: number): { value: number; next: number } | null {
  let value = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: start + index + 1 };
  }
  return null;
}

function text(bytes: Buffer, start: number, end: number): { value: string; next: number } | null {
  const length = leb128(bytes, start);
  if (length === null || length.value > 4096) return null;
  const next = length.next + length.value;
  return next > Math.min(end, bytes.length) ? null : { value: bytes.toString('utf8', length.next, next), next };
}
