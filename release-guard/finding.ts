/** What the guard says about a package, and how bad it is. */

/** Ascending. `block` stops a publish, `warn` is shown, `info` is a note. */
export const severities = ['info', 'warn', 'block'] as const;
export type ReleaseSeverity = (typeof severities)[number];

/** What an outsider could rebuild from the package. Counts only, never text. */
export interface Rebuildable {
  /** Source files with their text. */
  readonly files: number;
  /** UTF-8 bytes of that text, after decoding. */
  readonly bytes: number;
}

/** What a detector reports about one place; the engine adds the file, and the rule's own words where they are left out. */
export interface RawFinding {
  /** Id of a rule in `rules/`. */
  readonly rule: string;
  /** Instead of the rule's own severity. */
  readonly severity?: ReleaseSeverity;
  /** Instead of both where the package is developed in the open (`rules/openness.ts`): what its repository shows is no leak. */
  readonly openSeverity?: ReleaseSeverity;
  /** Byte offset in the file, from 0. */
  readonly offset?: number;
  /** From 1; left out where lines mean nothing. */
  readonly line?: number;
  /** What was found here, without the secret or the source text itself. */
  readonly message?: string;
  readonly fix?: string;
  /**
   * What the finding is about, as text or bytes that are only hashed: the same content gives the same fingerprint wherever it stands,
   * changed content another. Left out: the digest of the file.
   */
  readonly content?: string | Uint8Array;
  readonly rebuildable?: Rebuildable;
}

export interface Finding {
  readonly rule: string;
  readonly severity: ReleaseSeverity;
  /** Path inside the package; a member of a nested archive is `outer.zip!/inner`. */
  readonly file: string;
  readonly line?: number;
  readonly offset?: number;
  readonly message: string;
  readonly fix: string;
  /** 32 hex digits over the rule, the path and the content; suppressions and SARIF bind to it. */
  readonly fingerprint: string;
  readonly rebuildable?: Rebuildable;
}
