/** What reading a word needs of the shell around it, and of the readers of its parts. */
import type { SignalKind } from '../analysis.ts';
import type { Piece } from './pieces.ts';
import type { Source } from './source.ts';
import type { Value } from './values.ts';

export interface WordContext {
  readonly source: Source;
  variable(name: string): Value;
  assign(name: string, value: Value): void;
  /** Visits the commands in `[start, end)` and gives what is known of their output. */
  substitution(start: number, end: number, form: '$(' | '<(' | '>('): Value;
  /** As above for a text that is unescaped first. */
  backticks(text: string, start: number, end: number): Value;
  signal(kind: SignalKind, start: number, end: number, detail: string, grave?: boolean): void;
}

/** word: split and globbed; double: inside double quotes or a here-document; parameter: the word in `${x:-word}`. */
export type ReadMode = 'word' | 'double' | 'heredoc' | 'parameter';

export interface WordReaders {
  pieces(context: WordContext, start: number, end: number, mode: ReadMode): Piece[];
  arithmetic(context: WordContext, start: number, end: number): void;
}
