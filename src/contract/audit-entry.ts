/** One line of the log. Bodies are redacted before they get here. */
import { z } from 'zod';

export const auditKinds = [
  'session.open',
  'session.close',
  'policy.load',
  'policy.reload_failed',
  'policy.drift',
  'call.decision',
  'call.result',
  'approval.request',
  'approval.grant',
  'approval.refuse',
  'secret.redacted',
  'recovery',
  'loop.recovery',
  'loop.alarm',
  'loop.mode',
  'loop.message',
  'workspace.import',
  'workspace.export',
  'workspace.apply',
  'release.verdict',
  'checkpoint',
  'rotate',
] as const;
export const AuditKind = z.enum(auditKinds);
export type AuditKind = z.infer<typeof AuditKind>;

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const AuditEntry = z.strictObject({
  v: z.literal(1),
  /** 0 for the first entry of a segment, then one more each. */
  seq: z.int().min(0),
  at: z.iso.datetime(),
  kind: AuditKind,
  /** Null for what belongs to no call. */
  callId: z.string().nullable(),
  body: z.record(z.string(), z.json()),
  /** `hash` of the entry before; 64 zeros for the first of a log. */
  prev: Sha256Hex,
  /** SHA-256 over the exact bytes of the line without this member. */
  hash: Sha256Hex,
});
export type AuditEntry = z.infer<typeof AuditEntry>;
