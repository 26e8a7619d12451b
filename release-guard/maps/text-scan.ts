/** Maps inside other text: data URLs, comments that name a map, and maps written as literals. Only what decodes to a map counts. */
import type { Window } from '../artifact/entry.ts';
import type { MapFinder } from './map-facts.ts';
import { Base64Reader, LiteralReader, PercentReader, WrappedCommentReader, type WrappedReader } from './readers.ts';

export interface Reference {
  /** As written, at most 2000 characters. */
  readonly url: string;
  readonly offset: number;
  readonly line: number | null;
  /** It stands in a comment of its own: at the beginning of a line, or after code on it, and not in a string. */
  readonly effective: boolean;
}

export interface Embedded {
  readonly finder: MapFinder;
  readonly offset: number;
  readonly line: number | null;
  readonly form: 'data' | 'literal';
}

/** Bytes after a hit that are needed to judge it; hits nearer to the end of a window wait for the next one, whose beginning repeats them. */
const LOOK_AHEAD = 4096;
const LOOK_BACK = 64;
/** References kept of one file: beyond, a file repeats itself. */
const MAX_KEPT = 1000;

interface Running {
  readonly reader: WrappedReader;
  readonly offset: number;
  readonly line: number | null;
  readonly form: Embedded['form'];
}

export class TextScan {
  readonly references: Reference[] = [];
  readonly embedded: Embedded[] = [];
  /** The file has `mappings` as text somewhere: without it a list of sources is no map. */
  hasMappings = false;
  #running: Running[] = [];
  /** Absolute offset up to which hits were handled. */
  #done = 0;
  #looked: Window | null = null;
  readonly #isJson: boolean;

  /** `isJson`: literals at the top level are read by the reader of the whole file. */
  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  window(window: Window): void {
    if (this.embedded.length > 0 || this.#running.length > 0) this.#lookForMappings(window);
    this.#continue(window);
    const limit = window.last ? window.bytes.length : window.bytes.length - LOOK_AHEAD;
    const from = Math.max(0, this.#done - window.at);
    for (const at of hits(window.bytes, 'source', 'MappingURL', from, limit)) this.#comment(window, at);
    for (const at of hits(window.bytes, ';base', '64,', from, limit)) this.#dataUrl(window, at);
    for (const at of hits(window.bytes, 'sources', 'Content', from, limit)) this.#literal(window, at);
    for (const { text, before } of WRAPPED)
      for (const at of hits(window.bytes, '', text, from, limit)) this.#wrapped(window, at, at - before);
    this.#done = Math.max(this.#done, window.at + limit);
  }

  end(): void {
    for (const running of this.#running) this.#finish(running);
    this.#running = [];
  }

  #continue(window: Window): void {
    const open = this.#running;
    this.#running = [];
    for (const running of open) this.#feed(running, window.bytes, window.fresh);
  }

  #feed(running: Running, bytes: Buffer, start: number): number {
    const end = running.reader.push(bytes, start);
    if (end === null) this.#running.push(running);
    else this.#finish(running);
    return end ?? bytes.length;
  }

  #finish({ reader, offset, line, form }: Running): void {
    const finder = reader.end();
    if (this.embedded.length < MAX_KEPT && finder.facts.maps > 0) this.embedded.push({ finder, offset, line, form });
  }

  #start(window: Window, at: number, reader: WrappedReader, bodyAt: number, form: Embedded['form']): void {
    const end = this.#feed({ reader, offset: window.at + at, line: lineOf(window, at), form }, window.bytes, bodyAt);
    this.#done = Math.max(this.#done, window.at + Math.min(end, window.bytes.length));
  }

  #comment(window: Window, at: number): void {
    const { bytes } = window;
    if (window.at + at < this.#done) return;
    const before = bytes.toString('latin1', Math.max(0, at - LOOK_BACK), at);
    const opener = /(?:\/\/|\/\*)(?:\\[tn]|\s)*[#@](?:\\t|[^\S\r\n]|\\u0020)*$/.exec(before);
    if (opener === null) return;
    const after = bytes.toString('latin1', at + 16, at + 16 + LOOK_AHEAD / 2);
    const url = /^(?:[^\S\r\n])*=(?:[^\S\r\n])*([^\s'"`\\<>]+)/.exec(after);
    const text = url?.[1]?.replace(/\*\/.*$/s, '') ?? '';
    if (url === null || text === '') return;
    const bodyAt = at + 16 + url[0].length - (url[1] ?? '').length;
    if (/^data:/i.test(text)) this.#data(window, at, bodyAt, text);
    if (/^data:/i.test(text) || this.references.length >= MAX_KEPT) return;
    const effective = standsAlone(bytes, at - (before.length - opener.index));
    this.references.push({ url: text, offset: window.at + at, line: lineOf(window, at), effective });
  }

  #data(window: Window, at: number, bodyAt: number, text: string): void {
    const comma = text.indexOf(',');
    if (comma < 0 || comma > 300) return;
    const reader = /;\s*base64$/i.test(text.slice(0, comma)) ? new Base64Reader() : new PercentReader();
    this.#start(window, at, reader, bodyAt + comma + 1, 'data');
  }

  /** A data URL anywhere whose base64 begins like JSON: `{"`, `{ `, a line feed, a byte order mark, the guard `)]}`. */
  #dataUrl(window: Window, at: number): void {
    if (window.at + at < this.#done) return;
    const body = at + ';base64,'.length;
    if (!/^(?:eyJ|eyA|ewo|ew0|e1x|77u\/|KV19)/.test(window.bytes.toString('latin1', body, body + 4))) return;
    this.#start(window, at, new Base64Reader(), body, 'data');
  }

  #wrapped(window: Window, at: number, bodyAt: number): void {
    if (window.at + at >= this.#done && bodyAt >= 0)
      this.#start(window, at, new WrappedCommentReader(), bodyAt, 'data');
  }

  #lookForMappings(window: Window): void {
    if (this.hasMappings || this.#looked === window) return;
    this.#looked = window;
    this.hasMappings = hasMappingsText(window.bytes);
  }

  #literal(window: Window, at: number): void {
    const { bytes } = window;
    if (window.at + at < this.#done) return;
    const list = /^sourcesContent(\\*)["']?\s*:\s*\[/.exec(bytes.toString('latin1', at, at + 64));
    if (list === null) return;
    const escapes = Math.round(Math.log2((list[1] ?? '').length + 1));
    if (escapes === 0 && this.#isJson) return;
    this.#lookForMappings(window);
    this.#start(window, at, new LiteralReader(escapes), at + list[0].length - 1, 'literal');
  }
}

/** The comment of an inline map in the base64 of a script, at each of the three places in a group; `before`: characters of the group before it. */
const WRAPPED = [0, 1, 2].map((bytes) => {
  const text = `source${'MappingURL'}=data:`;
  const first = Math.ceil((bytes * 8) / 6);
  const last = Math.floor(((bytes + text.length) * 8) / 6);
  const encoded = Buffer.concat([Buffer.alloc(bytes), Buffer.from(text)]).toString('base64');
  return { text: encoded.slice(first, last), before: first };
});

const MAPPINGS = /^mappings\\*["']?\s*:\s*\\*["'][A-Za-z0-9+/,;]{4}/;

/** Once a window, however many lists stand in it. */
function hasMappingsText(bytes: Buffer): boolean {
  for (const at of hits(bytes, 'ma', 'ppings', 0, bytes.length)) {
    if (MAPPINGS.test(bytes.toString('latin1', at, at + 64))) return true;
  }
  return false;
}

/** Places of `before` and `rest` together. The rest is what is looked for, since it begins with a letter that is rare in programs. */
function* hits(bytes: Buffer, before: string, rest: string, from: number, limit: number): Generator<number> {
  for (let at = bytes.indexOf(rest, from, 'latin1'); at >= 0; at = bytes.indexOf(rest, at + rest.length, 'latin1')) {
    const start = at - before.length;
    if (start >= limit) return;
    if (start >= from && bytes.toString('latin1', start, at) === before) yield start;
  }
}

/** The text before the comment on its line does not end inside a string: nothing, or code that ends a statement. */
function standsAlone(bytes: Buffer, commentAt: number): boolean {
  const line = bytes.toString('latin1', Math.max(0, commentAt - 200), commentAt);
  const begin = Math.max(line.lastIndexOf('\n'), line.lastIndexOf('\r'), line.lastIndexOf('\xe2\x80\xa8'));
  const before = line
    .slice(begin + 1)
    .replace(/^\x80\xa8/, '')
    .trim();
  return before === '' || /[;})\]]$|\*\/$|<\/?(?:script|style)[^>]*>$/.test(before);
}

/** From 1; only the first window of a file knows its lines. */
function lineOf(window: Window, at: number): number | null {
  if (window.at > 0) return null;
  let line = 1;
  for (let found = window.bytes.indexOf(10); found >= 0 && found < at; found = window.bytes.indexOf(10, found + 1))
    line += 1;
  return line;
}
