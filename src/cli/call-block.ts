/** The lines of one call on the screen: verdict and reasons, some of its output, how it ended. */
import type { Decision, ToolCall } from '../contract/index.ts';
import type { AgentEvent } from '../index.ts';
import type { Output, Style } from './output.ts';
import { reasonText } from './reason-line.ts';
import { visibleLine, visibleShort } from './terminal-text.ts';
import { wrap } from './wrap.ts';

const verdictStyles: Readonly<Record<Decision['verdict'], Style>> = { allow: 'green', ask: 'yellow', deny: 'red' };
const commandColumns = 110;
/** Lines of output shown for a command, and for a tool that only reads; the rest is counted. */
const shownLines = { bash: 12, others: 4 };

/** Reasons shown of a denial; the log has all of them. */
const shownReasons = 2;
const indent = '      ';

type ResultEvent = Extract<AgentEvent, { kind: 'result' }>;

export class CallBlock {
  readonly #out: Output;
  readonly #held: string[] = [];
  readonly #streams = {
    stdout: { decoder: new TextDecoder(), rest: '' },
    stderr: { decoder: new TextDecoder(), rest: '' },
  };
  #live: boolean;
  #lines = 0;
  #shown = shownLines.others;
  #ended = false;

  constructor(out: Output, live: boolean) {
    this.#out = out;
    this.#live = live;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** From now on lines are shown as they come; what was held back is shown first. */
  goLive(): void {
    this.#live = true;
    for (const line of this.#held.splice(0)) this.#out.painted(line);
  }

  decision(call: ToolCall, { verdict, reasons }: Decision): void {
    const { paint } = this.#out;
    if (call.tool === 'bash') this.#shown = shownLines.bash;
    const { command, path, pattern } = call.input;
    const what = [command, path, pattern].find((part) => typeof part === 'string') ?? '';
    const shownVerdict = paint(verdictStyles[verdict], verdict.padEnd(5));
    this.#line(`${shownVerdict} ${paint('bold', call.tool)} ${visibleShort(String(what), commandColumns)}`);
    const shown = reasons.slice(0, verdict === 'allow' ? 1 : shownReasons);
    for (const reason of shown) this.#wrapped(reasonText(reason));
    const instead = reasons.find(({ suggestion }) => suggestion !== null)?.suggestion;
    if (verdict !== 'allow' && instead) this.#wrapped(`instead: ${instead}`);
  }

  output(name: 'stdout' | 'stderr', chunk: Uint8Array): void {
    const stream = this.#streams[name];
    const parts = `${stream.rest}${stream.decoder.decode(chunk, { stream: true })}`.split('\n');
    // An endless line must not grow here: what is too long to show is dropped.
    stream.rest = (parts.pop() ?? '').slice(0, 4 * commandColumns);
    for (const part of parts) this.#outputLine(part);
  }

  result({ isError, result, text }: ResultEvent): void {
    const { paint } = this.#out;
    for (const { rest } of Object.values(this.#streams)) if (rest !== '') this.#outputLine(rest);
    const hidden = this.#lines - this.#shown;
    if (hidden > 0) this.#line(`${indent}${paint('dim', `│ … ${hidden} more line${hidden === 1 ? '' : 's'}`)}`);
    if (result === null) {
      this.#line(`${indent}${paint('red', '✗')} ${visibleShort(text, commandColumns)}`);
    } else if (result.status !== 'denied') {
      const code = result.exitCode === null ? '' : ` exit ${result.exitCode}`;
      const changed = result.changedFiles.length === 0 ? '' : `, changed ${result.changedFiles.length}`;
      const mark = paint(isError ? 'red' : 'green', isError ? '✗' : '✓');
      this.#line(`${indent}${mark} ${result.status}${code}, ${Math.round(result.durationMs)} ms${changed}`);
    }
    this.#line('');
    this.#ended = true;
  }

  #wrapped(text: string): void {
    const width = Math.max(40, this.#out.columns - indent.length - 2);
    for (const line of wrap(visibleLine(text), width)) this.#line(`${indent}${this.#out.paint('dim', line)}`);
  }

  #outputLine(line: string): void {
    this.#lines += 1;
    if (this.#lines > this.#shown) return;
    this.#line(`${indent}${this.#out.paint('dim', '│')} ${visibleShort(line.replaceAll('\t', '  '), commandColumns)}`);
  }

  #line(line: string): void {
    if (this.#live) this.#out.painted(line);
    else this.#held.push(line);
  }
}
