/** Shows each member to the detectors, window by window, and turns what they report into findings. */
import { createHash, hash } from 'node:crypto';
import type { ReleaseChoices } from '../src/contract/release-file.ts';
import type { ArchiveRuleId } from './artifact/archive-rules.ts';
import type { EntryHead, Window } from './artifact/entry.ts';
import { isMetadata } from './artifact/kind.ts';
import { nestedProbe } from './artifact/nested.ts';
import type { MemberSink } from './artifact/reading.ts';
import type { Inspector, Nested } from './artifact/walk.ts';
import { deletedBy } from './artifact/whiteout.ts';
import { WindowBuffers, Windows } from './artifact/windows.ts';
import type { Catalogue } from './catalogue.ts';
import type { ArtifactKind, FileProbe, ListedFile, ScanContext } from './detector.ts';
import type { FindingList } from './finding-list.ts';

/** Texts kept for package detectors. */
const TEXT = 1024 * 1024;

export interface InspectorOptions {
  readonly catalogue: Catalogue;
  readonly choices: ReleaseChoices;
  /** Whether every file's SHA-256 is wanted; it costs as much as unpacking. */
  readonly digests: boolean;
  readonly findings: FindingList;
}

export class ContentInspector implements Inspector {
  readonly listed: ListedFile[] = [];
  readonly texts = new Map<string, string>();
  /** Paths in an image that some layer deletes. */
  readonly deleted = new Set<string>();
  readonly #options: InspectorOptions;
  readonly #buffers = new WindowBuffers();
  readonly #wanted: ReadonlySet<string>;
  #context: ScanContext;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#context = { kind: 'archive', choices: options.choices };
    this.#wanted = new Set(options.catalogue.packages.flatMap(({ wants }) => wants ?? []));
  }

  get context(): ScanContext {
    return this.#context;
  }

  get isImage(): boolean {
    return this.#context.kind === 'oci';
  }

  kind(kind: ArtifactKind): void {
    this.#context = { kind, choices: this.#options.choices };
  }

  problem(rule: ArchiveRuleId, message: string, file: string, depth: number): void {
    const severity = depth > 0 ? nestedSeverity(rule, file) : rule === 'archive-not-read' ? 'block' : undefined;
    this.#options.findings.add(file, {
      rule,
      message: `${shortName(file)} ${message}`,
      ...(severity && { severity }),
      content: message,
    });
  }

  open(head: EntryHead, found: (nested: Nested) => void): MemberSink {
    const gone = this.isImage && head.depth === 1 ? deletedBy(head.path) : null;
    if (gone !== null) this.deleted.add(gone);
    const probes: FileProbe[] = [];
    for (const detector of this.#options.catalogue.files) {
      const probe = detector.open(head, this.#context);
      if (probe !== null) probes.push(probe);
    }
    if (head.type === 'file' || head.type === 'other') {
      probes.push(nestedProbe(head, found, (rule, message) => this.problem(rule, message, head.path, head.depth + 1)));
      if (head.depth === 0 && (this.#wanted.has(head.path) || isMetadata(head.path)))
        probes.push(this.#textOf(head.path));
    }
    return this.#sinkFor(head, probes);
  }

  #sinkFor(head: EntryHead, probes: readonly FileProbe[]): MemberSink {
    const digest = new ContentDigest(this.#options.digests);
    let size = 0;
    const finish = () => {
      for (const probe of probes)
        for (const finding of probe.end())
          this.#options.findings.add(head.path, finding, () => (isFile(head) ? digest.hex() : (head.link ?? '')));
      if (head.depth === 0) this.#list(head, size, digest);
    };
    if (!isFile(head)) return once(finish);
    return new Windows(
      head.size,
      () => this.#buffers.at(head.depth),
      (window) => {
        size = window.at + window.bytes.length;
        digest.window(window);
        for (const probe of probes) probe.window(window);
        // In here, since the digest of a file of one window is made only when a finding asks for it, out of bytes that are valid now.
        if (window.last) finish();
      },
    );
  }

  #list(head: EntryHead, size: number, digest: ContentDigest): void {
    const { path, mode, type, link } = head;
    const sha256 = this.#options.digests && isFile(head) ? digest.hex() : null;
    this.listed.push({ path, size, mode, type, link, sha256 });
  }

  /** The last of equal paths counts. */
  #textOf(path: string): FileProbe {
    this.texts.delete(path);
    return {
      window: ({ bytes, at, last }) => {
        if (at === 0 && last && bytes.length <= TEXT) this.texts.set(path, bytes.toString('utf8'));
      },
      end: () => [],
    };
  }
}

function isFile(head: EntryHead): boolean {
  return head.type === 'file' || head.type === 'other';
}

function once(finish: () => void): MemberSink {
  let done = false;
  return {
    data: () => undefined,
    end: () => {
      if (!done) finish();
      done = true;
    },
  };
}

/** SHA-256 of a file's content; for a file of one window only when somebody asks while the window is valid. */
class ContentDigest {
  readonly #always: boolean;
  #whole: Buffer | null = null;
  #hash: ReturnType<typeof createHash> | null = null;
  #hex: string | null = null;

  constructor(always: boolean) {
    this.#always = always;
  }

  window({ bytes, at, fresh, last }: Window): void {
    if (at === 0 && last) {
      this.#whole = bytes;
      if (this.#always) this.hex();
      return;
    }
    this.#hash ??= createHash('sha256');
    this.#hash.update(bytes.subarray(fresh));
  }

  hex(): string {
    this.#hex ??= this.#hash?.digest('hex') ?? hash('sha256', this.#whole ?? '', 'hex');
    return this.#hex;
  }
}

/** Oddities that do not hide anything from this scan, in archives that nobody unpacks at installation: jar files have some of them. */
const lenient: ReadonlySet<ArchiveRuleId> = new Set([
  'archive-several-members',
  'archive-after-end',
  'archive-trailing-data',
  'archive-duplicate',
  'archive-path',
  'archive-special-file',
]);

/** Damage in an archive that is itself test data is no reason to stop a publish; what is over a limit always is. */
function nestedSeverity(rule: ArchiveRuleId, file: string): 'warn' | undefined {
  if (rule === 'archive-limit') return undefined;
  const test = /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|__fixtures__|testdata|test-data|examples?)\//i.test(file);
  return test || lenient.has(rule) ? 'warn' : undefined;
}

function shortName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
