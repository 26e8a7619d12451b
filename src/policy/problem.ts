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

/** The candidate that was probably meant: at most two edits away, or a third of its length. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < distance) [best, distance] = [candidate, edits];
  }
  return best !== null && distance <= Math.max(2, Math.floor(best.length / 3)) ? best : null;
}

/** Optimal string alignment: insert, delete, replace, swap of neighbours. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? Number.POSITIVE_INFINITY;
}
