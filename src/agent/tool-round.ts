/**
 * The calls of one message through the gate: those that may run side by side do, the others one after the other.
 * INVARIANT: when a round ends, by whatever cause, each of its calls has exactly one result in the conversation.
 */
import {
  asCordonError,
  builtInRules,
  CordonError,
  type Decision,
  type Result,
  type ToolCall,
  type ToolName,
  toolTraits,
} from '../contract/index.ts';
import type { GateOutcome } from '../gate/gate.ts';
import { BadCalls } from './bad-calls.ts';
import { boundText, isTooLong } from './bound-output.ts';
import { textBody } from './journal.ts';
import { interrupted, RunStop, statusOf } from './outcome.ts';
import type { PreparedCall } from './prepare-calls.ts';
import { callSignature, RepetitionWatch } from './repetition.ts';
import { answerOf, type ToolAnswer } from './result-text.ts';
import type { RunContext } from './run-context.ts';
import { feedback, type InputProblem } from './tool-input.ts';
import { StatsCounter } from './tool-stats.ts';

/** Side by side at most; more would only queue up in the sandbox. */
const MAX_PARALLEL = 8;
/** How long an interrupted call may take to end before its outcome counts as unknown. */
export const GRACE_MS = 15_000;

interface Answered extends ToolAnswer {
  readonly result: Result | null;
  /** Ends the run once the round is paired. */
  readonly stop?: RunStop;
}

export interface RoundSummary {
  /** Words of the loop that follow the results. */
  readonly notes: readonly string[];
  /** True when a call came that this run had not seen before. */
  readonly progress: boolean;
}

export class ToolRounds {
  readonly stats = new StatsCounter();
  readonly #run: RunContext;
  readonly #watch = new RepetitionWatch();
  readonly #bad = new BadCalls();
  readonly #seen = new Set<string>();
  /** Denied calls by signature, with the answer: a person is not asked twice, a rule not tried twice. */
  readonly #denied = new Map<string, string>();
  /** Signatures that lacked an approver, with their tool and the round. */
  readonly #unapproved = new Map<string, { readonly tool: string; readonly round: number }>();
  #round = 0;

  constructor(run: RunContext) {
    this.#run = run;
  }

  /**
   * Tools of calls that nobody was there to approve, and that the model did not get around: none in the same form was
   * allowed later, and no command or change of a later round succeeded.
   */
  get unapproved(): readonly string[] {
    return [...this.#unapproved.values()].map(({ tool }) => tool);
  }

  /** Runs a round to its end. Throws RunStop after pairing when the run has to end. */
  async run(calls: readonly PreparedCall[]): Promise<RoundSummary> {
    const notes: string[] = [];
    let progress = false;
    let stop: RunStop | null = null;
    this.#round += 1;
    for (const batch of batches(calls)) {
      const { signal } = this.#run.options;
      if (stop === null && signal.aborted) stop = interrupted();
      if (stop !== null) {
        for (const call of batch) await this.#settle(call, notStarted);
        continue;
      }
      const answers = await Promise.all(batch.map((call) => this.#answer(call)));
      for (const [index, call] of batch.entries()) {
        const answer = answers[index] ?? notStarted;
        progress = this.#isNew(call) || progress;
        stop ??= answer.stop ?? null;
        stop ??= await this.#watchOver(call, answer, notes);
      }
    }
    if (this.#bad.roundEnded(calls.every(({ parsed }) => !parsed.ok))) stop ??= badCalls();
    if (stop !== null) throw stop;
    return { notes, progress };
  }

  /** Answers a call and puts the answer on disk. Never throws: what ends the run comes as `stop`. */
  async #answer(call: PreparedCall): Promise<Answered> {
    return this.#settle(call, await this.#decide(call).catch((thrown: unknown) => lost(thrown)));
  }

  async #settle(call: PreparedCall, answer: Answered): Promise<Answered> {
    try {
      return await this.#record(call, answer);
    } catch (thrown) {
      const error = asCordonError(thrown, 'internal', 'free disk space, then run the command again');
      return { ...answer, stop: answer.stop ?? new RunStop(statusOf(error), error) };
    }
  }

  async #decide(call: PreparedCall): Promise<Answered> {
    const { parsed, block } = call;
    this.stats.called(call.raw.name, parsed.ok && !this.#bad.isDropped(block.name));
    if (!parsed.ok) return this.#refuseBad(call, parsed.problems);
    if (this.#bad.isDropped(parsed.tool)) return this.#refuseBad(call, [droppedTool(parsed.tool)]);
    const signature = callSignature(parsed.tool, parsed.value);
    const before = this.#denied.get(signature);
    if (before === undefined) return this.#throughGate(block.id, parsed.tool, parsed.value, signature);
    this.stats.denied(parsed.tool);
    const note = { path: 'R6', cause: 'denied before', attempt: 1, action: 'not put again', callId: block.id } as const;
    await this.#run.journal.recovery({ ...note, details: { tool: parsed.tool } });
    return { text: before, isError: true, outcome: 'denied', result: null };
  }

  async #refuseBad({ block, raw }: PreparedCall, problems: readonly InputProblem[]): Promise<Answered> {
    const isDropped = this.#bad.note(block.name, problems);
    const details = {
      tool: block.name,
      problems: problems.map(({ path, expected }) => ({ path, expected })),
      input: textBody(raw.rawInput),
    };
    const action = isDropped ? 'tool dropped' : 'fed back';
    await this.#run.journal.recovery({ path: 'R5', cause: 'bad call', attempt: 1, action, callId: block.id, details });
    const more = isDropped ? `\n${block.name} is not taken any more in this run: go on without it.` : '';
    return { text: feedback(raw.name, problems) + more, isError: true, outcome: 'bad-call', result: null };
  }

  async #throughGate(id: string, tool: ToolName, input: ToolCall['input'], signature: string): Promise<Answered> {
    const { options, emit, state, clock } = this.#run;
    const at = new Date(clock.now()).toISOString();
    const call: ToolCall = { id, sessionId: options.sessionId, source: 'agent', tool, input, cwd: options.cwd, at };
    state.set('waiting', tool);
    const running = options.gate.run(call, {
      signal: options.signal,
      onDecision: ({ decision }) => {
        emit({ kind: 'decision', call, decision });
        if (decision.verdict === 'allow') state.set('running', tool);
      },
      onOutput: (stream, chunk) => emit({ kind: 'output', callId: id, stream, chunk }),
    });
    const outcome = await this.#withGrace(running);
    if (outcome === null)
      return { text: 'Interrupted; the outcome is unknown.', isError: true, outcome: 'unknown', result: null };
    return this.#judged(outcome, tool, signature);
  }

  #judged(outcome: GateOutcome, tool: ToolName, signature: string): Answered {
    const { decision, result, failure } = outcome;
    const answer = answerOf(decision, result, failure);
    if (answer.outcome === 'denied') {
      this.stats.denied(tool);
      if (isFinal(decision)) this.#denied.set(signature, answer.text);
      if (decision.reasons.some(({ rule, layer }) => rule === builtInRules.noApprover && layer === 'gate'))
        this.#unapproved.set(signature, { tool, round: this.#round });
      return { ...answer, result };
    }
    this.#unapproved.delete(signature);
    if (result.status === 'ok' && !toolTraits[tool].readOnly) this.#forgetOlderThan(this.#round);
    const isCut = this.#run.options.signal.aborted && result.status !== 'ok' && result.status !== 'failed';
    if (isCut) return { text: `Interrupted. ${answer.text}`, isError: true, outcome: 'interrupted', result };
    if (failure !== undefined && statusOf(failure) === 'engine-lost')
      return { ...answer, result, stop: new RunStop('engine-lost', failure) };
    return { ...answer, result };
  }

  #forgetOlderThan(round: number): void {
    for (const [signature, entry] of this.#unapproved) if (entry.round < round) this.#unapproved.delete(signature);
  }

  /** Waits for a call; once the run is interrupted, only a while longer. */
  async #withGrace(running: Promise<GateOutcome>): Promise<GateOutcome | null> {
    const { clock, options } = this.#run;
    const { signal } = options;
    let cancel: () => void = () => undefined;
    let onAbort: () => void = () => undefined;
    const overdue = new Promise<null>((resolve) => {
      onAbort = () => {
        cancel = clock.setTimer(GRACE_MS, () => resolve(null));
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([running, overdue]);
    } finally {
      cancel();
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #record(call: PreparedCall, answer: Answered): Promise<Answered> {
    const { options, emit } = this.#run;
    const { id, name } = call.block;
    const text = isTooLong(answer.text)
      ? boundText(answer.text, await options.conversation.spill(id, answer.text))
      : answer.text;
    const { isError, outcome, result } = answer;
    await options.conversation.append({ type: 'result', toolUseId: id, content: text, isError, outcome });
    emit({ kind: 'result', callId: id, tool: name, isError, text, result });
    return { ...answer, text };
  }

  #isNew({ parsed }: PreparedCall): boolean {
    if (!parsed.ok) return false;
    const signature = callSignature(parsed.tool, parsed.value);
    if (this.#seen.has(signature)) return false;
    this.#seen.add(signature);
    return true;
  }

  async #watchOver({ block, parsed }: PreparedCall, answer: Answered, notes: string[]): Promise<RunStop | null> {
    const signature = callSignature(block.name, parsed.ok ? parsed.value : block.input);
    const seen = this.#watch.note(signature, answer.text, answer.isError);
    if (seen.verdict === 'fine') return null;
    const evidence = seen.verdict === 'error-streak' ? {} : { signature: seen.signature };
    try {
      await this.#run.journal.alarm(block.id, {
        alarm: seen.verdict,
        tool: block.name,
        count: seen.count,
        ...evidence,
      });
    } catch (thrown) {
      if (thrown instanceof RunStop) return thrown;
      throw thrown;
    }
    if (seen.verdict === 'stop') return stuck(block.name, seen.count);
    notes.push(seen.verdict === 'nudge' ? repeats(block.name, seen.count) : failsOnly(seen.count));
    return null;
  }
}

const notStarted: Answered = {
  text: 'Not started: the run ended before its turn came.',
  isError: true,
  outcome: 'not-started',
  result: null,
};

/** A person or a rule said no, as opposed to a part of the gate that failed and may work the next time. */
function isFinal(decision: Decision): boolean {
  const people: readonly string[] = [builtInRules.noApprover, builtInRules.refused];
  return decision.reasons.some(({ rule, layer }) => layer !== 'gate' || people.includes(rule));
}

function lost(thrown: unknown): Answered {
  const error = thrown instanceof RunStop ? thrown.error : asCordonError(thrown, 'internal', 'cordon doctor');
  const stop = thrown instanceof RunStop ? thrown : new RunStop(statusOf(error), error);
  return {
    text: `The run ended here: ${error.message}. The outcome is unknown.`,
    isError: true,
    outcome: 'unknown',
    result: null,
    stop,
  };
}

/** Neighbours that may run side by side, together; every other call alone. Order is kept. */
function batches(calls: readonly PreparedCall[]): readonly (readonly PreparedCall[])[] {
  const list: PreparedCall[][] = [];
  for (const call of calls) {
    const last = list.at(-1);
    const joins = last !== undefined && isSafe(call) && last.every(isSafe) && last.length < MAX_PARALLEL;
    if (joins) last.push(call);
    else list.push([call]);
  }
  return list;
}

function isSafe({ parsed }: PreparedCall): boolean {
  return parsed.ok && toolTraits[parsed.tool].concurrencySafe;
}

function droppedTool(tool: string): InputProblem {
  return { path: '$tool', expected: 'another tool', got: tool };
}

function repeats(tool: string, count: number): string {
  return `Note by cordon: this call of ${tool} was made ${count} times with the same result. Try something else, or finish and say what is missing.`;
}

function failsOnly(count: number): string {
  return `Note by cordon: the last ${count} calls all failed. Think again about the approach, or finish and say what stands in the way.`;
}

function stuck(tool: string, count: number): RunStop {
  const text = `the model goes in circles: the same call of ${tool} came ${count} times with the same result`;
  const hint = 'run it again with a smaller or clearer task; the work so far is kept in the session';
  return new RunStop('stuck', new CordonError('stuck', text, hint));
}

function badCalls(): RunStop {
  const hint = 'run it again, or with another --model; the work so far is kept in the session';
  return new RunStop(
    'bad-calls',
    new CordonError('bad-calls', 'the model keeps sending calls that no tool takes', hint),
  );
}
