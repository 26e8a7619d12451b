/** Readers of a map that is wrapped in something: base64, percent-encoding, a string literal. Each takes bytes until its wrapping ends. */
import { JsonScanner } from './json-scanner.ts';
import { MapFinder } from './map-facts.ts';

/** Takes bytes from `start` and says where it ended; null: it wants more. */
export interface WrappedReader {
  push(bytes: Buffer, start: number): number | null;
  end(): MapFinder;
}

/** Base64 and base64url, also with line breaks that are escaped; ends at the first other character. */
export class Base64Reader implements WrappedReader {
  readonly #finder = new MapFinder();
  readonly #scanner = new JsonScanner(this.#finder);
  #rest = '';

  push(bytes: Buffer, start: number): number | null {
    let at = start;
    while (at < bytes.length && isBase64(bytes[at] ?? 0)) at += 1;
    const text = this.#rest + bytes.toString('latin1', start, at);
    const whole = text.length - (text.length % 4);
    this.#scanner.push(Buffer.from(text.slice(0, whole), 'base64'));
    this.#rest = text.slice(whole);
    return at < bytes.length ? at : null;
  }

  end(): MapFinder {
    this.#scanner.push(Buffer.from(this.#rest, 'base64'));
    this.#scanner.end();
    return this.#finder;
  }
}

function isBase64(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f ||
    byte === 0x2d ||
    byte === 0x5f
  );
}

/** Text of a `data:` URL that is not base64: percent-encoded or as it is; ends at white space, or at a quote, or at `*` before `/`. */
export class PercentReader implements WrappedReader {
  readonly #finder = new MapFinder();
  readonly #scanner = new JsonScanner(this.#finder);
  #rest = '';

  push(bytes: Buffer, start: number): number | null {
    let at = start;
    while (at < bytes.length && !isEndOfUrl(bytes, at)) at += 1;
    const text = this.#rest + bytes.toString('latin1', start, at);
    const cut = /%.?$/.exec(text)?.[0].length ?? 0;
    this.#scanner.push(unpercent(text.slice(0, text.length - cut)));
    this.#rest = text.slice(text.length - cut);
    return at < bytes.length ? at : null;
  }

  end(): MapFinder {
    this.#scanner.push(unpercent(this.#rest));
    this.#scanner.end();
    return this.#finder;
  }
}

function unpercent(text: string): Buffer {
  const plain = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

function isEndOfUrl(bytes: Buffer, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return byte <= 0x20 || byte === 0x60 || byte === 0x3c || (byte === 0x2a && bytes[at + 1] === 0x2f);
}

/** A script in base64, from its comment on: the base64 of `sourceMappingURL=data:...`, whose own body holds the map. */
export class WrappedCommentReader implements WrappedReader {
  #rest = '';
  #head = '';
  #inner: WrappedReader | null = null;
  #done = false;

  push(bytes: Buffer, start: number): number | null {
    let at = start;
    while (at < bytes.length && isBase64(bytes[at] ?? 0)) at += 1;
    const text = this.#rest + bytes.toString('latin1', start, at);
    const whole = text.length - (text.length % 4);
    this.#take(Buffer.from(text.slice(0, whole), 'base64'));
    this.#rest = text.slice(whole);
    return at < bytes.length || this.#done ? at : null;
  }

  end(): MapFinder {
    this.#take(Buffer.from(this.#rest, 'base64'));
    return this.#inner?.end() ?? new MapFinder();
  }

  #take(decoded: Buffer): void {
    if (this.#done) return;
    let from = 0;
    if (this.#inner === null) {
      const known = this.#head.length;
      this.#head += decoded.toString('latin1', 0, 400);
      const comma = this.#head.indexOf(',');
      if (comma < 0) {
        this.#done = this.#head.length >= 400;
        return;
      }
      this.#inner = /;\s*base64$/i.test(this.#head.slice(0, comma)) ? new Base64Reader() : new PercentReader();
      from = comma + 1 - known;
    }
    this.#done = this.#inner.push(decoded, from) !== null;
  }
}

/**
 * A map written as a literal in a program, from its `sourcesContent` on. `escapes` says how often the text was put into a string: the
 * quote before the key has 2^n - 1 backslashes. Only a list that consists of strings counts, since tools build theirs at run time.
 */
export class LiteralReader implements WrappedReader {
  readonly #finder = new MapFinder();
  readonly #scanner = new JsonScanner(this.#finder);
  readonly #escapes: number;
  #started = false;

  constructor(escapes: number) {
    this.#escapes = escapes;
    // the object around it, as far as it matters: what made the caller look here stands for its mappings
    this.#scanner.push(Buffer.from('{"version":3,"sourcesContent":'));
  }

  push(bytes: Buffer, start: number): number | null {
    const end = Math.min(bytes.length, start + MAX_LITERAL);
    const text = bytes.subarray(start, end);
    const plain = this.#escapes === 0 ? text : unescaped(text, this.#escapes);
    let at = 0;
    // piece by piece, so that it ends where the list does
    while (at < plain.length) {
      const stop = Math.min(plain.length, at + PIECE);
      this.#scanner.push(plain, at, stop);
      at = stop;
      if (this.#scanner.depth >= 2) this.#started = true;
      if (this.#started && this.#scanner.depth < 2) return start + at;
    }
    return null;
  }

  end(): MapFinder {
    this.#scanner.end();
    return this.#finder;
  }
}

const PIECE = 64;
/** Bytes of one window that are read for one literal. */
const MAX_LITERAL = 64 * 1024 * 1024;

/** Takes away one level of string escapes for each time; what stands between is kept. */
function unescaped(bytes: Buffer, levels: number): Buffer {
  let text = bytes.toString('latin1');
  for (let level = 0; level < levels; level += 1) {
    text = text.replaceAll(/\\(u[0-9a-f]{4}|x[0-9a-f]{2}|[\s\S])/gi, (_, what: string) => {
      if (what.length > 1)
        return Buffer.from(String.fromCharCode(Number.parseInt(what.slice(1), 16))).toString('latin1');
      return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[what] ?? what;
    });
  }
  return Buffer.from(text, 'latin1');
}
