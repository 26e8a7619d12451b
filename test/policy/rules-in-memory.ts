/** Rules without files, for tests of the algebra: atoms are programs, a rule covers the programs it lists. */
import type { Obligations, PolicyEffect, PolicyLayer } from '../../src/contract/index.ts';
import type { Atom } from '../../src/policy/atoms.ts';
import type { Situation } from '../../src/policy/judge-atom.ts';
import { noObligations } from '../../src/policy/obligations.ts';
import type { Delegation, Exception, Rule, Ruleset } from '../../src/policy/ruleset.ts';

export interface RuleSpec {
  readonly id: string;
  readonly layer: PolicyLayer;
  readonly effect: PolicyEffect;
  readonly covers: readonly string[];
  /** Milliseconds; allows only. */
  readonly until?: number;
  readonly expires?: number;
  readonly obligations?: Obligations;
}
export interface DelegationSpec {
  readonly id: string;
  readonly to: readonly PolicyLayer[];
  readonly effects: readonly PolicyEffect[];
  readonly covers: readonly string[];
  readonly until?: number;
}
export interface ExceptionSpec {
  readonly id: string;
  readonly suspends: string;
  readonly covers: readonly string[];
  readonly until?: number;
}
export interface RulesetSpec {
  readonly rules: readonly RuleSpec[];
  readonly delegations: readonly DelegationSpec[];
  readonly exceptions: readonly ExceptionSpec[];
  readonly unmatched: 'ask' | 'deny';
}

const forever = Number.POSITIVE_INFINITY;
const nowhere = { file: null, line: null };

export function program(name: string): Atom {
  return { kind: 'exec', subject: name, program: name, args: [] };
}

function covering(names: readonly string[]): (atom: Atom) => boolean {
  return (atom) => atom.kind === 'exec' && names.includes(atom.program);
}

export function ruleOf(spec: RuleSpec): Rule {
  const { id, layer, effect, covers, until = forever, expires = forever, obligations = noObligations } = spec;
  const words = { reason: null, suggestion: null, quiet: false };
  return {
    ...nowhere,
    ...words,
    id,
    layer,
    effect,
    covers: covering(covers),
    until,
    expires,
    obligations,
    when: undefined,
  };
}

function delegationOf({ id, to, effects, covers, until = forever }: DelegationSpec): Delegation {
  const rest = { when: undefined, cap: noObligations, netNone: false, expires: forever };
  return { ...nowhere, ...rest, layer: 'managed', id, to, effects, covers: covering(covers), until };
}

function exceptionOf({ id, suspends, covers, until = forever }: ExceptionSpec): Exception {
  return { ...nowhere, layer: 'managed', id, suspends, covers: covering(covers), until, expires: forever, repo: null };
}

export function rulesetOf({ rules, delegations, exceptions, unmatched }: RulesetSpec): Ruleset {
  return {
    rules: rules.map(ruleOf),
    toolRules: [],
    riskRules: [],
    delegations: delegations.map(delegationOf),
    exceptions: exceptions.map(exceptionOf),
    unmatched: { ...nowhere, id: 'default', layer: 'managed', verdict: unmatched },
  };
}

export function situationAt(now: number): Situation {
  return { mode: 'default', risk: 'info', user: null, repository: null, now };
}
