/**
 * A second reader of shell text, independent of the grammar: it knows quotes, comments, here-documents and nesting, and
 * nothing else. It finds backslash-newlines and here-documents before the parse, and where a `$(` ends afterwards.
 * Where it is not sure it says so; the caller then counts the text as ambiguous.
 */

export interface Heredoc {
  /** The operator with its delimiter word. */
  readonly start: number;
  readonly end: number;
  /** The body and the line that ends it. `bodyEnd` excludes that line, `close` includes it. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly close: number;
  /** A quoted delimiter: the body is taken as it stands. */
  readonly quoted: boolean;
  readonly stripTabs: boolean;
}

export interface Scan {
  readonly continuations: readonly number[];
  readonly heredocs: readonly Heredoc[];
  /** Why the reading may differ from bash's; null where it cannot. */
  readonly doubt: string | null;
  /** Offset behind the closing character, for `scanSubstitution`; else the length of the text. */
  readonly end: number;
}

interface OpenHeredoc {
  readonly start: number;
  readonly end: number;
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
}

type Frame =
  | { kind: 'code'; close: ')' | null; parens: number; cases: number; commandStart: boolean }
  | { kind: 'double' }
  | { kind: 'parameter'; inDouble: boolean }
  | { kind: 'arithmetic'; close: '))' | ']'; depth: number };

const BLANK = /[ \t]/;
const WORD_END = /[ \t\n;&|()<>]/;
/** Keywords after which a command word may follow. */
const OPENERS = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time', 'in']);

/** Reads a whole script. */
export function scanScript(text: string): Scan {
  return new Scanner(text).run(0, { kind: 'code', close: null, parens: 0, cases: 0, commandStart: true });
}

/** Reads from behind a `$(`, `<(` or `>(` to behind its `)`. */
export function scanSubstitution(text: string, start: number): Scan {
  return new Scanner(text).run(start, { kind: 'code', close: ')', parens: 0, cases: 0, commandStart: true });
}

class Scanner {
  readonly #text: string;
  #at = 0;
  readonly #frames: Frame[] = [];
  readonly #continuations: number[] = [];
  readonly #heredocs: Heredoc[] = [];
  #open: OpenHeredoc[] = [];
  #doubt: string | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  run(start: number, first: Frame): Scan {
    this.#at = start;
    this.#frames.push(first);
    while (this.#at < this.#text.length && this.#frames.length > 0) {
      if (this.#frames.length > 200) {
        this.#doubt = 'nested too deeply';
        break;
      }
      this.#step();
    }
    if (this.#frames.length > (first.kind === 'code' && first.close === null ? 1 : 0))
      this.#doubt ??= 'unclosed quote or bracket';
    if (this.#open.length > 0) this.#doubt ??= 'here-document without a body';
    return { continuations: this.#continuations, heredocs: this.#heredocs, doubt: this.#doubt, end: this.#at };
  }

  #step(): undefined {
    const frame = this.#frames[this.#frames.length - 1];
    if (frame === undefined) return;
    if (this.#escape()) {
      if (frame.kind === 'code' && this.#text[this.#at - 1] !== '\n') frame.commandStart = false;
      return;
    }
    if (frame.kind === 'code') this.#code(frame);
    else if (frame.kind === 'double') this.#double();
    else if (frame.kind === 'parameter') this.#parameter(frame);
    else this.#arithmetic(frame);
  }

  /** A backslash outside single quotes: joins lines or hides the next character. */
  #escape(): boolean {
    if (this.#text[this.#at] !== '\\') return false;
    if (this.#text[this.#at + 1] === '\n') this.#continuations.push(this.#at);
    this.#at += 2;
    return true;
  }

  #starts(token: string): boolean {
    return this.#text.startsWith(token, this.#at);
  }

  /** Quotes and expansions, which open the same way in each kind of frame. True when something was consumed. */
  #openings(inDouble: boolean): boolean {
    if (this.#starts('$((')) return this.#push({ kind: 'arithmetic', close: '))', depth: 0 }, 3);
    if (this.#starts('$(')) return this.#push({ kind: 'code', close: ')', parens: 0, cases: 0, commandStart: true }, 2);
    if (this.#starts('${')) return this.#push({ kind: 'parameter', inDouble }, 2);
    if (this.#starts('$[')) return this.#push({ kind: 'arithmetic', close: ']', depth: 0 }, 2);
    if (this.#starts('`')) return this.#skipBackticks();
    return false;
  }

  #push(frame: Frame, length: number): true {
    this.#frames.push(frame);
    this.#at += length;
    return true;
  }

  /** Backticks are one opaque stretch here: their text is unescaped and read again by itself. */
  #skipBackticks(): true {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text[at] !== '`') at += this.#text[at] === '\\' ? 2 : 1;
    if (at >= this.#text.length) this.#doubt ??= 'unclosed backtick';
    this.#at = at + 1;
    return true;
  }

  #quotes(): boolean {
    if (this.#starts("$'")) return this.#skipAnsiC();
    if (this.#starts("'")) {
      const close = this.#text.indexOf("'", this.#at + 1);
      if (close < 0) this.#doubt ??= 'unclosed single quote';
      this.#at = close < 0 ? this.#text.length : close + 1;
      return true;
    }
    if (this.#starts('$"')) return this.#push({ kind: 'double' }, 2);
    if (this.#starts('"')) return this.#push({ kind: 'double' }, 1);
    return false;
  }

  #skipAnsiC(): true {
    let at = this.#at + 2;
    while (at < this.#text.length && this.#text[at] !== "'") at += this.#text[at] === '\\' ? 2 : 1;
    if (at >= this.#text.length) this.#doubt ??= 'unclosed quote';
    this.#at = at + 1;
    return true;
  }

  #double(): undefined {
    if (this.#text[this.#at] === '"') {
      this.#frames.pop();
      this.#at += 1;
    } else if (!this.#openings(true)) this.#at += 1;
  }

  #parameter(frame: Frame & { kind: 'parameter' }): undefined {
    if (this.#text[this.#at] === '}') {
      this.#frames.pop();
      this.#at += 1;
    } else if (frame.inDouble && this.#text[this.#at] === "'") this.#at += 1;
    else if (!this.#quotes() && !this.#openings(frame.inDouble)) this.#at += 1;
  }

  #arithmetic(frame: Frame & { kind: 'arithmetic' }): undefined {
    const char = this.#text[this.#at];
    if (frame.depth === 0 && this.#starts(frame.close)) {
      this.#frames.pop();
      this.#at += frame.close.length;
      return;
    }
    if (this.#openings(true)) return;
    if (char === '"') {
      this.#push({ kind: 'double' }, 1);
      return;
    }
    const [left, right] = frame.close === ']' ? '[]' : '()';
    if (char === left) frame.depth += 1;
    else if (char === right) {
      // `((a) | (b))` is a subshell after all; bash decides by trying, we say that we do not know.
      if (frame.depth === 0) this.#doubt ??= 'double parenthesis that is no arithmetic';
      else frame.depth -= 1;
    }
    this.#at += 1;
  }

  #code(frame: Frame & { kind: 'code' }): undefined {
    const char = this.#text[this.#at] ?? '';
    if (char === '\n') return this.#newline(frame);
    if (BLANK.test(char)) {
      this.#at += 1;
      return;
    }
    if (char === '#' && this.#atWordStart()) return this.#comment();
    if (this.#starts('((') && frame.commandStart) {
      this.#push({ kind: 'arithmetic', close: '))', depth: 0 }, 2);
      return;
    }
    if (this.#starts('<<') && !this.#starts('<<<')) return this.#heredocOperator();
    if (this.#starts('<<<')) {
      this.#at += 3;
      return;
    }
    if (';&|'.includes(char)) {
      frame.commandStart = true;
      this.#at += 1;
      return;
    }
    if (char === '(' || char === ')') return this.#parenthesis(frame, char);
    if (this.#quotes() || this.#openings(false)) {
      frame.commandStart = false;
      return;
    }
    this.#word(frame);
  }

  #atWordStart(): boolean {
    return this.#at === 0 || /[ \t\n;&|()<>]/.test(this.#text[this.#at - 1] ?? '') || this.#text[this.#at - 1] === '`';
  }

  #comment(): undefined {
    const newline = this.#text.indexOf('\n', this.#at);
    this.#at = newline < 0 ? this.#text.length : newline;
  }

  #parenthesis(frame: Frame & { kind: 'code' }, char: string): undefined {
    this.#at += 1;
    frame.commandStart = true;
    if (char === '(') frame.parens += 1;
    else if (frame.parens > 0) frame.parens -= 1;
    else if (frame.cases > 0) return;
    else if (frame.close === ')') this.#frames.pop();
    else this.#doubt ??= 'unmatched parenthesis';
  }

  /** A run of plain characters; only keywords and array subscripts matter. */
  #word(frame: Frame & { kind: 'code' }): undefined {
    const start = this.#at;
    if (this.#text[start] === '<' || this.#text[start] === '>' || this.#text[start] === '$') {
      this.#at += 1;
      return;
    }
    while (this.#at < this.#text.length && !/[ \t\n;&|()<>'"`$\\]/.test(this.#text[this.#at] ?? '')) {
      if (
        this.#text[this.#at] === '[' &&
        frame.commandStart &&
        /^[A-Za-z_]\w*$/.test(this.#text.slice(start, this.#at))
      ) {
        this.#push({ kind: 'arithmetic', close: ']', depth: 0 }, 1);
        return;
      }
      this.#at += 1;
    }
    const word = this.#text.slice(start, this.#at);
    const whole = this.#at >= this.#text.length || WORD_END.test(this.#text[this.#at] ?? '');
    if (frame.commandStart && whole && word === 'case') frame.cases += 1;
    else if (frame.commandStart && whole && word === 'esac' && frame.cases > 0) frame.cases -= 1;
    frame.commandStart = frame.commandStart && whole && (OPENERS.has(word) || /^\w+=/.test(word));
  }

  #heredocOperator(): undefined {
    const start = this.#at;
    const stripTabs = this.#text[this.#at + 2] === '-';
    this.#at += stripTabs ? 3 : 2;
    while (BLANK.test(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#delimiter();
    if (word.text === '' && !word.quoted) {
      this.#doubt ??= 'here-document without a delimiter';
      return;
    }
    this.#open.push({ start, end: this.#at, delimiter: word.text, quoted: word.quoted, stripTabs });
  }

  #delimiter(): { text: string; quoted: boolean } {
    let text = '';
    let quoted = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || WORD_END.test(char)) return { text, quoted };
      if (char === "'" || char === '"') {
        const close = this.#text.indexOf(char, this.#at + 1);
        if (close < 0 || (char === '"' && /[\\$`]/.test(this.#text.slice(this.#at, close)))) {
          this.#doubt ??= 'delimiter that cannot be read';
          this.#at = this.#text.length;
          return { text, quoted };
        }
        text += this.#text.slice(this.#at + 1, close);
        this.#at = close + 1;
        quoted = true;
      } else if (char === '\\') {
        if (this.#text[this.#at + 1] === '\n') this.#doubt ??= 'line joined inside a delimiter';
        text += this.#text[this.#at + 1] ?? '';
        this.#at += 2;
        quoted = true;
      } else {
        if (char === '$' || char === '`') this.#doubt ??= 'delimiter with an expansion';
        text += char;
        this.#at += 1;
      }
    }
  }

  #newline(frame: Frame & { kind: 'code' }): undefined {
    this.#at += 1;
    frame.commandStart = true;
    const open = this.#open;
    this.#open = [];
    for (const heredoc of open) this.#body(heredoc);
  }

  /** Reads lines to the one that is the delimiter. In an unquoted body a joined line is no delimiter. */
  #body(open: OpenHeredoc): undefined {
    const bodyStart = this.#at;
    let joined = false;
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at);
      const lineEnd = newline < 0 ? this.#text.length : newline;
      const line = this.#text.slice(this.#at, lineEnd);
      if (!joined && (open.stripTabs ? line.replace(/^\t+/, '') : line) === open.delimiter) {
        this.#heredocs.push({ ...open, bodyStart, bodyEnd: this.#at, close: Math.min(lineEnd + 1, this.#text.length) });
        this.#at = Math.min(lineEnd + 1, this.#text.length);
        return;
      }
      joined = !open.quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
      this.#at = Math.min(lineEnd + 1, this.#text.length);
      // In `$(cat <<E ... E)` bash accepts the closing parenthesis on the delimiter's line; we refuse to guess.
      if (
        line.startsWith(open.delimiter) &&
        /^[)`"]/.test(line.slice(open.delimiter.length)) &&
        open.delimiter !== ''
      ) {
        this.#doubt ??= 'delimiter followed by a bracket';
      }
    }
    this.#doubt ??= 'here-document without an end';
    this.#heredocs.push({ ...open, bodyStart, bodyEnd: this.#text.length, close: this.#text.length });
  }
}
