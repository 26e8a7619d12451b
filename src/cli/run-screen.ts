/** What a person sees of a run: each call with its verdict and reason, live output, results. Everything on stderr but the model's text. */
import type { AgentEvent, ReadyRun } from '../index.ts';
import type { Output, Style } from './output.ts';
import { reasonLine } from './reason-line.ts';
import { visibleLine, visibleShort } from './terminal-text.ts';

const verdictStyles: Readonly<Record<string, Style>> = { allow: 'green', ask: 'yellow', deny: 'red' };
/** Lines of live output shown per call; the rest is counted. */
const shownLines = 12;
const commandColumns = 110;

export class RunScreen {
  readonly #out: Output;
  readonly #decoders = new Map<string, InstanceType<typeof TextDecoder>>();
  readonly #pending = new Map<string, string>();
  readonly #lines = new Map<string, number>();
  #inText = false;

  constructor(out: Output) {
    this.#out = out;
  }

  ready({ sessionId, imported, policy, provider }: ReadyRun): void {
    const { out } = this;
    const engine = provider.scripted ? `${provider.name} (a script, no model)` : `${provider.name} ${provider.model}`;
    out.note(`session ${sessionId}`);
    out.note(`provider ${engine}, policy ${policy.layers.map(({ layer, id }) => `${layer} ${id}`).join(', ')}`);
    out.note(
      `copied in ${imported.files} files, ${(imported.bytes / 2 ** 20).toFixed(1)} MiB; the host tree is not touched`,
    );
    if (imported.leftOut.length > 0) {
      const shown = imported.leftOut.slice(0, 6).map(visibleLine).join(', ');
      const more = imported.leftOut.length > 6 ? ` and ${imported.leftOut.length - 6} more` : '';
      out.note(`left out, as git ignores them: ${shown}${more} (--include PATH copies one in)`);
    }
    for (const { path, reason } of imported.skipped.slice(0, 6)) out.note(`skipped ${visibleLine(path)}: ${reason}`);
    out.note('');
  }

  show(event: AgentEvent): void {
    switch (event.kind) {
      case 'live.text':
        this.#inText = true;
        this.out.answerPart(event.text);
        return;
      case 'live.withdrawn':
        this.#endText();
        this.out.note(`(the text above is withdrawn: ${visibleLine(event.why)})`);
        return;
      case 'live.state':
        if (event.elapsedMs > 0 || event.state === 'retrying' || event.state === 'waiting') this.#state(event);
        return;
      case 'decision':
        this.#endText();
        this.#decision(event);
        return;
      case 'output':
        this.#output(event.callId, event.stream, event.chunk);
        return;
      case 'result':
        this.#result(event);
        return;
    }
  }

  /** Ends a line of model text that is still open. */
  end(): void {
    this.#endText();
  }

  get out(): Output {
    return this.#out;
  }

  #endText(): void {
    if (this.#inText) this.out.answerPart('\n');
    this.#inText = false;
  }

  #state({ state, detail, elapsedMs }: Extract<AgentEvent, { kind: 'live.state' }>): void {
    this.#endText();
    const since = elapsedMs > 0 ? ` ${Math.round(elapsedMs / 1000)} s` : '';
    this.out.painted(this.out.paint('dim', `  … ${state}${since}${detail === '' ? '' : `: ${detail}`}`));
  }

  #decision({ call, decision }: Extract<AgentEvent, { kind: 'decision' }>): void {
    const { out } = this;
    const { command, path, pattern } = call.input;
    const what = [command, path, pattern].find((part) => typeof part === 'string') ?? '';
    const verdict = out.paint(verdictStyles[decision.verdict] ?? 'red', decision.verdict.padEnd(5));
    out.painted(`${verdict} ${out.paint('bold', call.tool)} ${visibleShort(String(what), commandColumns)}`);
    const reasons = decision.verdict === 'allow' ? decision.reasons.slice(0, 1) : decision.reasons;
    for (const reason of reasons) out.painted(`      ${out.paint('dim', reasonLine(reason))}`);
  }

  #output(callId: string, stream: string, chunk: Uint8Array): void {
    const key = `${callId} ${stream}`;
    const decoder = this.#decoders.get(key) ?? new TextDecoder();
    this.#decoders.set(key, decoder);
    const parts = `${this.#pending.get(key) ?? ''}${decoder.decode(chunk, { stream: true })}`.split('\n');
    // An endless line must not grow here: what is too long to show is dropped.
    this.#pending.set(key, (parts.pop() ?? '').slice(0, 4 * commandColumns));
    for (const line of parts) this.#line(callId, line);
  }

  #line(callId: string, line: string): void {
    const count = (this.#lines.get(callId) ?? 0) + 1;
    this.#lines.set(callId, count);
    if (count <= shownLines)
      this.out.painted(`      ${this.out.paint('dim', '│')} ${visibleShort(line, commandColumns)}`);
  }

  #result({ callId, isError, result, text }: Extract<AgentEvent, { kind: 'result' }>): void {
    const { out } = this;
    for (const stream of ['stdout', 'stderr']) {
      const rest = this.#pending.get(`${callId} ${stream}`) ?? '';
      if (rest !== '') this.#line(callId, rest);
      this.#pending.delete(`${callId} ${stream}`);
      this.#decoders.delete(`${callId} ${stream}`);
    }
    const hidden = (this.#lines.get(callId) ?? 0) - shownLines;
    this.#lines.delete(callId);
    if (hidden > 0) out.painted(`      ${out.paint('dim', `│ … ${hidden} more line${hidden === 1 ? '' : 's'}`)}`);
    if (result === null) {
      out.painted(`      ${out.paint('red', '✗')} ${visibleShort(text, commandColumns)}`);
    } else if (result.status !== 'denied') {
      const code = result.exitCode === null ? '' : ` exit ${result.exitCode}`;
      const changed = result.changedFiles.length === 0 ? '' : `, changed ${result.changedFiles.length}`;
      const mark = out.paint(isError ? 'red' : 'green', isError ? '✗' : '✓');
      out.painted(`      ${mark} ${result.status}${code}, ${Math.round(result.durationMs)} ms${changed}`);
    }
    out.note('');
  }
}
