/** What the tests of the classifier share: one classifier, calls, and the verdict that the severities stand for. */
import { createClassifier } from '../../classifiers/index.ts';
import { type Assessment, type Severity, severities } from '../../src/contract/assessment.ts';
import type { ToolCall } from '../../src/contract/tool-call.ts';

const classifier = await createClassifier();

export function call(tool: string, input: ToolCall['input'], cwd = '/workspace'): ToolCall {
  return { id: 't1', sessionId: 's1', source: 'cli', tool, input, cwd, at: '2026-01-01T00:00:00.000Z' };
}

export function assess(command: string, cwd?: string): Assessment {
  return classifier.assess(call('bash', { command }, cwd));
}

export function assessTool(tool: string, input: ToolCall['input'], cwd?: string): Assessment {
  return classifier.assess(call(tool, input, cwd));
}

export function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** Stands in for the default policy: high is denied, medium and opaque are asked about. */
export function verdictOf(assessment: Assessment): 'allow' | 'ask' | 'deny' {
  const top = Math.max(-1, ...assessment.findings.map((finding) => rank(finding.severity)));
  if (top >= rank('high')) return 'deny';
  return top === rank('medium') || assessment.opaque.some((spot) => spot.kind !== 'read') ? 'ask' : 'allow';
}
