/** A folder as input: what of it would ship, or what its packer really makes of it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CordonError } from '../src/contract/errors.ts';
import type { RawFinding } from './finding.ts';
import type { PackedAs } from './packers/pack-output.ts';
import { type Packer, packerOf, scriptsOf } from './packers/packer.ts';
import { type Manifest, packlist, readManifest } from './packlist.ts';

export type Placed = RawFinding & { readonly file: string };

export interface PackedFolder {
  /** In npm's order. */
  readonly files: readonly string[];
  readonly manifest: Manifest;
  readonly packer: Packer;
  readonly findings: readonly Placed[];
}

/** What would be passed instead of a folder that is no package of npm. */
const others: readonly (readonly [file: string, command: string, result: string])[] = [
  ['pyproject.toml', 'python -m build', 'the .whl and the .tar.gz in dist/'],
  ['setup.py', 'python -m build', 'the .whl and the .tar.gz in dist/'],
  ['Cargo.toml', 'cargo package', 'the .crate in target/package/'],
  ['Dockerfile', 'docker save IMAGE -o image.tar', 'image.tar'],
];

/** @throws CordonError where the folder is no package that npm could pack. */
export async function listFolder(folder: string): Promise<PackedFolder> {
  const path = resolve(folder);
  if (!existsSync(join(path, 'package.json'))) throw notAPackage(path);
  const manifest = readManifest(path);
  if (manifest === null)
    throw new CordonError(
      'usage',
      `${join(folder, 'package.json')} is no JSON object`,
      'correct package.json; npm cannot pack the folder either',
    );
  try {
    const files = await packlist(path, manifest);
    const packer = packerOf(path, manifest);
    return { files, manifest, packer, findings: notes(manifest, packer) };
  } catch (error) {
    throw new CordonError(
      'usage',
      `npm's list of ${folder} failed: ${(error as Error).message}`,
      'check `files` and `workspaces` in package.json, or pass a .tgz',
      error,
    );
  }
}

function notAPackage(path: string): CordonError {
  const other = others.find(([file]) => existsSync(join(path, file)));
  return other === undefined
    ? new CordonError(
        'usage',
        `${path} has no package.json`,
        'pass the folder of a package, or the file that shall be published',
      )
    : new CordonError(
        'usage',
        `${path} has no package.json, but ${other[0]}`,
        `run \`${other[1]}\` and pass ${other[2]}`,
      );
}

function notes(manifest: Manifest, packer: Packer): Placed[] {
  const findings: Placed[] = scriptsOf(manifest).map((script) => ({
    rule: 'pack-script',
    file: 'package.json',
    message: `the script "${script}" runs before the package is packed; what it writes was not judged`,
    content: script,
  }));
  if (packer === 'yarn' || packer === 'bun') {
    const message = `${packer} packs this project; this list is npm's`;
    findings.push({ rule: 'packer-other', file: 'package.json', message, content: packer });
  }
  return findings;
}

/** SHA-256 of each file, for telling which of them scripts wrote. */
export function digestsOf(folder: string, files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
}

/** What a real pack has and the folder's own list before it had not; files as paths in the package. */
export function packDifferences(
  packer: Packer,
  before: ReadonlyMap<string, string>,
  npmList: readonly string[],
  shipped: ReadonlyMap<string, string | null>,
): Placed[] {
  const listed = new Set(npmList);
  const findings: Placed[] = [];
  for (const [file, digest] of shipped) {
    if (!listed.has(file)) {
      const message = `${packer} ships ${file}, npm would not`;
      findings.push({ rule: 'packer-differs', file, message, content: file });
    } else if (before.get(file) !== digest && file !== 'package.json') {
      const message = before.has(file)
        ? 'was changed while the package was packed'
        : 'was written while the package was packed';
      findings.push({ rule: 'pack-script-wrote', file, message: `${basename(file)} ${message}`, content: file });
    }
  }
  return findings;
}

/** The packer's own words against the file that it wrote: another digest or another list means that something came between. */
export function saidOtherwise(said: PackedAs | null, digest: string, paths: readonly string[]): Placed[] {
  if (said === null) return [];
  const file = basename(said.filename);
  if (said.integrity !== null && said.integrity !== digest)
    return [{ rule: 'packer-output', file, message: `the packer wrote ${digest} and said ${said.integrity}` }];
  const listed = new Set(said.files.map((path) => path.normalize('NFC')));
  const missing = paths.filter((path) => !listed.has(path.normalize('NFC')));
  if (missing.length === 0) return [];
  const message = `the file holds ${missing.length} paths that the packer did not list, such as ${missing[0]}`;
  return [{ rule: 'packer-output', file, message }];
}
