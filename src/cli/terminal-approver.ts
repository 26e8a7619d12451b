/**
 * Puts an ask to the person at the terminal.
 * INVARIANT: only a typed `y` or `yes` is a yes. Enter, end of input, a time-out, Ctrl-C and anything else are a no, and
 * what was typed before the question stood on the screen is thrown away.
 */
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Approval, Approver, Assessment, Decision, ToolCall } from '../contract/index.ts';
import type { Invocation } from './command.ts';
import { markCommand } from './marked-command.ts';
import { reasonText } from './reason-line.ts';
import { visibleLine, visibleShort } from './terminal-text.ts';
import { wrap } from './wrap.ts';

export interface TerminalApproverOptions {
  readonly input: Readable;
  /** Gets escaped text only. */
  readonly write: (text: string) => void;
  readonly signal: AbortSignal;
  /** Width of the terminal. */
  readonly columns: number;
  /** How long the question waits, in milliseconds. */
  readonly timeoutMs: number;
  /** Told before and after each question, so that the screen can hold its own lines back. */
  readonly onAsking?: (asking: boolean) => void;
}

/** A person is there when both ends are a terminal; otherwise an ask is a denial. */
export function approverFor({ out, signal }: Invocation): Approver | null {
  if (!process.stdin.isTTY || !process.stderr.isTTY || out.json) return null;
  return createTerminalApprover({
    input: process.stdin,
    write: (text) => void process.stderr.write(text),
    signal,
    columns: out.columns,
    timeoutMs: ANSWER_MS,
  });
}

/** How long a question waits for its answer, in milliseconds. */
const ANSWER_MS = 10 * 60_000;

/** Time in which typed-ahead input is collected and dropped, in milliseconds. */
const DRAIN_MS = 30;

export function createTerminalApprover(options: TerminalApproverOptions): Approver {
  let queue: Promise<unknown> = Promise.resolve();
  return {
    // One question at a time: two calls of one turn must not share an answer.
    ask: (call, assessment, decision) => {
      const answer = queue.then(() => askOnce(options, call, assessment, decision));
      queue = answer.catch(() => undefined);
      return answer;
    },
  };
}

async function askOnce(
  options: TerminalApproverOptions,
  call: ToolCall,
  assessment: Assessment,
  decision: Decision,
): Promise<Approval> {
  options.onAsking?.(true);
  try {
    await drain(options.input);
    options.write(questionText(call, assessment, decision, options.columns));
    const answer = await readAnswer(options);
    const granted = /^(y|yes)$/i.test(answer?.trim() ?? '');
    if (answer === null) options.write('\n');
    options.write(granted ? '  approved once, for exactly this call\n' : '  not approved\n');
    return { granted, by: userInfo().username, how: 'terminal', at: new Date().toISOString() };
  } finally {
    options.onAsking?.(false);
  }
}

/** The question without the answer; exported for its test. */
export function questionText(call: ToolCall, assessment: Assessment, decision: Decision, columns: number): string {
  const { command, path } = call.input;
  const lines = ['', `  cordon asks: may the agent run this ${visibleLine(call.tool)} call?`, ''];
  if (typeof command === 'string') {
    const spans = assessment.findings.filter(({ severity }) => severity !== 'info').map(({ span }) => span);
    for (const { text, marks } of markCommand(command, spans)) {
      lines.push(`    ${text}`);
      if (marks !== '') lines.push(`    ${marks}`);
    }
  } else {
    lines.push(`    ${visibleShort(typeof path === 'string' ? path : JSON.stringify(call.input), 400)}`);
  }
  lines.push('');
  for (const reason of decision.reasons) {
    const [first = '', ...rest] = wrap(visibleLine(reasonText(reason)), columns - 9);
    lines.push(`  why: ${first}`, ...rest.map((line) => `       ${line}`));
  }
  lines.push('', '  [y] yes, once   [N] no (Enter) > ');
  return lines.join('\n');
}

async function drain(input: Readable): Promise<void> {
  const drop = () => {};
  input.on('data', drop);
  input.resume();
  await sleep(DRAIN_MS);
  input.off('data', drop);
  input.pause();
}

/** One line, or null at end of input, time-out or interruption. */
function readAnswer({ input, signal, timeoutMs }: TerminalApproverOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, terminal: false });
    const timer = setTimeout(() => finish(null), timeoutMs);
    const aborted = () => finish(null);
    const finish = (answer: string | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      lines.removeAllListeners();
      lines.close();
      resolve(answer);
    };
    if (signal.aborted) return finish(null);
    signal.addEventListener('abort', aborted);
    lines.once('line', finish);
    lines.once('close', () => finish(null));
  });
}
