/** Perl into tokens. Null where a place could be read in more than one way. */
import { HOME_MARK } from '../../analysis.ts';
import { CLOSING, closingAt, MAX_TOKENS, type Token } from './tokens.ts';

/** Words behind which a slash begins a pattern. */
const BEFORE_PATTERN = new Set(
  'and or not if unless while until split grep map join return print push unshift x lt gt le ge eq ne cmp when xor say'.split(
    ' ',
  ),
);

export function tokenizePerl(code: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = true;
  while (at < code.length) {
    const space = /^(?:\s+|#[^\n]*)/.exec(code.slice(at, at + 4000))?.[0];
    if (space !== undefined) {
      at += space.length;
      spaced = true;
      continue;
    }
    if (/^\n?=[a-z]/.test(code.slice(at)) && (at === 0 || code[at - 1] === '\n')) return null;
    const token = next(code, at, tokens[tokens.length - 1], spaced);
    if (token === null || tokens.length >= MAX_TOKENS) return null;
    if (token.text === '__END__' || token.text === '__DATA__') return tokens;
    tokens.push(token);
    at = token.at.end;
    spaced = false;
  }
  return tokens;
}

function next(code: string, at: number, before: Token | undefined, spaced: boolean): Token | null {
  const rest = code.slice(at, at + 400);
  const make = (
    kind: Token['kind'],
    length: number,
    value: string | null = null,
    inner: readonly string[] = [],
  ): Token => ({
    kind,
    text: code.slice(at, at + length),
    value,
    inner,
    at: { start: at, end: at + length },
    spaced,
  });
  const letter = rest[0] ?? '';
  const afterOperand = endsOperand(before);
  const variable =
    /^(?:\$#\$*[A-Za-z_]\w*|\$#?\{\^?\w+\}|[$@%&*]\$*(?:::)?[A-Za-z_]\w*(?:(?:::|')[A-Za-z_]\w*)*|\$#?\$*\{|[@%]\$*\{|\$#?\$+[A-Za-z_]\w*|\$\^\w|\$[0-9]+|\$[&`'+!@/\\,;.0_|"<>()[\]$-]|@[_+-]|%[+!-])/.exec(
      rest,
    )?.[0];
  if (variable !== undefined && !(afterOperand && '%&*'.includes(letter))) {
    if (variable.endsWith('{'))
      return variable.length === 2 || /^\$#\{$|^[$@%]\$*\{$/.test(variable) ? make('sign', variable.length - 1) : null;
    return make('variable', variable.length);
  }
  if (/^\$/.test(rest)) return null;
  if (letter === '"' || letter === '`')
    return quoted(code, at, at, letter, letter, letter === '`' ? 'shell' : 'text', true, make);
  if (letter === "'") return quoted(code, at, at, letter, letter, 'text', false, make);
  const number = /^(?:0[xXbB][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)/.exec(rest)?.[0];
  if (number !== undefined) return make('number', number.length);
  const word = /^[A-Za-z_]\w*(?:(?:::)\w+)*/.exec(rest)?.[0];
  if (word !== undefined) return wordToken(code, at, word, before, make);
  if (letter === '/')
    return afterOperand === null
      ? null
      : afterOperand
        ? make('sign', rest.startsWith('//') ? 2 : 1)
        : matcher(code, at, at, make);
  if (letter === '<') {
    const handle = /^<(?:\$?\w*|<>|[\w.*?/-]+)>/.exec(rest)?.[0];
    if (handle !== undefined && !afterOperand) return make('number', handle.length);
    if (/^<<["'~A-Za-z_]/.test(rest)) return null;
  }
  if (/^-[a-zA-Z](?!\w)/.test(rest) && !afterOperand) return make('sign', 2);
  const sign =
    /^(?:->|=>|\*\*=?|\+\+|--|=~|!~|<=>|\.\.\.?|\|\|=?|&&=?|\/\/=?|==|!=|<=|>=|<<|>>|::|[-+*/.%x&|^]=|[-+*/%=<>!~\\?:.,;(){}[\]&|^@$])/.exec(
      rest,
    )?.[0];
  return sign === undefined ? null : make('sign', sign.length);
}

/** Null where it cannot be told: behind a closing brace or a word that may be a function. */
function endsOperand(before: Token | undefined): boolean | null {
  if (before === undefined) return false;
  if (before.kind === 'word') return BEFORE_PATTERN.has(before.text) ? false : null;
  if (before.kind !== 'sign') return true;
  if (before.text === '}') return null;
  return before.text === ')' || before.text === ']';
}

type Make = (kind: Token['kind'], length: number, value?: string | null, inner?: readonly string[]) => Token;

function wordToken(code: string, at: number, word: string, before: Token | undefined, make: Make): Token | null {
  const quote =
    /^(?:q|qq|qw|qx|m|qr|s|tr|y)$/.test(word) &&
    before?.text !== '->' &&
    before?.text !== 'sub' &&
    !(before?.text === '{' && code[at + word.length] === '}');
  if (!quote) return make('word', word.length);
  const gap = /^\s*/.exec(code.slice(at + word.length))?.[0] ?? '';
  const from = at + word.length + gap.length;
  const open = code[from] ?? '';
  if (/^\s*=>/.test(code.slice(at + word.length, at + word.length + 20)) || open === ',' || open === ';' || open === '')
    return make('word', word.length);
  if (open === '=' || /\w/.test(open) || (open === '#' && gap !== '')) return null;
  const close = CLOSING[open] ?? open;
  switch (word) {
    case 'q':
    case 'qw':
      return quoted(code, at, from, open, close, 'text', false, make);
    case 'qq':
      return quoted(code, at, from, open, close, 'text', open !== "'", make);
    case 'qx':
      return quoted(code, at, from, open, close, 'shell', open !== "'", make);
    case 'm':
    case 'qr':
      return matcher(code, at, from, make);
    default:
      return substitution(code, at, from, word === 's', make);
  }
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
  const end = closingAt(code, from + 1, open, close);
  if (end < 0) return null;
  const raw = code.slice(from + 1, end);
  const length = end + 1 - at;
  if (!interpolates) return make(kind, length, raw.replace(/\\(['\\])/g, '$1'));
  const inner = interpolated(raw);
  if (inner === null) return null;
  const known = raw.replace(/(?<!\\)\$ENV\{(['"]?)HOME\1\}/g, HOME_MARK);
  const plain = !/(?<!\\)(?:\\\\)*[$@][\w{:$]/.test(known);
  return make(kind, length, plain ? unescaped(known) : null, inner);
}

/** What stands in other subscripts is code. A bracket behind them may be one, too. */
const PLAIN_SUBSCRIPTS =
  /^(?:(?:->)?(?:\[(?:-?\d+|\$\w+|\$#\w+)\]|\{(?:-?\w+|'[^'\\]*'|"[^"\\]*"|\$\w+)\}))*(?!(?:->)?[[{])/;

/** Only plain variables and plain subscripts stand in a text; anything else is code that is not read here. */
function interpolated(raw: string): string[] | null {
  const inner: string[] = [];
  for (const match of raw.matchAll(/(?<!\\)(?:\\\\)*([$@])(\{|\$|\w|::)/g)) {
    const rest = raw.slice((match.index ?? 0) + match[0].length - 1);
    if (match[2] === '{' && !/^\{(?:\^|\$)?\w+\}/.test(rest)) return null;
    const plain = /^(?:\{(?:\^|\$)?\w+\}|\$*(?:::)?[\w:]+)/.exec(rest)?.[0] ?? '';
    if (!PLAIN_SUBSCRIPTS.test(rest.slice(plain.length, plain.length + 200))) return null;
    const name = match[1] + rest.replace(/^\{/, '');
    const variable = /^[$@]\w+(?:\{['"]?\w+['"]?\})?/.exec(name)?.[0];
    if (variable !== undefined) inner.push(variable);
  }
  return inner;
}

function unescaped(raw: string): string | null {
  if (/\\[LUEQlucNxo0-7]/.test(raw)) return null;
  return raw.replace(
    /\\(.)/gs,
    (_, letter: string) => ({ n: '\n', t: '\t', r: '\r', e: '\x1b', a: '\x07' })[letter] ?? letter,
  );
}

/** Code in a pattern runs where the pattern says so. */
function isPlainPattern(raw: string): boolean {
  return !/\(\?\??\{|\(\*/.test(raw) && interpolated(raw.replace(/\$(?=[)|]|$)/g, '')) !== null;
}

function matcher(code: string, at: number, from: number, make: Make): Token | null {
  const open = code[from] ?? '';
  const end = closingAt(code, from + 1, open, CLOSING[open] ?? open);
  if (end < 0 || !isPlainPattern(code.slice(from + 1, end))) return null;
  const flags = /^[a-z]*/.exec(code.slice(end + 1))?.[0] ?? '';
  return make('pattern', end + 1 + flags.length - at);
}

function substitution(code: string, at: number, from: number, isPattern: boolean, make: Make): Token | null {
  const open = code[from] ?? '';
  const close = CLOSING[open] ?? open;
  const middle = closingAt(code, from + 1, open, close);
  if (middle < 0) return null;
  const gap = open === close ? '' : (/^\s*/.exec(code.slice(middle + 1))?.[0] ?? '');
  const second = open === close ? middle : middle + 1 + gap.length;
  const secondOpen = code[second] ?? '';
  const end = closingAt(code, second + 1, secondOpen, open === close ? close : (CLOSING[secondOpen] ?? secondOpen));
  if (end < 0) return null;
  const flags = /^[a-z]*/.exec(code.slice(end + 1))?.[0] ?? '';
  const length = end + 1 + flags.length - at;
  const replacement = code.slice(second + 1, end);
  if (!isPattern) return make('pattern', length);
  if (!isPlainPattern(code.slice(from + 1, middle)) || /e.*e/.test(flags)) return null;
  if (flags.includes('e')) return make('pattern', length, null, [replacement.replaceAll(`\\${open}`, open)]);
  const inner = open === "'" ? [] : interpolated(replacement);
  return inner === null ? null : make('pattern', length, null, inner);
}
