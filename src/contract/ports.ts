/** The gate's ports: what it needs of the rooms around it. `src/index.ts` wires the rooms to them. */
import type { Assessment } from './assessment.ts';
import type { AuditEntry, AuditKind } from './audit-entry.ts';
import type { Approval, Decision, SandboxTier } from './decision.ts';
import type { Execution } from './execution.ts';
import type { Result } from './result.ts';
import type { ToolCall } from './tool-call.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** Pure: no I/O, the same call gives the same assessment. Never throws for any text; a throw is a defect and denies. */
export interface Classifier {
  readonly version: string;
  assess(call: ToolCall): Assessment;
}

/** Agent modes, ascending autonomy. Only a person changes the mode. */
export const modes = ['plan', 'default', 'auto'] as const;
export type Mode = (typeof modes)[number];

export interface PolicyQuestion {
  readonly call: ToolCall;
  readonly assessment: Assessment;
  /** For each path of the effects that is a link or passes one, the path it leads to; paths absent here lead to themselves. */
  readonly resolved: ReadonlyMap<string, string>;
  readonly mode: Mode;
}

/** Pure and order-free: the same question gives the same decision, byte for byte. */
export interface PolicyEngine {
  readonly digest: string;
  decide(question: PolicyQuestion): Decision;
}

/** Follows links as the place of execution sees them. A path that cannot be resolved is an error: the call is denied. */
export interface PathResolver {
  /** Takes paths as the effects spell them, and the cwd; answers only for those that lead elsewhere. Patterns are passed over. */
  resolve(paths: readonly string[], cwd: string): Promise<ReadonlyMap<string, string>>;
}

/** Puts an ask to a person. Enter, end of input and time-out mean no. */
export interface Approver {
  ask(call: ToolCall, assessment: Assessment, decision: Decision): Promise<Approval>;
}

export interface AppendOptions {
  /** True: on disk before the promise resolves. */
  readonly durable: boolean;
}

/** Appends redacted entries. A rejected append closes the log: each later one is rejected too. */
export interface AuditSink {
  append(kind: AuditKind, callId: string | null, body: JsonObject, options: AppendOptions): Promise<AuditEntry>;
}

export interface RunHooks {
  readonly signal?: AbortSignal;
  /** Live output as it comes, not escaped, possibly cut anywhere; for display only. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;
}

/** Where calls run. Only the gate holds one. */
export interface Sandbox {
  /** The isolation it really gives; a decision that obliges to more is refused. */
  readonly tier: SandboxTier;
  /** The call spelled out as an execution. Pure. */
  plan(call: ToolCall, decision: Decision): Execution;
  /** Runs it. Resolves also for failures of the command; rejects with a CordonError when the sandbox itself failed. */
  run(execution: Execution, hooks: RunHooks): Promise<Result>;
}
