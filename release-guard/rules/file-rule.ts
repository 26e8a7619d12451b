/** A kind of file that was not meant to ship: recognised by its path, or by its path and content. One entry is the rule and its detector. */
import type { ReleaseRule, RuleExample } from '../detector.ts';
import type { ReleaseSeverity } from '../finding.ts';

export interface FileJudgement {
  readonly severity?: ReleaseSeverity;
  readonly open?: ReleaseSeverity;
  readonly message?: string;
}

export interface FileRule {
  readonly id: string;
  readonly severity: ReleaseSeverity;
  /** Where the package is developed in the open; left out: the same. */
  readonly open?: ReleaseSeverity;
  /** In folders of tests and examples; left out: `warn` for what blocks, else the same. */
  readonly test?: ReleaseSeverity;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Of the path in the package, without regard to case; left out: any path. */
  readonly path?: RegExp;
  readonly except?: RegExp;
  /** Looks at the file's beginning, at most its first window; null: not of this kind. Left out: the path decides. */
  readonly judge?: (bytes: Buffer, path: string) => FileJudgement | null;
  /** Paths, or files with content. */
  readonly flagged: readonly (string | RuleExample)[];
  readonly clean: readonly (string | RuleExample)[];
}

/** A line that fits a `files` list. */
export const LEAVE_OUT =
  'keep it out: name in "files" of package.json what shall ship, or add a negation such as "!**/NAME"';

export function asRule({ id, severity, title, why, fix, flagged, clean }: FileRule): ReleaseRule {
  return { id, severity, title, why, fix, examples: { flagged: flagged.map(asExample), clean: clean.map(asExample) } };
}

function asExample(example: string | RuleExample): RuleExample {
  return typeof example === 'string' ? { path: example, content: 'one\n' } : example;
}

/** The beginning as text; empty for binary files. */
export function textOf(bytes: Buffer, length = 65_536): string {
  const text = bytes.toString('utf8', 0, Math.min(bytes.length, length));
  return text.includes('\0') ? '' : text;
}
