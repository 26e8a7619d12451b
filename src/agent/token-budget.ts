/** How large a request is, what it may still cost, and how long its reply may be. Units: tokens. */
import { CordonError } from '../contract/index.ts';
import { addUsage, noUsage, type Usage } from './message.ts';
import { RunStop } from './outcome.ts';
import type { ProviderCapabilities } from './providers/provider.ts';

export interface TokenLimits {
  /** Input and output of the whole run. */
  readonly budgetTokens: number;
  /** Overrides what the model says of itself. */
  readonly contextWindow?: number;
}

const BYTES_PER_TOKEN = 3.5;
const USUAL_REPLY = 16_384;
const USUAL_RESERVE = 8_192;
/** A reply shorter than this is not worth its request. */
const SHORTEST_REPLY = 256;
const FULL = 0.95;

export interface Allowance {
  readonly maxTokens: number;
  /** True when the budget, and not the model, sets the limit. */
  readonly byBudget: boolean;
}

export class TokenBudget {
  readonly #limits: TokenLimits;
  #spent: Usage = noUsage;
  #measured: { bytes: number; tokens: number } | null = null;

  constructor(limits: TokenLimits) {
    this.#limits = limits;
  }

  get spent(): Usage {
    return this.#spent;
  }

  /** Also for a reply that was cut: it was paid for. */
  spend(usage: Usage, requestBytes: number): void {
    this.#spent = addUsage(this.#spent, usage);
    if (usage.inputTokens > 0) this.#measured = { bytes: requestBytes, tokens: usage.inputTokens };
  }

  /** Input tokens of a request: what the provider counted last, and a guess for what came after. */
  estimate(requestBytes: number): number {
    const base = this.#measured;
    if (base === null || base.bytes > requestBytes) return Math.ceil(requestBytes / BYTES_PER_TOKEN);
    return Math.ceil(base.tokens + (requestBytes - base.bytes) / BYTES_PER_TOKEN);
  }

  /** Longest reply to ask for by default. */
  usualReply(capabilities: ProviderCapabilities): number {
    const window = this.#limits.contextWindow ?? capabilities.contextWindow;
    return Math.max(1, Math.min(USUAL_REPLY, capabilities.maxOutputTokens, Math.floor(window / 4)));
  }

  /** Throws RunStop `context` or `budget` for a request that must not be sent. */
  allow(requestBytes: number, wanted: number, capabilities: ProviderCapabilities): Allowance {
    const input = this.estimate(requestBytes);
    const window = this.#limits.contextWindow ?? capabilities.contextWindow;
    const room = window - wanted - Math.min(USUAL_RESERVE, Math.floor(window / 10));
    if (input > room * FULL) throw new RunStop('context', contextFull(input, window));
    const left = this.#limits.budgetTokens - this.#spent.inputTokens - this.#spent.outputTokens - input;
    if (left < Math.min(SHORTEST_REPLY, wanted)) throw new RunStop('budget', this.exhausted());
    return { maxTokens: Math.min(wanted, left), byBudget: left < wanted };
  }

  exhausted(): CordonError {
    const { inputTokens, outputTokens } = this.#spent;
    const text = `the next request would exceed the budget of ${this.#limits.budgetTokens} tokens (${inputTokens + outputTokens} are spent)`;
    return new CordonError('budget', text, 'run it again with a larger --budget-tokens; the work so far is kept');
  }
}

function contextFull(input: number, window: number): CordonError {
  const text = `the conversation of about ${input} tokens does not fit the context window of ${window}`;
  return new CordonError('context-overflow', text, 'start a new run with a smaller task; the work so far is kept');
}
