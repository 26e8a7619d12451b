/** What a person sees of a run: each call with its verdict and reason, live output, results. Everything on stderr but the model's text. */
import type { AgentEvent, ReadyRun } from '../index.ts';
import { CallBlock } from './call-block.ts';
import type { Output } from './output.ts';
import { visibleLine } from './terminal-text.ts';

type LiveState = Extract<AgentEvent, { kind: 'live.state' }>;

export class RunScreen {
  readonly #out: Output;
  /**
   * Calls that have begun, oldest first. Calls may run side by side; only the oldest is shown live, the others hold
   * their lines back, so that a line never stands under the wrong call.
   */
  readonly #blocks = new Map<string, CallBlock>();
  #inText = false;

  constructor(out: Output) {
    this.#out = out;
  }

  ready({ sessionId, imported, policy, provider }: ReadyRun): void {
    const out = this.#out;
    const engine = provider.scripted ? `${provider.name} (a script, no model)` : `${provider.name} ${provider.model}`;
    out.note(`session ${sessionId}`);
    out.note(`provider ${engine}, policy ${policy.layers.map(({ layer, id }) => `${layer} ${id}`).join(', ')}`);
    const size = (imported.bytes / 2 ** 20).toFixed(1);
    out.note(`copied in ${imported.files} files, ${size} MiB; the host tree is not touched`);
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
        this.#out.answerPart(event.text);
        return;
      case 'live.withdrawn':
        this.end();
        this.#out.note(`(the text above is withdrawn: ${visibleLine(event.why)})`);
        return;
      case 'live.state':
        this.#state(event);
        return;
      case 'decision':
        this.end();
        this.#begin(event);
        return;
      case 'output':
        this.#blocks.get(event.callId)?.output(event.stream, event.chunk);
        return;
      case 'result':
        this.#result(event);
        return;
    }
  }

  /** Ends a line of model text that is still open. */
  end(): void {
    if (this.#inText) this.#out.answerPart('\n');
    this.#inText = false;
  }

  /** Only what lasts: a state that is over at once needs no line. */
  #state({ state, detail, elapsedMs }: LiveState): void {
    if (elapsedMs === 0 && state !== 'retrying') return;
    this.end();
    const since = elapsedMs > 0 ? ` ${Math.round(elapsedMs / 1000)} s` : '';
    this.#out.painted(this.#out.paint('dim', `  … ${state}${since}${detail === '' ? '' : `: ${detail}`}`));
  }

  #begin({ call, decision }: Extract<AgentEvent, { kind: 'decision' }>): void {
    const block = new CallBlock(this.#out, this.#blocks.size === 0);
    this.#blocks.set(call.id, block);
    block.decision(call, decision);
  }

  #result(event: Extract<AgentEvent, { kind: 'result' }>): void {
    // A call that never reached the gate has no block yet.
    const block = this.#blocks.get(event.callId) ?? new CallBlock(this.#out, this.#blocks.size === 0);
    this.#blocks.set(event.callId, block);
    block.result(event);
    for (const [id, oldest] of this.#blocks) {
      oldest.goLive();
      if (!oldest.ended) return;
      this.#blocks.delete(id);
    }
  }
}
