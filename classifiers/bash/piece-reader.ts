/** Reads the text of a word into its pieces: quotes, escapes and expansions, with all that is nested in them. */
import { decodeAnsiC } from './ansi-c.ts';
import { heldByNames } from './arithmetic.ts';
import { findBacktickEnd, readParameter } from './parameters.ts';
import type { Piece } from './pieces.ts';
import { scanSubstitution } from './scan.ts';
import { constantOf, someSegment, unknownValue, type Value } from './values.ts';
import type { ReadMode, WordContext, WordReaders } from './word-context.ts';
import { arithmeticEnd, scanParameterEnd } from './word-ends.ts';

/** Visits all that is live in a stretch of text whose own value does not matter. */
export function visitExpansions(context: WordContext, start: number, end: number, mode: ReadMode): undefined {
  readPieces(context, start, end, mode);
}

export function readPieces(context: WordContext, start: number, end: number, mode: ReadMode): Piece[] {
  const reader = new PieceReader(context, start, end, mode);
  return reader.read();
}

/** Handed to the readers of parts, which need the whole again for what is nested in them. */
const readers: WordReaders = { pieces: readPieces, arithmetic: readArithmetic };

class PieceReader {
  readonly #context: WordContext;
  readonly #text: string;
  readonly #end: number;
  readonly #mode: ReadMode;
  readonly #start: number;
  readonly #pieces: Piece[] = [];
  #at: number;

  constructor(context: WordContext, start: number, end: number, mode: ReadMode) {
    this.#context = context;
    this.#text = context.source.text;
    this.#start = start;
    this.#at = start;
    this.#end = end;
    this.#mode = mode;
  }

  read(): Piece[] {
    // `~+` is the directory at hand.
    if (this.#quoting && /^~\+(?:\/|$)/.test(this.#text.slice(this.#start, Math.min(this.#start + 3, this.#end))))
      this.#value(this.#context.variable('PWD'), this.#start + 2);
    while (this.#at < this.#end) this.#step();
    return this.#pieces;
  }

  get #quoting(): boolean {
    return this.#mode === 'word' || this.#mode === 'parameter';
  }

  #step(): undefined {
    const char = this.#text[this.#at] ?? '';
    if (char === '\\') return this.#escape();
    if (char === '$') return this.#dollar();
    if (char === '`') return this.#backticks();
    if (this.#quoting) {
      if (char === "'") return this.#single();
      if (char === '"') return this.#double(this.#at + 1);
      if ((char === '<' || char === '>') && this.#text[this.#at + 1] === '(') return this.#process(char);
    }
    if (this.#mode === 'word' && /[\s;&|()<>]/.test(char)) {
      this.#context.signal('disagreement', this.#at, this.#at + 1, 'a word with a separator in it');
    }
    this.#plain();
  }

  #add(text: string, quoted: boolean, spelling?: Piece['spelling']): undefined {
    this.#pieces.push({ kind: 'text', text, quoted, ...(spelling === undefined ? {} : { spelling }) });
  }

  #plain(): undefined {
    const start = this.#at;
    this.#at += 1;
    const stop = this.#quoting ? /[\\$`'"<>\s;&|()]/ : /[\\$`]/;
    while (this.#at < this.#end && !stop.test(this.#text[this.#at] ?? '')) this.#at += 1;
    this.#add(this.#text.slice(start, this.#at), !this.#quoting);
  }

  #escape(): undefined {
    const next = this.#text[this.#at + 1] ?? '';
    const inside = !this.#quoting;
    this.#at += 2;
    if (next === '\n') return;
    if (inside) {
      const live = this.#mode === 'double' ? '$`"\\' : '$`\\';
      this.#add(live.includes(next) && next !== '' ? next : `\\${next}`, true);
    } else if (next === '') this.#add('\\', true);
    else this.#add(next, true, /[\w./-]/.test(next) ? 'escape' : undefined);
  }

  #single(): undefined {
    const close = this.#text.indexOf("'", this.#at + 1);
    const end = close < 0 || close >= this.#end ? this.#end : close;
    if (end === this.#end) this.#unclosed();
    this.#add(this.#text.slice(this.#at + 1, end), true);
    this.#at = end + 1;
  }

  #unclosed(): undefined {
    this.#context.signal('disagreement', this.#start, this.#end, 'a quote that is not closed');
  }

  #double(from: number): undefined {
    const end = this.#doubleEnd(from);
    const inner = readPieces(this.#context, from, end, 'double');
    if (inner.length === 0) this.#add('', true);
    this.#pieces.push(...inner.map((piece) => ({ ...piece, quoted: true })));
    this.#at = end + 1;
  }

  /** The closing quote: substitutions inside may hold quotes of their own. */
  #doubleEnd(from: number): number {
    let at = from;
    while (at < this.#end) {
      const char = this.#text[at];
      if (char === '"') return at;
      if (char === '\\') at += 2;
      else if (char === '`') at = findBacktickEnd(this.#text, at);
      else if (char === '$' && this.#text[at + 1] === '(') at = scanSubstitution(this.#text, at + 2).end;
      else if (char === '$' && this.#text[at + 1] === '{') at = scanParameterEnd(this.#text, at);
      else at += 1;
    }
    this.#unclosed();
    return this.#end;
  }

  #backticks(): undefined {
    const close = Math.min(findBacktickEnd(this.#text, this.#at), this.#end);
    if (this.#text[close - 1] !== '`' || close - 1 === this.#at) this.#unclosed();
    const raw = this.#text.slice(this.#at + 1, close - 1);
    const inner = raw.replace(this.#mode === 'double' ? /\\([$`\\"])/g : /\\([$`\\])/g, '$1');
    const value = this.#context.backticks(inner, this.#at, close);
    this.#value(value, close);
  }

  #value(value: Value, end: number, spelling?: Piece['spelling']): undefined {
    this.#pieces.push({
      kind: 'value',
      value: this.#quoting ? splitBy(value, this.#context.variable('IFS')) : value,
      quoted: !this.#quoting,
      ...(spelling === undefined ? {} : { spelling }),
    });
    this.#at = end;
  }

  #process(char: '<' | '>'): undefined {
    const scan = scanSubstitution(this.#text, this.#at + 2);
    const end = Math.min(scan.end, this.#end);
    if (scan.doubt !== null || scan.end > this.#end) {
      return this.#unsure(end);
    }
    const value = this.#context.substitution(this.#at + 2, end - 1, char === '<' ? '<(' : '>(');
    this.#value(value, end);
  }

  /** What stands in it is not read: the text counts as not understood, and what is in plain sight is looked for elsewhere. */
  #unsure(end: number): undefined {
    this.#context.signal('disagreement', this.#at, end, 'a substitution whose end is not sure');
    this.#value({ ...someSegment, texts: null, pattern: false }, end);
  }

  #dollar(): undefined {
    const next = this.#text[this.#at + 1] ?? '';
    if (this.#at + 1 >= this.#end) return this.#literalDollar();
    if (next === '(') return this.#parenthesis();
    if (next === '[') return this.#arithmetic(this.#at + 2, ']');
    if (next === '{' || /[A-Za-z_0-9@*#?$!-]/.test(next)) {
      const read = readParameter(readers, this.#context, this.#at, this.#end, !this.#quoting);
      return this.#value(read.value, read.end, read.spelling);
    }
    if (this.#quoting && next === "'") return this.#ansiC();
    if (this.#quoting && next === '"') return this.#double(this.#at + 2);
    this.#literalDollar();
  }

  #literalDollar(): undefined {
    this.#add('$', true);
    this.#at += 1;
  }

  #ansiC(): undefined {
    let close = this.#at + 2;
    while (close < this.#end && this.#text[close] !== "'") close += this.#text[close] === '\\' ? 2 : 1;
    if (close >= this.#end) this.#unclosed();
    const decoded = decodeAnsiC(this.#text.slice(this.#at + 2, Math.min(close, this.#end)));
    this.#add(decoded.text, true, decoded.hides ? 'ansi-c' : undefined);
    this.#at = Math.min(close, this.#end) + 1;
  }

  #parenthesis(): undefined {
    const start = this.#at;
    if (this.#text[start + 2] === '(') {
      const close = arithmeticEnd(this.#text, start + 3, this.#end);
      if (close !== null) return this.#arithmetic(start + 3, '))', close);
    }
    const scan = scanSubstitution(this.#text, start + 2);
    const end = Math.min(scan.end, this.#end);
    if (scan.doubt !== null || scan.end > this.#end) {
      return this.#unsure(end);
    }
    this.#value(this.#context.substitution(start + 2, Math.max(start + 2, end - 1), '$('), end);
  }

  #arithmetic(from: number, close: string, at = this.#text.indexOf(close, from)): undefined {
    const end = at < 0 || at >= this.#end ? this.#end : at;
    readArithmetic(this.#context, from, end);
    this.#value(someSegment, Math.min(end + close.length, this.#end));
  }
}

/** An unquoted value is split at the characters of IFS; later stages split at blanks, which its default is. */
function splitBy(value: Value, separators: Value): Value {
  const marks = constantOf(separators);
  if (marks === ' \t\n' || value.texts === null || value.fields !== undefined) return value;
  const isPlain = (text: string): boolean =>
    /^[\w./-]*$/.test(text) && ![...(marks ?? '')].some((mark) => text.includes(mark));
  if (value.texts.every(isPlain)) return value;
  const texts = value.texts.map((text) =>
    [...text].map((char) => (marks?.includes(char) === true ? ' ' : char)).join(''),
  );
  const keepsBlanks = value.texts.some((text) =>
    [...text].some((char) => ' \t\n'.includes(char) && marks?.includes(char) !== true),
  );
  if (marks === null || keepsBlanks)
    return unknownValue({ outputs: value.outputs, unknownVariables: value.unknownVariables });
  return { ...value, texts };
}

/** Visits an arithmetic text. Bash evaluates the values of its variables again, and runs what it finds in their subscripts. */
export function readArithmetic(context: WordContext, start: number, end: number): undefined {
  visitExpansions(context, start, end, 'double');
  const text = context.source.text.slice(start, end);
  const code = /[A-Za-z_]/.test(text) ? heldByNames(context.variable, text) : null;
  if (code !== null) context.signal('arithmetic-code', start, end, code, true);
}
