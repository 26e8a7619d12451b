/** What policy says of a call. */
import { z } from 'zod';

/** Ascending strictness. */
export const verdicts = ['allow', 'ask', 'deny'] as const;
export const Verdict = z.enum(verdicts);
export type Verdict = z.infer<typeof Verdict>;

export function strictest(list: readonly Verdict[]): Verdict {
  return verdicts[Math.max(0, ...list.map((verdict) => verdicts.indexOf(verdict)))] ?? 'deny';
}

/** Who says so: the built-in floor, one of the layers, or the gate itself when a part of it failed. */
export const layers = ['floor', 'managed', 'user', 'project', 'gate'] as const;
export const Layer = z.enum(layers);
export type Layer = z.infer<typeof Layer>;

export const Reason = z.strictObject({
  /** Rule id, `default` when nothing matched, or the error code when a part of the gate failed. */
  rule: z.string(),
  layer: Layer,
  /** Policy file and line of the rule; null for what stands in no file. */
  file: z.string().nullable(),
  line: z.int().min(1).nullable(),
  /** What was judged and why, one sentence, such as `exec git push --force: history is append-only`. */
  text: z.string(),
  /** What the caller can do instead, or null. */
  suggestion: z.string().nullable(),
});
export type Reason = z.infer<typeof Reason>;

/** Ascending isolation. */
export const sandboxTiers = ['host', 'bwrap', 'container', 'gvisor', 'kata'] as const;
export const SandboxTier = z.enum(sandboxTiers);
export type SandboxTier = z.infer<typeof SandboxTier>;

/** Units: bytes, milliseconds. Absent means no further limit by this decision. */
export const Limits = z.strictObject({
  bytes: z.int().min(0).optional(),
  wallMs: z.int().min(1).optional(),
  memoryBytes: z.int().min(1).optional(),
});
export type Limits = z.infer<typeof Limits>;

export const Approval = z.strictObject({
  granted: z.boolean(),
  /** Who answered: a user name, or `none` when nobody was there. */
  by: z.string(),
  how: z.enum(['terminal', 'none', 'script']),
  at: z.iso.datetime(),
});
export type Approval = z.infer<typeof Approval>;

/** Duties that come with an allow or an ask; joined over rules: highest tier, smallest limit, union of the rest. */
export const Obligations = z.strictObject({
  sandbox: SandboxTier,
  limits: Limits,
  approval: z.array(z.strictObject({ by: z.array(z.string()), count: z.int().min(1), ttlMs: z.int().min(1) })),
  redact: z.array(z.string()),
  log: z.enum(['digest', 'full']),
});
export type Obligations = z.infer<typeof Obligations>;

export const Decision = z.strictObject({
  callId: z.string(),
  verdict: Verdict,
  reasons: z.array(Reason),
  obligations: Obligations,
  /** `sha256:` and 64 hex digits over all layers, engine and schema version. */
  policyDigest: z.string(),
  /** Present once an ask was put to an approver, or nobody was there to be asked. */
  approval: Approval.optional(),
});
export type Decision = z.infer<typeof Decision>;

/** Reason ids of denials that no policy file states. */
export const builtInRules = {
  /** Nobody was there to answer an ask. */
  noApprover: 'no-approver',
  /** A person was asked and did not say yes. */
  refused: 'approval-refused',
  /** Somebody said yes, but not whom, or not as many as, the rule asks for. */
  approvalUnmet: 'approval-unmet',
  /** The session has used up what its policy allows. */
  sessionLimit: 'session-limit',
  /** The decision obliges to more isolation than the sandbox at hand gives. */
  tierTooLow: 'sandbox-tier',
} as const;
