/** Programs that code starts, and what it hands to a shell. */
import { pathWord, plainWord } from './judgement.ts';
import type { Place } from './program.ts';
import type { Call, Runner } from './runner.ts';
import { elementOf, exactText, taint, text, texts, textsOf, unknown, type Value } from './values.ts';

export function origin(runner: Runner, value: Value, at: Place): undefined {
  if ((value.taint & taint.decoded) !== 0) runner.findings.trait('decoded-run', 'decoded text is run', at);
  if ((value.taint & taint.remote) !== 0) runner.findings.trait('fetched-run', 'fetched text is run', at);
}

export function shell(runner: Runner, value: Value, at: Place): undefined {
  const given = value.kind === 'list' ? elementOf(value) : value;
  origin(runner, given, at);
  runner.findings.doubt('hands code to a shell', at);
  runner.findings.shellCode(plainWord(given, at));
}

/** Options by name: named arguments, or a map among the arguments. */
export function optionsOf(call: Call): (name: string) => Value | undefined {
  const options = call.positional.find((one, index) => index > 0 && one.kind === 'map');
  return (name) => call.named.get(name) ?? (options?.kind === 'map' ? options.entries.get(name) : undefined);
}

/** A list is the words of a command, one text is the program, unless a shell is asked for. */
export function startProcess(runner: Runner, call: Call, value: Value, at: Place): undefined {
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
export function startProgram(runner: Runner, call: Call, value: Value, at: Place): undefined {
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

export function words(runner: Runner, call: Call, from: number): undefined {
  const values = call.positional.slice(from).flatMap((value) => (value.kind === 'list' ? value.items : [value]));
  note(runner, values, call.more, call.named.get('cwd'), call.at);
}

export function processOptions(
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
