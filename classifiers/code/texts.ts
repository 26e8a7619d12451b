/** Texts and lists without a library: operators, slices, and the methods that languages share. */
import type { Call, Runner } from './runner.ts';
import {
  ANY,
  concat,
  data,
  elementOf,
  exactText,
  foreign,
  hasHole,
  isPlain,
  list,
  literal,
  taint,
  tainted,
  taintOf,
  text,
  texts,
  textsOf,
  unknown,
  type Value,
} from './values.ts';

export function binary(operator: string, left: Value, right: Value): Value {
  const mark = left.taint | right.taint;
  if (operator === '+') {
    if (left.kind === 'list' || right.kind === 'list') return addLists(left, right);
    if (left.kind === 'number' && right.kind === 'number')
      return { kind: 'number', value: left.value + right.value, taint: mark };
    if (left.kind === 'text' || right.kind === 'text') return concat(left, right);
  }
  if (operator === '/' && ((left.kind === 'text' && left.path) || (right.kind === 'text' && right.path)))
    return joinPaths([left, right]);
  if (operator === '*' && left.kind === 'text' && right.kind === 'number' && right.value >= 0 && right.value <= 64) {
    return texts(
      left.texts.map((one) => one.repeat(right.value)),
      false,
      mark,
    );
  }
  if (operator === '*' && left.kind === 'list') return { ...list([elementOf(left)], true), taint: mark };
  if (operator === '%' && left.kind === 'text') return formatted(left, right);
  if (left.kind === 'foreign' || right.kind === 'foreign') return foreign('value');
  if (isPlain(left) && isPlain(right)) return { kind: 'data', taint: mark };
  return { kind: 'unknown', taint: mark };
}

function addLists(left: Value, right: Value): Value {
  const leftItems = left.kind === 'list' ? left.items : [elementOf(left)];
  const rightItems = right.kind === 'list' ? right.items : [elementOf(right)];
  if (left.kind === 'list' && !left.more)
    return list([...leftItems, ...rightItems], right.kind !== 'list' || right.more);
  return list([leftItems.length === 0 ? unknown : elementOf(list([...leftItems, ...rightItems]))], true);
}

/** `'%s/x' % name` with plain directives. */
function formatted(left: Value & { kind: 'text' }, right: Value): Value {
  const values = right.kind === 'list' && !right.more ? right.items : [right];
  const [format] = left.texts;
  const mark = left.taint | taintOf(values);
  if (left.texts.length !== 1 || format === undefined || right.kind === 'map') return texts([ANY], false, mark);
  const pieces = format.split(/(%[sd]|%%)/);
  let at = 0;
  let result: Value = text('');
  for (const piece of pieces) {
    if (piece === '%s' || piece === '%d') {
      result = concat(result, values[at] ?? unknown);
      at += 1;
    } else if (piece === '%%') result = concat(result, text('%'));
    else if (piece.includes('%')) return texts([ANY], false, mark);
    else result = concat(result, text(piece));
  }
  return tainted(result, mark);
}

/** As a path library joins: an absolute part begins anew. */
export function joinPaths(parts: readonly Value[]): Value {
  const [first = text('')] = parts;
  let all = textsOf(first);
  for (const part of parts.slice(1)) {
    all = all.flatMap((base) =>
      textsOf(part).map((one) => {
        if (one.startsWith('/') || one.startsWith('\0')) return one;
        if (one.startsWith(ANY)) return ANY;
        return base === '' || base.endsWith('/') ? base + one : `${base}/${one}`;
      }),
    );
  }
  return texts(all, true, taintOf(parts));
}

export function indexValue(object: Value, key: Value): Value {
  if (object.kind === 'list') {
    const at = key.kind === 'number' ? (key.value < 0 ? object.items.length + key.value : key.value) : -1;
    if (Number.isInteger(at) && !object.more) {
      const item = object.items[at];
      if (item !== undefined) return item;
      if (at >= 0) return unknown;
    }
    const element = elementOf(object);
    return element.kind === 'text' || isPlain(element) ? element : unknown;
  }
  if (object.kind === 'map') {
    const all = [...object.entries.values()];
    if (all.length > 0 && all.every((one) => one.kind === 'text') && !object.more) return elementOf(list(all));
    return isPlain(object) ? { kind: 'data', taint: object.taint } : unknown;
  }
  if (object.kind === 'text' && !object.path) {
    const whole = exactText(object);
    const at = key.kind === 'number' ? key.value : Number.NaN;
    const letter = whole === null ? undefined : whole.at(at);
    return letter === undefined || Number.isNaN(at)
      ? texts([ANY], false, object.taint)
      : text(letter, object.taint | taint.decoded);
  }
  return object.kind === 'foreign'
    ? object
    : { kind: object.kind === 'data' ? 'data' : 'unknown', taint: object.taint };
}

export function sliceValue(object: Value, parts: readonly (Value | null)[]): Value {
  const numbers = parts.map((part) => (part === null ? null : part.kind === 'number' ? part.value : Number.NaN));
  const [from = null, to = null, step = null] = numbers;
  if (object.kind === 'list') {
    const plain = step === null && !object.more && ![from, to].some(Number.isNaN);
    return plain ? list(object.items.slice(from ?? 0, to ?? undefined)) : list([elementOf(object)], true);
  }
  if (object.kind === 'text') {
    const whole = exactText(object);
    if (whole === null || numbers.some(Number.isNaN)) return texts([ANY], false, object.taint);
    if (step === null || step === 1) return text(whole.slice(from ?? 0, to ?? undefined), object.taint);
    if (step === -1 && from === null && to === null)
      return text([...whole].reverse().join(''), object.taint | taint.decoded);
    return texts([ANY], false, object.taint | taint.decoded);
  }
  return object.kind === 'foreign' ? object : { kind: isPlain(object) ? 'data' : 'unknown', taint: object.taint };
}

/** Methods of texts and lists; null where it is another method. */
export function callTextMethod(runner: Runner, object: Value, name: string, call: Call): Value | null {
  if (object.kind === 'list') return listMethod(runner, object, name, call);
  if (object.kind !== 'text' || object.path) return null;
  const args = call.positional.map((value) => exactText(value));
  const change = textChanges[name];
  const mark = object.taint | taintOf(call.positional);
  if (change !== undefined && args.every((arg) => arg !== null) && call.named.size === 0 && !call.more) {
    if (!call.positional.some((value) => value.kind === 'closure'))
      return texts(
        object.texts.map((one) => (hasHole(one) ? ANY : (change(one, args) ?? ANY))),
        false,
        mark,
      );
  }
  const only = exactText(object);
  if (name === 'join' && only !== null) return joined(only, call, mark);
  if (name === 'format' && only !== null) return formatBraces(only, call, mark);
  if (name === 'split' && only !== null && args.every((arg) => arg !== null)) return splitText(only, args[0], mark);
  return null;
}

type Change = (one: string, args: readonly (string | null)[]) => string | null;

const same: Change = (one) => one;
const encoding: Change = (one, [name]) => (/^(?:utf-?8|ascii)$/i.test(name ?? 'utf8') ? one : null);
const textChanges: Readonly<Record<string, Change>> = {
  strip: (one, [letters]) => (letters === undefined ? one.trim() : null),
  trim: (one) => one.trim(),
  rstrip: (one, [letters]) => (letters === undefined ? one.trimEnd() : null),
  lstrip: (one, [letters]) => (letters === undefined ? one.trimStart() : null),
  trimEnd: (one) => one.trimEnd(),
  trimStart: (one) => one.trimStart(),
  lower: (one) => one.toLowerCase(),
  toLowerCase: (one) => one.toLowerCase(),
  downcase: (one) => one.toLowerCase(),
  upper: (one) => one.toUpperCase(),
  toUpperCase: (one) => one.toUpperCase(),
  upcase: (one) => one.toUpperCase(),
  encode: encoding,
  decode: encoding,
  toString: encoding,
  to_s: same,
  valueOf: same,
  concat: (one, args) => one + args.join(''),
  replaceAll: (one, [from, to]) => (from ? one.replaceAll(from, () => to ?? '') : null),
  reverse: (one) => [...one].reverse().join(''),
  as_posix: same,
};

function joined(separator: string, call: Call, mark: number): Value {
  const [values] = call.positional;
  if (values?.kind !== 'list' || values.more) return texts([ANY], false, mark | taintOf(call.positional));
  return joinItems(values.items, separator, mark);
}

function joinItems(items: readonly Value[], separator: string, mark: number): Value {
  const parts = items.map((item, at) => (at === 0 ? item : concat(text(separator), item)));
  const joinedText = parts.reduce<Value>((sum, item) => concat(sum, item), text(''));
  return tainted(joinedText, mark | (separator === '' && items.length > 3 ? taint.decoded : 0));
}

/** `'{}/x'.format(a)` with plain fields. */
function formatBraces(format: string, call: Call, mark: number): Value {
  let at = 0;
  let result: Value = text('');
  for (const piece of format.split(/(\{\w*\}|\{\{|\}\})/)) {
    const field = /^\{(\w*)\}$/.exec(piece)?.[1];
    if (piece === '{{' || piece === '}}') result = concat(result, text(piece.slice(1)));
    else if (field === undefined) {
      if (/[{}]/.test(piece)) return texts([ANY], false, mark);
      result = concat(result, text(piece));
    } else {
      const value =
        field === ''
          ? call.positional[at]
          : /^\d+$/.test(field)
            ? call.positional[Number(field)]
            : call.named.get(field);
      at += 1;
      result = concat(result, value ?? unknown);
    }
  }
  return tainted(result, mark);
}

function splitText(whole: string, separator: string | null | undefined, mark: number): Value {
  const parts =
    separator === undefined || separator === null
      ? whole.trim().split(/\s+/)
      : separator === ''
        ? [...whole]
        : whole.split(separator);
  return parts.length > 200
    ? list([texts([ANY], false, mark)], true)
    : tainted(list(parts.map((part) => literal(part))), mark);
}

function listMethod(runner: Runner, object: Value & { kind: 'list' }, name: string, call: Call): Value | null {
  const [first] = call.positional;
  const grow = (values: readonly Value[], more: boolean): Value => {
    object.items.push(...values);
    if (more || runner.uncertain > 0 || call.more) object.more = true;
    if (object.items.length > 400) giveUp(object);
    return data;
  };
  switch (name) {
    case 'append':
    case 'push':
    case 'add':
      return grow(call.positional, false);
    case 'extend':
      return first?.kind === 'list'
        ? grow(first.items, first.more)
        : grow([first === undefined ? unknown : elementOf(first)], true);
    case 'insert':
    case 'unshift':
    case 'splice':
      object.items.push(...call.positional);
      giveUp(object);
      return unknown;
    case 'pop':
    case 'shift':
    case 'remove':
    case 'clear':
    case 'reverse':
    case 'sort':
    case 'sorted':
    case 'sort_by': {
      const element = elementOf(object);
      if (object.items.length > 1) giveUp(object);
      if (call.positional.length > 0) return null;
      return name === 'pop' || name === 'shift' ? element : object;
    }
    case 'join':
      return object.more || exactText(first ?? text(',')) === null
        ? texts([ANY], false, taintOf([object, ...call.positional]))
        : joinItems(object.items, exactText(first ?? text(',')) ?? ',', object.taint);
    case 'concat':
      return call.positional.reduce<Value>(
        (sum, value) => addLists(sum, value.kind === 'list' ? value : list([value])),
        object,
      );
    case 'filter':
    case 'slice':
    case 'values':
    case 'flat':
    case 'copy':
    case 'toSorted':
    case 'to_a':
      return call.positional.some((value) => value.kind === 'closure')
        ? filtered(runner, object, call)
        : list([elementOf(object)], true);
    case 'map':
    case 'flatMap':
      return first?.kind === 'closure' ? list([mapped(runner, object, first, call)], true) : null;
    case 'find':
    case 'at':
    case 'first':
    case 'last':
      if (first?.kind === 'closure') mapped(runner, object, first, call);
      return elementOf(object);
    case 'items':
    case 'entries':
      return list([list([data, elementOf(object)])], true);
    default:
      return null;
  }
}

function filtered(runner: Runner, object: Value, call: Call): Value {
  for (const value of call.positional) if (value.kind === 'closure') mapped(runner, object, value, call);
  return list([elementOf(object)], true);
}

function mapped(runner: Runner, object: Value, functions: Value & { kind: 'closure' }, call: Call): Value {
  const given: Call = {
    ...call,
    positional: [elementOf(object), { kind: 'data', taint: 0 }, object],
    named: new Map(),
    more: false,
  };
  runner.uncertain += 1;
  const results = functions.closures.map((closure) => runner.callClosure(closure, given));
  runner.uncertain -= 1;
  return elementOf(list(results));
}

function giveUp(object: Value & { kind: 'list' }): undefined {
  const element = elementOf(object);
  object.items.length = 0;
  object.items.push(element);
  object.more = true;
}
