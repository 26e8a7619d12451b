/** The only place that writes to stdout and stderr. Answers go to stdout; progress, questions and errors to stderr. */
import { styleText } from 'node:util';
import type { CordonError } from '../contract/errors.ts';
import { visible, visibleJson, visibleLine, visibleMessage } from './terminal-text.ts';

export type Style = Parameters<typeof styleText>[0];

export interface Output {
  readonly json: boolean;
  /** Width of the terminal behind stderr, or a usual one. */
  readonly columns: number;
  /** The answer. Escaped, a line feed added. */
  answer(text: string): void;
  /** A part of the answer, such as model text that is still coming. Escaped. */
  answerPart(text: string): void;
  /** A line of the answer, coloured when stdout is a terminal that takes it. Escaped. */
  styled(style: Style, text: string): void;
  /** A line of the answer in parts, each coloured when stdout is a terminal that takes it. Escaped, line feeds too. */
  answerLine(parts: readonly (readonly [style: Style | null, text: string])[]): void;
  /** Width of the terminal behind stdout, or a usual one. */
  readonly answerColumns: number;
  /** The answer byte for byte, for files such as a patch that another program reads. Escaped when stdout is a terminal. */
  answerRaw(text: string): void;
  /** One JSON object on a line of its own. */
  jsonLine(value: unknown): void;
  /** Progress on stderr. Escaped, a line feed added. Silent with `--json`. */
  note(text: string): void;
  /** A part of progress, such as a command's error output. Escaped. Silent with `--json`. */
  notePart(text: string): void;
  /** Why an answer is not what was asked for; also with `--json`. Escaped. */
  complain(text: string): void;
  /** A line on stderr made by `paint`: its parts must have been escaped. Silent with `--json`. */
  painted(line: string): void;
  /** A failure: what, why, and what to type next. */
  error(error: CordonError): void;
  /** Colour for a part of a painted line, when stderr is a terminal that takes it. The text is escaped. */
  paint(style: Style, text: string): string;
}

/** `tap` is told of every string that is written, for a transcript. */
export function createOutput(json: boolean, tap: (written: string) => void = () => {}): Output {
  const toStdout = (text: string) => {
    tap(text);
    process.stdout.write(text);
  };
  const toStderr = (text: string) => {
    tap(text);
    process.stderr.write(text);
  };
  const paint = (style: Style, text: string) =>
    styleText(style, visibleLine(text), { stream: process.stderr, validateStream: true });
  const out: Output = {
    json,
    columns: process.stderr.columns ?? 120,
    answer: (text) => toStdout(`${visible(text)}\n`),
    answerPart: (text) => toStdout(visible(text)),
    styled: (style, text) =>
      toStdout(`${styleText(style, visible(text), { stream: process.stdout, validateStream: true })}\n`),
    answerLine: (parts) => {
      const options = { stream: process.stdout, validateStream: true };
      const shown = parts.map(([style, text]) =>
        style === null ? visibleLine(text) : styleText(style, visibleLine(text), options),
      );
      toStdout(`${shown.join('')}\n`);
    },
    answerColumns: process.stdout.columns ?? 100,
    answerRaw: (text) => toStdout(process.stdout.isTTY ? visible(text) : text),
    jsonLine: (value) => toStdout(`${visibleJson(value)}\n`),
    note: (text) => {
      if (!json) toStderr(`${visible(text)}\n`);
    },
    notePart: (text) => {
      if (!json) toStderr(visible(text));
    },
    complain: (text) => toStderr(`${paint('red', 'cordon:')} ${visibleMessage(text)}\n`),
    painted: (line) => {
      if (!json) toStderr(`${line}\n`);
    },
    error: (error) => {
      if (json)
        out.jsonLine({ kind: 'live.error', error: { code: error.code, message: error.message, hint: error.hint } });
      toStderr(`${paint('red', 'cordon:')} ${visibleMessage(error.message)}\n`);
      if (error.hint !== '') toStderr(`  ${paint('dim', 'next:')} ${visibleMessage(error.hint)}\n`);
    },
    paint,
  };
  return out;
}
