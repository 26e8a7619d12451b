/**
 * How much work the parser may do for a text. Ordinary text is read about once, in linear time. Error recovery, and text that
 * can be read in many ways, take time that grows with the square of the length: the lexer looks far ahead from each token, or a
 * stack is copied again and again. The work is counted, never timed: the same text is given up on each machine.
 */

/** UTF-16 units handed to the parser at once: a lexer that looks ahead comes back for more, which is what is counted. */
const CHUNK = 1024;

/** Ordinary text is read twice at most. */
const READS = { base: 32, perChunk: 8 };
/** Reports come every hundred operations or so; ordinary text needs one for each sixty characters. */
const REPORTS = { base: 200, perCharacter: 1 / 8 };
/** A text that stays broken for that many reports. */
const ERROR_REPORTS = 30;

export class ParseBudget {
  readonly #text: string;
  readonly #maxReads: number;
  readonly #maxReports: number;
  #reads = 0;
  #reports = 0;
  #errors = 0;

  constructor(text: string) {
    this.#text = text;
    this.#maxReads = READS.base + (READS.perChunk * text.length) / CHUNK;
    this.#maxReports = REPORTS.base + REPORTS.perCharacter * text.length;
  }

  get exceeded(): boolean {
    return this.#reads > this.#maxReads || this.#reports > this.#maxReports || this.#errors > ERROR_REPORTS;
  }

  /** For a parser that calls back for its text: past the budget there is none left. */
  readonly read = (offset: number): string | undefined => {
    this.#reads += 1;
    return this.exceeded ? undefined : this.#text.slice(offset, offset + CHUNK);
  };

  /** For a parser that reports its progress; true stops it. */
  readonly report = (state: { hasError: boolean }): boolean => {
    this.#reports += 1;
    if (state.hasError) this.#errors += 1;
    return this.exceeded;
  };
}
