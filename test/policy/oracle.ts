/**
 * The algebra a second time, slowly, step by step as the documentation numbers it, sharing no code with the engine.
 * Works on the specs of rules-in-memory.ts.
 */
import type { RuleSpec, RulesetSpec } from './rules-in-memory.ts';

export type Answer = 'allow' | 'ask' | 'deny';

function isOver(until: number | undefined, now: number): boolean {
  return until !== undefined && now >= until;
}

export function naiveVerdict(program: string, spec: RulesetSpec, now: number, onFloor: boolean): Answer {
  // 1. floor
  if (onFloor) return 'deny';

  // 2. any live deny, unless a live exception of the owning layer suspends it for this atom
  for (const rule of spec.rules) {
    if (rule.effect !== 'deny' || !rule.covers.includes(program)) continue;
    let suspended = false;
    for (const exception of spec.exceptions) {
      if (rule.layer !== 'managed') continue;
      if (exception.suspends !== rule.id) continue;
      if (!exception.covers.includes(program)) continue;
      if (isOver(exception.until, now)) continue;
      suspended = true;
    }
    if (!suspended) return 'deny';
  }

  // 3. grants
  const delegated = (rule: RuleSpec): boolean => {
    for (const delegation of spec.delegations) {
      if (!delegation.to.includes(rule.layer)) continue;
      if (!delegation.effects.includes(rule.effect)) continue;
      if (!delegation.covers.includes(program)) continue;
      if (isOver(delegation.until, now)) continue;
      return true;
    }
    return false;
  };
  let grants = 0;
  for (const rule of spec.rules) {
    if (rule.effect !== 'allow' || !rule.covers.includes(program)) continue;
    if (isOver(rule.until, now) || isOver(rule.expires, now)) continue;
    if (rule.layer === 'managed' || delegated(rule)) grants += 1;
  }

  // 4. asks; one of an expired file only tightens
  for (const rule of spec.rules) {
    if (rule.effect !== 'ask' || !rule.covers.includes(program)) continue;
    if (grants > 0) return 'ask';
    if (rule.layer === 'managed' && !isOver(rule.expires, now)) return 'ask';
    if (rule.layer !== 'managed' && delegated(rule)) return 'ask';
  }

  // 5. and 6.
  return grants > 0 ? 'allow' : spec.unmatched;
}
