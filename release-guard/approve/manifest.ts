/**
 * `.cordon/release-manifest.json`: what may ship, agreed once and committed. A file that no entry covers, a kind that is new in its
 * place, a size beyond its band or a new install script stops the publish until a person approves it.
 */
import type { ReportedFile, ScanReport } from '../scan-report.ts';
import { fileKind } from './file-kind.ts';

export const MANIFEST_SCHEMA = 'cordon.release-manifest/v1';

export interface ManifestEntry {
  /** Path pattern; hashes in names of chunks are written `*`. */
  readonly path: string;
  readonly kind: string;
  /** Bytes that one file may have. */
  readonly maxBytes: number;
  /** Files that the pattern may stand for. */
  readonly maxFiles: number;
}

export interface ReleaseManifest {
  readonly schema: typeof MANIFEST_SCHEMA;
  readonly package: string;
  readonly files: readonly ManifestEntry[];
  /** Install scripts that consumers run: `postinstall: node x.js`. */
  readonly installScripts: readonly string[];
  readonly approvals: readonly ApprovalRecord[];
}

/** An approval of exactly one artifact. The signature is over the canonical text of the other members (`approval.ts`). */
export interface ApprovalRecord {
  readonly name: string;
  readonly version: string;
  readonly sha512: string;
  readonly by: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  /** Public ed25519 key, 32 bytes in base64. */
  readonly key: string;
  /** 64 bytes in base64. */
  readonly signature: string;
}

/** Files of one kind in one folder beyond which they are one entry, so that a list of thousands stays one that people read. */
const GROUP = 12;

/** The manifest that the present package fits, with room for everyday growth. */
export function manifestOf(report: ScanReport, approvals: readonly ApprovalRecord[] = []): ReleaseManifest {
  const groups = new Map<string, ReportedFile[]>();
  for (const file of report.files) {
    const pattern = withoutHashes(file.path);
    groups.set(pattern, [...(groups.get(pattern) ?? []), file]);
  }
  return {
    schema: MANIFEST_SCHEMA,
    package: report.package.name,
    files: grouped([...groups].map(([path, files]) => entryOf(path, files))),
    installScripts: installScripts(report.manifest),
    approvals,
  };
}

function entryOf(path: string, files: readonly ReportedFile[]): ManifestEntry {
  const largest = Math.max(0, ...files.map(({ size }) => size));
  return { path, kind: fileKind(path), maxBytes: band(largest), maxFiles: files.length };
}

/** Twice the size, at least 4 KiB, in steps that do not change with every byte. */
export function band(bytes: number): number {
  let limit = 4096;
  while (limit < bytes * 2) limit *= 2;
  return limit;
}

/** Many files of one kind in a folder, or below a folder with many folders, become one entry. */
function grouped(entries: readonly ManifestEntry[]): ManifestEntry[] {
  const list = fold(
    fold(entries, folderOf, (folder, extension) => `${folder}/*${extension}`),
    topOf,
    (top, extension) => `${top}/**/*${extension}`,
  );
  return list.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Place = (path: string) => string | null;

function fold(
  entries: readonly ManifestEntry[],
  place: Place,
  pattern: (place: string, extension: string) => string,
): ManifestEntry[] {
  const groups = new Map<string, ManifestEntry[]>();
  for (const entry of entries) {
    const where = place(entry.path);
    const key = where === null ? `\0${entry.path}` : pattern(where, extensionOf(entry.path));
    const kindly = `${key}\0${entry.kind}`;
    groups.set(kindly, [...(groups.get(kindly) ?? []), entry]);
  }
  return [...groups].flatMap(([key, group]) => {
    const [path = '', kind = ''] = key.startsWith('\0') ? ['', ''] : key.split('\0');
    if (path === '' || group.length <= GROUP) return group;
    const files = group.reduce((sum, { maxFiles }) => sum + maxFiles, 0);
    return [{ path, kind, maxBytes: Math.max(...group.map(({ maxBytes }) => maxBytes)), maxFiles: files }];
  });
}

function folderOf(path: string): string | null {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? null : path.slice(0, slash);
}

function topOf(path: string): string | null {
  const slash = path.indexOf('/');
  return slash < 0 ? null : path.slice(0, slash);
}

/** `.d.ts` for `a.d.ts`, `.js` for `a.js`, nothing for a bare name. */
function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /(?:\.d)?\.[A-Za-z0-9]+$/.exec(name)?.[0] ?? '';
}

/** Bundlers name chunks by their content: the hash changes with every build, the rest says what it is. */
export function withoutHashes(path: string): string {
  return path.replaceAll(
    /(?<=[-._])(?=[A-Za-z0-9_]*\d)(?=[A-Za-z0-9_]*[A-Za-z])[A-Za-z0-9_]{8,64}(?=\.[a-z0-9.]+$)/g,
    '*',
  );
}

const INSTALL = ['preinstall', 'install', 'postinstall'] as const;

/** What a consumer's `npm install` would run. */
export function installScripts(manifest: ScanReport['manifest']): string[] {
  const scripts = manifest?.scripts;
  if (typeof scripts !== 'object' || scripts === null) return [];
  return INSTALL.flatMap((name) => {
    const line = (scripts as Record<string, unknown>)[name];
    return typeof line === 'string' ? [`${name}: ${line}`] : [];
  });
}
