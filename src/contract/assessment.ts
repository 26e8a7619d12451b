/** What the classifier says of a call: findings that explain, effects that policy decides on, and what it could not know. */
import { z } from 'zod';

/** The 23 categories, in the order of docs/categories.md. */
export const categoryIds = [
  'parser-ambiguity',
  'deceptive-text',
  'obfuscated-word',
  'dynamic-command',
  'expansion-side-effect',
  'encoded-payload',
  'download-and-execute',
  'inline-interpreter',
  'tool-exec-flag',
  'environment-hijack',
  'dependency-install',
  'mass-deletion',
  'vcs-history-loss',
  'outside-write',
  'persistence-write',
  'secret-access',
  'privilege-escalation',
  'system-disruption',
  'guard-tamper',
  'network-egress',
  'data-exfiltration',
  'remote-shell-channel',
  'external-state-change',
] as const;
export const CategoryId = z.enum(categoryIds);
export type CategoryId = z.infer<typeof CategoryId>;

/** Ascending. The risk of a call is the highest severity of its findings; a missing assessment counts as critical. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(severities);
export type Severity = z.infer<typeof Severity>;

/** Half-open range of UTF-8 byte offsets in the command text. */
export const Span = z.strictObject({ start: z.int().min(0), end: z.int().min(0) });
export type Span = z.infer<typeof Span>;

export const Finding = z.strictObject({
  category: CategoryId,
  severity: Severity,
  span: Span,
  /** The text that gave rise to it, as written, at most 200 characters. */
  evidence: z.string(),
  /** One sentence for a person. */
  message: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/**
 * Paths are relative to the cwd and normalised where they lie below it, else absolute, home as `~`; an unresolved glob
 * stays a pattern; hosts are without port. Each list is free of duplicates and in order of first appearance.
 */
export const Effects = z.strictObject({
  reads: z.array(z.string()),
  writes: z.array(z.string()),
  execs: z.array(z.string()),
  hosts: z.array(z.string()),
  env: z.array(z.string()),
});
export type Effects = z.infer<typeof Effects>;

/** Something that could not be resolved, and where. Never silently absent: it gets no grant from a policy. */
export const Opaque = z.strictObject({
  span: Span,
  why: z.string(),
  /**
   * `parse`: the text could not be understood at all; `runtime`: a word, path, program or host known only at run time;
   * `read`: a path known only at run time that is read and nothing else.
   */
  kind: z.enum(['parse', 'runtime', 'read']),
});
export type Opaque = z.infer<typeof Opaque>;

/** One simple command that would start a program, wrappers opened: `sudo env X=1 rm -rf a` gives three. */
export const SimpleCommand = z.strictObject({
  /** The program as bash would see it, a path kept; null when known only at run time. */
  program: z.string().nullable(),
  /** Arguments after the program, resolved; null where a word is known only at run time. */
  args: z.array(z.string().nullable()),
  span: Span,
});
export type SimpleCommand = z.infer<typeof SimpleCommand>;

export const HostPort = z.strictObject({ host: z.string(), port: z.int().min(1).max(65535).nullable() });
export type HostPort = z.infer<typeof HostPort>;

export const Assessment = z.strictObject({
  callId: z.string(),
  parse: z.enum(['ok', 'partial', 'failed']),
  findings: z.array(Finding),
  effects: Effects,
  /** The programs of `effects.execs` with their arguments, for rules that look at words. */
  commands: z.array(SimpleCommand),
  /** The hosts of `effects.hosts` with the port where one is known (null: the policy's default, 443). */
  contacts: z.array(HostPort),
  opaque: z.array(Opaque),
  classifierVersion: z.string(),
});
export type Assessment = z.infer<typeof Assessment>;

/** Highest severity of the findings; `critical` for a missing assessment. */
export function riskOf(assessment: Assessment | null): Severity {
  if (assessment === null) return 'critical';
  const rank = Math.max(0, ...assessment.findings.map((finding) => severities.indexOf(finding.severity)));
  return severities[rank] ?? 'critical';
}

export const noEffects: Effects = { reads: [], writes: [], execs: [], hosts: [], env: [] };
