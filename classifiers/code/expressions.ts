/** Expressions: what they give, and what they do on the way. */
import { escapeArguments } from './escape.ts';
import type { Argument, Expression } from './program.ts';
import type { Call, Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { memberValue } from './statements.ts';
import { binary, callTextMethod, indexValue, sliceValue } from './texts.ts';
import {
  concat,
  data,
  either,
  elementOf,
  exactText,
  foreign,
  isPlain,
  list,
  literal,
  ref,
  tainted,
  taintOf,
  text,
  unknown,
  type Value,
} from './values.ts';

export function evaluateExpression(runner: Runner, expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'text':
      return expression.text === null ? unknownText : literal(expression.text);
    case 'number':
      return { kind: 'number', value: expression.value, taint: 0 };
    case 'join':
      return expression.parts.reduce<Value>((sum, part) => concat(sum, passText(runner, part, scope)), text(''));
    case 'name':
      return nameValue(runner, expression.name, expression, scope);
    case 'module':
      return runner.language.module(expression.name, runner, expression.at);
    case 'member':
      return memberValue(runner, runner.evaluate(expression.object, scope), expression.name, expression.at);
    case 'index':
      return index(runner, expression, scope);
    case 'slice': {
      const object = runner.evaluate(expression.object, scope);
      const parts = expression.parts.map((part) => (part === null ? null : runner.evaluate(part, scope)));
      return sliceValue(object, parts);
    }
    case 'call':
      return call(runner, expression, scope);
    case 'list':
      return listValue(runner, expression, scope);
    case 'map':
      return mapValue(runner, expression, scope);
    case 'function':
      return { kind: 'closure', closures: [{ code: expression.code, scope }], taint: 0 };
    case 'class':
      return classValue(runner, expression, scope);
    case 'assign':
      return assign(runner, expression, scope);
    case 'binary':
      return binary(
        expression.operator,
        runner.evaluate(expression.left, scope),
        runner.evaluate(expression.right, scope),
      );
    case 'choice':
      return choice(runner, expression, scope);
    case 'each':
      return each(runner, expression, scope);
    case 'data':
      return { kind: 'data', taint: taintOf(expression.parts.map((part) => kept(runner, part, scope))) };
    case 'last':
      return expression.parts.reduce<Value>((_, part) => runner.evaluate(part, scope), data);
    case 'unknown':
      runner.findings.doubt(`has ${expression.what}, which is not understood here`, expression.at);
      return unknown;
  }
}

const unknownText: Value = literal('\uE002');

/** A part whose value goes into plain data: nothing that can act may hide in it. */
function kept(runner: Runner, part: Expression, scope: Scope): Value {
  const value = runner.evaluate(part, scope);
  runner.escape(value, part.at);
  return value;
}

function passText(runner: Runner, part: Expression, scope: Scope): Value {
  const value = runner.evaluate(part, scope);
  return value.kind === 'text' || value.kind === 'number' ? value : { ...unknownText, taint: taintOf([value]) };
}

function nameValue(runner: Runner, name: string, expression: Expression, scope: Scope): Value {
  // Behind `import *` a name that nothing else has may come from there.
  const value = scope.get(name) ?? runner.language.global(name) ?? scope.get('*');
  if (value !== null) return value;
  runner.findings.doubt(`uses ${name}, which is not known here`, expression.at);
  return unknown;
}

function index(runner: Runner, expression: Expression & { kind: 'index' }, scope: Scope): Value {
  const object = runner.evaluate(expression.object, scope);
  const key = runner.evaluate(expression.index, scope);
  const name = exactText(key);
  if (object.kind === 'ref') {
    if (name !== null && !isPlainText(expression.index))
      runner.findings.trait('hidden-name', `puts the name ${name} together`, expression.at);
    const special = runner.language.special(
      `index ${object.name}`,
      {
        positional: [key],
        named: new Map(),
        more: false,
        receiver: object,
        at: expression.at,
        places: [expression.index.at],
      },
      runner,
    );
    if (special !== null) return special;
    if (name !== null) return memberValue(runner, object, name, expression.at);
    runner.escape(object, expression.at);
    return unknown;
  }
  if (name !== null && key.kind === 'text') return memberOrItem(runner, object, name, expression);
  return indexValue(object, key);
}

function memberOrItem(runner: Runner, object: Value, name: string, expression: Expression): Value {
  if (object.kind === 'instance' || object.kind === 'foreign' || object.kind === 'unknown' || object.kind === 'map')
    return memberValue(runner, object, name, expression.at);
  if (runner.language.isHidden(name)) {
    runner.findings.doubt(`reaches into the language by ${name}`, expression.at);
    return unknown;
  }
  return isPlain(object) ? { kind: 'data', taint: object.taint } : unknown;
}

function call(runner: Runner, expression: Expression & { kind: 'call' }, scope: Scope): Value {
  const { callee } = expression;
  if (callee.kind === 'member') {
    const object = runner.evaluate(callee.object, scope);
    const given = evaluateArguments(runner, expression.args, scope, expression, object);
    return callMember(runner, object, callee.name, given);
  }
  const value = runner.evaluate(callee, scope);
  const [first] = expression.args;
  if (
    value.kind === 'ref' &&
    runner.language.loaders.has(value.name) &&
    first !== undefined &&
    !isPlainText(first.value)
  )
    runner.findings.trait('hidden-name', 'puts the name of a module together', expression.at);
  return runner.call(value, evaluateArguments(runner, expression.args, scope, expression, null));
}

function isPlainText(expression: Expression): boolean {
  return expression.kind === 'text' || (expression.kind === 'last' && expression.parts.every(isPlainText));
}

export function callMember(runner: Runner, object: Value, name: string, given: Call): Value {
  const { language } = runner;
  if (/^(?:then|catch|finally)$/.test(name) && object.kind !== 'map') return settled(runner, object, given);
  if (object.kind === 'instance') {
    const full = `${object.type}.${name}`;
    if (language.table.get(full) !== null || language.hasRule(full)) return runner.call(ref(full), given);
  }
  if (object.kind === 'text' && object.path) {
    const full = `Path.${name}`;
    if (language.table.get(full) !== null || language.hasRule(full)) return runner.call(ref(full), given);
  }
  if (object.kind === 'ref' || object.kind === 'foreign')
    return runner.call(memberValue(runner, object, name, given.at), given);
  if (object.kind === 'map' && object.entries.has(name))
    return runner.call(memberValue(runner, object, name, given.at), given);
  if (language.isHidden(name)) {
    runner.findings.doubt(`reaches into the language by ${name}`, given.at);
    escapeArguments(runner, given);
    return unknown;
  }
  const known = callTextMethod(runner, object, name, given);
  if (known !== null) return known;
  return callUnknownMethod(runner, object, name, given);
}

function callUnknownMethod(runner: Runner, object: Value, name: string, given: Call): Value {
  if (object.kind === 'closure' && /^(?:call|apply|bind|__call__)$/.test(name)) {
    for (const closure of object.closures) runner.escape({ ...object, closures: [closure] }, given.at);
    escapeArguments(runner, given);
    return unknown;
  }
  const lost =
    object.kind === 'unknown' ||
    object.kind === 'instance' ||
    (object.kind === 'text' && object.path) ||
    !isPlain(object);
  const signature = lost ? runner.language.unknownMethod(name, given) : null;
  if (signature !== null) return runner.call({ kind: 'ref', name: `?.${name}`, taint: 0 }, given);
  giveElements(runner, object, given);
  // What a list calls for its elements has been run with them; what others call may run with anything.
  const called =
    object.kind === 'list' ? given.positional.filter((value) => value.kind !== 'closure') : given.positional;
  escapeArguments(runner, { ...given, positional: called });
  const mark = object.taint | taintOf(given.positional);
  return isPlain(object) ? { kind: 'data', taint: mark } : { kind: 'unknown', taint: mark };
}

/** A promise is what it becomes: functions behind `then` get the value itself. */
function settled(runner: Runner, object: Value, given: Call): Value {
  const results = given.positional.map((value): Value => {
    if (value.kind !== 'closure') return runner.call(value, { ...given, positional: [object], receiver: null });
    const one = value.closures.map((closure) =>
      runner.callClosure(closure, { ...given, positional: [object], more: false }),
    );
    return elementOf(list(one));
  });
  return elementOf(list(results));
}

/** `list.map(f)`, `promise.then(f)`: functions get what the object holds. */
function giveElements(runner: Runner, object: Value, given: Call): undefined {
  runner.uncertain += 1;
  for (const value of given.positional) {
    if (value.kind !== 'closure') continue;
    const element = object.kind === 'list' ? elementOf(object) : object;
    for (const closure of value.closures)
      runner.callClosure(closure, { ...given, positional: [element, unknown, unknown], named: new Map(), more: true });
  }
  runner.uncertain -= 1;
}

export function evaluateArguments(
  runner: Runner,
  args: readonly Argument[],
  scope: Scope,
  expression: Expression,
  receiver: Value | null,
): Call {
  const positional: Value[] = [];
  const places: Expression['at'][] = [];
  const named = new Map<string, Value>();
  let more = false;
  for (const argument of args) {
    const value = runner.evaluate(argument.value, scope);
    if (argument.name !== null) named.set(argument.name, value);
    else if (!argument.spread) {
      positional.push(value);
      places.push(argument.value.at);
    } else if (value.kind === 'list' && !more) {
      positional.push(...value.items);
      places.push(...value.items.map(() => argument.value.at));
      more = value.more;
    } else if (value.kind === 'map' && !value.more) for (const [key, entry] of value.entries) named.set(key, entry);
    else {
      runner.escape(value, argument.value.at);
      more = true;
    }
  }
  return { positional, named, more, receiver, at: expression.at, places };
}

function listValue(runner: Runner, expression: Expression & { kind: 'list' }, scope: Scope): Value {
  const items: Value[] = [];
  let more = false;
  for (const { spread, value: part } of expression.items) {
    const value = runner.evaluate(part, scope);
    if (!spread) items.push(value);
    else if (value.kind === 'list') {
      items.push(...value.items);
      more ||= value.more;
    } else {
      items.push(elementOf(value));
      more = true;
    }
  }
  return list(items, more);
}

/** Stands in a map for all variables of the environment; no key can be spelled like it. */
export const ENVIRONMENT = '\0environment';

function isEnvironment(runner: Runner, value: Value): boolean {
  return value.kind === 'ref' && runner.language.table.get(value.name)?.effects[0]?.kind === 'environment';
}

function mapValue(runner: Runner, expression: Expression & { kind: 'map' }, scope: Scope): Value {
  const entries = new Map<string, Value>();
  let more = false;
  for (const { key, value: part } of expression.entries) {
    const value = runner.evaluate(part, scope);
    if (key === null) {
      if (value.kind === 'map') {
        for (const [name, entry] of value.entries) entries.set(name, entry);
        more ||= value.more;
      } else if (isEnvironment(runner, value)) {
        // Handed to a program it is nothing new; shown or sent it counts.
        entries.set(ENVIRONMENT, value);
        more = true;
      } else {
        runner.escape(value, part.at);
        more = true;
      }
      continue;
    }
    const name = exactText(runner.evaluate(key, scope));
    if (name !== null) entries.set(name, value);
    else {
      runner.escape(value, part.at);
      more = true;
    }
  }
  return { kind: 'map', entries, more, taint: taintOf([...entries.values()]) };
}

/** Methods are called by whoever holds an object: each is run with nothing known of its arguments. */
function classValue(runner: Runner, expression: Expression & { kind: 'class' }, scope: Scope): Value {
  const bases = expression.bases.map((base) => ({ value: runner.evaluate(base, scope), at: base.at }));
  for (const { value, at } of bases) {
    if (value.kind === 'foreign' || (value.kind === 'ref' && runner.language.isPure(value.name))) continue;
    const name = value.kind === 'ref' ? value.name : 'a class known only at run time';
    runner.findings.doubt(`derives from ${name}, so that it can act under another name`, at);
    runner.escape(value, at);
  }
  const derived = bases.some(({ value }) => value.kind === 'foreign');
  const inner = new Scope(scope, true);
  runner.run(expression.body, inner);
  return foreign(derived ? 'class' : '.class');
}

function assign(runner: Runner, expression: Expression & { kind: 'assign' }, scope: Scope): Value {
  const value = runner.evaluate(expression.value, scope);
  const { operator, target } = expression;
  if (operator === '=') {
    runner.bind(target, value, scope, false);
    return value;
  }
  const place: Expression | null =
    target.kind === 'name'
      ? { kind: 'name', name: target.name, at: expression.at }
      : target.kind === 'place'
        ? target.target
        : null;
  const before = place === null ? unknown : runner.evaluate(place, scope);
  if (before.kind === 'list' && value.kind === 'list' && operator === '+=') {
    before.items.push(...value.items);
    if (value.more || runner.uncertain > 0) before.more = true;
    return before;
  }
  const conditional = /^(?:\?\?|\|\||&&)=$/.test(operator);
  const result = conditional ? either(before, value) : binary(operator.slice(0, -1), before, value);
  runner.bind(target, tainted(result, before.taint | value.taint), scope, false);
  return result;
}

function choice(runner: Runner, expression: Expression & { kind: 'choice' }, scope: Scope): Value {
  if (expression.test !== null) runner.evaluate(expression.test, scope);
  runner.uncertain += 1;
  const options = expression.options.map((option) => runner.evaluate(option, scope));
  runner.uncertain -= 1;
  return options.reduce((sum, option) => either(sum, option));
}

function each(runner: Runner, expression: Expression & { kind: 'each' }, scope: Scope): Value {
  const inner = new Scope(scope, false);
  runner.uncertain += 1;
  for (const { pattern, over } of expression.clauses)
    runner.bind(pattern, elementOf(runner.evaluate(over, inner)), inner, true);
  for (const part of expression.parts) runner.evaluate(part, inner);
  const body = runner.evaluate(expression.body, inner);
  runner.uncertain -= 1;
  return list([body], true);
}
