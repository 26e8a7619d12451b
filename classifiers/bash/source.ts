/** A text that bash reads, with the way back to the command as the user wrote it. Nested texts (`bash -c`, backticks) chain. */

/** Half-open, in UTF-16 units of the original command. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch of the text that was copied unchanged from the outer text. */
export interface Piece {
  readonly at: number;
  readonly from: number;
  readonly length: number;
}

export interface Source {
  readonly text: string;
  /** Range of the original command for a range of this text. */
  range(start: number, end: number): Range;
}

export function originalSource(text: string): Source {
  return { text, range: (start, end) => ({ start, end }) };
}

/** A text whose characters stand one after another somewhere in the outer text, with gaps. */
export function piecedSource(outer: Source, text: string, pieces: readonly Piece[]): Source {
  const locate = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = pieces[low];
    return piece === undefined ? 0 : piece.from + Math.min(offset - piece.at, piece.length);
  };
  return {
    text,
    range: (start, end) => outer.range(locate(start), end > start ? locate(end - 1) + 1 : locate(start)),
  };
}

/** A text made from a word of the outer text. Shown exactly where it stands there verbatim, else as the whole word. */
export function derivedSource(outer: Source, text: string, start: number, end: number): Source {
  const at = outer.text.slice(start, end).indexOf(text);
  if (text !== '' && at >= 0) {
    return { text, range: (from, to) => outer.range(start + at + from, start + at + to) };
  }
  const whole = outer.range(start, end);
  return { text, range: () => whole };
}

/** As `derivedSource`, for a place that is known only as a range of the original command. */
export function fixedSource(original: string, text: string, whole: Range): Source {
  const at = text === '' ? -1 : original.slice(whole.start, whole.end).indexOf(text);
  if (at < 0) return { text, range: () => whole };
  const base = whole.start + at;
  return { text, range: (start, end) => ({ start: base + start, end: base + end }) };
}
