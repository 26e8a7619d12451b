/** What a command of the release guard works on: the artifact, the publisher's choices, what was agreed, the release before. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Agreement,
  defaultChoices,
  judgeAgreement,
  ManifestFault,
  type Packer,
  packerOf,
  packers,
  parseManifest,
  publishedRelease,
  type ReleaseManifest,
  readManifest,
  type ScanReport,
  scanArtifact,
  scriptsOf,
  withFindings,
} from '../../../release-guard/index.ts';
import { CordonError } from '../../contract/errors.ts';
import type { ReleaseChoices } from '../../contract/release-file.ts';
import { flag, type Invocation, text } from '../command.ts';

export interface ReleaseInput {
  /** As the user named it. */
  readonly target: string;
  /** The package's folder; for an artifact the current one. */
  readonly folder: string;
  readonly isFolder: boolean;
  readonly choices: ReleaseChoices;
  /** The release file that the choices come from; null where there is none. */
  readonly choicesFile: string | null;
  readonly manifestFile: string;
  readonly manifest: ReleaseManifest | null;
}

/** Throws CordonError `not-found`, `usage`, `policy-*`. */
export async function releaseInput(invocation: Invocation, target: string): Promise<ReleaseInput> {
  const { options } = invocation;
  const isFolder = folderOrFile(target);
  const folder = isFolder ? resolve(target) : process.cwd();
  const choicesFile = named(text(options, 'config')) ?? present(join(folder, '.cordon', 'release.yaml'));
  const choices = choicesFile === null ? defaultChoices : await load(choicesFile);
  const baseline = text(options, 'baseline');
  const suppress = baseline === undefined ? [] : (await load(named(baseline) ?? baseline)).suppress;
  const manifestFile = text(options, 'manifest') ?? join(folder, '.cordon', 'release-manifest.json');
  if (text(options, 'manifest') !== undefined) named(manifestFile);
  return {
    target,
    folder,
    isFolder,
    choices: { ...choices, suppress: [...choices.suppress, ...suppress] },
    choicesFile,
    manifestFile,
    manifest: existsSync(manifestFile) ? readReleaseManifest(manifestFile) : null,
  };
}

/** Loaded only where there is such a file: most packages have none, and then neither YAML nor a schema is needed. */
async function load(file: string): Promise<ReleaseChoices> {
  const { readReleaseFile } = await import('../../index.ts');
  return readReleaseFile(file);
}

function folderOrFile(target: string): boolean {
  try {
    return statSync(target).isDirectory();
  } catch (thrown) {
    throw new CordonError(
      'not-found',
      `${target} is neither a folder nor a file`,
      'cordon release-guard FOLDER, or the file that npm pack wrote',
      thrown,
    );
  }
}

/** A file that the user named has to be there. */
function named(file: string | undefined): string | null {
  if (file === undefined) return null;
  if (!existsSync(file))
    throw new CordonError('not-found', `there is no file ${file}`, `check \`ls ${dirname(file)}\``);
  return file;
}

function present(file: string): string | null {
  return existsSync(file) ? file : null;
}

function readReleaseManifest(file: string): ReleaseManifest {
  try {
    return parseManifest(readFileSync(file, 'utf8'));
  } catch (thrown) {
    if (!(thrown instanceof ManifestFault)) throw thrown;
    const hint = `git checkout ${file}, or remove it and run cordon release-guard init`;
    throw new CordonError('policy-invalid', `${file}: ${thrown.message}`, hint, thrown);
  }
}

/** Undefined where none was named. Throws CordonError `usage`. */
export function packerNamed(name: string | undefined): Packer | undefined {
  const packer = packers.find((each) => each === name);
  if (name !== undefined && packer === undefined)
    throw new CordonError('usage', `there is no packer ${name}`, `--packer ${packers.join(', or --packer ')}`);
  return packer;
}

/** Scans, and judges by all that was agreed. */
export async function judgedRelease(invocation: Invocation, input: ReleaseInput): Promise<ScanReport> {
  const scanned = await scan(invocation, input);
  const previous = await previousRelease(text(invocation.options, 'previous'), scanned, invocation);
  const agreement: Agreement = { choices: input.choices, manifest: input.manifest, previous };
  return withFindings(scanned, judgeAgreement(scanned, agreement), { choices: input.choices });
}

/**
 * A folder whose scripts run when it is packed is packed for real, as a publish would: what they write is only known then. Where that
 * fails (the build's tools are not installed) the list of the folder is judged, with a warning for each such script.
 */
async function scan(
  { options, out }: Invocation,
  { target, isFolder, choices, folder }: ReleaseInput,
): Promise<ScanReport> {
  const named = isFolder ? packerNamed(text(options, 'packer')) : undefined;
  if (named !== undefined) return scanArtifact({ path: target }, { choices, packer: named });
  const manifest = isFolder && !flag(options, 'no-scripts') ? readManifest(folder) : null;
  if (manifest === null || !changesWhenPacked(manifest)) return scanArtifact({ path: target }, { choices });
  const packer = packerOf(folder, manifest);
  try {
    out.note(`${packer} packs ${target} with its scripts, as a publish would (--no-scripts: only its list)`);
    return await scanArtifact({ path: target }, { choices, packer });
  } catch (thrown) {
    if (!(thrown instanceof CordonError)) throw thrown;
    out.complain(`not packed: ${thrown.message.split('\n')[0]}; the list of the folder is judged instead`);
    return scanArtifact({ path: target }, { choices });
  }
}

/** Within such a script of npm the folder is being packed already: to pack it again would begin it again. */
function changesWhenPacked(manifest: Readonly<Record<string, unknown>>): boolean {
  const inside = ['prepack', 'prepare', 'postpack'].includes(process.env.npm_lifecycle_event ?? '');
  return !inside && scriptsOf(manifest).some((name) => name === 'prepack' || name === 'prepare');
}

/** The release before: a folder or a file, or `registry` for the newest published one. */
async function previousRelease(
  previous: string | undefined,
  { package: { name } }: ScanReport,
  { out, signal }: Invocation,
): Promise<ScanReport | null> {
  if (previous === undefined) return null;
  if (previous !== 'registry') {
    folderOrFile(previous);
    return samePackage(previous, await scanArtifact({ path: previous }), name);
  }
  if (name === '')
    throw new CordonError('usage', 'the package has no name to look up', 'name a file: --previous a.tgz');
  const published = await publishedRelease(name, signal);
  if (published === null) {
    out.note(`${name} is not published yet: there is no release to compare with`);
    return null;
  }
  return scanArtifact({ bytes: published, name: `${basename(name)}.tgz` });
}

/** INVARIANT: what cannot be read, or is another package, is an error: compared with it nothing would be found. */
function samePackage(path: string, previous: ScanReport, name: string): ScanReport {
  const hint = 'pass the tarball or folder of the release before: --previous NAME-1.0.0.tgz';
  const damage = previous.findings.find(({ rule }) => UNREADABLE.has(rule));
  if (damage !== undefined)
    throw new CordonError('usage', `--previous ${path} cannot be read: ${damage.message}`, hint);
  if (previous.package.name !== name && previous.package.name !== '' && name !== '') {
    throw new CordonError('usage', `--previous ${path} is ${previous.package.name}, and this is ${name}`, hint);
  }
  return previous;
}

const UNREADABLE: ReadonlySet<string> = new Set([
  'archive-unreadable',
  'archive-truncated',
  'archive-no-manifest',
  'archive-damaged',
  'archive-not-gzip',
  'archive-empty',
  'archive-limit',
]);
