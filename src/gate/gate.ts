/**
 * The only door. Every action of every agent, hook and client passes check or run; nothing else holds a sandbox.
 * INVARIANT: nothing runs without a `call.decision` entry that is on disk and says allow.
 * INVARIANT: a log that cannot be written closes the gate for good.
 */
import {
  type Approval,
  type Approver,
  type AuditSink,
  asCordonError,
  builtInRules,
  CordonError,
  type Decision,
  deepFreeze,
  emptyResult,
  type Mode,
  type Result,
  type RunHooks,
  type Sandbox,
  sandboxTiers,
  type ToolCall,
} from '../contract/index.ts';
import { decisionBody, resultBody } from './entry-bodies.ts';
import { denial, type Judgement, type JudgePorts, judge } from './judge.ts';

export interface GatePorts extends JudgePorts {
  readonly audit: AuditSink;
  /** Null: nobody is there, an ask becomes a denial. */
  readonly approver: Approver | null;
  /** Null: a gate that only checks; run answers `unavailable`. */
  readonly sandbox: Sandbox | null;
  /** Set by a person, never by a call. */
  readonly mode: () => Mode;
  /** What the policy allows the whole session; absent members are unlimited. */
  readonly sessionLimits?: { readonly calls?: number; readonly wallMs?: number };
  /** Milliseconds on a clock that never goes back; for the wall limit. */
  readonly uptime?: () => number;
}

export interface GateHooks extends RunHooks {
  /** After the decision is on disk, before anything runs. */
  readonly onDecision?: (judgement: Judgement) => void;
}

export interface GateOutcome extends Judgement {
  readonly result: Result;
  /** Set when the sandbox itself failed and the result is `unavailable` for that reason. */
  readonly failure?: CordonError;
}

export interface Gate {
  /** Decides and logs; runs nothing. Throws CordonError `audit-write-failed` or `gate-closed` only. */
  check(call: ToolCall): Promise<Judgement>;
  /** Decides, logs, runs what is allowed, logs the result. A denial is a result, not an error. Throws as check does. */
  run(call: ToolCall, hooks?: GateHooks): Promise<GateOutcome>;
}

export function createGate(ports: GatePorts): Gate {
  return new Door(ports);
}

class Door implements Gate {
  readonly #ports: GatePorts;
  readonly #seen = new Set<string>();
  readonly #uptime: () => number;
  readonly #openedAt: number;
  #calls = 0;
  #closed: CordonError | null = null;

  constructor(ports: GatePorts) {
    this.#ports = ports;
    this.#uptime = ports.uptime ?? (() => performance.now());
    this.#openedAt = this.#uptime();
  }

  async check(raw: ToolCall): Promise<Judgement> {
    this.#refuseWhenClosed();
    // One frozen object is judged, shown, logged and run: a caller that changes its own later changes nothing here.
    const call = deepFreeze(structuredClone(raw));
    const judgement = await this.#unlessBarred(call, () => judge(call, this.#ports.mode(), this.#ports));
    const final = await this.#withApproval(judgement);
    await this.#append('call.decision', call.id, decisionBody(final, this.#ports.classifier.version));
    return final;
  }

  async run(raw: ToolCall, hooks: GateHooks = {}): Promise<GateOutcome> {
    const judgement = await this.check(raw);
    hooks.onDecision?.(judgement);
    const { call, decision } = judgement;
    if (decision.verdict !== 'allow') return this.#finish(judgement, emptyResult(call.id, 'denied'), null);
    const { sandbox } = this.#ports;
    if (sandbox === null) return this.#finish(judgement, emptyResult(call.id, 'unavailable'), null);
    try {
      const execution = sandbox.plan(call, decision);
      const result = await sandbox.run(execution, hooks);
      return await this.#finish(judgement, result, null);
    } catch (thrown) {
      const error = asCordonError(thrown, 'sandbox-failed', 'cordon doctor');
      if (error.code === 'audit-write-failed') throw error;
      return this.#finish(judgement, emptyResult(call.id, 'unavailable'), error);
    }
  }

  /** What no policy rule can weigh up: an id that was used before, a session that has used up what it was given. */
  async #unlessBarred(call: ToolCall, step: () => Promise<Judgement>): Promise<Judgement> {
    const bar = (rule: string, text: string, suggestion: string): Judgement => {
      const decision = denial(call.id, this.#ports.policy.digest, rule, text, suggestion);
      return { call, assessment: null, decision };
    };
    // An id names one call: a second call under the same id could pass off its result as the first one's.
    if (this.#seen.has(call.id)) {
      const text = `call id ${call.id} was used before in this session`;
      return bar('call-invalid', text, 'give each call an id of its own');
    }
    this.#seen.add(call.id);
    this.#calls += 1;
    const { calls = Number.POSITIVE_INFINITY, wallMs = Number.POSITIVE_INFINITY } = this.#ports.sessionLimits ?? {};
    const { sessionLimit } = builtInRules;
    if (this.#calls > calls)
      return bar(sessionLimit, `the policy allows ${calls} calls a session`, 'begin a new session');
    if (this.#uptime() - this.#openedAt > wallMs) {
      return bar(
        sessionLimit,
        `the policy allows a session ${Math.round(wallMs / 1000)} seconds`,
        'begin a new session',
      );
    }
    return step();
  }

  async #withApproval(judgement: Judgement): Promise<Judgement> {
    const { call, assessment } = judgement;
    const decision = this.#withinTier(judgement.decision);
    if (decision.verdict !== 'ask' || assessment === null) return { call, assessment, decision };
    const { approver } = this.#ports;
    if (approver === null) {
      const nobody: Approval = { granted: false, by: 'none', how: 'none', at: new Date().toISOString() };
      return { call, assessment, decision: refusedBy(decision, nobody, builtInRules.noApprover) };
    }
    await this.#append('approval.request', call.id, {
      verdict: decision.verdict,
      rules: decision.reasons.map((r) => r.rule),
    });
    let approval: Approval;
    try {
      approval = await approver.ask(call, assessment, decision);
    } catch (thrown) {
      const error = asCordonError(thrown, 'approver-failed', 'answer on a terminal, or write a rule for this call');
      approval = { granted: false, by: 'none', how: 'none', at: new Date().toISOString() };
      await this.#append('approval.refuse', call.id, { ...approval, error: error.message });
      return { call, assessment, decision: refusedBy(decision, approval, 'approver-failed') };
    }
    const granted = approval.granted === true;
    await this.#append(granted ? 'approval.grant' : 'approval.refuse', call.id, { ...approval });
    if (!granted) return { call, assessment, decision: refusedBy(decision, approval, builtInRules.refused) };
    if (!suffices(approval, decision)) {
      return { call, assessment, decision: refusedBy(decision, approval, builtInRules.approvalUnmet) };
    }
    return { call, assessment, decision: { ...decision, verdict: 'allow', approval } };
  }

  /** A sandbox weaker than the obligation asks for is no place to run the call. */
  #withinTier(decision: Decision): Decision {
    const { sandbox } = this.#ports;
    if (sandbox === null || decision.verdict === 'deny') return decision;
    const needed = decision.obligations.sandbox;
    if (sandboxTiers.indexOf(sandbox.tier) >= sandboxTiers.indexOf(needed)) return decision;
    const text = `the decision obliges to sandbox tier ${needed}, and only ${sandbox.tier} is here`;
    return denial(decision.callId, decision.policyDigest, builtInRules.tierTooLow, text, 'cordon doctor');
  }

  async #finish(judgement: Judgement, result: Result, error: CordonError | null): Promise<GateOutcome> {
    await this.#append('call.result', judgement.call.id, resultBody(result, error));
    return error === null ? { ...judgement, result } : { ...judgement, result, failure: error };
  }

  async #append(
    ...[kind, callId, body]: [Parameters<AuditSink['append']>[0], string, Parameters<AuditSink['append']>[2]]
  ) {
    try {
      await this.#ports.audit.append(kind, callId, body, { durable: true });
    } catch (thrown) {
      this.#closed = asCordonError(thrown, 'audit-write-failed', 'free disk space, then start a new session');
      throw this.#closed;
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closed === null) return;
    const text = `the audit log cannot be written: ${this.#closed.message}`;
    throw new CordonError('gate-closed', text, this.#closed.hint, this.#closed);
  }
}

/** One person answers here: a rule that asks for others, or for more than one, is not met by that. */
function suffices(approval: Approval, { obligations }: Decision): boolean {
  return obligations.approval.every(({ by, count }) => {
    const named = by.length === 0 || by.includes(approval.by) || by.includes(`user:${approval.by}`);
    return named && count <= 1;
  });
}

/** Why an ask ended as a denial: text and what to do instead, by rule. */
const refusals: Readonly<Record<string, readonly [text: string, suggestion: string]>> = {
  [builtInRules.noApprover]: [
    'this needs approval, and nobody is here to give it',
    'run on a terminal, or allow it in a policy file',
  ],
  [builtInRules.approvalUnmet]: [
    'this needs the approval of somebody else, or of more people',
    'let those whom the rule names run it, or change the rule',
  ],
  [builtInRules.refused]: ['a person did not approve this', 'find another way'],
  'approver-failed': ['the question could not be put', 'answer on a terminal, or write a rule for this call'],
};

function refusedBy(decision: Decision, approval: Approval, rule: string): Decision {
  const [text, suggestion] = refusals[rule] ?? ['this was not approved', 'find another way'];
  const reason = { rule, layer: 'gate' as const, file: null, line: null, text, suggestion };
  return { ...decision, verdict: 'deny', reasons: [reason, ...decision.reasons], approval };
}
