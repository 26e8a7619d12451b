/** Statements: branches are all taken, loops run until nothing changes any more. */
import type { Expression, Pattern, Place, Statement } from './program.ts';
import type { Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { data, either, elementOf, exactText, hasHole, isPlain, list, tainted, unknown, type Value } from './values.ts';

const NOWHERE: Place = { start: 0, end: 0 };

/** Rounds of a loop before what it changes is given up. */
const MAX_ROUNDS = 4;

export function runStatement(runner: Runner, statement: Statement, scope: Scope): undefined {
  switch (statement.kind) {
    case 'expression':
      shown(runner, runner.evaluate(statement.value, scope), statement.value.at);
      return;
    case 'declare': {
      const value = statement.value === null ? data : runner.evaluate(statement.value, scope);
      runner.bind(statement.pattern, value, statement.hoisted ? scope.home : scope, true);
      return;
    }
    case 'branch':
      return branch(runner, statement, scope);
    case 'loop':
      return loop(runner, statement, scope);
    case 'block':
      runner.run(statement.body, new Scope(scope, false));
      return;
    case 'return': {
      const value = runner.evaluate(statement.value, scope);
      const before = scope.home.get(RETURNED);
      scope.home.declare(RETURNED, value);
      if (before !== null) scope.home.assign(RETURNED, value);
      return;
    }
    case 'outer':
      for (const name of statement.names) scope.home.outerNames.add(name);
      return;
  }
}

/** `node -p` shows what the last statement gives: all variables of the environment may stand there. */
function shown(runner: Runner, value: Value, at: Place): undefined {
  if (value.kind === 'map') runner.escape(value, at);
  else if (value.kind === 'ref' && runner.language.table.get(value.name)?.effects[0]?.kind === 'environment')
    runner.escape(value, at);
}

/** The variable that holds what a function gives; no name of a language can be spelled like it. */
export const RETURNED = '\0returned';

function branch(runner: Runner, statement: Statement & { kind: 'branch' }, scope: Scope): undefined {
  for (const test of statement.tests) runner.evaluate(test, scope);
  const start = scope.save();
  // The work of a branch grows with the variables around it.
  if (!runner.step(statement.tests[0]?.at ?? NOWHERE, 1 + Math.ceil((start.saved.size * statement.blocks.length) / 4)))
    return;
  const ends = [start];
  runner.uncertain += 1;
  for (const block of statement.blocks) {
    scope.restore(start);
    runner.run(block, scope);
    ends.push(scope.save());
  }
  runner.uncertain -= 1;
  for (const end of ends) scope.merge(end);
}

function loop(runner: Runner, statement: Statement & { kind: 'loop' }, scope: Scope): undefined {
  const over = statement.over === null ? null : runner.evaluate(statement.over, scope);
  const element = over === null ? unknown : statement.keys ? keyOf(over) : elementOf(over);
  const inner = statement.declares === 'block' ? new Scope(scope, false) : scope;
  const target = statement.declares === 'function' ? scope.home : inner;
  runner.uncertain += 1;
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const before = inner.save();
    if (statement.pattern !== null) runner.bind(statement.pattern, element, target, statement.declares !== 'before');
    runner.run(statement.body, inner);
    const rested = inner.same(before);
    inner.merge(before);
    if (rested || !runner.step({ start: 0, end: 0 })) break;
    if (round === MAX_ROUNDS - 1) inner.widen(before);
  }
  runner.uncertain -= 1;
}

function keyOf(over: Value): Value {
  return over.kind === 'foreign' ? over : { kind: 'data', taint: over.taint };
}

export function bindPattern(
  runner: Runner,
  pattern: Pattern,
  value: Value,
  scope: Scope,
  declares: boolean,
): undefined {
  switch (pattern.kind) {
    case 'name':
      return bindName(pattern.name, value, scope, declares);
    case 'rest':
      return runner.bind(pattern.inner, list([elementOf(value)], true), scope, declares);
    case 'either': {
      const fallback = runner.evaluate(pattern.fallback, scope);
      runner.escape(fallback, pattern.fallback.at);
      return runner.bind(pattern.inner, either(value, fallback), scope, declares);
    }
    case 'list':
      for (const [at, item] of pattern.items.entries())
        runner.bind(item, itemAt(value, at, pattern.items), scope, declares);
      return;
    case 'map': {
      for (const { key, pattern: inner } of pattern.entries) {
        const name = exactText(runner.evaluate(key, scope));
        runner.bind(inner, memberOf(runner, value, name, key.at), scope, declares);
      }
      if (pattern.rest !== null) {
        runner.escape(value, { start: 0, end: 0 });
        runner.bind(pattern.rest, isPlain(value) ? data : value.kind === 'foreign' ? value : unknown, scope, declares);
      }
      return;
    }
    case 'place':
      return bindPlace(runner, pattern.target, value, scope);
  }
}

function bindName(name: string, value: Value, scope: Scope, declares: boolean): undefined {
  const { home } = scope;
  if (declares && !home.outerNames.has(name)) scope.declare(name, value);
  else if (!scope.assign(name, value)) scope.root.declare(name, value);
}

function itemAt(value: Value, at: number, items: readonly Pattern[]): Value {
  const starred = items.slice(0, at).some((item) => item.kind === 'rest');
  if (value.kind === 'list' && !value.more && !starred && items[at]?.kind !== 'rest') return value.items[at] ?? data;
  if (items[at]?.kind === 'rest') return value;
  return elementOf(value);
}

/** A member by name, as destructuring takes it; null is a name known only at run time. */
export function memberOf(runner: Runner, value: Value, name: string | null, at: Place): Value {
  if (name === null) {
    if (value.kind === 'foreign' || isPlain(value))
      return value.kind === 'foreign' ? value : { kind: 'unknown', taint: value.taint };
    runner.escape(value, at);
    return { kind: 'unknown', taint: value.taint };
  }
  return memberValue(runner, value, name, at);
}

export function memberValue(runner: Runner, value: Value, name: string, at: Place): Value {
  const { language, findings } = runner;
  if (language.isHidden(name)) {
    findings.doubt(`reaches into the language by ${name}`, at);
    return unknown;
  }
  switch (value.kind) {
    case 'ref':
      return refMember(runner, value.name, name, at);
    case 'foreign':
      // What a module imports can be had from it.
      return language.leaks.has(name) ? language.module(name, runner, at) : { ...value, name: `${value.name}.${name}` };
    case 'map': {
      const entry = value.entries.get(name);
      if (entry !== undefined) return value.more ? tainted(entry, value.taint) : entry;
      return value.more && !isPlain(value) ? unknown : { kind: 'data', taint: value.taint };
    }
    case 'instance':
      return runner.language.table.get(`${value.type}.${name}`) !== null
        ? memberResult(runner, value, name, at)
        : { kind: 'unknown', taint: value.taint };
    case 'text':
      if ((name === 'name' || name === 'path') && !value.path && value.texts.every(hasHole)) return value;
      return value.path &&
        (runner.language.table.get(`Path.${name}`) !== null || runner.language.hasRule(`Path.${name}`))
        ? memberResult(runner, value, name, at)
        : { kind: 'data', taint: value.taint };
    case 'unknown':
      return { kind: 'unknown', taint: value.taint };
    case 'closure':
      return unknown;
    default:
      return { kind: 'data', taint: value.taint };
  }
}

/** A property, as `path.parent`. A method that is taken without being called can no longer be followed. */
function memberResult(runner: Runner, value: Value, name: string, at: Place): Value {
  const full = `${value.kind === 'instance' ? value.type : 'Path'}.${name}`;
  const effects = runner.language.table.get(full)?.effects ?? [];
  if (effects.length > 0) {
    runner.findings.doubt(`takes ${full} without calling it`, at);
    return unknown;
  }
  return runner.call(
    { kind: 'ref', name: full, taint: 0 },
    { positional: [], named: new Map(), more: false, receiver: value, at, places: [] },
  );
}

function refMember(runner: Runner, base: string, name: string, at: Place): Value {
  const { language, findings } = runner;
  const full = `${base}.${name}`;
  const known = language.special(
    `member ${full}`,
    { positional: [], named: new Map(), more: false, receiver: null, at, places: [] },
    runner,
  );
  if (known !== null) return known;
  if (
    language.table.get(full) !== null ||
    language.table.isModule(full) ||
    language.isPure(full) ||
    language.hasRule(full)
  ) {
    return { kind: 'ref', name: full, taint: 0 };
  }
  // What hangs on something without effect is data: `sys.version_info.major`.
  if (language.table.get(base)?.effects.length === 0) return data;
  findings.doubt(`uses ${full}, which is not known to be harmless`, at);
  return unknown;
}

/** An assignment to a member or an item. */
function bindPlace(runner: Runner, target: Expression, value: Value, scope: Scope): undefined {
  if (target.kind !== 'member' && target.kind !== 'index') {
    runner.evaluate(target, scope);
    runner.escape(value, target.at);
    return;
  }
  const object = runner.evaluate(target.object, scope);
  const key = target.kind === 'member' ? target.name : exactText(runner.evaluate(target.index, scope));
  if (target.kind === 'member' && runner.language.isHidden(target.name)) {
    runner.findings.doubt(`reaches into the language by ${target.name}`, target.at);
  } else if (key !== null && target.kind === 'index' && object.kind !== 'list' && runner.language.isHidden(key)) {
    runner.findings.doubt(`reaches into the language by ${key}`, target.at);
  }
  if (object.kind === 'ref') return bindRef(runner, object.name, key, value, target.at);
  if (object.kind === 'list' || object.kind === 'map') return setItem(runner, object, key, value, target.at);
  runner.escape(value, target.at);
}

function bindRef(runner: Runner, name: string, key: string | null, value: Value, at: Place): undefined {
  const call = { positional: [value], named: new Map(), more: false, receiver: null, at, places: [at] };
  runner.escape(value, at);
  if (runner.language.special(`assign ${name}${key === null ? '' : `.${key}`}`, call, runner) !== null) return;
  runner.findings.doubt(`changes ${name}`, at);
}

function setItem(
  runner: Runner,
  object: Value & { kind: 'list' | 'map' },
  key: string | null,
  value: Value,
  at: Place,
): undefined {
  if (object.kind === 'map') {
    if (key === null) {
      runner.escape(value, at);
      object.more = true;
      if (!isPlain(value)) object.entries.clear();
      return;
    }
    const before = object.entries.get(key);
    object.entries.set(key, before === undefined || runner.uncertain === 0 ? value : either(before, value));
    return;
  }
  const index = key === null ? -1 : Number(key);
  if (runner.uncertain === 0 && Number.isInteger(index) && index >= 0 && index < object.items.length)
    object.items[index] = value;
  else {
    runner.escape(value, at);
    object.items.length = 0;
    object.more = true;
  }
}
