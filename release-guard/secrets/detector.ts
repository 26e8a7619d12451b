/** Secrets in files of every kind. Reports name the kind, the place and at most four characters. */
import type { EntryHead, Window } from '../artifact/entry.ts';
import type { FileDetector, FileProbe, ScanContext } from '../detector.ts';
import type { RawFinding } from '../finding.ts';
import { TextWindows } from '../maps/text-windows.ts';
import { isConfiguration, isDocument, isTestPath } from '../rules/place.ts';
import { secretsIn } from './search.ts';
import { masked, type Sighting } from './sighting.ts';

export const secretDetector: FileDetector = {
  id: 'secrets',
  open: (head, context) => (head.type === 'file' || head.type === 'other' ? new SecretProbe(head, context) : null),
};

/** Bytes behind a hit that its matcher may need; hits nearer to the end of a window wait for the next one, whose beginning repeats them. */
const LOOK_AHEAD = 24 * 1024;
/** Different secrets of one file that are kept; more of them say nothing new. */
const MAX_KEPT = 200;

interface Kept {
  readonly sighting: Sighting;
  readonly offset: number;
  readonly line: number | null;
}

class SecretProbe implements FileProbe {
  readonly #text = new TextWindows();
  readonly #head: EntryHead;
  readonly #internalHosts: readonly string[];
  readonly #kept = new Map<string, Kept>();
  #done = 0;

  constructor(head: EntryHead, { choices }: ScanContext) {
    this.#head = head;
    this.#internalHosts = choices.internalHosts;
  }

  window(raw: Window): void {
    const { bytes, at, last } = this.#text.next(raw);
    const { path } = this.#head;
    const around = {
      bytes,
      path,
      test: isTestPath(path),
      document: isDocument(path),
      configuration: isConfiguration(path),
      internalHosts: this.#internalHosts,
    };
    const limit = last ? bytes.length : bytes.length - LOOK_AHEAD;
    for (const sighting of secretsIn(around, Math.max(0, this.#done - at), limit)) this.#keep(sighting, bytes, at);
    this.#done = Math.max(this.#done, at + limit);
  }

  #keep(sighting: Sighting, bytes: Buffer, at: number): void {
    const key = `${sighting.rule} ${sighting.value}`;
    const known = this.#kept.get(key);
    if (known !== undefined && (known.sighting.severity === 'block' || sighting.severity !== 'block')) return;
    if (this.#kept.size >= MAX_KEPT) return;
    const line = at === 0 ? lineOf(bytes, sighting.start) : null;
    this.#kept.set(key, { sighting, offset: at + sighting.start, line });
  }

  end(): RawFinding[] {
    return [...this.#kept.values()]
      .filter(({ sighting }) => !this.#isPartOfOther(sighting))
      .map(({ sighting, offset, line }) => ({
        rule: sighting.rule,
        severity: sighting.severity,
        offset,
        ...(line !== null && { line }),
        ...(sighting.open !== undefined && { openSeverity: sighting.open }),
        message: sighting.shown
          ? sighting.what
          : `${sighting.what}: ${masked(sighting.value)} (${sighting.value.length} characters)`,
        content: sighting.value,
      }));
  }

  /** A token that is also the value of a name, or the password of an address, is told once, by its form. */
  #isPartOfOther({ rule, value, severity }: Sighting): boolean {
    if (rule !== 'secret-assigned') return false;
    return [...this.#kept.values()].some(
      ({ sighting: other }) =>
        other.rule !== rule &&
        (other.value.includes(value) || value.includes(other.value)) &&
        (other.severity === 'block' ||
          severity !== 'block' ||
          other.rule === 'secret-github' ||
          other.rule === 'secret-npm'),
    );
  }
}

function lineOf(bytes: Buffer, at: number): number {
  let line = 1;
  for (let found = bytes.indexOf(10); found >= 0 && found < at; found = bytes.indexOf(10, found + 1)) line += 1;
  return line;
}
