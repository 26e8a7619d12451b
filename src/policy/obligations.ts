/** Obligations as a lattice: the join only ever adds duties. */
import {
  canonicalJson,
  type Limits,
  type Obligations,
  type PolicyObligations,
  sandboxTiers,
} from '../contract/index.ts';
import { bytesOf, millisecondsOf } from './units.ts';

export const noObligations: Obligations = { sandbox: 'host', limits: {}, approval: [], redact: [], log: 'digest' };

const DEFAULT_TTL_MS = 600_000;

type SpelledLimits = NonNullable<PolicyObligations['limits']>;

function limitsOf(spelled: SpelledLimits | undefined): Limits {
  return {
    ...(spelled?.bytes === undefined ? {} : { bytes: bytesOf(spelled.bytes) }),
    ...(spelled?.wall === undefined ? {} : { wallMs: millisecondsOf(spelled.wall) }),
    ...(spelled?.memory === undefined ? {} : { memoryBytes: bytesOf(spelled.memory) }),
  };
}

/** The obligations of one rule or one cap, in the units of a decision. */
export function obligationsOf(spelled: PolicyObligations | undefined): Obligations {
  const approval = spelled?.approval;
  return {
    sandbox: spelled?.sandbox ?? noObligations.sandbox,
    limits: limitsOf(spelled?.limits),
    approval: approval
      ? [
          {
            by: sorted(approval.by),
            count: approval.count ?? 1,
            ttlMs: approval.ttl ? millisecondsOf(approval.ttl) : DEFAULT_TTL_MS,
          },
        ]
      : [],
    redact: sorted(spelled?.redact ?? []),
    log: spelled?.log ?? noObligations.log,
  };
}

function sorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function joinLimits(a: Limits, b: Limits): Limits {
  const bytes = least(a.bytes, b.bytes);
  const wallMs = least(a.wallMs, b.wallMs);
  const memoryBytes = least(a.memoryBytes, b.memoryBytes);
  return {
    ...(bytes === undefined ? {} : { bytes }),
    ...(wallMs === undefined ? {} : { wallMs }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}

/** Highest tier, smallest limit, union of approvals and redactions, full log beats digest. */
export function joinObligations(a: Obligations, b: Obligations): Obligations {
  const approvals = new Map([...a.approval, ...b.approval].map((approval) => [canonicalJson(approval), approval]));
  return {
    sandbox: sandboxTiers[Math.max(sandboxTiers.indexOf(a.sandbox), sandboxTiers.indexOf(b.sandbox))] ?? 'kata',
    limits: joinLimits(a.limits, b.limits),
    approval: [...approvals.entries()].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, approval]) => approval),
    redact: sorted([...a.redact, ...b.redact]),
    log: a.log === 'full' || b.log === 'full' ? 'full' : 'digest',
  };
}
