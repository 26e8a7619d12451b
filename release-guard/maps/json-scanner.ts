/**
 * Reads JSON, and object literals that look like it, in pieces and in constant memory: tells of keys and of how long strings are, without
 * keeping them. Never throws: what is no JSON is passed over, so that a map in a damaged or decorated file is still found.
 */

export interface JsonSink {
  open(kind: 'object' | 'array'): void;
  close(): void;
  key(name: string): void;
  /** A string value. `bytes`: its UTF-8 length, decoded. `head` gives its beginning, at most `HEAD` bytes. */
  string(bytes: number, head: () => string): void;
  /** A bare word or number as it stands, at most `HEAD` bytes of it. */
  bare(text: string): void;
}

export const HEAD = 512;

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;

type State = 'between' | 'string' | 'escape' | 'unicode' | 'bare';

export class JsonScanner {
  #state: State = 'between';
  #quote = QUOTE;
  #bytes = 0;
  #head = Buffer.alloc(HEAD);
  #headLength = 0;
  #hex = 0;
  #hexDigits = 0;
  /** A string or bare word that ended and may be a key: only the next character tells. */
  #pending: 'string' | 'bare' | null = null;
  #inObject: boolean[] = [];
  readonly #sink: JsonSink;

  constructor(sink: JsonSink) {
    this.#sink = sink;
  }

  /** Open objects and arrays. */
  get depth(): number {
    return this.#inObject.length;
  }

  push(bytes: Uint8Array, start = 0, end = bytes.length): void {
    let at = start;
    while (at < end) {
      switch (this.#state) {
        case 'string':
          at = this.#inString(bytes, at, end);
          break;
        case 'bare':
          at = this.#inBare(bytes, at, end);
          break;
        case 'escape':
          this.#escaped(bytes[at] ?? 0);
          at += 1;
          break;
        case 'unicode':
          this.#hexDigit(bytes[at] ?? 0);
          at += 1;
          break;
        default:
          this.#between(bytes[at] ?? 0);
          at += 1;
      }
    }
  }

  end(): void {
    if (this.#state === 'bare') this.#endBare();
    // a string cut short by the end of the file was there all the same
    else if (this.#state !== 'between') this.#pending = 'string';
    this.#state = 'between';
    this.#settle(false);
    while (this.#inObject.pop() !== undefined) this.#sink.close();
  }

  #begin(state: 'string' | 'bare'): void {
    this.#state = state;
    this.#bytes = 0;
    this.#headLength = 0;
  }

  #between(byte: number): void {
    switch (byte) {
      case 0x20:
      case 0x0a:
      case 0x0d:
      case 0x09:
        return;
      case 0x3a: // :
        this.#settle(this.#inObject.at(-1) === true);
        return;
      case 0x2c: // ,
        this.#settle(false);
        return;
      case 0x7b: // {
      case 0x5b: // [
        this.#settle(false);
        this.#inObject.push(byte === 0x7b);
        this.#sink.open(byte === 0x7b ? 'object' : 'array');
        return;
      case 0x7d: // }
      case 0x5d: // ]
        this.#settle(false);
        if (this.#inObject.pop() !== undefined) this.#sink.close();
        return;
      case QUOTE:
      case APOSTROPHE:
      case BACKTICK:
        this.#settle(false);
        this.#quote = byte;
        this.#begin('string');
        return;
      default:
        if (!isBareByte(byte)) return;
        this.#settle(false);
        this.#begin('bare');
        this.#keep(byte);
    }
  }

  #inString(bytes: Uint8Array, start: number, end: number): number {
    if (this.#headLength >= HEAD) return this.#inLongString(bytes, start, end);
    const quote = this.#quote;
    const stop = Math.min(end, start + HEAD);
    let at = start;
    while (at < stop) {
      const byte = bytes[at];
      if (byte === quote || byte === BACKSLASH) break;
      at += 1;
    }
    this.#take(bytes, start, at);
    return at === stop ? at : this.#leaveString(bytes[at] === BACKSLASH, at);
  }

  /** Behind the head only the length counts: escapes are stepped over here, all but `\u`, since maps consist of such strings. */
  #inLongString(bytes: Uint8Array, start: number, end: number): number {
    const quote = this.#quote;
    let at = start;
    let escapes = 0;
    while (at < end) {
      const byte = bytes[at];
      if (byte === BACKSLASH) {
        if (at + 1 >= end || bytes[at + 1] === 0x75) break;
        escapes += 1;
        at += 2;
      } else if (byte === quote) {
        break;
      } else {
        at += 1;
      }
    }
    this.#bytes += at - start - escapes;
    return at >= end ? at : this.#leaveString(bytes[at] === BACKSLASH, at);
  }

  #leaveString(isEscape: boolean, at: number): number {
    if (isEscape) {
      this.#state = 'escape';
    } else {
      this.#state = 'between';
      this.#pending = 'string';
    }
    return at + 1;
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes += end - start;
    const room = Math.min(HEAD - this.#headLength, end - start);
    if (room <= 0) return;
    this.#head.set(bytes.subarray(start, start + room), this.#headLength);
    this.#headLength += room;
  }

  #keep(byte: number): void {
    this.#bytes += 1;
    if (this.#headLength >= HEAD) return;
    this.#head[this.#headLength] = byte;
    this.#headLength += 1;
  }

  #escaped(byte: number): void {
    if (byte === 0x75) {
      this.#state = 'unicode';
      this.#hex = 0;
      this.#hexDigits = 0;
      return;
    }
    this.#state = 'string';
    const control = { 110: 0x0a, 116: 0x09, 114: 0x0d, 98: 0x08, 102: 0x0c }[byte];
    this.#keep(control ?? byte);
  }

  #hexDigit(byte: number): void {
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    this.#hex = this.#hex * 16 + (Number.isNaN(digit) ? 0 : digit);
    this.#hexDigits += 1;
    if (this.#hexDigits < 4) return;
    this.#state = 'string';
    const code = this.#hex;
    // each half of a surrogate pair counts two of the four bytes that the pair has
    if (code >= 0xd800 && code <= 0xdfff) this.#bytes += 2;
    else for (const part of Buffer.from(String.fromCharCode(code))) this.#keep(part);
  }

  #inBare(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && isBareByte(bytes[at] ?? 0)) at += 1;
    this.#take(bytes, start, at);
    if (at < end) this.#endBare();
    return at;
  }

  #endBare(): void {
    this.#state = 'between';
    this.#pending = 'bare';
  }

  #text(): string {
    return this.#head.toString('utf8', 0, this.#headLength);
  }

  /** The pending word is a key when a colon follows it in an object, else a value. */
  #settle(isKey: boolean): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    if (isKey) this.#sink.key(this.#text());
    else if (pending === 'string') this.#sink.string(this.#bytes, () => this.#text());
    else this.#sink.bare(this.#text());
  }
}

/** Letters, digits, `_ $ . - +` and everything above ASCII. */
function isBareByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2b && byte <= 0x39 && byte !== 0x2c && byte !== 0x2f) ||
    byte === 0x5f ||
    byte === 0x24 ||
    byte >= 0x80
  );
}
