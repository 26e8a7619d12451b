/** What is wrong with a policy file, where, and what to type instead. */
import { CordonError, type PolicyCode } from '../contract/index.ts';

export interface Position {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly file: string;
  readonly code: PolicyCode;
  /** What is wrong, naming the key or value. */
  readonly message: string;
  /** What to type next. */
  readonly hint: string;
}

export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message} (${problem.hint})`;
}

const MAX_SHOWN = 20;

/** All problems of a load as one error, in order of place. */
export function problemsError(problems: readonly Problem[]): CordonError {
  const ordered = [...problems].sort(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
  const shown = ordered.slice(0, MAX_SHOWN).map(formatProblem);
  if (ordered.length > MAX_SHOWN) shown.push(`and ${ordered.length - MAX_SHOWN} more`);
  const first = ordered[0];
  return new CordonError(first?.code ?? 'policy-failed', shown.join('\n'), first?.hint ?? 'run `cordon policy check`');
}
