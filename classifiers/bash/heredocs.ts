/** Reads the delimiter and the body of a here-document (Bash Reference Manual, Here Documents). */

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

/** One whose body has not begun yet. */
export interface OpenHeredoc {
  readonly start: number;
  readonly end: number;
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
}

interface Delimiter {
  readonly text: string;
  readonly quoted: boolean;
  readonly end: number;
  readonly doubt: string | null;
}

const WORD_END = /[ \t\n;&|()<>]/;

/** Bash takes it as it stands; whoever writes one means to mislead. */
export const EXPANDED_DELIMITER = 'delimiter with an expansion';

/** Reads from behind the operator. */
export function readDelimiter(text: string, from: number): Delimiter {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  let word = '';
  let quoted = false;
  let doubt: string | null = null;
  for (;;) {
    const char = text[at];
    if (char === undefined || WORD_END.test(char)) break;
    if (char === "'" || char === '"') {
      const close = text.indexOf(char, at + 1);
      if (close < 0 || (char === '"' && /[\\$`]/.test(text.slice(at, close))))
        return { text: word, quoted, end: text.length, doubt: 'delimiter that cannot be read' };
      word += text.slice(at + 1, close);
      at = close + 1;
      quoted = true;
    } else if (char === '\\') {
      if (text[at + 1] === '\n') doubt ??= 'line joined inside a delimiter';
      word += text[at + 1] ?? '';
      at += 2;
      quoted = true;
    } else {
      if (char === '$' || char === '`') doubt ??= EXPANDED_DELIMITER;
      word += char;
      at += 1;
    }
  }
  if (word === '' && !quoted) doubt ??= 'here-document without a delimiter';
  return { text: word, quoted, end: at, doubt };
}

/** Reads lines to the one that is the delimiter. In an unquoted body a joined line is no delimiter. */
export function readBody(text: string, from: number, open: OpenHeredoc): { heredoc: Heredoc; doubt: string | null } {
  let at = from;
  let joined = false;
  let doubt: string | null = null;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const line = text.slice(at, lineEnd);
    const close = Math.min(lineEnd + 1, text.length);
    if (!joined && (open.stripTabs ? line.replace(/^\t+/, '') : line) === open.delimiter)
      return { heredoc: { ...open, bodyStart: from, bodyEnd: at, close }, doubt };
    joined = !open.quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    at = close;
    // In `$(cat <<E ... E)` bash accepts the closing parenthesis on the delimiter's line; we refuse to guess.
    if (line.startsWith(open.delimiter) && /^[)`"]/.test(line.slice(open.delimiter.length)) && open.delimiter !== '')
      doubt ??= 'delimiter followed by a bracket';
  }
  doubt ??= 'here-document without an end';
  return { heredoc: { ...open, bodyStart: from, bodyEnd: text.length, close: text.length }, doubt };
}
