/** Ruby into tokens. Null where a place could be read in more than one way. */
import { CLOSING, closingAt, MAX_TOKENS, type Token } from './tokens.ts';

export function tokenizeRuby(code: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = true;
  while (at < code.length) {
    const rest = code.slice(at, at + 4000);
    const space = /^(?:[ \t\r\f]+|\\\n|#[^\n]*)/.exec(rest)?.[0];
    if (space !== undefined) {
      at += space.length;
      spaced = true;
      continue;
    }
    if (/^=begin\b|^__END__/.test(rest) && (at === 0 || code[at - 1] === '\n')) return null;
    const token = next(code, at, tokens[tokens.length - 1], spaced);
    if (token === null || tokens.length >= MAX_TOKENS) return null;
    tokens.push(token);
    at = token.at.end;
    spaced = false;
  }
  return tokens;
}

type Make = (kind: Token['kind'], length: number, value?: string | null, inner?: readonly string[]) => Token;

function next(code: string, at: number, before: Token | undefined, spaced: boolean): Token | null {
  const rest = code.slice(at, at + 400);
  const make: Make = (kind, length, value = null, inner = []) => ({
    kind,
    text: code.slice(at, at + length),
    value,
    inner,
    at: { start: at, end: at + length },
    spaced,
  });
  const letter = rest[0] ?? '';
  const operand = endsOperand(before, spaced, /^\S\s/.test(rest));
  if (letter === '"' || letter === "'" || letter === '`')
    return quoted(code, at, at, letter, letter, letter === '`' ? 'shell' : 'text', letter !== "'", make);
  if (letter === '%' && operand !== true) {
    const percent = /^%([qQwWiIxrs]?)([^\w\s=])/.exec(rest);
    if (percent !== null)
      return operand === null
        ? null
        : percentLiteral(code, at, percent[1] ?? '', percent[2] ?? '', percent[0].length, make);
  }
  const variable = /^(?:\$(?:[A-Za-z_]\w*|[0-9~*$?!@/\\;,.=:_"<>&`'+-])|@@?[A-Za-z_]\w*)/.exec(rest)?.[0];
  if (variable !== undefined) return make('variable', variable.length);
  const number = /^(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?r?i?)/.exec(rest)?.[0];
  if (number !== undefined) return make('number', number.length);
  if (letter === '/') {
    if (operand === null) return null;
    if (!operand) return pattern(code, at, at, '/', '/', make);
  }
  if (letter === ':' && /^:["A-Za-z_]/.test(rest) && before?.text !== '::' && !(operand === true && !spaced))
    return symbol(code, at, rest, make);
  if (letter === '?' && operand !== true && /^\?[A-Za-z_](?!\w)/.test(rest)) return make('number', 2);
  if (/^<<[~-]?["'`A-Z_a-z]/.test(rest) && operand !== true) return null;
  const word = /^[A-Za-z_][\w]*[?!]?/.exec(rest)?.[0];
  if (word !== undefined) {
    const end =
      /[?!]$/.test(word) && rest[word.length] === '=' && rest[word.length + 1] !== '=' ? word.length - 1 : word.length;
    return make('word', end);
  }
  const sign =
    /^(?:\*\*=?|&\.|\.\.\.?|<=>|===?|=~|!~|!=|<=|>=|\|\|=?|&&=?|<<=?|>>=?|->|=>|::|\.\(|[-+*/%&|^]=|[-+*/%=<>!~?:.,;(){}[\]&|^\n])/.exec(
      rest,
    )?.[0];
  return sign === undefined ? null : make('sign', sign.length);
}

/** Keywords behind which a value begins. */
const BEFORE_VALUE = new Set(
  'if unless while until and or not return when in then do else elsif puts p print pp case yield'.split(' '),
);

/** Null where it cannot be told: `foo /x` may divide or call. */
function endsOperand(before: Token | undefined, spaced: boolean, spaceBehind: boolean): boolean | null {
  if (before === undefined) return false;
  if (before.kind === 'word') {
    if (BEFORE_VALUE.has(before.text)) return false;
    if (!spaced || spaceBehind) return true;
    return null;
  }
  if (before.kind !== 'sign') return true;
  return before.text === ')' || before.text === ']' || before.text === '}';
}

function quoted(
  code: string,
  at: number,
  from: number,
  open: string,
  close: string,
  kind: 'text' | 'shell',
  interpolates: boolean,
  make: Make,
): Token | null {
  const inner: string[] = [];
  const end = interpolates
    ? interpolatedEnd(code, from + 1, open, close, inner)
    : closingAt(code, from + 1, open, close);
  if (end < 0) return null;
  const raw = code.slice(from + 1, end);
  if (!interpolates) return make(kind, end + 1 - at, raw.replace(/\\(['\\])/g, '$1'));
  return make(kind, end + 1 - at, inner.length > 0 || /#[$@]/.test(raw) ? null : unescaped(raw), inner);
}

const PLAIN_CODE = /^(?:[^"'`{}]|"[^"#\\{}]*"|'[^'\\{}]*'|\{[^"'`{}]*\})*$/;

/** Skips `#{...}`, whose code is collected. */
function interpolatedEnd(code: string, from: number, open: string, close: string, inner: string[]): number {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    const letter = code[at];
    if (letter === '\\') at += 1;
    else if (letter === '#' && code[at + 1] === '{') {
      const end = closingAt(code, at + 2, '{', '}');
      // Braces in texts inside: only plain ones are told apart.
      if (end < 0 || !PLAIN_CODE.test(code.slice(at + 2, end))) return -1;
      inner.push(code.slice(at + 2, end));
      at = end;
    } else if (letter === close && depth === 0) return at;
    else if (letter === close) depth -= 1;
    else if (letter === open && open !== close) depth += 1;
  }
  return -1;
}

function unescaped(raw: string): string | null {
  if (/\\[0-7xucCM]/.test(raw)) return null;
  return raw.replace(
    /\\(.)/gs,
    (_, letter: string) => ({ n: '\n', t: '\t', r: '\r', e: '\x1b', s: ' ', a: '\x07' })[letter] ?? letter,
  );
}

function percentLiteral(
  code: string,
  at: number,
  kind: string,
  open: string,
  length: number,
  make: Make,
): Token | null {
  const close = CLOSING[open] ?? open;
  const from = at + length - 1;
  if (kind === 'r') return pattern(code, at, from, open, close, make);
  return quoted(
    code,
    at,
    from,
    open,
    close,
    kind === 'x' ? 'shell' : 'text',
    !'qwis'.includes(kind) || kind === '',
    make,
  );
}

function pattern(code: string, at: number, from: number, open: string, close: string, make: Make): Token | null {
  const inner: string[] = [];
  const end = interpolatedEnd(code, from + 1, open, close, inner);
  if (end < 0) return null;
  const flags = /^[imxounse]*/.exec(code.slice(end + 1))?.[0] ?? '';
  return make('pattern', end + 1 + flags.length - at, null, inner);
}

function symbol(code: string, at: number, rest: string, make: Make): Token | null {
  if (rest[1] === '"') {
    const inner: string[] = [];
    const end = interpolatedEnd(code, at + 2, '"', '"', inner);
    return end < 0 ? null : make('text', end + 1 - at, null, inner);
  }
  const name = /^:[A-Za-z_]\w*[?!=]?/.exec(rest)?.[0] ?? ':';
  return make('text', name.length, name.slice(1));
}
