/** Builtins that set variables: a name may hold a subscript, which is evaluated; a value may be evaluated as arithmetic. */
import { type Field, literalField } from '../analysis.ts';
import { tail } from '../tools/argv.ts';
import { heldCode } from './arithmetic.ts';
import { arithmetic, type BuiltinCall, operandsOf, shellCode, signal } from './builtin-call.ts';
import { inputText } from './constant-output.ts';
import { fieldValue } from './field-value.ts';
import { listedPaths } from './listing.ts';
import { constantOf, known, listValue, unknownValue, type Value } from './values.ts';

/** export, declare, typeset, readonly, local. */
export function declare(call: BuiltinCall): undefined {
  const flags = call.args
    .filter((field) => field.text?.startsWith('-'))
    .map((field) => field.text ?? '')
    .join('');
  const exports = call.name === 'export' || flags.includes('x');
  for (const field of call.args) {
    const text = field.text ?? field.prefix;
    const match = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+)?(=)?/.exec(text);
    if (match === null) {
      if (field.text === null && !text.startsWith('-'))
        signal(call, 'sets a variable whose name is known only at run time', false, field);
      continue;
    }
    const name = match[1] ?? '';
    const value = match[4] === undefined ? null : tail(field, match[0].length);
    const isReference = flags.includes('n') && call.name !== 'export';
    if (isReference) call.opening.scope.set(name, unknownValue({ unknownVariables: [name] }));
    else if (value !== null) call.opening.scope.set(name, match[3] === undefined ? fieldValue(value) : unknownValue());
    if (flags.includes('i')) call.opening.scope.makeInteger(name);
    if (flags.includes('i') && field.text === null) elements(call, field);
    if (flags.includes('i') || isReference || match[2] !== undefined || /=\(/.test(text)) arithmetic(call, field);
    if (flags.includes('n')) signal(call, `${name} becomes another name for a variable`, false, field);
    if (exports) call.opening.scope.export(name);
    const shown = value ?? (exports ? heldField(call, name, field) : null);
    call.walker.session.env.push({
      name,
      value: shown,
      range: field.range,
      scope: exports ? 'export' : 'shell',
      by: call.command,
    });
  }
}

/** `export NAME` hands over what the variable holds. */
function heldField(call: BuiltinCall, name: string, field: Field): Field | null {
  const text = constantOf(call.opening.scope.get(name));
  return text === null || !call.opening.scope.has(name) ? null : literalField(text, field.range);
}

function unknownName(call: BuiltinCall, field: Field): void {
  call.walker.session.signal('indirect', field.range, 'a variable whose name is known only at run time', call.command);
}

/** Names of variables may hold a subscript, which is evaluated. */
function setsNames(call: BuiltinCall, names: readonly Field[]): void {
  const words = knownWords(call, names);
  for (const [index, field] of names.entries()) {
    arithmetic(call, field);
    const name = /^[A-Za-z_]\w*/.exec(field.text ?? '')?.[0];
    if (name === undefined && field.text === null) unknownName(call, field);
    if (name === undefined) continue;
    call.opening.scope.set(name, words === null ? readValue(call, name) : known(words[index] ?? ''));
    call.walker.session.env.push({ name, value: null, range: field.range, scope: 'shell', by: call.command });
  }
}

function single({ many: _, ...value }: Value): Value {
  return value;
}

/** `read f` takes one of the paths where a list of them is read. */
function readValue(call: BuiltinCall, name: string): Value {
  const { stdin, redirects } = call.command;
  const input = redirects.findLast((redirect) => redirect.fd === null && redirect.kind === 'read')?.target?.outputs;
  const outputs = input ?? stdin;
  const listed = call.name === 'read' ? listedPaths(outputs) : null;
  if (listed !== null) return single(listValue(listed, outputs));
  // What a here-string holds was put together in the script.
  const body = redirects.findLast((redirect) => redirect.body !== null)?.body;
  const made = body === undefined || body === null ? [] : body.outputs;
  return unknownValue({ unknownVariables: body === undefined ? [name] : [name, '<<'], outputs: [...outputs, ...made] });
}

/** The words that `read` finds in a here-string or here-document that is known; null where it is not. */
function knownWords(call: BuiltinCall, names: readonly Field[]): string[] | null {
  const text = inputText(call.command);
  if (call.name !== 'read' || text === null || call.args.some(({ text: arg }) => /^-\w*[adinNptu]/.test(arg ?? '-a')))
    return null;
  const [line = ''] = text.split('\n');
  const words = line.trim().split(/[ \t]+/);
  return names.length < 2
    ? [line.trim()]
    : [...words.slice(0, names.length - 1), words.slice(names.length - 1).join(' ')];
}

export function readVariables(call: BuiltinCall): undefined {
  const callback = call.args.findIndex((field) => field.text === '-C');
  const code = callback < 0 ? undefined : call.args[callback + 1];
  if (call.name !== 'read' && code !== undefined) {
    signal(call, `${call.name} runs code for the lines that it reads`, false, code);
    shellCode(call, code);
  }
  setsNames(call, operandsOf(call.args, call.name === 'read' ? 'adinNptu' : 'dnOstuCc'));
}

export function printfBuiltin(call: BuiltinCall): undefined {
  const [first, name, format, ...values] = call.args;
  if (first?.text !== '-v' || name === undefined) return;
  arithmetic(call, name);
  const literal = format?.text === '%s' && values.length === 1 ? values[0] : values.length === 0 ? format : undefined;
  if (name.text === null) unknownName(call, name);
  else {
    call.opening.scope.set(
      name.text,
      literal === undefined ? unknownValue({ unknownVariables: [name.text] }) : fieldValue(literal),
    );
    call.walker.session.env.push({
      name: name.text,
      value: literal ?? null,
      range: name.range,
      scope: 'shell',
      by: call.command,
    });
  }
}

/** `declare -ia n=('a[$(cmd)]')`: each element is evaluated, and with it a subscript inside. */
function elements(call: BuiltinCall, field: Field): void {
  const text = call.walker.session.original.slice(field.range.start, field.range.end);
  if (/\w\[[^\]]*(?:\$\(|`)/.test(text))
    call.walker.session.signal('arithmetic-code', field.range, text, call.command, true);
}

export function letBuiltin(call: BuiltinCall): undefined {
  for (const field of call.args) {
    const code = heldCode((name) => call.opening.scope.get(name), field.text ?? '');
    if (code !== null) call.walker.session.signal('arithmetic-code', field.range, code, call.command, true);
    const name = /^\s*([A-Za-z_]\w*)\s*[-+*/%&|^]?=/.exec(field.text ?? '')?.[1];
    if (name !== undefined) call.opening.scope.set(name, unknownValue({ unknownVariables: [name] }));
  }
}

export function testBuiltin(call: BuiltinCall): undefined {
  call.args.forEach((field, index) => {
    if (field.text === '-v' && call.args[index + 1] !== undefined) arithmetic(call, call.args[index + 1] ?? field);
  });
}

export function unset(call: BuiltinCall): undefined {
  for (const field of operandsOf(call.args)) {
    arithmetic(call, field);
    if (field.text === null) continue;
    call.opening.scope.doubtFunction(field.text);
    call.opening.scope.set(field.text, known(''));
    call.walker.session.env.push({
      name: field.text,
      value: null,
      range: field.range,
      scope: 'shell',
      by: call.command,
    });
  }
}

/** `wait -p NAME`, `getopts SPEC NAME`. */
export function waitBuiltin(call: BuiltinCall): undefined {
  call.args.forEach((field, index) => {
    if (field.text === '-p') arithmetic(call, call.args[index + 1] ?? field);
  });
}
