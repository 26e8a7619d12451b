/** Source that leaks, by content and not by name. Decoding decides: only what turns out to be a map with text blocks. */
import type { EntryHead, Window } from '../artifact/entry.ts';
import type { FileDetector, FileProbe, ScanContext } from '../detector.ts';
import type { RawFinding, Rebuildable, ReleaseSeverity } from '../finding.ts';
import { plural, rebuildableText } from '../report/amounts.ts';
import { addressKind, shownAddress } from './addresses.ts';
import { JsonScanner } from './json-scanner.ts';
import { type MapFacts, MapFinder } from './map-facts.ts';
import { type Embedded, type Reference, TextScan } from './text-scan.ts';
import { TextWindows } from './text-windows.ts';
import { isWasm, type WasmFacts, wasmFacts } from './wasm.ts';

export const mapDetector: FileDetector = {
  id: 'maps',
  open: (head, context) => (head.type === 'file' ? new MapProbe(head, context) : null),
};

class MapProbe implements FileProbe {
  readonly #text = new TextWindows();
  readonly #finder = new MapFinder();
  readonly #head: EntryHead;
  readonly #context: ScanContext;
  #scanner: JsonScanner | null = null;
  #scan: TextScan | null = null;
  #wasm: WasmFacts | null = null;
  #record: string | null = null;

  constructor(head: EntryHead, context: ScanContext) {
    this.#head = head;
    this.#context = context;
  }

  window(raw: Window): void {
    const window = this.#text.next(raw);
    if (this.#scan === null) {
      const start = jsonStart(window.bytes);
      if (start !== null) this.#scanner = new JsonScanner(this.#finder);
      this.#scanner?.push(window.bytes, start ?? 0);
      if (start !== null) this.#record = buildRecord(window.bytes, start);
      this.#scan = new TextScan(start !== null);
      if (isWasm(window.bytes)) this.#wasm = wasmFacts(window.bytes);
    } else {
      this.#scanner?.push(window.bytes, window.fresh);
    }
    this.#scan.window(window);
  }

  end(): RawFinding[] {
    this.#scanner?.end();
    this.#scan?.end();
    return [
      ...this.#ofFile(this.#finder.facts),
      ...this.#ofEmbedded(this.#scan),
      ...this.#ofReferences(this.#scan?.references ?? []),
      ...(this.#wasm === null ? [] : wasmFindings(this.#wasm)),
    ];
  }

  /** How bad text is that the publisher may have chosen to ship. */
  #severity(place: 'file' | 'inline'): ReleaseSeverity {
    const { maps } = this.#context.choices;
    return maps === 'open-source' || (maps === 'external-only' && place === 'file') ? 'info' : 'block';
  }

  #ofFile(facts: MapFacts): RawFinding[] {
    const findings: RawFinding[] = [];
    const text = textOf(facts);
    if (text.files > 0) {
      findings.push({
        rule: 'source-map-text',
        severity: this.#severity('file'),
        message: textMessage(facts),
        rebuildable: text,
      });
    } else if (facts.maps > 0) {
      findings.push({
        rule: 'source-map-file',
        message: `a map of ${plural(facts.sources, 'source')}, without their text`,
      });
    }
    if (facts.built.files > 0) {
      const message = `a record of a build with ${rebuildableText(facts.built)}`;
      findings.push({ rule: 'build-tool-text', severity: this.#severity('file'), message, rebuildable: facts.built });
    } else if (this.#record !== null) {
      findings.push({ rule: 'build-tool-record', openSeverity: 'warn', message: this.#record });
    }
    return [...findings, ...addressFindings(facts)];
  }

  #ofEmbedded(scan: TextScan | null): RawFinding[] {
    if (scan === null) return [];
    const isDocument = /\.(?:md|markdown|rst|adoc)$/i.test(this.#head.path);
    const real = scan.embedded.filter(
      (each) => each.form === 'data' || (scan.hasMappings && !isDocument && isLarge(each)),
    );
    const [first] = real;
    if (first === undefined) return [];
    const total = real.map(({ finder }) => textOf(finder.facts)).reduce(sum, { files: 0, bytes: 0 });
    const place = { offset: first.offset, ...(first.line === null ? {} : { line: first.line }) };
    const addresses = real.flatMap(({ finder }) => addressFindings(finder.facts)).slice(0, 1);
    if (total.files === 0) return addresses;
    const message = `${plural(real.length, 'inline map')}: ${rebuildableText(total)} can be rebuilt`;
    return [
      { rule: 'source-map-inline-text', severity: this.#severity('inline'), ...place, message, rebuildable: total },
      ...addresses,
    ];
  }

  #ofReferences(references: readonly Reference[]): RawFinding[] {
    if (/\.(?:md|markdown|rst|adoc|txt)$/i.test(this.#head.path)) return [];
    const found = references.flatMap((reference): RawFinding[] => {
      const severity = reference.effective ? remoteSeverity(reference.url) : null;
      if (severity === null) return [];
      const message = `names a map at ${shownAddress(reference.url)}`;
      const line = reference.line === null ? {} : { line: reference.line };
      return [
        { rule: 'source-map-remote', severity, offset: reference.offset, ...line, message, content: reference.url },
      ];
    });
    const worst = found.find(({ severity }) => severity === 'block') ?? found[0];
    return worst === undefined ? [] : [worst];
  }
}

/** Bytes of text below which a literal is an example in a program. */
const MIN_LITERAL = 20;

function isLarge({ finder }: Embedded): boolean {
  return textOf(finder.facts).bytes >= MIN_LITERAL;
}

function sum(a: Rebuildable, b: Rebuildable): Rebuildable {
  return { files: a.files + b.files, bytes: a.bytes + b.bytes };
}

function textOf({ own, thirdParty }: MapFacts): Rebuildable {
  return sum(own, thirdParty);
}

function textMessage(facts: MapFacts): string {
  const all = `rebuilds ${rebuildableText(textOf(facts))}`;
  if (facts.own.files === 0) return `${all}, all of it of other packages`;
  return facts.thirdParty.files === 0 ? all : `${all}; ${rebuildableText(facts.own)} of it your own`;
}

/** What an address in a map means: an object store and another server block, public code is nobody's secret. */
function addressFindings(facts: MapFacts): RawFinding[] {
  const findings: RawFinding[] = [];
  const remote = facts.bucket ?? facts.remote;
  if (remote !== null) {
    findings.push({
      rule: 'source-map-remote',
      ...(facts.bucket === null && { openSeverity: 'warn' }),
      message: `sources of the map are at ${remote}`,
      content: remote,
    });
  }
  if (facts.machinePath !== null) {
    findings.push({ rule: 'source-map-paths', message: `names ${facts.machinePath}`, content: facts.machinePath });
  }
  return findings;
}

function remoteSeverity(url: string): ReleaseSeverity | null {
  switch (addressKind(url)) {
    case 'bucket':
    case 'remote':
      return 'block';
    case 'local':
    case 'file':
      return 'warn';
    case 'public':
      return 'info';
    default:
      return null;
  }
}

function wasmFindings({ mapUrl, debugBytes }: WasmFacts): RawFinding[] {
  const findings: RawFinding[] = [];
  if (debugBytes > 0) findings.push({ rule: 'wasm-debug-info', message: `${plural(debugBytes, 'byte')} of DWARF` });
  const severity = mapUrl === null ? null : remoteSeverity(mapUrl);
  if (mapUrl !== null && severity !== null) {
    findings.push({
      rule: 'source-map-remote',
      severity,
      message: `names a map at ${shownAddress(mapUrl)}`,
      content: mapUrl,
    });
  }
  return findings;
}

/**
 * Where an object or a list begins, after a byte order mark, white space and the guard against inclusion as a script (`)]}'` and the rest
 * of its line); null for what is no JSON.
 */
function jsonStart(bytes: Buffer): number | null {
  const start = /^(?:\xef\xbb\xbf)?\s*(?:\)\]\}'[^\n]{0,80}\n\s*)?(?=[{[])/.exec(bytes.toString('latin1', 0, 512));
  return start === null ? null : start[0].length;
}

/** Records of bundlers that name every source, without its text. */
const RECORDS: readonly (readonly [what: string, form: RegExp])[] = [
  [
    'a metafile of esbuild',
    /^\{\s*"(?:inputs|outputs)"\s*:\s*\{\s*"[^"]{1,1000}"\s*:\s*\{\s*"(?:bytes|imports|exports|inputs|entryPoint)"\s*:/,
  ],
  [
    'stats of webpack',
    /^\{(?=[\s\S]*"(?:assetsByChunkName|entrypoints|publicPath)"\s*:)[\s\S]*"(?:modules|chunks)"\s*:\s*\[\s*\{[^[\]{}]{0,400}"(?:moduleType|identifier|rendered)"\s*:/,
  ],
  ['data of a bundle analyzer', /^\{\s*"version"\s*:\s*\d+\s*,\s*"tree"\s*:\s*\{[\s\S]*"node(?:Parts|Metas)"\s*:/],
];
/** Bytes in which the form shows. */
const RECORD_HEAD = 16_384;

function buildRecord(bytes: Buffer, start: number): string | null {
  if (bytes[start] !== 0x7b) return null;
  const head = bytes.toString('latin1', start, start + RECORD_HEAD);
  return RECORDS.find(([, form]) => form.test(head))?.[0] ?? null;
}
