/**
 * One complete reply of the model, whatever it takes: retries (R1), resends (R2) and fallback models.
 * INVARIANT: a reply that did not come whole leaves nothing behind but an entry in the log and its cost.
 */
import { asCordonError, CordonError } from '../contract/index.ts';
import { Accumulator, type Reply } from './accumulate.ts';
import { sleep } from './clock.ts';
import { checkInvariants } from './invariants.ts';
import { interrupted, RunStop, statusOf } from './outcome.ts';
import type { ModelRequest, Provider } from './providers/provider.ts';
import { ProviderError } from './providers/provider-error.ts';
import type { RunContext } from './run-context.ts';
import { sentMessages } from './sent-view.ts';
import { LONGEST_MESSAGE_MS, StreamWatch, untilAborted } from './stream-watch.ts';

export interface Received {
  readonly reply: Reply;
  readonly provider: Provider;
  /** True when the token budget, and not the model, set the length limit of the reply. */
  readonly limitedByBudget: boolean;
}

export class Exchange {
  readonly #run: RunContext;
  readonly #providers: readonly Provider[];
  #current = 0;

  constructor(run: RunContext) {
    this.#run = run;
    this.#providers = [run.options.provider, ...(run.options.fallbacks ?? [])];
  }

  get provider(): Provider {
    return this.#providers[this.#current] ?? this.#run.options.provider;
  }

  /** Throws RunStop when no reply can be had. `maxTokens` is what the reply may have at most. */
  async reply(turn: number, maxTokens: number): Promise<Received> {
    for (;;) {
      if (this.#run.options.signal.aborted) throw interrupted();
      const { provider } = this;
      const { request, limitedByBudget } = this.#request(
        provider,
        Math.min(maxTokens, provider.capabilities.maxOutputTokens),
      );
      try {
        return { reply: await this.#receive(provider, request, turn), provider, limitedByBudget };
      } catch (thrown) {
        await this.#recover(asProviderError(thrown));
      }
    }
  }

  #request(provider: Provider, wanted: number): { request: ModelRequest; limitedByBudget: boolean } {
    const { options, system, tools, budget } = this.#run;
    const messages = sentMessages(options.conversation.records, provider.model);
    const draft = { model: provider.model, system, tools, messages, maxTokens: wanted, mode: options.mode };
    checkInvariants(draft, { records: options.conversation.records, secrets: options.secrets ?? [] });
    const allowance = budget.allow(sizeOf(draft), wanted, provider.capabilities);
    return { request: { ...draft, maxTokens: allowance.maxTokens }, limitedByBudget: allowance.byBudget };
  }

  async #receive(provider: Provider, request: ModelRequest, turn: number): Promise<Reply> {
    const { clock, emit, state, options, budget } = this.#run;
    const giveUp = new AbortController();
    const signal = AbortSignal.any([options.signal, giveUp.signal]);
    const watch = new StreamWatch(clock, options.limits.idleMs, LONGEST_MESSAGE_MS, (error) => giveUp.abort(error));
    const accumulator = new Accumulator();
    let spoke = false;
    state.set('thinking', provider.model);
    try {
      const stream = provider.stream(request, signal, { onActivity: () => watch.alive() });
      for await (const event of untilAborted(stream, signal)) {
        watch.alive();
        const text = accumulator.add(event);
        if (text !== '') emit({ kind: 'live.text', turn, text });
        spoke ||= text !== '';
        if (accumulator.stopped) break;
      }
      signal.throwIfAborted();
      return accumulator.complete();
    } catch (thrown) {
      if (options.signal.aborted) throw interrupted();
      const cause = giveUp.signal.aborted ? giveUp.signal.reason : thrown;
      if (spoke) emit({ kind: 'live.withdrawn', turn, why: asProviderError(cause).message });
      throw cause;
    } finally {
      watch.end();
      state.end();
      giveUp.abort();
      budget.spend(accumulator.usage, sizeOf(request));
    }
  }

  async #recover(error: ProviderError): Promise<void> {
    const { ledger, clock, state, journal, options } = this.#run;
    if (error.failure !== 'overload' && error.failure !== 'stream') throw new RunStop(statusFor(error), error);
    const step = ledger.after(error, this.#current + 1 < this.#providers.length, clock);
    const note = {
      path: step.path,
      cause: error.message,
      attempt: step.attempt,
      action: step.action,
      requestId: error.requestId,
    };
    await journal.recovery({ ...note, details: { model: this.provider.model, status: error.status } });
    if (step.action === 'stop') throw new RunStop('provider-unavailable', unavailable(error, step.why));
    if (step.action === 'fallback') {
      this.#current += 1;
      state.set('retrying', `${error.message}; going on with ${this.provider.model}`);
      return;
    }
    state.set('retrying', `${error.message}; attempt ${step.attempt + 1} in ${step.waitMs} ms`);
    await sleep(clock, step.waitMs, options.signal);
    state.end();
  }
}

function sizeOf({ system, tools, messages }: ModelRequest): number {
  return Buffer.byteLength(JSON.stringify([system, tools, messages]));
}

/** A script that is none is a fault of the user's file, not of the provider. */
function statusFor(error: ProviderError) {
  return error.failure === 'script' ? 'failed' : statusOf(error);
}

function asProviderError(thrown: unknown): ProviderError {
  if (thrown instanceof RunStop || (thrown instanceof CordonError && !(thrown instanceof ProviderError))) throw thrown;
  if (thrown instanceof ProviderError) return thrown;
  const { message } = asCordonError(thrown, 'provider-stream', '');
  return new ProviderError('stream', `the stream broke: ${message}`, 'run the command again', { cause: thrown });
}

function unavailable(error: ProviderError, why: string): CordonError {
  const text = `the model could not be reached (${why}): ${error.message}`;
  const hint = 'run it again later or with --fallback-model; the work so far is kept in the session';
  return new CordonError('provider-unavailable', text, hint, error);
}
