/** Carries out what a signature says: effects are noted, and the result is made. */
import { pathWord, plainWord } from './judgement.ts';
import type { Place } from './program.ts';
import type { Call, Runner } from './runner.ts';
import type { ArgumentName, EffectKind, Signature } from './signatures.ts';
import { joinPaths } from './texts.ts';
import {
  ANY,
  BELOW,
  data,
  elementOf,
  exactText,
  foreign,
  instance,
  list,
  literal,
  SEGMENT,
  taint,
  tainted,
  taintOf,
  text,
  texts,
  textsOf,
  unknown,
  type Value,
} from './values.ts';

export function argumentOf(call: Call, { index, name, fallback }: ArgumentName): Value | undefined {
  if (index === null) return call.receiver ?? undefined;
  const named = name === null ? undefined : call.named.get(name);
  return named ?? call.positional[index] ?? (call.more ? unknown : fallback === null ? undefined : text(fallback));
}

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

function origin(runner: Runner, value: Value, at: Place): undefined {
  if ((value.taint & taint.decoded) !== 0) runner.findings.trait('decoded-run', 'decoded text is run', at);
  if ((value.taint & taint.remote) !== 0) runner.findings.trait('fetched-run', 'fetched text is run', at);
}

export function shell(runner: Runner, value: Value, at: Place): undefined {
  const given = value.kind === 'list' ? elementOf(value) : value;
  origin(runner, given, at);
  runner.findings.doubt('hands code to a shell', at);
  runner.findings.shellCode(plainWord(given, at));
}

function code(runner: Runner, value: Value, at: Place): undefined {
  origin(runner, value, at);
  if ((value.taint & taint.argument) !== 0) runner.findings.doubt('runs what the command hands to it as code', at);
  const known = exactText(value);
  if (known === null) return runner.findings.doubt('runs code put together at run time', at);
  runner.nested(known, at);
}

/** Options by name: named arguments, or a map among the arguments. */
function optionsOf(call: Call): (name: string) => Value | undefined {
  const options = call.positional.find((one, index) => index > 0 && one.kind === 'map');
  return (name) => call.named.get(name) ?? (options?.kind === 'map' ? options.entries.get(name) : undefined);
}

/** A list is the words of a command, one text is the program, unless a shell is asked for. */
function startProcess(runner: Runner, call: Call, value: Value, at: Place): undefined {
  const given = optionsOf(call);
  const asShell = given('shell');
  processOptions(runner, given, value, at);
  if (asShell !== undefined && exactText(asShell) !== 'false' && exactText(asShell) !== '0') {
    return shell(runner, value.kind === 'list' ? (value.items[0] ?? unknown) : value, at);
  }
  if (call.named.has('executable')) {
    const program = call.named.get('executable') ?? unknown;
    const rest = value.kind === 'list' ? value.items.slice(1) : [];
    return note(runner, [program, ...rest], value.kind !== 'list' || value.more, given('cwd'), at);
  }
  if (value.kind === 'list') return note(runner, value.items, value.more, given('cwd'), at);
  note(runner, [value], false, given('cwd'), at);
}

/** `spawn('git', ['status'], {cwd})`. */
function startProgram(runner: Runner, call: Call, value: Value, at: Place): undefined {
  const [, second, third] = call.positional;
  const options = [second, third].find((one) => one?.kind === 'map');
  const given = (name: string): Value | undefined => (options?.kind === 'map' ? options.entries.get(name) : undefined);
  const asShell = given('shell');
  const unknownOptions = [second, third].some(
    (one) => one !== undefined && one.kind !== 'map' && one.kind !== 'list' && one.kind !== 'closure',
  );
  processOptions(runner, given, value, at);
  const rest = second?.kind === 'list' ? second.items : [];
  if (asShell !== undefined && exactText(asShell) !== 'false') {
    const joined = [value, ...rest].reduce<Value>(
      (sum, word, index) =>
        texts(
          textsOf(sum).flatMap((a) => textsOf(word).map((b) => (index === 0 ? b : `${a} ${b}`))),
          false,
          sum.taint | word.taint,
        ),
      text(''),
    );
    return shell(runner, joined, at);
  }
  note(runner, [value, ...rest], (second?.kind === 'list' && second.more) || unknownOptions, given('cwd'), at);
}

function words(runner: Runner, call: Call, from: number): undefined {
  const values = call.positional.slice(from).flatMap((value) => (value.kind === 'list' ? value.items : [value]));
  note(runner, values, call.more, call.named.get('cwd'), call.at);
}

function processOptions(
  runner: Runner,
  given: (name: string) => Value | undefined,
  value: Value,
  at: Place,
): undefined {
  const environment = given('env');
  if (environment?.kind === 'map') {
    for (const [name, entry] of environment.entries)
      if (!name.startsWith('\0')) runner.findings.variable(name, plainWord(entry, at));
  }
  const input = given('input') ?? given('stdin');
  if (input === undefined || (input.kind === 'ref' && /DEVNULL|STDOUT/.test(input.name))) return;
  const words = value.kind === 'list' ? value.items : [value];
  const program = exactText(words[0]) ?? '';
  if (!isShell(program)) {
    if (!/^(?:cat|wc|sort|uniq|head|tail|grep|jq|tr|cut|tee|diff|patch|git|prettier|ruff|black|npx)$/.test(program))
      runner.findings.doubt('feeds a program that it starts', at);
    return;
  }
  if (input.kind === 'text') shell(runner, input, at);
  else runner.findings.doubt('feeds a shell that it starts', at);
}

function isShell(program: string): boolean {
  return /^(?:.*\/)?(?:ba|da|z|k|a|fi|c|tc)?sh$/.test(program);
}

function note(runner: Runner, values: readonly Value[], more: boolean, cwd: Value | undefined, at: Place): undefined {
  for (const value of values) origin(runner, value, at);
  const all = values.map((value) => plainWord(value, at));
  if (more) all.push(plainWord(unknown, at));
  if (values.some((value) => isShell(exactText(value) ?? ''))) runner.findings.doubt('starts a shell', at);
  runner.findings.process(
    all.length === 0 ? [plainWord(unknown, at)] : all,
    cwd === undefined ? null : pathWord(cwd, at),
    at,
  );
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

function resultOf(
  runner: Runner,
  kind: Signature['result']['kind'],
  argument: ArgumentName,
  note: string,
  call: Call,
): Value {
  const value = argumentOf(call, argument);
  const mark = taintOf([
    ...call.positional,
    ...call.named.values(),
    ...(call.receiver === null ? [] : [call.receiver]),
  ]);
  const given = value ?? unknown;
  switch (kind) {
    case 'data':
      return { kind: 'data', taint: mark };
    case 'text':
      return value === undefined || (given.kind !== 'text' && given.kind !== 'number')
        ? texts([ANY], false, mark)
        : texts(textsOf(given), false, mark);
    case 'same':
      return value ?? data;
    case 'path':
      return call.positional.length > 1
        ? joinPaths(call.positional)
        : texts(value === undefined ? ['.'] : textsOf(given), true, mark);
    case 'absolute':
      return { ...texts(textsOf(given), given.kind === 'text' && given.path, mark) };
    case 'join': {
      const parts = argument.index === null ? [given, ...call.positional] : call.positional;
      const joined = call.more ? texts([ANY], false, mark) : joinPaths(parts);
      return note === 'path' ? joined : texts(textsOf(joined), false, mark);
    }
    case 'parent':
      return texts(textsOf(given).map(parentOf), given.kind === 'text' && given.path, mark);
    case 'name':
      return texts(
        textsOf(given).map((one) => nameOf(one)),
        false,
        mark,
      );
    case 'stem':
      return texts(
        textsOf(given).map((one) => nameOf(one).replace(/(.)\.[^.]*$/, '$1')),
        false,
        mark,
      );
    case 'local':
      return texts([ANY], false, mark | taint.local);
    case 'remote':
      return { kind: 'data', taint: mark | taint.remote };
    case 'decoded':
      return texts([ANY], false, mark | taint.decoded);
    case 'base64':
    case 'hex':
      return decode(kind, given, mark);
    case 'names':
      return list([texts([SEGMENT], false, mark)], true);
    case 'paths':
      return list([texts(textsOf(joinPaths([given, text(SEGMENT)])), true, mark)], true);
    case 'below':
      return list([texts(textsOf(joinPaths([given, text(BELOW)])), false, mark)], true);
    case 'walk':
      return list(
        [
          list([
            texts(textsOf(joinPaths([given, text(BELOW)])), false, mark),
            list([texts([SEGMENT], false, mark)], true),
            list([texts([SEGMENT], false, mark)], true),
          ]),
        ],
        true,
      );
    case 'glob':
    case 'rglob':
      return globbed(kind, argument, given, note, call, mark);
    case 'instance':
      return instance(note, value ?? null, mark);
    case 'scratch':
      return texts([`/tmp/${SEGMENT}`], note === 'path', mark);
    case 'foreign':
      return foreign(note || 'value');
    case 'list':
      return given.kind === 'list' ? given : list([elementOf(given)], true);
    case 'element':
      return elementOf(given);
    case 'environment':
      return { kind: 'data', taint: mark | taint.local };
    case 'module': {
      const name = exactText(given);
      return name === null ? unknown : runner.language.module(name, runner, call.at);
    }
    case 'unknown':
      return { kind: 'unknown', taint: mark };
  }
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  if (path.includes(ANY)) return ANY;
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
}

function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.includes(ANY) ? ANY : name.replaceAll(BELOW, SEGMENT);
}

/** `glob('src/**' + '/*.ts')`: stars become parts that are not known but stay where they are. */
function globbed(
  kind: 'glob' | 'rglob',
  argument: ArgumentName,
  given: Value,
  note: string,
  call: Call,
  mark: number,
): Value {
  const pattern = argument.index === null ? (call.positional[0] ?? unknown) : given;
  const starred = texts(
    textsOf(pattern).map((one) => {
      if (one.includes('{') || one.includes('..')) return ANY;
      return one.replace(/\*\*\/?|\*|\?|\[[^\]]*\]/g, (star) =>
        star.startsWith('**') ? (star.endsWith('/') ? `${BELOW}/` : BELOW) : SEGMENT,
      );
    }),
    false,
    mark,
  );
  const base = argument.index === null ? given : (call.named.get('root_dir') ?? text(''));
  const below = kind === 'rglob' ? joinPaths([base, text(BELOW), starred]) : joinPaths([base, starred]);
  return list([texts(textsOf(below), note === 'path', mark)], true);
}

function decode(kind: 'base64' | 'hex', given: Value, mark: number): Value {
  const known = exactText(given);
  if (known === null) return texts([ANY], false, mark | taint.decoded);
  const bytes = Buffer.from(known.replace(/\s+/g, ''), kind === 'hex' ? 'hex' : 'base64');
  return tainted(literal(bytes.toString('utf8')), mark | taint.decoded);
}
