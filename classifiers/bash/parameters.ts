/** Parameter expansion: `$x`, `${x:-word}`, `${x%.ts}`, `${x@P}` and the rest of the manual's list. */
import type { Spelling } from '../analysis.ts';
import { runsInArithmetic } from './arithmetic.ts';
import { escapeGlob, fieldsOf } from './fields.ts';
import { removeEdge, substitute } from './trim.ts';
import { constantOf, either, known, patternValue, someSegment, unknownValue, type Value } from './values.ts';
import type { WordContext, WordReaders } from './word-context.ts';

interface Read {
  readonly value: Value;
  readonly end: number;
  readonly spelling?: Spelling;
}

const NUMERIC = new Set([
  '#',
  '?',
  '$',
  '!',
  'RANDOM',
  'SECONDS',
  'LINENO',
  'UID',
  'EUID',
  'PPID',
  'BASHPID',
  'SRANDOM',
  'COLUMNS',
  'LINES',
  'SHLVL',
  'EPOCHSECONDS',
]);

/** Offset behind the closing backtick, or the end of the text. */
export function findBacktickEnd(text: string, at: number): number {
  let cursor = at + 1;
  while (cursor < text.length && text[cursor] !== '`') cursor += text[cursor] === '\\' ? 2 : 1;
  return Math.min(cursor + 1, text.length);
}

/** Reads the expansion whose `$` stands at `start`. */
export function readParameter(
  readers: WordReaders,
  context: WordContext,
  start: number,
  limit: number,
  inDouble: boolean,
): Read {
  const text = context.source.text;
  if (text[start + 1] !== '{') {
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(start + 1, start + 1 + 256))?.[0] ?? '';
    const end = Math.min(start + 1 + name.length, limit);
    return { ...plain(context, name), end };
  }
  const close = parameterEnd(text, start + 2, limit, inDouble);
  if (close === null) {
    context.signal('disagreement', start, limit, 'an expansion that is not closed');
    return { value: unknownValue(), end: limit };
  }
  const read = new BracedReader(readers, context, start + 2, close, inDouble).read();
  return { ...read, end: close + 1 };
}

function plain(context: WordContext, name: string): { value: Value; spelling?: Spelling } {
  if (NUMERIC.has(name)) return { value: someSegment };
  if (name === '-') return { value: someSegment };
  const value = firstElement(context.variable(name), name);
  if (name === 'IFS') return { value, spelling: 'ifs' };
  if (value.texts?.length === 1 && value.texts[0] === '') return { value, spelling: 'empty-expansion' };
  if (value.fields !== undefined && value.fields?.length === 0) return { value, spelling: 'empty-expansion' };
  return constantOf(value) !== null && name !== 'HOME' && name !== 'PWD'
    ? { value, spelling: 'constant-variable' }
    : { value };
}

/** An array without a subscript is its first element. */
function firstElement(value: Value, name: string): Value {
  if (value.fields === undefined || name === '@' || name === '*') return value;
  return value.fields === null ? unknownValue({ outputs: value.outputs }) : (value.fields[0] ?? known(''));
}

/** Offset of the `}` that closes the expansion whose inside begins at `from`. */
function parameterEnd(text: string, from: number, limit: number, inDouble: boolean): number | null {
  let depth = 0;
  let at = from;
  let quoted = false;
  while (at < limit) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === "'" && !inDouble && !quoted) {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return null;
      at = close;
    } else if (char === '`') at = findBacktickEnd(text, at) - 1;
    else if (char === '$' && text[at + 1] === '{') {
      depth += 1;
      at += 1;
    } else if (char === '}' && !quoted) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (char === '}' && depth > 0) depth -= 1;
    else if (char === '$' && text[at + 1] === '(') at = parenthesisEnd(text, at + 2, limit);
    at += 1;
  }
  return null;
}

function parenthesisEnd(text: string, from: number, limit: number): number {
  let depth = 0;
  for (let at = from; at < limit; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === "'") at = Math.max(at, text.indexOf("'", at + 1));
    else if (char === '(') depth += 1;
    else if (char === ')') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return limit;
}

class BracedReader {
  readonly #context: WordContext;
  readonly #start: number;
  readonly #end: number;
  readonly #inDouble: boolean;
  readonly #readers: WordReaders;

  constructor(readers: WordReaders, context: WordContext, start: number, end: number, inDouble: boolean) {
    this.#readers = readers;
    this.#context = context;
    this.#start = start;
    this.#end = end;
    this.#inDouble = inDouble;
  }

  get #text(): string {
    return this.#context.source.text;
  }

  read(): { value: Value; spelling?: Spelling } {
    const body = this.#text.slice(this.#start, this.#end);
    const head = /^([!#])?([A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(body);
    const lone = /^[#?!$@*-]$/.test(body);
    if (lone) return plain(this.#context, body);
    if (head === null) return this.#strange('an expansion without a name');
    const [matched, mark, name = ''] = head;
    const subscriptEnd = this.#subscript(this.#start + matched.length);
    const rest = this.#text.slice(subscriptEnd, this.#end);
    if (mark === '#') return { value: someSegment };
    const array = subscriptEnd > this.#start + matched.length;
    // `${!a[@]}`: the subscripts that an array has.
    if (mark === '!' && rest === '' && /^\[[@*]\]$/.test(this.#text.slice(this.#start + matched.length, subscriptEnd)))
      return { value: unknownValue() };
    if (mark === '!') return this.#indirect(name, rest);
    const subscript = this.#text.slice(this.#start + matched.length + 1, subscriptEnd - 1);
    const base = array ? { value: this.#element(name, subscript) } : plain(this.#context, name);
    return rest === '' ? base : this.#operator(name, base.value, subscriptEnd, rest);
  }

  /** A subscript is arithmetic: what stands in it may run. */
  #subscript(at: number): number {
    if (this.#text[at] !== '[') return at;
    let depth = 0;
    for (let cursor = at; cursor < this.#end; cursor += 1) {
      if (this.#text[cursor] === '[') depth += 1;
      else if (this.#text[cursor] === ']') depth -= 1;
      if (depth === 0) {
        this.#readers.arithmetic(this.#context, at + 1, cursor);
        return cursor + 1;
      }
    }
    return at;
  }

  #element(name: string, subscript: string): Value {
    const value = this.#context.variable(name);
    const unknown = unknownValue({ unknownVariables: [name], outputs: value.outputs });
    if (value.fields === undefined || value.fields === null) return unknown;
    if (subscript === '@' || subscript === '*') return value;
    if (/^-?\d+$/.test(subscript)) return value.fields.at(Number(subscript)) ?? known('');
    return value.fields.length === 0
      ? known('')
      : value.fields.reduce<Value>((all, one) => either(all, one), value.fields[0] ?? unknown);
  }

  #indirect(name: string, rest: string): { value: Value; spelling?: Spelling } {
    if (rest === '@' || rest === '*') return { value: unknownValue() };
    const target = constantOf(this.#context.variable(name));
    if (target !== null && /^[A-Za-z_]\w*$/.test(target) && rest === '') {
      return { value: this.#context.variable(target), spelling: 'constant-variable' };
    }
    if (target !== null && runsInArithmetic(target))
      this.#context.signal('arithmetic-code', this.#start - 2, this.#end + 1, target, true);
    this.#context.signal('indirect', this.#start - 2, this.#end + 1, `the variable named by ${name}`);
    this.#visit(this.#start, this.#end);
    return { value: unknownValue({ unknownVariables: [name] }) };
  }

  #strange(detail: string): { value: Value } {
    this.#context.signal('disagreement', this.#start - 2, this.#end + 1, detail);
    this.#visit(this.#start, this.#end);
    return { value: unknownValue() };
  }

  #visit(from: number, to: number): void {
    this.#readers.pieces(this.#context, from, to, this.#inDouble ? 'double' : 'parameter');
  }

  /** The word behind an operator, as one value. */
  #word(from: number): Value {
    const pieces = this.#readers.pieces(this.#context, from, this.#end, this.#inDouble ? 'double' : 'parameter');
    const range = this.#context.source.range(from, this.#end);
    const field = fieldsOf(
      pieces.map((piece) => ({ ...piece, quoted: true, tilde: !piece.quoted })),
      range,
      '',
    )[0];
    if (field === undefined) return known('');
    const texts = field.text === null ? null : [field.text, ...field.alternatives];
    return {
      ...known(),
      texts,
      pattern: field.pattern,
      prefix: field.prefix,
      outputs: field.outputs,
      unknownVariables: field.unknownVariables,
    };
  }

  #operator(name: string, value: Value, at: number, rest: string): { value: Value; spelling?: Spelling } {
    const operator = /^(?::?[-=?+]|##?|%%?|\/[/#%]?|\^\^?|,,?|@[A-Za-z]|:)/.exec(rest)?.[0];
    if (operator === undefined) return this.#strange('an operator that is not known');
    const from = at + operator.length;
    if (operator === '@P') {
      this.#context.signal(
        'prompt-expansion',
        this.#start - 2,
        this.#end + 1,
        `the value of ${name} is expanded again`,
        true,
      );
      return { value: unknownValue({ unknownVariables: [name] }) };
    }
    if (operator.endsWith('-') || operator.endsWith('=')) return this.#fallback(name, value, operator, from);
    if (operator.endsWith('+')) return this.#replacement(value, from);
    if (operator.endsWith('?')) {
      this.#visit(from, this.#end);
      return { value };
    }
    if (operator === ':') return this.#slice(value, from);
    if (operator.startsWith('@')) return { value: unknownValue({ unknownVariables: [name] }) };
    return this.#transform(value, operator, from);
  }

  #fallback(name: string, value: Value, operator: string, from: number): { value: Value } {
    const word = this.#word(from);
    const constant = constantOf(value);
    const result = constant === null ? either(value, word) : constant === '' && operator.startsWith(':') ? word : value;
    if (operator.endsWith('=')) this.#context.assign(name, result);
    const likely = result.texts === null ? constantOf(word) : null;
    return { value: likely === null ? result : { ...result, likely } };
  }

  #replacement(value: Value, from: number): { value: Value } {
    const word = this.#word(from);
    const constant = constantOf(value);
    if (constant !== null) return { value: constant === '' ? known('') : word };
    return { value: either(known(''), word) };
  }

  #slice(value: Value, from: number): { value: Value; spelling?: Spelling } {
    this.#readers.arithmetic(this.#context, from, this.#end);
    const match = /^\s*(-?\d+)\s*(?::\s*(\d+)\s*)?$/.exec(this.#text.slice(from, this.#end));
    const constant = constantOf(value);
    if (match === null || constant === null)
      return { value: unknownValue({ unknownVariables: value.unknownVariables }) };
    const offset = Number(match[1]);
    const begin = offset < 0 ? Math.max(0, constant.length + offset) : offset;
    const end = match[2] === undefined ? constant.length : begin + Number(match[2]);
    return { value: known(constant.slice(begin, end)), spelling: 'constant-variable' };
  }

  #transform(value: Value, operator: string, from: number): { value: Value; spelling?: Spelling } {
    const raw = this.#text.slice(from, this.#end);
    this.#visit(from, this.#end);
    const live = /[$`]/.test(raw);
    if (value.texts === null || live)
      return { value: unknownValue({ unknownVariables: value.unknownVariables, outputs: value.outputs }) };
    const texts = value.texts.map((text) => transformText(text, value.pattern, operator, raw));
    if (texts.some((text) => text === null))
      return { value: value.texts.some((text) => text.includes('/')) ? unknownValue() : someSegment };
    const done = texts.filter((text) => text !== null);
    const result = value.pattern ? patternValue(done[0] ?? '') : known(...done);
    return { value: value.pattern && done.length > 1 ? unknownValue() : result, spelling: 'constant-variable' };
  }
}

function transformText(text: string, pattern: boolean, operator: string, raw: string): string | null {
  if (operator.startsWith('#') || operator.startsWith('%')) return removeEdge(text, pattern, operator, raw);
  if (pattern) return null;
  if (operator === '^^') return raw === '' ? text.toUpperCase() : null;
  if (operator === ',,') return raw === '' ? text.toLowerCase() : null;
  if (operator === '^') return raw === '' ? text.slice(0, 1).toUpperCase() + text.slice(1) : null;
  if (operator === ',') return raw === '' ? text.slice(0, 1).toLowerCase() + text.slice(1) : null;
  return substitute(escapeGlob(text), operator, raw);
}
