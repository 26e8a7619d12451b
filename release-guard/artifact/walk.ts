/** Reads an artifact and all archives in it, and shows every member to one inspector. */
import type { ArtifactKind } from '../detector.ts';
import type { ArchiveRuleId } from './archive-rules.ts';
import { readAsar } from './asar.ts';
import type { Budget } from './budget.ts';
import type { EntryHead } from './entry.ts';
import { ArchiveFault } from './fault.ts';
import { type Format, formatOf, MAGIC } from './format.ts';
import { readGzip } from './gzip.ts';
import { dropsTopFolder, kindOf } from './kind.ts';
import { leadsOut, partsOf, pathProblems } from './member-path.ts';
import type { Member, MemberSink, Reading } from './reading.ts';
import type { ByteSource } from './source.ts';
import { readSingle, TarOrFile } from './stream.ts';
import { readZip } from './zip.ts';

/** An archive that was found in a member. */
export interface Nested {
  readonly source: ByteSource;
  readonly format: Format;
}

export interface Inspector {
  /** Whether the artifact is an image of a system. */
  readonly isImage: boolean;
  /** Once, before the first member. */
  kind(kind: ArtifactKind): void;
  /** The sink calls `found` at most once, at its end, when the content is an archive. Ending it twice does nothing. */
  open(head: EntryHead, found: (nested: Nested) => void): MemberSink;
  /** `file` is a path inside the package, or the artifact's own name. */
  problem(rule: ArchiveRuleId, message: string, file: string, depth: number): void;
}

/** Where the members of an archive are in the package. */
interface Place {
  /** The archive's own path, or the artifact's name. */
  readonly path: string;
  /** Before its members' paths. */
  readonly prefix: string;
  readonly depth: number;
}

export class ArchiveReading implements Reading {
  readonly budget: Budget;
  readonly #inspector: Inspector;
  readonly #place: Place;
  /** Null for a folder. */
  readonly #format: Format | null;
  /** Packed bytes; null where nothing is packed. */
  readonly #packed: number | null;
  #unpacked = 0;
  #bomb = false;
  #kind: ArtifactKind | null;
  #found: { readonly nested: Nested; readonly path: string }[] = [];
  #sink: MemberSink | null = null;
  #files = 0;
  readonly #paths = new Set<string>();
  readonly #folded = new Map<string, string>();
  readonly #tops = new Set<string>();

  constructor(inspector: Inspector, budget: Budget, place: Place, nested: Nested | null, kind: ArtifactKind | null) {
    this.#inspector = inspector;
    this.budget = budget;
    this.#place = place;
    this.#format = nested?.format ?? null;
    this.#packed = nested === null || nested.format === 'tar' ? null : nested.source.size;
    this.#kind = kind;
  }

  get files(): number {
    return this.#files;
  }

  /** Top folders that installers drop. */
  get tops(): number {
    return this.#kind !== null && dropsTopFolder(this.#kind) ? this.#tops.size : 1;
  }

  names(names: readonly string[]): void {
    if (this.#kind !== null) return;
    this.#kind = kindOf(this.#place.path, names, this.#format);
    this.#inspector.kind(this.#kind);
  }

  unpacked(bytes: number): void {
    this.budget.unpacked(bytes);
    this.#unpacked += bytes;
    if (this.#packed === null || !this.budget.isBomb(this.#packed, this.#unpacked)) return;
    if (!this.#bomb) {
      this.#bomb = true;
      this.problem('archive-limit', `unpacks to more than ${this.budget.limits.ratio} times its size`);
    }
    if (this.#unpacked > this.budget.limits.bombBytes)
      throw new ArchiveFault(
        'archive-limit',
        `unpacks to more than ${this.budget.limits.bombBytes} bytes out of ${this.#packed}`,
      );
  }

  open(member: Member): MemberSink {
    this.budget.member();
    if (member.name.length > NAME)
      throw new ArchiveFault('archive-limit', `has a name of ${member.name.length} characters`);
    if (this.#kind === null) this.names([member.name]);
    const path = this.#pathOf(member);
    this.#judge(member, path);
    const head: EntryHead = {
      path: this.#place.prefix + path,
      type: member.type,
      size: member.type === 'file' ? member.size : 0,
      mode: member.mode,
      link: member.link,
      depth: this.#place.depth,
    };
    const found = (nested: Nested) => this.#found.push({ nested, path: head.path });
    this.#sink = path === '' ? silent : this.#inspector.open(head, found);
    return this.#sink;
  }

  problem(rule: ArchiveRuleId, message: string, member: string | null = null): void {
    // The layers of an image hold a whole system, devices included.
    if (rule === 'archive-special-file' && this.#inspector.isImage && this.#place.depth > 0) return;
    const { path, prefix, depth } = this.#place;
    const file = member === null ? path : prefix + (this.#inFolder(partsOf(member)).join('/') || member);
    this.#inspector.problem(rule, message, file, depth);
  }

  async settle(): Promise<void> {
    for (let next = this.#found.shift(); next !== undefined; next = this.#found.shift()) {
      const { nested, path } = next;
      const place: Place = { path, prefix: `${path}!/`, depth: this.#place.depth + 1 };
      await readNested(this.#inspector, this.budget, place, nested);
    }
  }

  /** Whatever happened, the member that was open has ended afterwards. */
  finish(): void {
    this.#sink?.end();
    this.#sink = null;
  }

  #pathOf(member: Member): string {
    const parts = partsOf(member.name);
    if (member.type !== 'directory' && parts.length > 1 && parts[0] !== undefined) this.#tops.add(parts[0]);
    return this.#inFolder(parts).join('/');
  }

  /** A member beside the top folder keeps its name. */
  #inFolder(parts: string[]): string[] {
    if (this.#place.depth > 0 || this.#kind === null || !dropsTopFolder(this.#kind)) return parts;
    return parts.length > 1 ? parts.slice(1) : parts;
  }

  #judge(member: Member, path: string): void {
    for (const { rule, message } of pathProblems(member.name))
      if (rule !== 'archive-name' || this.#place.depth === 0) this.problem(rule, message, member.name);
    if (member.type === 'directory') return;
    this.#files += 1;
    if (this.#paths.has(path)) this.problem('archive-duplicate', 'is there more than once', member.name);
    else if (this.#place.depth === 0) this.#foldedOnce(path, member.name);
    this.#paths.add(path);
    if (member.link !== null) this.#judgeLink(member, path, member.link);
  }

  #foldedOnce(path: string, name: string): void {
    const folded = path.normalize('NFC').toLowerCase();
    const other = this.#folded.get(folded);
    if (other === undefined) this.#folded.set(folded, path);
    else this.problem('archive-name', `differs from ${other} only by case or by the form of its letters`, name);
  }

  #judgeLink(member: Member, path: string, link: string): void {
    const hard = member.type === 'hardlink';
    const from = hard ? member.name : path;
    if (this.#place.depth === 0 && leadsOut(from, link, hard))
      this.problem('archive-link-out', `is a link to ${shown(link)}`, member.name);
    else if (this.#place.depth === 0 && this.#kind !== 'oci')
      this.problem('archive-link', `is a link to ${shown(link)}`, member.name);
  }
}

/** Characters of a path; systems take 4,096 bytes at most. */
const NAME = 32_768;

const silent: MemberSink = { data: () => undefined, end: () => undefined };

function shown(link: string): string {
  return link.length > 200 ? `${link.slice(0, 200)}...` : link;
}

async function readNested(inspector: Inspector, budget: Budget, place: Place, nested: Nested): Promise<void> {
  try {
    if (place.depth > budget.limits.depth)
      throw new ArchiveFault('archive-limit', `is an archive in more than ${budget.limits.depth} archives`);
    const reading = new ArchiveReading(inspector, budget, place, nested, 'archive');
    await readFormat(nested, reading, place.path);
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    inspector.problem(error.rule, error.message, place.path, place.depth);
  } finally {
    nested.source.close();
  }
}

async function readFormat({ source, format }: Nested, reading: ArchiveReading, name: string): Promise<void> {
  try {
    if (format === 'zip' || format === 'zip-behind')
      await readZip(source, reading, { prefix: format === 'zip-behind' });
    else if (format === 'asar') await readAsar(source, reading);
    else if (format === 'tar') await readTar(source, reading);
    else if (format === 'gzip') {
      const content = new TarOrFile(reading, name);
      await readGzip(source, reading, (bytes) => {
        reading.unpacked(bytes.length);
        return content.write(bytes);
      });
      await content.end();
    } else await readSingle(source, format, reading, name);
  } finally {
    reading.finish();
  }
  await reading.settle();
}

async function readTar(source: ByteSource, reading: ArchiveReading): Promise<void> {
  const content = new TarOrFile(reading, '.tar');
  for (let at = 0; at < source.size; ) {
    const bytes = source.read(at, 512 * 1024);
    if (bytes.length === 0) break;
    at += bytes.length;
    reading.unpacked(bytes.length);
    await content.write(bytes);
  }
  await content.end();
}

/** Reads the artifact itself. What is wrong with it becomes a problem; only faults of the machine are thrown. */
export async function readArtifact(
  source: ByteSource,
  name: string,
  inspector: Inspector,
  budget: Budget,
): Promise<void> {
  const problem = (rule: ArchiveRuleId, message: string) => inspector.problem(rule, message, name, 0);
  const format = formatOf(Buffer.from(source.read(0, MAGIC)), name);
  if (format === null) {
    inspector.kind('archive');
    problem(...unreadable(source, name));
    return;
  }
  const artifact = { source, format };
  const reading = new ArchiveReading(inspector, budget, { path: name, prefix: '', depth: 0 }, artifact, null);
  try {
    await readFormat(artifact, reading, name);
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    problem(error.rule, error.message);
    await reading.settle();
  }
  if (format === 'tar' && /\.tgz$/i.test(name)) problem('archive-not-gzip', 'is a tar file that is not compressed');
  if (reading.files === 0) problem('archive-empty', 'holds no file');
  if (reading.tops > 1) problem('archive-top-folder', `has members in ${reading.tops} top folders`);
}

function unreadable(source: ByteSource, name: string): [ArchiveRuleId, string] {
  if (source.size === 0) return ['archive-unreadable', 'is empty'];
  return [
    'archive-unreadable',
    /\.(?:tgz|tar\.gz|crate)$/i.test(name) ? 'is not compressed by gzip' : 'is no archive of a kind that can be read',
  ];
}
