/** A command as a person should see it: control characters visible, and a line of marks under each risky span. */
import type { Span } from '../contract/assessment.ts';
import { columnsOf } from './display-width.ts';
import { visibleLine } from './terminal-text.ts';

export interface MarkedLine {
  /** Escaped text of one line of the command. */
  readonly text: string;
  /** `^` under each marked column, blank elsewhere; empty when nothing on the line is marked. */
  readonly marks: string;
}

/** One character as it is shown. */
export interface Cell {
  /** Escaped; the combining marks that follow belong to it. */
  readonly text: string;
  readonly columns: number;
  /** UTF-8 byte offsets in the command. */
  readonly span: Span;
}

/** The lines of a command in cells. The last cell of a line that takes no column stands for its end. */
export function cellsOf(command: string): Cell[][] {
  const lines: Cell[][] = [];
  let line: Cell[] = [];
  let offset = 0;
  const end = (bytes: number) => {
    lines.push([...line, { text: '', columns: 0, span: { start: offset, end: offset + bytes } }]);
    line = [];
  };
  for (const char of command) {
    const span = { start: offset, end: offset + Buffer.byteLength(char) };
    const text = visibleLine(char);
    const columns = columnsOf(text);
    const before = line.at(-1);
    if (char === '\n') end(1);
    else if (columns > 0) line.push({ text, columns, span });
    // Nothing to combine with: shown as its number, or the mark would sit on what stands left of the command.
    else if (before === undefined) line.push(spelled(char, span));
    else
      line[line.length - 1] = {
        ...before,
        text: before.text + text,
        span: { start: before.span.start, end: span.end },
      };
    offset = span.end;
  }
  end(0);
  return lines;
}

function spelled(char: string, span: Span): Cell {
  const text = `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  return { text, columns: text.length, span };
}

/** Whether a span covers the cell; an empty span covers what begins there. */
export function covers(span: Span, cell: Cell): boolean {
  if (span.start === span.end)
    return cell.span.start <= span.start && span.start < Math.max(cell.span.end, cell.span.start + 1);
  return span.start < cell.span.end && cell.span.start < span.end;
}

/** Spans are half-open UTF-8 byte ranges, as findings carry them. */
export function markCommand(command: string, spans: readonly Span[]): MarkedLine[] {
  return cellsOf(command).map((cells) => {
    const marks = cells.map((cell) => (spans.some((span) => covers(span, cell)) ? '^' : ' ').repeat(cell.columns));
    return { text: cells.map((cell) => cell.text).join(''), marks: marks.join('').trimEnd() };
  });
}
