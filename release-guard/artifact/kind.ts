/** What kind of artifact it is, and what it calls itself. */
import type { ArtifactKind } from '../detector.ts';
import type { Format } from './format.ts';
import { partsOf } from './member-path.ts';

/** By the names that are known before anything is read. */
export function kindOf(artifact: string, names: readonly string[], format: Format | null): ArtifactKind {
  const file = artifact.toLowerCase();
  if (format === 'zip' || format === 'zip-behind') {
    if (file.endsWith('.whl') || names.some((name) => /^[^/]+\.dist-info\/METADATA$/.test(name))) return 'wheel';
    if (file.endsWith('.vsix') || names.includes('extension.vsixmanifest')) return 'vsix';
    return 'archive';
  }
  if (format === 'asar') return 'archive';
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name.replace(/^(\.\/)+/, '')));
  if (file.endsWith('.crate') || has(/^[^/]+\/(?:\.cargo_vcs_info\.json|Cargo\.toml\.orig)$/)) return 'crate';
  if (has(/^(?:oci-layout|manifest\.json|blobs\/|index\.json$|repositories$)|^[0-9a-f]{64}(?:\.json$|\/)/))
    return 'oci';
  if (has(/^[^/]+\/PKG-INFO$/)) return 'sdist';
  if (has(/^[^/]+\/package\.json$/) || names.some((name) => partsOf(name)[0] === 'package')) return 'npm';
  return file.endsWith('.tgz') ? 'npm' : 'archive';
}

/** Kinds whose members stand in one top folder that installers drop. */
const foldered: ReadonlySet<ArtifactKind> = new Set(['npm', 'sdist', 'crate']);

export function dropsTopFolder(kind: ArtifactKind): boolean {
  return foldered.has(kind);
}

/** Files that say what the package is called; their text is kept. */
export function isMetadata(path: string): boolean {
  return (
    path === 'package.json' ||
    path === 'PKG-INFO' ||
    path === 'Cargo.toml' ||
    path === 'extension/package.json' ||
    path === 'manifest.json' ||
    path === 'index.json' ||
    /^[^/]+\.dist-info\/METADATA$/.test(path)
  );
}

export interface PackageName {
  readonly name: string;
  readonly version: string;
}

const nameless: PackageName = { name: '', version: '' };

export function packageName(kind: ArtifactKind, texts: ReadonlyMap<string, string>): PackageName {
  switch (kind) {
    case 'npm':
    case 'folder':
      return fromManifest(texts.get('package.json'));
    case 'vsix':
      return fromExtension(texts.get('extension/package.json'));
    case 'sdist':
      return fromHeaders(texts.get('PKG-INFO'));
    case 'wheel':
      return fromHeaders([...texts].find(([path]) => path.endsWith('.dist-info/METADATA'))?.[1]);
    case 'crate':
      return fromCargo(texts.get('Cargo.toml'));
    case 'oci':
      return fromImage(texts);
    case 'archive':
      return nameless;
  }
}

/** A JSON object, null where it is anything else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

function fromManifest(text: string | undefined): PackageName {
  const manifest = jsonObject(text ?? '');
  return { name: word(manifest?.name), version: word(manifest?.version) };
}

function fromExtension(text: string | undefined): PackageName {
  const publisher = word(jsonObject(text ?? '')?.publisher);
  const { name, version } = fromManifest(text);
  return { name: publisher === '' ? name : `${publisher}.${name}`, version };
}

/** Header lines before the first empty line (core metadata of Python packages). */
function fromHeaders(text: string | undefined): PackageName {
  const head = (text ?? '').split(/\r?\n\r?\n/, 1)[0] ?? '';
  return {
    name: /^Name:[ \t]*(\S+)/im.exec(head)?.[1] ?? '',
    version: /^Version:[ \t]*(\S+)/im.exec(head)?.[1] ?? '',
  };
}

function fromCargo(text: string | undefined): PackageName {
  const table = /^\[package\][ \t]*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(text ?? '')?.[1] ?? '';
  return {
    name: /^name\s*=\s*["']([^"'\n]+)/m.exec(table)?.[1] ?? '',
    version: /^version\s*=\s*["']([^"'\n]+)/m.exec(table)?.[1] ?? '',
  };
}

/** The first tag of an image saved by docker, or the reference name of an OCI layout. */
function fromImage(texts: ReadonlyMap<string, string>): PackageName {
  const tag = /"RepoTags"\s*:\s*\[\s*"([^"\n]+)"/.exec(texts.get('manifest.json') ?? '')?.[1];
  const ref = /"(?:io\.containerd\.image\.name|org\.opencontainers\.image\.ref\.name)"\s*:\s*"([^"\n]+)"/.exec(
    texts.get('index.json') ?? '',
  )?.[1];
  const full = tag ?? ref ?? '';
  const colon = full.lastIndexOf(':');
  return colon > full.lastIndexOf('/')
    ? { name: full.slice(0, colon), version: full.slice(colon + 1) }
    : { name: full, version: '' };
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
