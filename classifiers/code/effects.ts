/** Carries out what a signature says: effects are noted, and the result is made. */

import { pathWord, plainWord } from './judgement.ts';
import { optionsOf, origin, processOptions, shell, startProcess, startProgram, words } from './processes.ts';
import type { Place } from './program.ts';
import { argumentOf, resultOf } from './results.ts';
import type { Call, Runner } from './runner.ts';
import type { ArgumentName, EffectKind, Signature } from './signatures.ts';
import { exactText, literal, taint, taintOf, text, textsOf, unknown, type Value } from './values.ts';

function placeOf(call: Call, { index }: ArgumentName): Place {
  return (index === null ? undefined : call.places[index]) ?? call.at;
}

export function applySignature(runner: Runner, name: string, signature: Signature, call: Call): Value {
  for (const { kind, argument, note } of signature.effects) {
    applyEffect(runner, kind, argument, note, call, name);
  }
  return resultOf(runner, signature.result.kind, signature.result.argument, signature.result.note, call);
}

function applyEffect(
  runner: Runner,
  kind: EffectKind,
  argument: ArgumentName,
  note: string,
  call: Call,
  name: string,
): undefined {
  const value = argumentOf(call, argument);
  const at = placeOf(call, argument);
  const { findings } = runner;
  switch (kind) {
    case 'doubt':
      return findings.doubt(note || `calls ${name}`, call.at);
    case 'environment':
      return findings.trait('environment', 'takes the whole environment', call.at);
    case 'channel':
      findings.doubt('connects a program to what it opened', call.at);
      return findings.trait('shell-channel', name, call.at);
    case 'rights':
      findings.doubt(`calls ${name}`, call.at);
      return findings.trait('rights', `calls ${name}`, call.at);
    case 'send':
      return send(runner, call);
    case 'words':
      return words(runner, call, argument.index ?? 0);
    case 'process':
      return startProcess(runner, call, value ?? unknown, at);
    case 'program':
      return startProgram(runner, call, value ?? unknown, at);
  }
  if (value === undefined) return;
  switch (kind) {
    case 'read':
    case 'write':
    case 'delete':
    case 'execute':
      return access(runner, kind, value, at, false);
    case 'read-tree':
    case 'write-tree':
    case 'delete-tree':
      return access(
        runner,
        kind === 'read-tree' ? 'read' : kind === 'write-tree' ? 'write' : 'delete',
        value,
        at,
        true,
      );
    case 'open':
      return open(runner, value, argument.index === null ? call.positional[0] : call.positional[1], call, at);
    case 'shell':
      processOptions(runner, optionsOf(call), value, at);
      return shell(runner, value, at);
    case 'argv':
      return startProcess(runner, call, value, at);
    case 'url':
    case 'host':
      return contact(runner, value, kind, null, call, at);
    case 'address':
      return address(runner, value, call, at);
    case 'code':
      return code(runner, value, at);
    case 'variable':
      return variable(runner, value, at);
    case 'search':
      return search(runner, value, at);
    case 'module':
      if (exactText(value) === null) findings.doubt('loads a module known only at run time', at);
      return;
    case 'call':
      runner.escape(value, at);
      return;
  }
}

function access(
  runner: Runner,
  kind: 'read' | 'write' | 'delete' | 'execute',
  value: Value,
  at: Place,
  recursive: boolean,
): undefined {
  // A number is a descriptor that is open already.
  if (value.kind === 'number') return;
  if (value.kind === 'list') {
    for (const item of value.items) access(runner, kind, item, at, recursive);
    if (value.more && value.items.length === 0) runner.findings.access(kind, pathWord(unknown, at), recursive);
    return;
  }
  if (value.kind === 'instance' && value.about !== null) return access(runner, kind, value.about, at, recursive);
  runner.findings.access(kind, pathWord(value, at), recursive);
}

/** By the mode that the call gives: reading where none stands. */
function open(runner: Runner, value: Value, positional: Value | undefined, call: Call, at: Place): undefined {
  const mode = call.named.get('mode') ?? call.named.get('flags') ?? positional ?? (call.more ? unknown : text('r'));
  if (call.named.has('opener')) runner.findings.doubt('opens files by a function of its own', at);
  const modes = mode.kind === 'number' ? [] : textsOf(mode);
  const isMap = mode.kind === 'map' || mode.kind === 'data';
  const known = !isMap && modes.every((one) => /^[rwaxbtU+s]{1,5}$/.test(one));
  if (!known && !isMap) {
    access(runner, 'read', value, at, false);
    return access(runner, 'write', value, at, false);
  }
  if (isMap || modes.some((one) => one.includes('r'))) access(runner, 'read', value, at, false);
  if (modes.some((one) => /[wax+]/.test(one))) access(runner, 'write', value, at, false);
}

function code(runner: Runner, value: Value, at: Place): undefined {
  origin(runner, value, at);
  if ((value.taint & taint.argument) !== 0) runner.findings.doubt('runs what the command hands to it as code', at);
  const known = exactText(value);
  if (known === null) return runner.findings.doubt('runs code put together at run time', at);
  runner.nested(known, at);
}

function contact(
  runner: Runner,
  value: Value,
  role: 'url' | 'host',
  port: number | null,
  call: Call,
  at: Place,
): undefined {
  const inner = value.kind === 'instance' && value.about !== null ? value.about : value;
  const options =
    inner.kind === 'map' ? (inner.entries.get('hostname') ?? inner.entries.get('host') ?? unknown) : inner;
  const local = textsOf(options).every((one) => /^(?:file|data|blob):/i.test(one));
  if (local && role === 'url') {
    for (const one of textsOf(options)) {
      const path = /^file:(?:\/\/(?:localhost)?)?(\/.*)$/i.exec(one)?.[1];
      if (path !== undefined) runner.findings.access('read', pathWord(literal(decoded(path)), at), false);
    }
    return;
  }
  runner.findings.contact(plainWord(options, at), inner.kind === 'map' ? 'host' : role, port);
  send(runner, call);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function address(runner: Runner, value: Value, call: Call, at: Place): undefined {
  if (value.kind !== 'list') return contact(runner, value, 'host', null, call, at);
  const port = value.items[1];
  contact(runner, value.items[0] ?? unknown, 'host', port?.kind === 'number' ? port.value : null, call, at);
}

/** What is given to a connection, and what the address itself carries. */
function send(runner: Runner, call: Call): undefined {
  const mark = taintOf([...call.positional, ...call.named.values()]);
  if ((mark & taint.local) !== 0) runner.findings.trait('sends-local', 'local data is sent away', call.at);
}

const SECRET_NAME = /TOKEN|SECRET|PASSW|_KEY|CREDENTIAL|^AWS_|PRIVATE/i;

function variable(runner: Runner, value: Value, at: Place): undefined {
  const name = exactText(value);
  if (name === null || SECRET_NAME.test(name)) {
    runner.findings.trait(
      'environment',
      name === null ? 'takes variables of the environment' : `takes ${name} from the environment`,
      at,
    );
  }
}

/** A directory that modules are loaded from. */
function search(runner: Runner, value: Value, at: Place): undefined {
  if (value.kind === 'data' || value.kind === 'number') return;
  runner.findings.access('execute', pathWord(value, at), true);
}
