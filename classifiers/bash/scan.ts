/**
 * A second reader of shell text, independent of the grammar: it knows quotes, comments, here-documents and nesting, and
 * nothing else. It finds backslash-newlines and here-documents before the parse, and where a `$(` ends afterwards.
 * Where it is not sure it says so; the caller then counts the text as ambiguous.
 */

import { type Heredoc, type OpenHeredoc, readBody, readDelimiter } from './heredocs.ts';
import { BLANK, begin, type CodeFrame, codeFrame, type Frame, isSpecial, OPENERS, WORD_END } from './scan-frames.ts';

export interface Scan {
  readonly continuations: readonly number[];
  readonly heredocs: readonly Heredoc[];
  /** Why the reading may differ from bash's; null where it cannot. */
  readonly doubt: string | null;
  /** Offset behind the closing character, for `scanSubstitution`; else the length of the text. */
  readonly end: number;
  /** Characters that the grammar takes better as others: see `Mask`. */
  readonly masks: readonly Mask[];
  /** Stages of the longest pipeline. */
  readonly longestPipeline: number;
}

/**
 * Valid bash that the grammar cannot read, spelled for it in the same length: `<<<` as `<`, `<>` as `<`, a brace expansion in the place
 * of a program as a plain word, `x=1` before a redirect as a word. The walk reads the text itself and sees what it is.
 */
export interface Mask {
  readonly at: number;
  readonly as: string;
}

/** Reads a whole script. */
export function scanScript(text: string): Scan {
  return new Scanner(text).run(0, codeFrame(null));
}

/** Reads from behind a `$(`, `<(` or `>(` to behind its `)`. */
export function scanSubstitution(text: string, start: number): Scan {
  return new Scanner(text).run(start, codeFrame(')'));
}

class Scanner {
  readonly #text: string;
  #at = 0;
  readonly #frames: Frame[] = [];
  readonly #continuations: number[] = [];
  readonly #heredocs: Heredoc[] = [];
  readonly #masks: Mask[] = [];
  #longestPipeline = 0;
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
    return {
      continuations: this.#continuations,
      heredocs: this.#heredocs,
      doubt: this.#doubt,
      end: this.#at,
      masks: this.#masks,
      longestPipeline: this.#longestPipeline,
    };
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
    if (this.#starts('$(')) return this.#push(codeFrame(')'), 2);
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

  #code(frame: CodeFrame): undefined {
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
    if (char === '<' || char === '>') return this.#redirect(frame, char);
    if (char === ';' || char === '&' || char === '|') return this.#separator(frame, char);
    if (char === '(' || char === ')') return this.#parenthesis(frame, char);
    if (this.#quotes() || this.#openings(false)) {
      frame.commandStart = false;
      return;
    }
    this.#word(frame);
  }

  /** `a | b` is one pipeline more; `||`, `&&`, `;` and `&` end it. In `>|`, `>&` and `<&` they are part of a redirect. */
  #separator(frame: CodeFrame, char: string): undefined {
    const before = this.#text[this.#at - 1];
    const next = this.#text[this.#at + 1];
    this.#at += 1;
    if (char === '&' && next === '>') return this.#redirect(frame, '>');
    if (char === '|' && next !== '|' && before !== '|') frame.pipes += 1;
    else if (!(char === '&' && before === '|')) frame.pipes = 0;
    this.#longestPipeline = Math.max(this.#longestPipeline, frame.pipes + 1);
    begin(frame);
  }

  #redirect(frame: CodeFrame, char: string): undefined {
    if (this.#text[this.#at + 1] === '(') {
      this.#push(codeFrame(')'), 2);
      frame.commandStart = false;
      return;
    }
    const length = this.#starts('<<<') ? 3 : this.#starts('<>') || this.#starts(`${char}${char}`) ? 2 : 1;
    if (this.#starts('<<<') || this.#starts('<>')) {
      for (let at = this.#at + 1; at < this.#at + length; at += 1) this.#masks.push({ at, as: ' ' });
    }
    this.#at += length;
    if (this.#text[this.#at] === '&' || this.#text[this.#at] === '|') this.#at += 1;
    if (!frame.commandStart) return;
    for (const at of frame.assigned) this.#masks.push({ at, as: '_' });
    frame.assigned = [];
    frame.target = true;
    frame.redirected = true;
  }

  #atWordStart(): boolean {
    return this.#at === 0 || /[ \t\n;&|()<>]/.test(this.#text[this.#at - 1] ?? '') || this.#text[this.#at - 1] === '`';
  }

  #comment(): undefined {
    const newline = this.#text.indexOf('\n', this.#at);
    this.#at = newline < 0 ? this.#text.length : newline;
  }

  #parenthesis(frame: CodeFrame, char: string): undefined {
    this.#at += 1;
    begin(frame);
    if (char === '(') frame.parens += 1;
    else if (frame.parens > 0) frame.parens -= 1;
    else if (frame.cases > 0) return;
    else if (frame.close === ')') this.#frames.pop();
    else this.#doubt ??= 'unmatched parenthesis';
  }

  /** A run of plain characters; only keywords and array subscripts matter. */
  #word(frame: CodeFrame): undefined {
    const start = this.#at;
    if (this.#text[start] === '$') {
      this.#at += 1;
      return;
    }
    while (this.#at < this.#text.length && !isSpecial(this.#text.charCodeAt(this.#at))) {
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
    if (!frame.commandStart) return;
    if (frame.target && whole) {
      frame.target = false;
      return;
    }
    // `3` of `3<>f` is part of the redirect.
    if (/^\d+$/.test(word) && /[<>]/.test(this.#text[this.#at] ?? '')) return;
    frame.commandStart = whole && (OPENERS.has(word) || /^\w+\+?=/.test(word));
    if (whole) this.#maskWord(frame, start, word);
  }

  #maskWord(frame: CodeFrame, start: number, word: string): undefined {
    if (/^\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(word)) {
      for (let at = 0; at < word.length; at += 1)
        if ('{},'.includes(word[at] ?? '')) this.#masks.push({ at: start + at, as: '_' });
    }
    const operator = /^[A-Za-z_]\w*(\+?)=/.exec(word);
    if (operator === null) return;
    const equals = start + operator[0].length - 1;
    for (const at of operator[1] === '+' ? [equals - 1, equals] : [equals]) {
      if (frame.redirected) this.#masks.push({ at, as: '_' });
      else frame.assigned.push(at);
    }
  }

  #heredocOperator(): undefined {
    const start = this.#at;
    const stripTabs = this.#text[this.#at + 2] === '-';
    const word = readDelimiter(this.#text, this.#at + (stripTabs ? 3 : 2));
    this.#doubt ??= word.doubt;
    this.#at = word.end;
    if (word.text === '' && !word.quoted) return;
    this.#open.push({ start, end: word.end, delimiter: word.text, quoted: word.quoted, stripTabs });
  }

  #newline(frame: CodeFrame): undefined {
    this.#at += 1;
    if (!frame.commandStart) frame.pipes = 0;
    begin(frame);
    const open = this.#open;
    this.#open = [];
    for (const heredoc of open) {
      const body = readBody(this.#text, this.#at, heredoc);
      this.#doubt ??= body.doubt;
      this.#heredocs.push(body.heredoc);
      this.#at = body.heredoc.close;
    }
  }
}
