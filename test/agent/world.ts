/** A small world for the loop: a gate and a log in memory, a clock in the test's hand, a session folder on disk. */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/agent/clock.ts';
import { createConversation } from '../../src/agent/conversation.ts';
import type { AgentEvent } from '../../src/agent/events.ts';
import type { AgentOptions } from '../../src/agent/run-context.ts';
import {
  type AuditEntry,
  type AuditKind,
  type AuditSink,
  CordonError,
  type Decision,
  emptyResult,
  type JsonObject,
  type Result,
  type ToolCall,
} from '../../src/contract/index.ts';
import type { Gate, GateHooks, GateOutcome } from '../../src/gate/gate.ts';

/** Time stands still; a timer is due as soon as nothing else is left to do, in the order of its time. */
export class FakeClock implements Clock {
  time = Date.UTC(2026, 0, 1);
  readonly waits: number[] = [];
  #timers = new Map<number, { at: number; callback: () => void }>();
  #next = 0;

  now = () => this.time;
  random = () => 0.5;

  setTimer(ms: number, callback: () => void): () => void {
    const id = this.#next++;
    this.waits.push(ms);
    this.#timers.set(id, { at: this.time + ms, callback });
    return () => this.#timers.delete(id);
  }

  /** Lets `ms` pass and fires what falls due, in order. */
  advance(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.time = Math.max(this.time, due[1].at);
      due[1].callback();
    }
    this.time = until;
  }

  get pending(): number {
    return this.#timers.size;
  }
}

/** Fires each short timer at once, so that backoff costs no time; long ones (idle, hard limit) never fall due. */
export class HurriedClock extends FakeClock {
  /** Makes each wait a tenth longer, so that no wait is as long as the interval between two signs of life. */
  override random = () => 0.75;
  readonly slept: number[] = [];

  override setTimer(ms: number, callback: () => void): () => void {
    if (ms >= 30_000 || ms === 2000) return () => undefined;
    this.slept.push(ms);
    const handle = setImmediate(() => {
      this.time += ms;
      callback();
    });
    return () => clearImmediate(handle);
  }
}

export class MemoryAudit implements AuditSink {
  readonly entries: { kind: AuditKind; callId: string | null; body: JsonObject }[] = [];
  failAfter = Number.POSITIVE_INFINITY;

  async append(kind: AuditKind, callId: string | null, body: JsonObject): Promise<AuditEntry> {
    if (this.entries.length >= this.failAfter) throw new CordonError('audit-write-failed', 'disk full', 'free space');
    this.entries.push({ kind, callId, body: JSON.parse(JSON.stringify(body)) });
    const zero = '0'.repeat(64);
    const at = new Date(0).toISOString();
    return { v: 1, seq: this.entries.length - 1, at, kind, callId, body, prev: zero, hash: zero };
  }

  of(kind: AuditKind): JsonObject[] {
    return this.entries.filter((entry) => entry.kind === kind).map((entry) => entry.body);
  }
}

export function ok(call: ToolCall, text: string): Result {
  return { ...emptyResult(call.id, 'killed'), status: 'ok', exitCode: 0, stdout: outputOf(text) };
}

export function failing(call: ToolCall, exitCode: number, text: string): Result {
  return { ...emptyResult(call.id, 'killed'), status: 'failed', exitCode, stderr: outputOf(text) };
}

function outputOf(text: string) {
  return {
    text,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    truncated: false,
  };
}

export type Behaviour = (
  call: ToolCall,
  hooks: GateHooks,
) => Result | Promise<Result> | { deny: string; gate?: boolean } | { failure: CordonError };

/** A gate that allows what the behaviour does not deny, and remembers all that came. */
export class FakeGate implements Gate {
  readonly calls: ToolCall[] = [];
  readonly ran: string[] = [];
  readonly #behaviour: Behaviour;

  constructor(behaviour: Behaviour = (call) => ok(call, `${call.tool} done`)) {
    this.#behaviour = behaviour;
  }

  async check(): Promise<never> {
    throw new Error('the loop does not check without running');
  }

  async run(call: ToolCall, hooks: GateHooks = {}): Promise<GateOutcome> {
    this.calls.push(call);
    const answer = await this.#behaviour(call, hooks);
    if ('deny' in answer) {
      const decision = decisionOf(call, answer.deny, answer.gate === true);
      hooks.onDecision?.({ call, assessment: null, decision });
      return { call, assessment: null, decision, result: emptyResult(call.id, 'denied') };
    }
    const decision = decisionOf(call, null, false);
    hooks.onDecision?.({ call, assessment: null, decision });
    if ('failure' in answer) {
      return { call, assessment: null, decision, result: emptyResult(call.id, 'unavailable'), failure: answer.failure };
    }
    this.ran.push(call.id);
    return { call, assessment: null, decision, result: answer };
  }
}

function decisionOf(call: ToolCall, deniedBy: string | null, byGate: boolean): Decision {
  const layer = byGate ? ('gate' as const) : ('user' as const);
  const reason = {
    rule: deniedBy ?? 'default',
    layer,
    file: null,
    line: null,
    text: `judged ${call.tool}`,
    suggestion: deniedBy === null ? null : 'use ls',
  };
  const obligations = { sandbox: 'container' as const, limits: {}, approval: [], redact: [], log: 'full' as const };
  return {
    callId: call.id,
    verdict: deniedBy === null ? 'allow' : 'deny',
    reasons: [reason],
    obligations,
    policyDigest: `sha256:${'0'.repeat(64)}`,
  };
}

export interface World {
  readonly options: AgentOptions;
  readonly events: AgentEvent[];
  readonly audit: MemoryAudit;
  readonly gate: FakeGate;
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly folder: string;
}

const open: AgentOptions['conversation'][] = [];

/** For afterEach. */
export async function closeWorlds(): Promise<void> {
  for (const conversation of open.splice(0)) await conversation.close();
}

export async function world(
  given: Partial<AgentOptions> & Pick<AgentOptions, 'provider'>,
  behaviour?: Behaviour,
): Promise<World> {
  const events: AgentEvent[] = [];
  const audit = new MemoryAudit();
  const gate = new FakeGate(behaviour);
  const clock = new HurriedClock();
  const abort = new AbortController();
  const folder = mkdtempSync(join(tmpdir(), 'cordon-agent-'));
  const options: AgentOptions = {
    task: 'Fix the build.',
    gate,
    audit,
    sessionId: 's-test',
    cwd: '/workspace',
    mode: 'default',
    limits: { maxTurns: 40, budgetTokens: 1_000_000, idleMs: 90_000 },
    conversation: await createConversation(folder),
    signal: abort.signal,
    onEvent: (event) => events.push(event),
    clock,
    ...given,
  };
  open.push(options.conversation);
  return { options, events, audit, gate, clock: (options.clock ?? clock) as FakeClock, abort, folder };
}

export function textOf(events: readonly AgentEvent[]): string {
  return events.flatMap((event) => (event.kind === 'live.text' ? [event.text] : [])).join('');
}
