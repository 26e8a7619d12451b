/** Calls and decisions as the gate would hand them to the sandbox. */
import { type Decision, type ToolCall, WORKSPACE } from '../../src/contract/index.ts';

let count = 0;

export function callOf(tool: string, input: ToolCall['input'], cwd: string = WORKSPACE): ToolCall {
  count += 1;
  return { id: `call-${count}`, sessionId: 'test', source: 'cli', tool, input, cwd, at: '2026-11-20T10:00:00Z' };
}

export function allowing(call: ToolCall, limits: Decision['obligations']['limits'] = {}): Decision {
  return {
    callId: call.id,
    verdict: 'allow',
    reasons: [],
    obligations: { sandbox: 'container', limits, approval: [], redact: [], log: 'full' },
    policyDigest: `sha256:${'0'.repeat(64)}`,
  };
}
