/** Calls: functions of the code are run with their arguments, those of the library by their signature. */
import { applySignature } from './effects.ts';
import { escapeArguments } from './escape.ts';
import { pathWord, plainWord } from './judgement.ts';
import { shell } from './processes.ts';
import type { Parameter } from './program.ts';
import type { Call, Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { RETURNED } from './statements.ts';
import {
  type Closure,
  data,
  either,
  elementOf,
  exactText,
  foreign,
  list,
  taintOf,
  unknown,
  type Value,
} from './values.ts';

export function callValue(runner: Runner, callee: Value, call: Call): Value {
  switch (callee.kind) {
    case 'ref':
      return callLibrary(runner, callee.name, call);
    case 'closure': {
      const results = callee.closures.map((closure) => runner.callClosure(closure, call));
      return results.length === 0 ? unknown : results.length === 1 ? (results[0] ?? unknown) : elementOf(list(results));
    }
    case 'foreign':
      return callForeign(runner, callee.name, call);
    case 'instance':
      if (callee.type === 'inert') return { kind: 'data', taint: taintOf(call.positional) };
      break;
  }
  runner.findings.doubt('calls a function known only at run time', call.at);
  escapeArguments(runner, call);
  return { kind: 'unknown', taint: callee.taint };
}

function callLibrary(runner: Runner, name: string, call: Call): Value {
  const { language, findings } = runner;
  const special = language.special(name, call, runner);
  if (special !== null) return special;
  const signature = name.startsWith('?.') ? language.unknownMethod(name.slice(2), call) : language.table.get(name);
  if (signature !== null) {
    const result = applySignature(runner, name, signature, call);
    escapeArguments(runner, call);
    return result;
  }
  escapeArguments(runner, call);
  if (language.isPure(name)) return { kind: 'data', taint: taintOf([...call.positional, ...call.named.values()]) };
  findings.doubt(`uses ${name}, which is not known to be harmless`, call.at);
  return unknown;
}

const RUNS =
  /(?:^|[._])(?:run|exec\w*|sh|bash|shell|system|cmd|command|call|popen|spawn\w*|sudo|\$)(?:Sync|_command|_cmd|_shell)?$/i;

/**
 * Code of the workspace or of a package runs as a script of the workspace would. What the call hands over in plain sight is still looked at:
 * addresses, paths outside, and commands for functions that by their name run some.
 */
function callForeign(runner: Runner, name: string, call: Call): Value {
  escapeArguments(runner, call);
  if (name === '.class') return foreign('.object');
  call.positional.forEach((value, index) => {
    const at = call.places[index] ?? call.at;
    if (value.kind === 'list' && RUNS.test(name) && value.items.length > 0) {
      runner.findings.process(
        value.items.map((item) => plainWord(item, at)),
        null,
        at,
      );
    }
    const known = value.kind === 'text' ? value.texts : [];
    for (const one of known) {
      if (/^(?:https?|ftp|wss?):\/\//i.test(one)) runner.findings.contact(plainWord(value, at), 'url', null);
      else if (RUNS.test(name) && index === 0) shell(runner, value, at);
      else if (/^[/\0]/.test(one) && one.length < 300) runner.findings.access('read', pathWord(value, at), false);
    }
  });
  if (
    RUNS.test(name) &&
    call.positional[0] !== undefined &&
    exactText(call.positional[0]) === null &&
    call.positional[0].kind !== 'list' &&
    call.positional[0].kind !== 'map' &&
    call.positional[0].kind !== 'foreign' &&
    call.positional[0].kind !== 'closure'
  ) {
    runner.findings.doubt(`calls ${name} with what is known only at run time`, call.at);
  }
  return foreign(name.startsWith('.') ? name : 'value');
}

export function bindParameters(runner: Runner, closure: Closure, call: Call, scope: Scope): undefined {
  closure.code.parameters.forEach((parameter, index) => {
    runner.bind(parameter.pattern, parameterValue(runner, parameter, index, call, closure.scope), scope, true);
  });
}

function parameterValue(runner: Runner, parameter: Parameter, index: number, call: Call, scope: Scope): Value {
  if (parameter.rest) return list(call.positional.slice(index), call.more || call.named.size > 0);
  // A default is computed where the function is made, or where the argument is absent: its effects count in any case.
  const fallback = parameter.fallback === null ? null : runner.evaluate(parameter.fallback, scope);
  const named = parameter.name === null ? undefined : call.named.get(parameter.name);
  const given = named ?? call.positional[index];
  if (given !== undefined) return fallback !== null && exactText(given) === 'false' ? either(given, fallback) : given;
  if (call.more) return unknown;
  return fallback ?? data;
}

export function runClosure(runner: Runner, closure: Closure, call: Call): Value {
  const scope = new Scope(closure.scope, true);
  bindParameters(runner, closure, call, scope);
  runner.run(closure.code.body, scope);
  return scope.get(RETURNED) ?? data;
}
