/**
 * The loop: ask the model, run its calls through the gate, hand back the results, until there are final words or a
 * reason to stop. It holds a gate and a log and nothing else that acts.
 */
import { asCordonError, CordonError } from '../contract/index.ts';
import type { Reply } from './accumulate.ts';
import { contentDigest } from './conversation.ts';
import { Exchange, type Received } from './exchange.ts';
import { exitCodes, type RunOutcome, type RunStatus, RunStop, statusOf } from './outcome.ts';
import { CallPreparer, type PreparedCall, storedContent } from './prepare-calls.ts';
import { type AgentOptions, type RunContext, runContext } from './run-context.ts';
import { callsOf, unansweredCalls } from './sent-view.ts';
import { ToolRounds } from './tool-round.ts';

const MAX_CONTINUATIONS = 3;
const MAX_PAUSES = 5;

/** Runs a task to its end. Never rejects: each end, also a failure, is an outcome. */
export async function runAgent(options: AgentOptions): Promise<RunOutcome> {
  const run = new AgentRun(runContext(options));
  try {
    await run.converse();
    return run.finished();
  } catch (thrown) {
    if (thrown instanceof RunStop) return run.outcome(thrown.status, thrown.error);
    const error = asCordonError(thrown, 'internal', 'cordon doctor');
    return run.outcome(statusOf(error), error);
  }
}

class AgentRun {
  readonly #run: RunContext;
  readonly #exchange: Exchange;
  readonly #rounds: ToolRounds;
  readonly #preparer: CallPreparer;
  #maxTokens: number;
  #turns = 0;
  #finalText = '';
  /** Text of replies that were cut and are being continued. */
  #unfinished = '';
  #raised = false;
  #continuations = 0;
  #pauses = 0;
  #nudged = false;
  #scripted = false;

  constructor(run: RunContext) {
    const { records } = run.options.conversation;
    const ids = records.flatMap((record) => (record.type === 'assistant' ? callsOf(record).map(({ id }) => id) : []));
    this.#run = run;
    this.#exchange = new Exchange(run);
    this.#rounds = new ToolRounds(run);
    this.#preparer = new CallPreparer(ids, run.offered);
    this.#maxTokens = run.budget.usualReply(run.options.provider.capabilities);
  }

  async converse(): Promise<void> {
    const { options } = this.#run;
    await this.#settleUnanswered();
    await this.#say('person', options.task);
    for (let ended = false; !ended; ) {
      if (this.#turns >= options.limits.maxTurns) throw new RunStop('budget', outOfTurns(options.limits.maxTurns));
      const received = await this.#exchange.reply(this.#turns + 1, this.#maxTokens);
      this.#turns += 1;
      this.#scripted ||= received.provider.scripted;
      ended = await this.#take(received);
    }
  }

  finished(): RunOutcome {
    const waiting = this.#rounds.unapproved;
    return waiting.length === 0 ? this.outcome('done') : this.outcome('approval-needed', nobodyThere(waiting));
  }

  outcome(status: RunStatus, error?: CordonError): RunOutcome {
    this.#run.state.end();
    return {
      status,
      exitCode: exitCodes[status],
      finalText: this.#finalText,
      turns: this.#turns,
      usage: this.#run.budget.spent,
      stats: this.#rounds.stats.all(),
      scripted: this.#scripted || this.#run.options.provider.scripted,
      ...(error === undefined ? {} : { error }),
    };
  }

  /** Acts on a complete reply. True when the task is over. */
  async #take(received: Received): Promise<boolean> {
    const { reply } = received;
    const calls = reply.content.filter((block) => block.type === 'tool_use').length;
    switch (reply.stopReason) {
      case 'end_turn':
      case 'tool_use':
      case 'stop_sequence':
        return calls > 0 ? this.#runCalls(received) : this.#finish(received);
      case 'max_tokens':
        await this.#continueCut(received, calls > 0);
        return false;
      case 'pause_turn':
        await this.#resume(received, calls > 0);
        return false;
      default:
        await this.#run.journal.replied(this.#turns, reply, received.provider, false);
        throw unusable(reply);
    }
  }

  async #runCalls(received: Received): Promise<boolean> {
    const calls = this.#preparer.prepare(received.reply);
    await this.#store(received, calls);
    const { notes, progress } = await this.#rounds.run(calls);
    for (const note of notes) await this.#say('loop', note);
    this.#unfinished = '';
    if (progress) this.#progressed();
    return false;
  }

  async #finish(received: Received): Promise<boolean> {
    const text = textOf(received.reply);
    if (text.trim() === '' && !this.#nudged) {
      this.#nudged = true;
      await this.#run.journal.replied(this.#turns, received.reply, received.provider, false);
      await this.#say(
        'loop',
        'Note by cordon: your last reply was empty. Go on with the task, or finish with a short account of it.',
      );
      return false;
    }
    await this.#store(received, []);
    this.#finalText = this.#unfinished + text;
    return true;
  }

  /** R4. Calls of a cut reply are never run: the last of them may lack a part that changes its meaning. */
  async #continueCut(received: Received, hasCalls: boolean): Promise<void> {
    const { reply, provider, limitedByBudget } = received;
    if (limitedByBudget) {
      await this.#run.journal.replied(this.#turns, reply, provider, false);
      throw new RunStop('budget', this.#run.budget.exhausted());
    }
    const text = textOf(reply);
    const keeps = !hasCalls && text.trim() !== '';
    const cap = provider.capabilities.maxOutputTokens;
    const raises = !keeps && !this.#raised && this.#maxTokens < cap;
    if (!raises) this.#continuations += 1;
    const gaveUp = this.#continuations > MAX_CONTINUATIONS || !this.#run.ledger.spend();
    const action = gaveUp ? 'stop' : raises ? 'raise' : 'continue';
    await this.#run.journal.recovery({ path: 'R4', cause: 'max_tokens', attempt: this.#continuations, action });
    if (gaveUp) {
      await this.#run.journal.replied(this.#turns, reply, provider, false);
      this.#finalText = this.#unfinished + (keeps ? text : '');
      throw new RunStop('output-cut', cutTooOften());
    }
    if (keeps) return this.#keepCutText(received, text);
    this.#run.emit({ kind: 'live.withdrawn', turn: this.#turns, why: 'the reply was cut at the output limit' });
    await this.#run.journal.replied(this.#turns, reply, provider, false);
    if (raises) {
      this.#raised = true;
      this.#maxTokens = Math.min(this.#maxTokens * 2, cap);
      return;
    }
    await this.#say(
      'loop',
      'Note by cordon: your last reply was cut at the output limit, and none of its calls was run. Split the work into smaller calls.',
    );
  }

  async #keepCutText(received: Received, text: string): Promise<void> {
    const kept = text.trimEnd();
    this.#unfinished += kept;
    const reply: Reply = { ...received.reply, content: [{ type: 'text', text: kept }] };
    await this.#store({ ...received, reply }, []);
    await this.#say(
      'loop',
      'Note by cordon: your reply was cut at the output limit. Go on exactly where it stops, without repeating anything.',
    );
  }

  /** `pause_turn`: the message goes back as it is. Calls in it would be left unanswered, so they are not taken. */
  async #resume(received: Received, hasCalls: boolean): Promise<void> {
    this.#pauses += 1;
    const isEmpty = storedContent(received.reply, []).length === 0;
    if (hasCalls || isEmpty || this.#pauses > MAX_PAUSES) {
      await this.#run.journal.replied(this.#turns, received.reply, received.provider, false);
      throw unusable(received.reply);
    }
    await this.#store(received, []);
  }

  /** Write-ahead: on disk and in the log before anything of it is acted on. */
  async #store({ reply, provider }: Received, calls: readonly PreparedCall[]): Promise<void> {
    const content = storedContent(reply, calls);
    if (content.length > 0) {
      const { messageId, stopReason, usage } = reply;
      const from = { provider: provider.name, model: provider.model, scripted: provider.scripted };
      const record = {
        type: 'assistant',
        ...from,
        messageId,
        stopReason,
        content,
        digest: contentDigest(content),
        usage,
      } as const;
      await this.#run.options.conversation.append(record);
    }
    await this.#run.journal.replied(this.#turns, reply, provider, content.length > 0);
  }

  async #say(origin: 'person' | 'loop', text: string): Promise<void> {
    await this.#run.options.conversation.append({ type: 'user', origin, text });
    await this.#run.journal.said(origin, text);
  }

  /** Calls that an earlier process left behind: what became of them is unknown, and they are not run again (R7). */
  async #settleUnanswered(): Promise<void> {
    const { conversation } = this.#run.options;
    for (const { id } of unansweredCalls(conversation.records)) {
      const content = 'The run ended before the outcome was recorded. It is unknown; the call was not run again.';
      await conversation.append({ type: 'result', toolUseId: id, content, isError: true, outcome: 'unknown' });
      const note = {
        path: 'R7',
        cause: 'no result on record',
        attempt: 1,
        action: 'outcome unknown',
        callId: id,
      } as const;
      await this.#run.journal.recovery(note);
    }
  }

  #progressed(): void {
    this.#run.ledger.progress();
    this.#raised = false;
    this.#continuations = 0;
    this.#pauses = 0;
    this.#nudged = false;
    this.#maxTokens = this.#run.budget.usualReply(this.#exchange.provider.capabilities);
  }
}

function textOf(reply: Reply): string {
  return reply.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
}

function unusable({ stopReason }: Reply): RunStop {
  if (stopReason === 'refusal') {
    const hint = 'put the task in other words, or use another --model';
    return new RunStop('refused', new CordonError('refused', 'the model refused the task', hint));
  }
  if (stopReason === 'model_context_window_exceeded') {
    const hint = 'start a new run with a smaller task; the work so far is kept';
    return new RunStop('context', new CordonError('context-overflow', 'the context window of the model is full', hint));
  }
  const text = `the model stopped for a reason that this version cannot act on: ${JSON.stringify(stopReason.slice(0, 64))}`;
  return new RunStop(
    'provider-unavailable',
    new CordonError('provider-stream', text, 'use another --model, or a newer cordon'),
  );
}

function outOfTurns(maxTurns: number): CordonError {
  const hint = 'run it again with a larger --max-turns; the work so far is kept in the session';
  return new CordonError('budget', `the task was not done within ${maxTurns} turns`, hint);
}

function cutTooOften(): CordonError {
  const hint = 'run it again with a smaller task, or a --model with longer replies';
  return new CordonError('output-cut', 'the replies of the model are cut again and again at its output limit', hint);
}

function nobodyThere(tools: readonly string[]): CordonError {
  const text = `${tools.length} call(s) needed approval and nobody was there to give it: ${[...new Set(tools)].join(', ')}`;
  return new CordonError('approver-failed', text, 'run it on a terminal, or allow the calls in a policy file');
}
