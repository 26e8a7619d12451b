/** Findings from what was noticed inside code of another language. */
import type { Severity } from '../../src/contract/assessment.ts';
import type { Analysis, SignalKind } from '../analysis.ts';
import { type CheckFinding, finding } from './check.ts';

export function codeFindings(analysis: Analysis, kind: SignalKind, severity: Severity): CheckFinding[] {
  return analysis.signals
    .filter((signal) => signal.kind === kind)
    .map((signal) =>
      finding(severity, signal, `${signal.detail[0]?.toUpperCase()}${signal.detail.slice(1)}.`, signal.command),
    );
}
