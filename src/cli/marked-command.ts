/** A command as a person should see it: control characters visible, and a line of marks under each risky span. */
import type { Span } from '../contract/assessment.ts';
import { visibleLine } from './terminal-text.ts';

export interface MarkedLine {
  /** Escaped text of one line of the command. */
  readonly text: string;
  /** `^` under each marked column, blank elsewhere; empty when nothing on the line is marked. */
  readonly marks: string;
}

/** Spans are half-open UTF-8 byte ranges, as findings carry them. */
export function markCommand(command: string, spans: readonly Span[]): MarkedLine[] {
  const lines: MarkedLine[] = [];
  let offset = 0;
  let text = '';
  let marks = '';
  const flush = () => {
    lines.push({ text, marks: marks.trimEnd() });
    [text, marks] = ['', ''];
  };
  for (const char of command) {
    const start = offset;
    offset += Buffer.byteLength(char);
    if (char === '\n') {
      flush();
      continue;
    }
    const shown = visibleLine(char);
    const marked = spans.some((span) => start < span.end && offset > span.start);
    text += shown;
    marks += (marked ? '^' : ' ').repeat(columnsOf(shown));
  }
  flush();
  return lines;
}

/** East Asian wide characters and most emoji take two columns (Unicode Standard Annex 11, the main blocks). */
function columnsOf(shown: string): number {
  let columns = 0;
  for (const char of shown) {
    const code = char.codePointAt(0) ?? 0;
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd);
    columns += wide ? 2 : 1;
  }
  return columns;
}
