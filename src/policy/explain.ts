/** A decision with everything that led to it. */
import type { Decision, PolicyLayer, Verdict } from '../contract/index.ts';
import type { AtomKind } from './atoms.ts';
import { type Bench, type Case, judgeCase } from './decide.ts';
import type { FloorRule } from './floor.ts';
import type { Origin, Rule } from './ruleset.ts';

export interface Citation {
  readonly layer: PolicyLayer | 'floor';
  readonly id: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly effect: Verdict;
}

export interface ExplainedAtom {
  readonly kind: AtomKind;
  readonly subject: string;
  readonly verdict: Verdict;
  /** What made the verdict; `default` when nothing matched. */
  readonly by: readonly Citation[];
  /** Ids of exceptions and delegations that counted. */
  readonly suspendedBy: readonly string[];
  readonly delegatedBy: readonly string[];
}

export interface Explanation {
  readonly decision: Decision;
  readonly atoms: readonly ExplainedAtom[];
}

export function explainCase(input: Case, bench: Bench): Explanation {
  const { decision, atoms } = judgeCase(input, bench);
  const { id, layer, file, line, verdict } = bench.ruleset.unmatched;
  const unmatched: Citation = { layer, id, file, line, effect: verdict };
  return {
    decision,
    atoms: atoms.map(({ atom, by, suspendedBy, delegatedBy, ...judged }) => ({
      kind: atom.kind,
      subject: atom.subject,
      verdict: judged.verdict,
      by: by.length === 0 ? [unmatched] : by.map(citationOf).sort(byPlace),
      suspendedBy: idsOf(suspendedBy),
      delegatedBy: idsOf(delegatedBy),
    })),
  };
}

function citationOf(rule: Rule | FloorRule): Citation {
  if (!('effect' in rule)) return { layer: 'floor', id: rule.id, file: null, line: null, effect: 'deny' };
  const { layer, id, file, line, effect } = rule;
  return { layer, id, file, line, effect };
}

function byPlace(a: Citation, b: Citation): number {
  const key = ({ layer, file, line, id }: Citation) =>
    `${layer}\u0000${file ?? ''}\u0000${String(line ?? 0).padStart(8, '0')}\u0000${id}`;
  return key(a) < key(b) ? -1 : 1;
}

function idsOf(list: readonly Origin[]): string[] {
  return list.map(({ id }) => id).sort();
}
