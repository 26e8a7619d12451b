/** Builtins of bash that change the shell's own state or run code. The others only have arguments. */
import type { Command, Field } from '../analysis.ts';
import { literalField } from '../analysis.ts';
import { tail } from '../tools/argv.ts';
import { noteAccess, pathsOf } from './accesses.ts';
import { CommandActions } from './actions.ts';
import { codeStream, inputText } from './constant-output.ts';
import { fieldValue } from './field-value.ts';
import { listedPaths } from './listing.ts';
import { known, listValue, unknownValue, type Value } from './values.ts';
import type { Opening, Walker } from './walker.ts';
import { runsInArithmetic } from './words.ts';

type Builtin = (call: BuiltinCall) => Command[] | undefined;

interface BuiltinCall {
  readonly name: string;
  readonly walker: Walker;
  readonly command: Command;
  readonly opening: Opening;
  readonly args: readonly Field[];
}

const PLAIN =
  ': [ bg break caller continue dirs disown echo enable exit logout false fg getopts hash help jobs kill popd pwd return shift suspend times true type ulimit umask unalias wait';

/** Settings of the shell that change how the rest is read, or run something later. */
const STATE = 'shopt set enable hash';

export function isBuiltin(name: string): boolean {
  return Object.hasOwn(table, name);
}

export function runBuiltin(name: string, walker: Walker, command: Command, opening: Opening): Command[] {
  const run = table[name];
  return run?.({ name, walker, command, opening, args: command.args }) ?? [command];
}

function signal(call: BuiltinCall, detail: string, grave = false, field: Field = call.command.program): void {
  call.walker.session.signal('shell-state', field.range, detail, call.command, grave);
}

function shellCode(call: BuiltinCall, code: Field): Command[] {
  const actions = new CommandActions(call.walker, call.command, call.opening);
  actions.shell(code);
  return actions.opened;
}

function operandsOf(args: readonly Field[], withValue = ''): Field[] {
  const rest = [...args];
  while (rest[0]?.text?.startsWith('-') === true && rest[0].text !== '-') {
    const option = rest.shift()?.text ?? '';
    if (option === '--') break;
    if (withValue.includes(option.slice(-1)) && option.length === 2) rest.shift();
  }
  return rest;
}

function changeDirectory(call: BuiltinCall): undefined {
  const { scope } = call.opening;
  const target = operandsOf(call.args)[0] ?? (call.name === 'cd' ? literalField('\0~', call.command.range) : undefined);
  const before = scope.cwds;
  if (target === undefined || target.text === '-') scope.cwds = null;
  else if (target.text === null) {
    scope.cwds = null;
    call.walker.session.spot(target.range, 'the directory is known only at run time', 'runtime');
  } else
    scope.cwds = [target.text, ...target.alternatives].flatMap((text) => pathsOf(text, target.pattern, before) ?? []);
  if (scope.cwds?.length === 0 || (isSearched(target) && setsCdpath(call))) scope.cwds = null;
}

/** A relative name is looked for in the folders of CDPATH. */
function isSearched(target: Field | undefined): boolean {
  return target !== undefined && !/^(?:\/|\0|\.{1,2}(?:\/|$))/.test(target.text ?? '/');
}

function setsCdpath(call: BuiltinCall): boolean {
  const isCdpath = (setting: { name: string }): boolean => setting.name === 'CDPATH';
  return call.opening.env.some(isCdpath) || call.walker.session.env.some(isCdpath);
}

/** export, declare, typeset, readonly, local. */
function declare(call: BuiltinCall): undefined {
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
    if (flags.includes('i') || match[2] !== undefined) arithmetic(call, field);
    if (flags.includes('n')) signal(call, `${name} becomes another name for a variable`, false, field);
    if (exports) call.opening.scope.export(name);
    call.walker.session.env.push({ name, value, range: field.range, scope: exports ? 'export' : 'shell' });
  }
}

function arithmetic(call: BuiltinCall, field: Field): void {
  if (field.text === null || !runsInArithmetic(field.text)) return;
  call.walker.session.signal('arithmetic-code', field.range, field.text, call.command, true);
}

/** Names of variables may hold a subscript, which is evaluated. */
function setsNames(call: BuiltinCall, names: readonly Field[]): void {
  const words = knownWords(call, names);
  for (const [index, field] of names.entries()) {
    arithmetic(call, field);
    const name = /^[A-Za-z_]\w*/.exec(field.text ?? '')?.[0];
    if (name === undefined) continue;
    call.opening.scope.set(name, words === null ? readValue(call, name) : known(words[index] ?? ''));
    call.walker.session.env.push({ name, value: null, range: field.range, scope: 'shell' });
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

function readVariables(call: BuiltinCall): undefined {
  const callback = call.args.findIndex((field) => field.text === '-C');
  const code = callback < 0 ? undefined : call.args[callback + 1];
  if (call.name !== 'read' && code !== undefined) shellCode(call, code);
  setsNames(call, operandsOf(call.args, call.name === 'read' ? 'adinNptu' : 'dnOstuCc'));
}

function printfBuiltin(call: BuiltinCall): undefined {
  const [first, name, format, ...values] = call.args;
  if (first?.text !== '-v' || name === undefined) return;
  arithmetic(call, name);
  const literal = format?.text === '%s' && values.length === 1 ? values[0] : values.length === 0 ? format : undefined;
  if (name.text !== null) {
    call.opening.scope.set(
      name.text,
      literal === undefined ? unknownValue({ unknownVariables: [name.text] }) : fieldValue(literal),
    );
    call.walker.session.env.push({ name: name.text, value: literal ?? null, range: name.range, scope: 'shell' });
  }
}

function evaluate(call: BuiltinCall): Command[] {
  const args = call.args[0]?.text === '--' ? call.args.slice(1) : call.args;
  const spread = args.flatMap((field) => field.outputs);
  const first = args[0];
  const last = args[args.length - 1];
  if (first === undefined || last === undefined) return [];
  const range = { start: first.range.start, end: last.range.end };
  const text = args.some((field) => field.text === null) ? null : args.map((field) => field.text).join(' ');
  const code: Field = { ...first, text, prefix: text ?? '', pattern: false, range, outputs: spread };
  call.walker.session.signal('inline-code', range, 'eval', call.command, text === null);
  const actions = new CommandActions(call.walker, call.command, call.opening);
  if (text === null) {
    actions.opaque(code, 'shell code known only at run time');
    return [];
  }
  return actions.shellHere(code);
}

function source(call: BuiltinCall): Command[] | undefined {
  const file = operandsOf(call.args)[0];
  if (file === undefined) return;
  const stream = codeStream(file, call.command);
  if (stream !== null) {
    const actions = new CommandActions(call.walker, call.command, call.opening);
    actions.signal('inline-code', stream, 'shell code that is read into the shell', stream.text === null);
    if (stream.text !== null && !stream.pattern) return actions.shellHere(stream);
    actions.opaque(stream, 'shell code known only at run time');
    return [];
  }
  noteAccess(call.walker.session, call.command, 'read', file, {});
  noteAccess(call.walker.session, call.command, 'execute', file, {});
  const text = file.text ?? '';
  if (/(?:^|\/)\.env(?:\.|$)|activate$|nvm\.sh$|\.envrc$/.test(text)) return;
  if (file.text === null) signal(call, 'reads shell code from a file known only at run time', false, file);
  return undefined;
}

function runRest(call: BuiltinCall): Command[] | undefined {
  const rest = operandsOf(call.args, call.name === 'exec' ? 'a' : '');
  const asks = call.name === 'command' && call.args.some((field) => /^-[pvV]*[vV]/.test(field.text ?? ''));
  if (rest.length === 0 || asks) return undefined;
  return call.walker.open(rest, {
    ...call.opening,
    redirects: [],
    depth: call.opening.depth + 1,
    noFunctions: true,
    outer: call.name === 'exec',
  });
}

function trap(call: BuiltinCall): Command[] | undefined {
  const [code, ...signals] = operandsOf(call.args);
  if (code === undefined || signals.length === 0 || code.text === '-' || code.text === '') return undefined;
  const late = signals.some((field) => /^(?:DEBUG|ERR|RETURN)$/i.test(field.text ?? ''));
  signal(call, late ? 'a trap that runs with each command' : 'a trap', late, code);
  // It runs in this shell, with its functions and variables.
  const opening = { ...call.opening, scope: call.opening.scope.fork() };
  const actions = new CommandActions(call.walker, call.command, opening);
  if (code.text === null || code.pattern) actions.shell(code);
  else {
    actions.shellHere(code);
    readAgain(call, code, code.text);
  }
  return undefined;
}

/** Where the code of a trap names a function that is defined behind the trap. */
function readAgain(call: BuiltinCall, code: Field, text: string): void {
  const { scope } = call.opening;
  const unknown = [...new Set(text.match(/[\w.-]+/g))].filter((name) => scope.functionNamed(name) === undefined);
  call.walker.session.late.push(() => {
    if (!unknown.some((name) => scope.functionNamed(name) !== undefined)) return;
    new CommandActions(call.walker, call.command, { ...call.opening, scope: scope.fork() }).shellHere(code);
  });
}

function alias(call: BuiltinCall): undefined {
  for (const field of call.args) {
    const match = /^([^=\s-][^=]*)=/.exec(field.text ?? field.prefix);
    if (match === null) continue;
    signal(call, `alias ${match[1]}`, false, field);
    if (field.text !== null) shellCode(call, tail(field, match[0].length));
  }
}

function testBuiltin(call: BuiltinCall): undefined {
  call.args.forEach((field, index) => {
    if (field.text === '-v' && call.args[index + 1] !== undefined) arithmetic(call, call.args[index + 1] ?? field);
  });
}

function letBuiltin(call: BuiltinCall): undefined {
  for (const field of call.args) {
    arithmetic(call, field);
    const name = /^\s*([A-Za-z_]\w*)\s*[-+*/%&|^]?=/.exec(field.text ?? '')?.[1];
    if (name !== undefined) call.opening.scope.set(name, unknownValue({ unknownVariables: [name] }));
  }
}

function history(call: BuiltinCall): undefined {
  const [option, file] = call.args;
  if (option?.text === undefined || option.text === null) return;
  if (/^-[sp]/.test(option.text)) signal(call, 'history expands words again or stores a line to run', true, option);
  if (/^-[aw]$/.test(option.text) && file !== undefined)
    noteAccess(call.walker.session, call.command, 'write', file, {});
  if (/^-[rn]$/.test(option.text) && file !== undefined)
    noteAccess(call.walker.session, call.command, 'read', file, {});
  if (option.text.includes('c')) signal(call, 'clears the history', false, option);
}

/** complete, compgen, bind, fc: run what they are given. */
function completion(call: BuiltinCall): undefined {
  call.args.forEach((field, index) => {
    const value = call.args[index + 1];
    if (/^-[CFx]$/.test(field.text ?? '') && value !== undefined) {
      signal(call, `${call.name} runs code`, true, value);
      shellCode(call, value);
    }
  });
  if (call.name === 'fc' || call.name === 'bind') signal(call, `${call.name} runs lines or keys`, true);
}

function shellOptions(call: BuiltinCall): undefined {
  const words = call.args.map((field) => field.text ?? '');
  if (call.name === 'set') {
    const at = words.indexOf('--');
    if (at >= 0)
      call.opening.scope.positional = call.args.slice(at + 1).some((field) => field.splits)
        ? null
        : call.args.slice(at + 1).map(fieldValue);
    else if (words.some((word) => word !== '' && !/^[-+]/.test(word) && !SET_OPTIONS.has(word)))
      call.opening.scope.positional = call.args.map(fieldValue);
    return;
  }
  if (call.name === 'shopt' && words.some((word) => word === 'expand_aliases'))
    signal(call, 'aliases are expanded from here on', true);
  if (call.name === 'shopt' && words.some((word) => word === 'extglob'))
    signal(call, 'the rest is read with other patterns', false);
  if (call.name === 'enable' && words.some((word) => word === '-f')) signal(call, 'loads a builtin from a file', true);
  if (call.name === 'hash' && words.some((word) => word === '-p'))
    signal(call, 'gives a command name another program', true);
}

const SET_OPTIONS = new Set([
  'pipefail',
  'errexit',
  'nounset',
  'xtrace',
  'noglob',
  'noclobber',
  'verbose',
  'posix',
  'errtrace',
  'allexport',
]);

function unset(call: BuiltinCall): undefined {
  for (const field of operandsOf(call.args)) {
    arithmetic(call, field);
    if (field.text === null) continue;
    call.opening.scope.doubtFunction(field.text);
    call.opening.scope.set(field.text, known(''));
    call.walker.session.env.push({ name: field.text, value: null, range: field.range, scope: 'shell' });
  }
}

function returnsNothing(): undefined {
  return undefined;
}

function all(names: string, builtin: Builtin): Record<string, Builtin> {
  return Object.fromEntries(names.split(' ').map((name) => [name, builtin]));
}

const table: Readonly<Record<string, Builtin>> = {
  ...all(PLAIN, returnsNothing),
  ...all(STATE, shellOptions),
  ...all('cd pushd', changeDirectory),
  ...all('export declare typeset readonly local', declare),
  ...all('read mapfile readarray', readVariables),
  ...all('source .', source),
  ...all('exec command builtin', runRest),
  ...all('complete compgen compopt bind fc', completion),
  popd: (call) => {
    call.opening.scope.cwds = null;
    return undefined;
  },
  printf: printfBuiltin,
  eval: evaluate,
  trap,
  alias,
  unset,
  history,
  let: letBuiltin,
  test: testBuiltin,
  '[': testBuiltin,
};
