/** Exit codes of every command but `hook`, which follows its host's contract. */
import type { CordonError, ErrorCode } from '../contract/errors.ts';

export const exitCodes = {
  ok: 0,
  denied: 1,
  undecided: 2,
  approvalNeeded: 3,
  auditLost: 4,
  refused: 10,
  budget: 11,
  context: 12,
  stuck: 13,
  providerUnavailable: 14,
  providerAuth: 15,
  outputCut: 16,
  badCalls: 17,
  rejected: 18,
  interrupted: 130,
} as const;

const special: Partial<Record<ErrorCode, number>> = {
  'audit-write-failed': exitCodes.auditLost,
  'gate-closed': exitCodes.auditLost,
  interrupted: exitCodes.interrupted,
  'provider-unavailable': exitCodes.providerUnavailable,
  'provider-auth': exitCodes.providerAuth,
  'provider-rejected': exitCodes.rejected,
};

/** The exit code of a command that ended with this error: 2 (could not decide) unless the error has its own. */
export function exitCodeOf(error: CordonError): number {
  return special[error.code] ?? exitCodes.undecided;
}
