/** What looks at a package: detectors of files see bytes in windows, detectors of packages see the list and the manifest. */
import type { ReleaseChoices } from '../src/contract/release-file.ts';
import type { EntryHead, Window } from './artifact/entry.ts';
import type { RawFinding } from './finding.ts';

export type ArtifactKind = 'npm' | 'wheel' | 'sdist' | 'vsix' | 'oci' | 'crate' | 'archive' | 'folder';

/** What is known before the files are read. */
export interface ScanContext {
  readonly kind: ArtifactKind;
  readonly choices: ReleaseChoices;
}

/** A file as the list shows it. */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly type: EntryHead['type'];
  readonly link: string | null;
  /** SHA-256 in hex; null for what has no content. */
  readonly sha256: string | null;
}

/** What is known after all files were read. */
export interface PackageFacts {
  readonly context: ScanContext;
  /** The artifact's own members in their order, the last of equal names; members of nested archives are not here. */
  readonly files: readonly ListedFile[];
  /** package.json at the root as data; null where the artifact has none, undefined where it is no JSON object. */
  readonly manifest: Readonly<Record<string, unknown>> | null | undefined;
  /** Texts of small files that package detectors ask for by path (see `PackageDetector.wants`). */
  readonly texts: ReadonlyMap<string, string>;
}

/** Looks at one file. Made anew for each file, so it may keep state. */
export interface FileProbe {
  window(window: Window): void;
  /** After the last window. */
  end(): readonly RawFinding[];
}

export interface FileDetector {
  readonly id: string;
  /** Null when the file is none of its business. Judgements by path alone are made here, too: return a probe that ends with them. */
  open(head: EntryHead, context: ScanContext): FileProbe | null;
}

export interface PackageDetector {
  readonly id: string;
  /** Paths whose text (at most 1 MiB each) it needs. */
  readonly wants?: readonly string[];
  judge(facts: PackageFacts): readonly (RawFinding & { readonly file: string })[];
}

/**
 * What the guard knows how to find, as data: one entry a rule, with its words and its examples. `docs/release-guard-rules.md` is made of them.
 */
export interface ReleaseRule {
  /** Lower-case words joined by `-`, such as `source-map-text`; stable for ever, since suppressions name it. */
  readonly id: string;
  readonly severity: 'info' | 'warn' | 'block';
  /** Secrets and source text: `severity:` in a release file neither turns it off nor lowers it. */
  readonly locked?: true;
  readonly title: string;
  /** Why it matters: one sentence. */
  readonly why: string;
  /** What to do: the `files` line, the bundler option, the rotation of a key. */
  readonly fix: string;
  readonly examples: { readonly flagged: readonly RuleExample[]; readonly clean: readonly RuleExample[] };
}

/** A package of one or a few files; the tests build it and scan it. Content that a secret scanner would trip over is made by a function. */
export interface RuleExample {
  readonly path: string;
  readonly content: string | (() => string | Uint8Array);
  /** Further files of the package. */
  readonly with?: Readonly<Record<string, string>>;
}
