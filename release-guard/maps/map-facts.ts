/** Finds source maps in what the scanner tells, at any depth: a map itself, sections of an indexed one, maps in coverage data and caches. */
import { addressKind, isBuildMachinePath, isThirdParty, shownAddress } from './addresses.ts';
import type { JsonSink } from './json-scanner.ts';

export interface TextAmount {
  files: number;
  /** UTF-8 bytes. */
  bytes: number;
}

export interface MapFacts {
  /** Objects that are source maps. */
  maps: number;
  /** Sources that they name. */
  sources: number;
  /** Text of the publisher's own sources, and of packages that anybody can get. */
  own: TextAmount;
  thirdParty: TextAmount;
  /** Text in other members of build tools: webpack's stats, caches. */
  built: TextAmount;
  /** An address from which sources can be fetched, the worst one; shortened for reports. */
  bucket: string | null;
  remote: string | null;
  /** A source path that names the machine or the person that built it. */
  machinePath: string | null;
}

export function noFacts(): MapFacts {
  const none = () => ({ files: 0, bytes: 0 });
  return {
    maps: 0,
    sources: 0,
    own: none(),
    thirdParty: none(),
    built: none(),
    bucket: null,
    remote: null,
    machinePath: null,
  };
}

/** Entries that are told apart by source; beyond, text counts as one's own. */
const MAX_SOURCES = 200_000;
const MAX_DEPTH = 2000;

interface Frame {
  readonly kind: 'object' | 'array';
  /** Key under which it stands in its parent; of an array in an array, that of the outer one. */
  readonly role: string;
  key: string;
  index: number;
  mappings: boolean;
  version: boolean;
  hasSources: boolean;
  identifier: boolean;
  /** Its `sourcesContent` is computed, not written down. */
  computed: boolean;
  /** Members `source`, `originalCode` and the like: text, if the object turns out to be a module of a bundler. */
  code: TextAmount;
  sources: string[];
  contents: Map<number, number>;
  extraContents: TextAmount;
  addresses: string[];
}

function frame(kind: 'object' | 'array', role: string): Frame {
  return {
    kind,
    role,
    key: '',
    index: 0,
    mappings: false,
    version: false,
    hasSources: false,
    identifier: false,
    computed: false,
    code: { files: 0, bytes: 0 },
    sources: [],
    contents: new Map(),
    extraContents: { files: 0, bytes: 0 },
    addresses: [],
  };
}

export class MapFinder implements JsonSink {
  readonly facts = noFacts();
  #stack: Frame[] = [];
  /** Levels beyond the depth that is looked at. */
  #beyond = 0;

  open(kind: 'object' | 'array'): void {
    if (this.#stack.length >= MAX_DEPTH) {
      this.#beyond += 1;
      return;
    }
    const parent = this.#stack.at(-1);
    const role = parent === undefined ? '' : parent.kind === 'object' ? parent.key : parent.role;
    if (kind === 'array' && role === 'sources' && parent?.kind === 'object') parent.hasSources = true;
    this.#stack.push(frame(kind, role));
  }

  close(): void {
    if (this.#beyond > 0) {
      this.#beyond -= 1;
      return;
    }
    const closed = this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (closed?.kind === 'object') this.#settle(closed);
    if (parent?.kind === 'array') parent.index += 1;
  }

  key(name: string): void {
    const top = this.#stack.at(-1);
    if (top === undefined || this.#beyond > 0) return;
    top.key = name;
    if (name === 'statementMap') top.identifier = true;
  }

  string(bytes: number, head: () => string): void {
    const top = this.#stack.at(-1);
    if (top === undefined || this.#beyond > 0) return;
    if (top.kind === 'array') this.#element(top, bytes, head);
    else member(top, bytes, head);
  }

  bare(text: string): void {
    const top = this.#stack.at(-1);
    if (top === undefined || this.#beyond > 0) return;
    if (top.kind === 'array') {
      const owner = this.#stack.at(-2);
      if (top.role === 'sourcesContent' && owner !== undefined && !NOTHING.has(text)) owner.computed = true;
      top.index += 1;
    } else if (top.key === 'version' && text === '3') top.version = true;
  }

  #element(top: Frame, bytes: number, head: () => string): void {
    const owner = this.#stack.at(-2);
    if (owner?.kind === 'object') {
      if (top.role === 'sources') {
        if (owner.sources.length < MAX_SOURCES) owner.sources[top.index] = head();
      } else if (top.role === 'sourcesContent' && bytes > 0) {
        if (top.index < MAX_SOURCES) owner.contents.set(top.index, Math.max(bytes, owner.contents.get(top.index) ?? 0));
        else add(owner.extraContents, bytes);
      }
    }
    top.index += 1;
  }

  #settle(closed: Frame): void {
    const { facts } = this;
    if (closed.code.files > 0 && closed.identifier) {
      facts.built.files += closed.code.files;
      facts.built.bytes += closed.code.bytes;
    }
    if (closed.computed) {
      closed.contents.clear();
      closed.extraContents = { files: 0, bytes: 0 };
    }
    const isMap = closed.mappings && (closed.hasSources || closed.contents.size > 0);
    const isIndexed = closed.addresses.length > 0 && closed.role === 'sections';
    if (!isMap && !isIndexed && !(closed.version && closed.contents.size > 0)) return;
    facts.maps += 1;
    facts.sources += closed.sources.length;
    for (const [index, bytes] of closed.contents)
      add(isThirdParty(closed.sources[index] ?? '') ? facts.thirdParty : facts.own, bytes);
    facts.own.files += closed.extraContents.files;
    facts.own.bytes += closed.extraContents.bytes;
    for (const address of [...closed.addresses, ...closed.sources]) this.#address(address);
  }

  #address(address: string | undefined): void {
    if (address === undefined) return;
    const { facts } = this;
    const kind = addressKind(address);
    if (kind === 'bucket') facts.bucket ??= shownAddress(address);
    else if (kind === 'remote') facts.remote ??= shownAddress(address);
    if (isBuildMachinePath(address)) facts.machinePath ??= shownAddress(address);
  }
}

function add(amount: TextAmount, bytes: number): void {
  amount.files += 1;
  amount.bytes += bytes;
}

/** How a list of texts says that there is none. */
const NOTHING = new Set(['null', 'undefined', 'void', '0']);

/** Keys under which build tools keep the text of a module, and those that tell that the object is a module. */
const CODE = new Set(['source', 'originalCode', 'code', 'sourceText', 'inputCode']);
const IDENTIFIERS = new Set([
  'identifier',
  'moduleType',
  'moduleIdentifier',
  'originalCode',
  'ast',
  'transformDependencies',
]);

function member(top: Frame, bytes: number, head: () => string): void {
  const { key } = top;
  if (key === 'mappings') top.mappings ||= /^[A-Za-z0-9+/,;]*$/.test(head());
  else if (key === 'sourceRoot' || (key === 'url' && top.role === 'sections')) top.addresses.push(head());
  else if (key === 'version' && head() === '3') top.version = true;
  else if (key === 'sourcesContent' && bytes > 0) add(top.extraContents, bytes);
  if (IDENTIFIERS.has(key)) top.identifier = true;
  if (CODE.has(key) && bytes >= MIN_CODE && head().includes('\n')) add(top.code, bytes);
}

/** Bytes; shorter strings under such names, and those of one line, are words and not modules. */
const MIN_CODE = 40;
