/**
 * The decision on one atom, over the union of all layers. Order-free: only which kinds of rules exist counts.
 *
 * | step | if | verdict |
 * |---|---|---|
 * | 1 | the floor covers the atom | deny |
 * | 2 | a live deny of any layer that no live exception suspends | deny |
 * | 3 | grants = allows of managed + allows of lower layers under a live delegation | |
 * | 4 | an ask by managed, or a lower one where a grant or a delegation exists | ask |
 * | 5 | a grant | allow |
 * | 6 | nothing | `unmatched` |
 *
 * Step 4 is why this is not "the strictest rule that matches": without the condition, the ask of a lower layer would
 * turn a default deny into a question.
 */
import type { Verdict } from '../contract/index.ts';

export interface Standing {
  readonly floor: boolean;
  /** A live deny, not suspended. */
  readonly denied: boolean;
  readonly granted: boolean;
  /** An ask with the right to widen: a managed one, or a lower one under a delegation. */
  readonly asked: boolean;
  /** Any other ask: it can only tighten a grant. */
  readonly askedBelow: boolean;
  readonly unmatched: 'ask' | 'deny';
}

export function precedence(standing: Standing): Verdict {
  if (standing.floor || standing.denied) return 'deny';
  if (standing.asked || (standing.askedBelow && standing.granted)) return 'ask';
  if (standing.granted) return 'allow';
  return standing.unmatched;
}
