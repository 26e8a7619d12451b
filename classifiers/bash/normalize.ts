/**
 * What stands between the bytes and the grammar: joins lines as bash does and takes here-documents out of the text, because
 * the grammar misreads both (silent gaps 1 and 6, and most of its loud ones). Offsets lead back to the original.
 */
import type { Heredoc } from './heredocs.ts';
import { scanScript } from './scan.ts';
import { type Piece, piecedSource, type Source } from './source.ts';

export interface HeredocBody {
  readonly text: string;
  readonly source: Source;
  readonly quoted: boolean;
}

export interface Normalized {
  readonly source: Source;
  /** Keyed by the offset, in the normalised text, of the redirect that stands for it. */
  readonly heredocs: ReadonlyMap<number, HeredocBody>;
  readonly doubt: string | null;
}

/** Stands in the text for a here-document; recognised by its offset, never by its name. */
const PLACEHOLDER = '</heredoc';

const NO_HEREDOCS: ReadonlyMap<number, HeredocBody> = new Map();

export function normalize(outer: Source): Normalized {
  const text = outer.text;
  if (!text.includes('\\\n') && !text.includes('<<')) return { source: outer, heredocs: NO_HEREDOCS, doubt: null };
  const scan = scanScript(text);
  if (scan.continuations.length === 0 && scan.heredocs.length === 0) {
    return { source: outer, heredocs: new Map(), doubt: scan.doubt };
  }
  const builder = new TextBuilder(text);
  const heredocs = new Map<number, HeredocBody>();
  for (const cut of cuts(scan.continuations, scan.heredocs)) {
    builder.copyTo(cut.start);
    if (cut.heredoc !== null) {
      heredocs.set(builder.length, bodyOf(outer, cut.heredoc));
      builder.insert(PLACEHOLDER);
    }
    builder.skipTo(cut.end);
  }
  builder.copyTo(text.length);
  return { source: piecedSource(outer, builder.text, builder.pieces), heredocs, doubt: scan.doubt };
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly heredoc: Heredoc | null;
}

function cuts(continuations: readonly number[], heredocs: readonly Heredoc[]): Cut[] {
  const bodies = heredocs.map((heredoc) => ({ start: heredoc.bodyStart, end: heredoc.close, heredoc: null }));
  const operators = heredocs.map((heredoc) => ({ start: heredoc.start, end: heredoc.end, heredoc }));
  const joins = continuations.map((at) => ({ start: at, end: at + 2, heredoc: null }));
  return [...bodies, ...operators, ...joins].sort((a, b) => a.start - b.start);
}

function bodyOf(outer: Source, heredoc: Heredoc): HeredocBody {
  const raw = outer.text.slice(heredoc.bodyStart, heredoc.bodyEnd);
  const builder = new TextBuilder(raw);
  const pattern = heredoc.stripTabs ? /^\t+/gm : null;
  if (pattern !== null) {
    for (const match of raw.matchAll(pattern)) {
      builder.copyTo(match.index);
      builder.skipTo(match.index + match[0].length);
    }
  }
  builder.copyTo(raw.length);
  const shifted = builder.pieces.map((piece) => ({ ...piece, from: piece.from + heredoc.bodyStart }));
  return {
    text: builder.text,
    source: piecedSource(outer, builder.text, shifted),
    quoted: heredoc.quoted,
  };
}

/** Copies a text with cuts and insertions, noting where each copied piece came from. */
class TextBuilder {
  readonly #from: string;
  #parts: string[] = [];
  #at = 0;
  length = 0;
  readonly pieces: Piece[] = [];

  constructor(from: string) {
    this.#from = from;
  }

  copyTo(end: number): void {
    if (end <= this.#at) return;
    this.pieces.push({ at: this.length, from: this.#at, length: end - this.#at });
    this.#add(this.#from.slice(this.#at, end));
    this.#at = end;
  }

  insert(text: string): void {
    this.pieces.push({ at: this.length, from: this.#at, length: 1 });
    this.#add(text);
  }

  skipTo(end: number): void {
    this.#at = Math.max(this.#at, end);
  }

  get text(): string {
    return this.#parts.join('');
  }

  #add(text: string): void {
    this.#parts.push(text);
    this.length += text.length;
  }
}
