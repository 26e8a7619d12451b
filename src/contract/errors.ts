/**
 * Failures. A denial is a value (Decision, Result); a CordonError is a failure, and every caller fails closed on it.
 */

/** The literal codes, one union a room, so that a caller can switch on them exhaustively. */
export type ErrorCode =
  | UsageCode
  | PolicyCode
  | ClassifierCode
  | AuditCode
  | SandboxCode
  | GateCode
  | ProviderCode
  | LoopCode
  | WorkspaceCode
  | ReleaseCode;

export type UsageCode = 'usage' | 'not-found' | 'internal';
export type PolicyCode = 'policy-unreadable' | 'policy-syntax' | 'policy-invalid' | 'policy-failed';
export type ClassifierCode = 'parser-unavailable' | 'classifier-failed';
export type AuditCode = 'audit-write-failed' | 'audit-unreadable' | 'audit-locked' | 'audit-damaged';
export type SandboxCode =
  | 'engine-unavailable'
  | 'engine-lost'
  | 'image-missing'
  | 'attestation-failed'
  | 'sandbox-failed'
  | 'resource-exhausted';
export type GateCode = 'call-invalid' | 'resolver-failed' | 'approver-failed' | 'gate-closed';
export type ProviderCode =
  | 'provider-unavailable'
  | 'provider-auth'
  | 'provider-rejected'
  | 'provider-stream'
  | 'provider-script';
export type LoopCode = 'interrupted' | 'budget' | 'context-overflow' | 'stuck' | 'output-cut' | 'bad-calls' | 'refused';
export type WorkspaceCode =
  | 'repo-unreadable'
  | 'repo-too-large'
  | 'export-refused'
  | 'apply-refused'
  | 'apply-conflict'
  | 'session-unknown';

/** `publish-failed`: the packer's program ended with an error. `publish-differs`: what was published, or would be, is not what was scanned. */
export type ReleaseCode = 'publish-failed' | 'publish-differs';

/**
 * The one error class of the project.
 * `hint` is something that the user can type or do next; `message` says what, where and why, without a trailing period.
 */
export class CordonError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CordonError';
    this.code = code;
    this.hint = hint;
  }
}

/** Any thrown value as a CordonError, so that no caller has to handle `unknown`. */
export function asCordonError(thrown: unknown, code: ErrorCode, hint: string): CordonError {
  if (thrown instanceof CordonError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CordonError(code, message, hint, thrown);
}
