/** What the parts of one run share. */
import type { AuditSink, Mode, ToolName } from '../contract/index.ts';
import type { Gate } from '../gate/gate.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Conversation } from './conversation.ts';
import { type OnEvent, StateReporter, shielded } from './events.ts';
import { Journal } from './journal.ts';
import type { Provider, ToolOffer } from './providers/provider.ts';
import { RecoveryLedger } from './recovery.ts';
import { systemPrompt } from './system-prompt.ts';
import { TokenBudget } from './token-budget.ts';
import { offersOf, toolsFor } from './tool-offer.ts';

export interface AgentLimits {
  /** Complete replies of the model. */
  readonly maxTurns: number;
  /** Input and output tokens of all requests. */
  readonly budgetTokens: number;
  /** Tokens; the model's own when absent. */
  readonly contextWindow?: number;
  /** A stream without a sign of life for so long is given up. */
  readonly idleMs: number;
}

export interface AgentOptions {
  readonly task: string;
  readonly provider: Provider;
  /** Asked in turn when the one before is overloaded for good. */
  readonly fallbacks?: readonly Provider[];
  /** The one way to act. */
  readonly gate: Gate;
  readonly audit: AuditSink;
  readonly sessionId: string;
  /** Where the repository stands, as the calls see it. */
  readonly cwd: string;
  readonly mode: Mode;
  readonly limits: AgentLimits;
  readonly conversation: Conversation;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
  /** Values that must never be in a request, such as the provider's key. */
  readonly secrets?: readonly string[];
  readonly clock?: Clock;
}

export interface RunContext {
  readonly options: AgentOptions;
  readonly clock: Clock;
  readonly emit: OnEvent;
  readonly state: StateReporter;
  readonly journal: Journal;
  readonly ledger: RecoveryLedger;
  readonly budget: TokenBudget;
  readonly system: string;
  readonly offered: readonly ToolName[];
  readonly tools: readonly ToolOffer[];
}

export function runContext(options: AgentOptions): RunContext {
  const clock = options.clock ?? systemClock;
  const emit = shielded(options.onEvent);
  const offered = toolsFor(options.mode);
  return {
    options,
    clock,
    emit,
    state: new StateReporter(clock, emit),
    journal: new Journal(options.audit),
    ledger: new RecoveryLedger(),
    budget: new TokenBudget(options.limits),
    system: systemPrompt(options.mode, options.cwd),
    offered,
    tools: offersOf(offered),
  };
}
