/** Abstract values of code: texts with holes, collections, functions, and what is only known to be harmless data. */
import type { FunctionCode } from './program.ts';
import type { Scope } from './scope.ts';

/** Stand in a text for a part that is not known: one path segment, any path below, anything. Never occur in texts of the code itself. */
export const SEGMENT = '\uE000';
export const BELOW = '\uE001';
export const ANY = '\uE002';
const HOLES = /[\uE000-\uE002]/;

/** Where a value comes from, as bits. */
export const taint = { none: 0, remote: 1, decoded: 2, local: 4, argument: 8 } as const;

export interface Closure {
  readonly code: FunctionCode;
  readonly scope: Scope;
}

export type Value = { readonly taint: number } & (
  | { readonly kind: 'text'; readonly texts: readonly string[]; readonly path: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly items: Value[]; more: boolean }
  | { readonly kind: 'map'; readonly entries: Map<string, Value>; more: boolean }
  /** Something of the language or its library, by its dotted name. */
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'closure'; readonly closures: readonly Closure[] }
  /** An object of a type of the library; `about` is the path or address it stands for. */
  | { readonly kind: 'instance'; readonly type: string; readonly about: Value | null }
  /** From a module of the workspace or an installed package: what a script of the workspace could do as well. */
  | { readonly kind: 'foreign'; readonly name: string }
  /** Cannot be a function or module. */
  | { readonly kind: 'data' }
  | { readonly kind: 'unknown' }
);

const MAX_TEXTS = 16;
const MAX_LENGTH = 64 * 1024;

export const data: Value = { kind: 'data', taint: 0 };
export const unknown: Value = { kind: 'unknown', taint: 0 };

export function text(value: string, mark = 0): Value {
  return texts([value], false, mark);
}

/** Text of the code itself: what looks like a hole is none. */
export function literal(value: string): Value {
  return HOLES.test(value) || value.includes('\0')
    ? { kind: 'text', texts: [ANY], path: false, taint: 0 }
    : text(value);
}

export function texts(values: readonly string[], path: boolean, mark: number): Value {
  const distinct = [...new Set(values)];
  const fits = distinct.length <= MAX_TEXTS && distinct.every((one) => one.length <= MAX_LENGTH);
  return { kind: 'text', texts: fits ? distinct : [ANY], path, taint: mark };
}

export function tainted(value: Value, mark: number): Value {
  return (value.taint | mark) === value.taint ? value : { ...value, taint: value.taint | mark };
}

export function list(items: readonly Value[], more = false): Value {
  return { kind: 'list', items: [...items], more, taint: taintOf(items) };
}

export function instance(type: string, about: Value | null, mark = 0): Value {
  return { kind: 'instance', type, about, taint: mark };
}

export function foreign(name: string): Value {
  return { kind: 'foreign', name, taint: 0 };
}

export function ref(name: string): Value {
  return { kind: 'ref', name, taint: 0 };
}

export function taintOf(values: readonly Value[]): number {
  return values.reduce((sum, value) => sum | value.taint | innerTaint(value), 0);
}

function innerTaint(value: Value): number {
  if (value.kind === 'list') return taintOf(value.items.slice(0, 64));
  if (value.kind === 'map') return taintOf([...value.entries.values()].slice(0, 64));
  return 0;
}

/** The texts that a value may be when it is used as text. */
export function textsOf(value: Value): readonly string[] {
  if (value.kind === 'text') return value.texts;
  if (value.kind === 'number') return [String(value.value)];
  return [ANY];
}

/** The only text it can be, without holes. */
export function exactText(value: Value | undefined): string | null {
  if (value === undefined) return null;
  if (value.kind === 'number') return String(value.value);
  if (value.kind !== 'text' || value.texts.length !== 1) return null;
  const [only] = value.texts;
  return only === undefined || HOLES.test(only) ? null : only;
}

export function hasHole(value: string): boolean {
  return HOLES.test(value);
}

/** Both in a row. A path stays a path only through operations that say so. */
export function concat(left: Value, right: Value): Value {
  const joined = textsOf(left).flatMap((a) => textsOf(right).map((b) => a + b));
  return texts(joined, false, left.taint | right.taint);
}

/** What may be either. */
export function either(left: Value, right: Value): Value {
  if (left === right) return left;
  const mark = left.taint | right.taint;
  if (left.kind === 'text' && right.kind === 'text' && left.path === right.path) {
    return texts([...left.texts, ...right.texts], left.path, mark);
  }
  if (left.kind === 'number' && right.kind === 'number' && left.value === right.value) return tainted(left, mark);
  if (left.kind === 'closure' && right.kind === 'closure') {
    return { kind: 'closure', closures: [...new Set([...left.closures, ...right.closures])], taint: mark };
  }
  if (left.kind === 'list' && right.kind === 'list') {
    const same = left.items.length === right.items.length && left.items.every((item, at) => item === right.items[at]);
    return same && left.more === right.more
      ? left
      : { ...list([elementOf(left), elementOf(right)], true), taint: mark };
  }
  if (left.kind === 'ref' && right.kind === 'ref' && left.name === right.name) return left;
  if (left.kind === 'instance' && right.kind === 'instance' && left.type === right.type) {
    const about = left.about === null || right.about === null ? null : either(left.about, right.about);
    return { ...left, about, taint: mark };
  }
  if (isPlain(left) && isPlain(right)) return { kind: 'data', taint: mark };
  if (left.kind === 'foreign' && right.kind === 'foreign') return left;
  return { kind: 'unknown', taint: mark };
}

/** Data in each reading: no path object, no function, no module. */
export function isPlain(value: Value): boolean {
  if (value.kind === 'text') return !value.path;
  if (value.kind === 'list') return value.items.every(isPlain);
  if (value.kind === 'map') return [...value.entries.values()].every(isPlain);
  return value.kind === 'data' || value.kind === 'number';
}

export function elementOf(value: Value): Value {
  switch (value.kind) {
    case 'list': {
      const mark = value.taint;
      const known = value.items.reduce<Value | null>((sum, item) => (sum === null ? item : either(sum, item)), null);
      if (known === null) return { kind: value.more ? 'unknown' : 'data', taint: mark };
      return value.more && !isPlain(known) && known.kind !== 'text' ? either(known, unknown) : tainted(known, mark);
    }
    case 'map':
      return { kind: 'data', taint: value.taint };
    case 'text':
      return value.path ? unknown : texts([ANY], false, value.taint);
    case 'instance':
      return value.type === 'file'
        ? texts([ANY], false, value.taint | taint.local)
        : { kind: 'unknown', taint: value.taint };
    case 'data':
    case 'foreign':
      return value;
    case 'number':
      return data;
    default:
      return { kind: 'unknown', taint: value.taint };
  }
}

/** Two values of the same shape: a loop that changes nothing has come to rest. */
export function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind || left.taint !== right.taint) return false;
  if (left.kind === 'text' && right.kind === 'text')
    return (
      left.path === right.path &&
      left.texts.length === right.texts.length &&
      left.texts.every((one) => right.texts.includes(one))
    );
  if (left.kind === 'number' && right.kind === 'number') return left.value === right.value;
  if (left.kind === 'ref' && right.kind === 'ref') return left.name === right.name;
  if (left.kind === 'closure' && right.kind === 'closure')
    return left.closures.every((one, at) => one === right.closures[at]);
  return left.kind === 'data' || left.kind === 'unknown';
}
