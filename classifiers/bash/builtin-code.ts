/** Builtins that run code: at once, later, or with each command. */
import type { Command, Field } from '../analysis.ts';
import { tail } from '../tools/argv.ts';
import { noteAccess } from './accesses.ts';
import { CommandActions } from './actions.ts';
import { runsInArithmetic } from './arithmetic.ts';
import { type BuiltinCall, operandsOf, shellCode, signal } from './builtin-call.ts';
import { codeStream } from './constant-output.ts';
import { noteSocket } from './redirect-effects.ts';

export function evaluate(call: BuiltinCall): Command[] {
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

export function source(call: BuiltinCall): Command[] | undefined {
  const file = operandsOf(call.args)[0];
  if (file === undefined) return;
  if (noteSocket(call.walker, call.command, file)) return undefined;
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

export function runRest(call: BuiltinCall): Command[] | undefined {
  const rest = operandsOf(call.args, call.name === 'exec' ? 'a' : '');
  const asks = call.name === 'command' && call.args.some((field) => /^-[pvV]*[vV]/.test(field.text ?? ''));
  if (rest.length === 0 && call.name === 'exec') keepDescriptors(call);
  if (rest.length === 0 || asks) return undefined;
  return call.walker.open(rest, {
    ...call.opening,
    redirects: [],
    depth: call.opening.depth + 1,
    noFunctions: true,
    outer: call.name === 'exec',
  });
}

/** `exec 3< file`: what is read from or written to the descriptor later is the file's. */
function keepDescriptors(call: BuiltinCall): void {
  for (const redirect of call.command.redirects) {
    if (redirect.fd !== null && redirect.target !== null) call.opening.scope.setDescriptor(redirect.fd, redirect);
  }
}

export function trap(call: BuiltinCall): Command[] | undefined {
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

export function alias(call: BuiltinCall): undefined {
  for (const field of call.args) {
    const match = /^([^=\s-][^=]*)=/.exec(field.text ?? field.prefix);
    if (match === null) continue;
    signal(call, `alias ${match[1]}`, false, field);
    if (field.text !== null) shellCode(call, tail(field, match[0].length));
  }
}

export function history(call: BuiltinCall): undefined {
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
export function completion(call: BuiltinCall): undefined {
  call.args.forEach((field, index) => {
    const value = call.args[index + 1];
    // The list of words is expanded as a shell does it.
    if (field.text === '-W' && value?.text !== undefined && value.text !== null && runsInArithmetic(value.text)) {
      signal(call, `${call.name} expands words again`, true, value);
      shellCode(call, { ...value, text: `: "${value.text}"` });
    }
    if (/^-[CFx]$/.test(field.text ?? '') && value !== undefined) {
      signal(call, `${call.name} runs code`, true, value);
      shellCode(call, value);
    }
  });
  const first = call.args[0]?.text ?? '';
  const lists = LISTS[call.name]?.test(first) === true && call.args.slice(1).every(isNumber);
  if ((call.name === 'fc' || call.name === 'bind') && !lists) signal(call, `${call.name} runs lines or keys`, true);
}

/** Options with which they only show what is there (bash manual, "Shell Builtin Commands"). */
const LISTS: Readonly<Record<string, RegExp>> = { bind: /^-[lpPsSvVX]+$/, fc: /^-[lnr]*l[lnr]*$/ };

function isNumber({ text }: Field): boolean {
  return text !== null && /^-?\d+$/.test(text);
}
