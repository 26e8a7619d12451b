/** Scans an artifact: reads it to its end, shows every file to every detector, and judges what they found. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { CordonError } from '../src/contract/errors.ts';
import type { ReleaseChoices } from '../src/contract/release-file.ts';
import { Budget, defaultLimits, type Limits } from './artifact/budget.ts';
import { type MadeFile, readFolder, readMadeFiles } from './artifact/folder.ts';
import { jsonObject, packageName } from './artifact/kind.ts';
import { type ByteSource, type FileSource, fileSource, memorySource } from './artifact/source.ts';
import { readArtifact } from './artifact/walk.ts';
import { isDeleted } from './artifact/whiteout.ts';
import { builtIn, type Catalogue, catalogueOf } from './catalogue.ts';
import { defaultChoices } from './choices.ts';
import type { PackageFacts } from './detector.ts';
import type { Finding, RawFinding } from './finding.ts';
import { FindingList } from './finding-list.ts';
import { digestsOf, listFolder, type Placed, packDifferences, saidOtherwise } from './folder-scan.ts';
import { ContentInspector } from './inspector.ts';
import { judge, verdictOf, worstFirst } from './judge.ts';
import { ownRules } from './own-rules.ts';
import { packFolder } from './packers/pack.ts';
import type { Packer } from './packers/packer.ts';
import { isDevelopedInTheOpen } from './rules/openness.ts';
import type { ScanReport } from './scan-report.ts';

/** A file or a folder by its path; the bytes of an artifact, whose `name` tells its kind as a file name would; or files in memory, judged as a folder. */
export type ScanSource =
  | { readonly path: string }
  | { readonly bytes: Buffer; readonly name?: string }
  | { readonly files: readonly MadeFile[] };

export interface ScanOptions {
  readonly choices?: ReleaseChoices;
  /** A day such as 2027-01-31 that suppressions are measured by; default: today in UTC. */
  readonly today?: string;
  /** `sha512-...` that the artifact must have. */
  readonly integrity?: string;
  /** Fills in the SHA-256 of every listed file; off by default since it takes as long as unpacking. */
  readonly digests?: boolean;
  /**
   * For a folder: packs it for real with this program, scripts included, and judges what comes out. Without it nothing of the folder
   * runs: what npm would ship is read from the folder, and scripts that would write files are told.
   */
  readonly packer?: Packer;
  readonly limits?: Partial<Limits>;
  /** Instead of the built-in rules and detectors; for tests. */
  readonly catalogue?: Catalogue;
}

/** @throws CordonError where the file cannot be read at all; whatever is wrong inside of it is a finding. */
export async function scanArtifact(source: ScanSource, options: ScanOptions = {}): Promise<ScanReport> {
  const scan = new Scan(options);
  if ('files' in source) return scan.report(await scan.made(source.files));
  if (!('path' in source) || !isFolder(source.path)) return scan.report(await scan.artifact(source));
  if (options.packer !== undefined) return scan.report(await scan.packed(source.path, options.packer));
  await scan.folder(source.path);
  return scan.report(null);
}

class Scan {
  readonly #options: ScanOptions;
  readonly #choices: ReleaseChoices;
  readonly #catalogue: Catalogue;
  readonly #findings: FindingList;
  readonly #inspector: ContentInspector;
  readonly #budget: Budget;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#choices = options.choices ?? defaultChoices;
    this.#catalogue = withOwnRules(options.catalogue ?? builtIn, this.#choices);
    this.#findings = new FindingList(this.#catalogue.rules);
    const digests = options.digests === true || options.packer !== undefined;
    const [catalogue, choices, findings] = [this.#catalogue, this.#choices, this.#findings];
    this.#inspector = new ContentInspector({ catalogue, choices, digests, findings });
    this.#budget = new Budget({ ...defaultLimits, ...options.limits });
  }

  /** The digest of the bytes. */
  artifact(source: Artifact): Promise<string> {
    return readBytes(source, this.#inspector, this.#budget, this.#options.integrity);
  }

  async made(files: readonly MadeFile[]): Promise<null> {
    await readMadeFiles(FOLDER, files, this.#inspector, this.#budget);
    return null;
  }

  async folder(path: string): Promise<void> {
    const listed = await listFolder(path);
    await readFolder(path, FOLDER, listed.files, this.#inspector, this.#budget);
    this.#add(listed.findings);
  }

  async packed(path: string, packer: Packer): Promise<string> {
    const before = digestsOf(path, (await listFolder(path)).files);
    const file = packFolder(path, packer);
    try {
      const digest = await this.artifact({ path: file.path });
      const shipped = new Map(this.#inspector.listed.map(({ path: each, sha256 }) => [each, sha256]));
      this.#add(saidOtherwise(file.said, digest, [...shipped.keys()]));
      this.#add(packDifferences(packer, before, (await listFolder(path)).files, shipped));
      return digest;
    } finally {
      file.dispose();
    }
  }

  #add(findings: readonly Placed[]): void {
    for (const { file, ...raw } of findings) this.#findings.add(file, raw);
  }

  report(sha512: string | null): ScanReport {
    return report(this.#inspector, this.#findings, this.#catalogue, this.#choices, sha512, this.#options.today);
  }
}

/** Stands for a folder in what is told about it as a whole. */
const FOLDER = 'package.json';

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

type Artifact = Exclude<ScanSource, { readonly files: unknown }>;

async function readBytes(
  source: Artifact,
  inspector: ContentInspector,
  budget: Budget,
  integrity: string | undefined,
): Promise<string> {
  const [bytes, name] = opened(source);
  try {
    const digest = sha512Of(bytes);
    await readArtifact(bytes, name, inspector, budget);
    if ('changed' in bytes && (bytes as FileSource).changed())
      inspector.problem('artifact-changed', 'was written to while it was read', name, 0);
    if (integrity !== undefined && integrity !== digest)
      inspector.problem('artifact-digest', `has the digest ${digest}`, name, 0);
    return digest;
  } finally {
    bytes.close();
  }
}

function opened(source: Artifact): [ByteSource, string] {
  if ('bytes' in source) return [memorySource(source.bytes), source.name ?? 'artifact.tgz'];
  try {
    if (!statSync(source.path).isFile()) throw new Error('it is no file');
    return [fileSource(source.path), basename(source.path)];
  } catch (error) {
    throw new CordonError(
      'not-found',
      `${source.path} cannot be read: ${(error as Error).message}`,
      'pass the file that `npm pack` wrote, or the folder of the package',
      error,
    );
  }
}

/** As registries write it. */
function sha512Of(source: ByteSource): string {
  const hash = createHash('sha512');
  for (let at = 0; at < source.size; ) {
    const bytes = source.read(at, 1024 * 1024);
    if (bytes.length === 0) break;
    hash.update(bytes);
    at += bytes.length;
  }
  return `sha512-${hash.digest('base64')}`;
}

function withOwnRules(catalogue: Catalogue, choices: ReleaseChoices): Catalogue {
  if (choices.rules.length === 0) return catalogue;
  const taken = choices.rules.find(
    ({ id }, index) => catalogue.rules.has(id) || choices.rules.findIndex((other) => other.id === id) < index,
  );
  if (taken !== undefined)
    throw new CordonError(
      'usage',
      `the id of the rule ${taken.id} is taken`,
      'give the rule an id of its own in .cordon/release.yaml',
    );
  return catalogueOf([{ ...catalogue, rules: [...catalogue.rules.values()] }, ownRules(choices.rules)]);
}

function report(
  inspector: ContentInspector,
  findings: FindingList,
  catalogue: Catalogue,
  choices: ReleaseChoices,
  sha512: string | null,
  today = utcDay(),
): ScanReport {
  const { kind } = inspector.context;
  const listed = lastOfEqual(inspector.listed);
  const text = inspector.texts.get('package.json');
  const manifest = text === undefined ? null : (jsonObject(text) ?? undefined);
  const facts: PackageFacts = { context: inspector.context, files: listed, manifest, texts: inspector.texts };
  if ((kind === 'npm' || kind === 'folder') && listed.length > 0 && !listed.some(({ path }) => path === 'package.json'))
    findings.add('package.json', { rule: 'archive-no-manifest' });
  for (const detector of catalogue.packages)
    for (const { file, ...raw } of detector.judge(facts)) findings.add(file, raw);
  const judged = judge(
    findings.all(isDevelopedInTheOpen(facts)).map(withDeletion(inspector.deleted)),
    catalogue.rules,
    choices,
    today,
  );
  return {
    verdict: judged.verdict,
    package: { ...packageName(kind, inspector.texts), kind },
    sha512,
    rebuildable: findings.rebuildable,
    files: listed.filter(({ type }) => type !== 'directory').map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    manifest: manifest ?? null,
    findings: judged.findings,
    suppressed: judged.suppressed,
  };
}

function withDeletion(deleted: ReadonlySet<string>): (finding: Finding) => Finding {
  return (finding) =>
    deleted.size > 0 && isDeleted(finding.file, deleted)
      ? { ...finding, message: `${finding.message} (a later layer deletes it; it ships all the same)` }
      : finding;
}

function lastOfEqual<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  const last = new Map(files.map((file) => [file.path, file]));
  return last.size === files.length ? files : [...last.values()];
}

/** A report with further findings, such as those of the manifest and the release before; the same choices hold for them. */
export function withFindings(
  report: ScanReport,
  more: readonly (RawFinding & { readonly file: string })[],
  options: Pick<ScanOptions, 'choices' | 'today' | 'catalogue'> = {},
): ScanReport {
  const { rules } = options.catalogue ?? builtIn;
  const list = new FindingList(rules);
  for (const { file, ...raw } of more) list.add(file, raw);
  const judged = judge(list.all(), rules, options.choices ?? defaultChoices, options.today ?? utcDay());
  const findings = [...report.findings, ...judged.findings].sort(worstFirst);
  return {
    ...report,
    verdict: verdictOf(findings),
    findings,
    suppressed: [...report.suppressed, ...judged.suppressed],
  };
}

function utcDay(): string {
  return new Date().toISOString().slice(0, 10);
}
