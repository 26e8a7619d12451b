/** One command with everything that can be said of it before it runs. */
import { checks, rewritingOf } from '../../classifiers/index.ts';
import type { Assessment, CategoryId, Decision, Opaque } from '../contract/index.ts';
import type { Explanation } from '../policy/index.ts';
import { type ResolvedCommand, resolveCommands } from './resolved-commands.ts';

export interface UnknownPart extends Opaque {
  /** As it stands in the command. */
  readonly text: string;
  /** What to write so that it can be known. */
  readonly rewriting: string;
}

/** Of each category that was found, in the order of the findings: what it is, and what to do instead. */
export interface FoundCategory {
  readonly id: CategoryId;
  readonly title: string;
  readonly why: string;
  readonly instead: string;
}

export interface CommandExplanation {
  readonly command: string;
  readonly decision: Decision;
  /** Null when the classifier failed; the decision says so. */
  readonly assessment: Assessment | null;
  readonly atoms: Explanation['atoms'];
  readonly runs: readonly ResolvedCommand[];
  readonly unknown: readonly UnknownPart[];
  readonly categories: readonly FoundCategory[];
}

export function explanationOf(
  command: string,
  decision: Decision,
  assessment: Assessment | null,
  atoms: Explanation['atoms'],
): CommandExplanation {
  const bytes = Buffer.from(command);
  return {
    command,
    decision,
    assessment,
    atoms,
    runs: resolveCommands(command, assessment?.commands ?? []),
    unknown: (assessment?.opaque ?? []).map((spot) => ({
      ...spot,
      text: bytes.subarray(spot.span.start, spot.span.end).toString(),
      rewriting: rewritingOf(spot),
    })),
    categories: foundCategories(assessment),
  };
}

function foundCategories(assessment: Assessment | null): FoundCategory[] {
  const ids = new Set((assessment?.findings ?? []).map(({ category }) => category));
  return [...ids].flatMap((id) => {
    const check = checks.find((candidate) => candidate.id === id);
    return check === undefined ? [] : [{ id, title: check.title, why: check.why, instead: check.instead }];
  });
}
