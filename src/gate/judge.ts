/**
 * From a call to a decision, without any effect: validate, classify, resolve paths, decide.
 * INVARIANT: whatever fails on the way, the answer is a denial that names what failed. Nothing here throws.
 */
import {
  type Assessment,
  asCordonError,
  type Classifier,
  type CordonError,
  type Decision,
  type ErrorCode,
  isToolName,
  type Mode,
  type Obligations,
  type PathResolver,
  type PolicyEngine,
  type Reason,
  ToolCall,
  toolInputs,
} from '../contract/index.ts';

export interface JudgePorts {
  readonly classifier: Classifier;
  readonly policy: PolicyEngine;
  readonly resolver: PathResolver;
}

export interface Judgement {
  readonly call: ToolCall;
  /** Null when the classifier was never reached or failed. */
  readonly assessment: Assessment | null;
  readonly decision: Decision;
}

export const strictObligations: Obligations = {
  sandbox: 'container',
  limits: {},
  approval: [],
  redact: [],
  log: 'full',
};

/** A denial by the gate itself, for what no policy rule states. */
export function denial(callId: string, policyDigest: string, rule: string, text: string, suggestion: string): Decision {
  const reason: Reason = { rule, layer: 'gate', file: null, line: null, text, suggestion };
  return { callId, verdict: 'deny', reasons: [reason], obligations: strictObligations, policyDigest };
}

/** The problem of a call as one sentence, or null when it is well formed and its input fits its tool. */
function invalidity(call: ToolCall): string | null {
  const shape = ToolCall.safeParse(call);
  if (!shape.success) return `the call is malformed at ${shape.error.issues[0]?.path.join('.') || 'its top level'}`;
  if (!isToolName(call.tool)) return null;
  const input = toolInputs[call.tool].safeParse(call.input);
  if (input.success) return null;
  const issue = input.error.issues[0];
  return `the input of ${call.tool} is malformed at ${issue?.path.join('.') || 'its top level'}: ${issue?.message ?? 'unknown'}`;
}

function failed(call: ToolCall, ports: JudgePorts, error: CordonError): Decision {
  return denial(call.id, ports.policy.digest, error.code, error.message, error.hint);
}

async function guarded<T>(code: ErrorCode, hint: string, step: () => T | Promise<T>): Promise<T | CordonError> {
  try {
    return await step();
  } catch (thrown) {
    return asCordonError(thrown, code, hint);
  }
}

/** Judges a call. The same call, policy and file tree give the same judgement. */
export async function judge(call: ToolCall, mode: Mode, ports: JudgePorts): Promise<Judgement> {
  const problem = invalidity(call);
  if (problem !== null) {
    const decision = denial(
      call.id,
      ports.policy.digest,
      'call-invalid',
      problem,
      'send the call again with a valid input',
    );
    return { call, assessment: null, decision };
  }
  const assessment = await guarded('classifier-failed', 'rewrite the command in simpler steps', () =>
    ports.classifier.assess(call),
  );
  if (assessment instanceof Error) return { call, assessment: null, decision: failed(call, ports, assessment) };

  const paths = [...new Set([...assessment.effects.reads, ...assessment.effects.writes])];
  const resolved = await guarded('resolver-failed', 'name the files directly, without links', () =>
    paths.length === 0 ? new Map<string, string>() : ports.resolver.resolve(paths, call.cwd),
  );
  if (resolved instanceof Error) return { call, assessment, decision: failed(call, ports, resolved) };

  const decision = await guarded('policy-failed', 'cordon policy check', () =>
    ports.policy.decide({ call, assessment, resolved, mode }),
  );
  if (decision instanceof Error) return { call, assessment, decision: failed(call, ports, decision) };
  if (decision.callId !== call.id) {
    const text = 'the policy engine answered another call';
    return { call, assessment, decision: denial(call.id, ports.policy.digest, 'policy-failed', text, 'cordon doctor') };
  }
  return { call, assessment, decision };
}
