/** What the shell knows at a point of the script: variables, functions, directory, positional parameters. */
import { type Cwds, HOME_MARK, type Redirect } from '../analysis.ts';
import type { SyntaxNode } from './parser.ts';
import type { ShellText } from './shell-text.ts';
import { either, known, someSegment, unknownValue, type Value } from './values.ts';

export interface FunctionBody {
  readonly text: ShellText;
  readonly node: SyntaxNode;
}

/** Never written: a map is copied before its first entry. */
const EMPTY = new Map<string, never>();

/** A map that forks share until one of them writes: most never do. */
class SharedMap<V> {
  entries: Map<string, V>;
  #owned: boolean;

  constructor(from?: SharedMap<V>) {
    this.entries = from === undefined ? EMPTY : from.entries;
    this.#owned = false;
    if (from !== undefined) from.#owned = false;
  }

  get(name: string): V | undefined {
    return this.entries.get(name);
  }

  set(name: string, value: V): void {
    if (!this.#owned) this.entries = new Map(this.entries);
    this.#owned = true;
    this.entries.set(name, value);
  }

  /** Surely the same entries. */
  equals(other: SharedMap<V>): boolean {
    return this.entries === other.entries;
  }
}

export class Scope {
  #variables: SharedMap<Value>;
  /** Functions that the script defined. */
  #functions: SharedMap<FunctionBody>;
  /** Those among them that may not be there, because the branch that defines them may not have run. */
  #doubtful: SharedMap<boolean>;
  /** Names whose value is handed to the programs that follow. */
  #exported: SharedMap<true>;
  #integers: SharedMap<true>;
  #descriptors: SharedMap<Redirect>;
  cwds: Cwds;
  /** Arguments of the script or function; null when not known. */
  positional: readonly Value[] | null;

  constructor(cwds: Cwds, from?: Scope) {
    this.#variables = new SharedMap(from === undefined ? undefined : from.#variables);
    this.#functions = new SharedMap(from === undefined ? undefined : from.#functions);
    this.#doubtful = new SharedMap(from === undefined ? undefined : from.#doubtful);
    this.#exported = new SharedMap(from === undefined ? undefined : from.#exported);
    this.#integers = new SharedMap(from === undefined ? undefined : from.#integers);
    this.#descriptors = new SharedMap(from === undefined ? undefined : from.#descriptors);
    this.positional = from === undefined ? [] : from.positional;
    this.cwds = cwds;
  }

  /** For a subshell, a pipeline stage, a branch. */
  fork(): Scope {
    return new Scope(this.cwds, this);
  }

  /** After a branch that may or may not have run. */
  join(other: Scope): void {
    if (!this.#variables.equals(other.#variables)) {
      for (const name of new Set([...this.#variables.entries.keys(), ...other.#variables.entries.keys()])) {
        const mine = this.#variables.get(name);
        const theirs = other.#variables.get(name);
        if (mine === theirs) continue;
        const both = mine !== undefined && theirs !== undefined;
        this.#variables.set(name, both ? either(mine, theirs) : unknownValue({ unknownVariables: [name] }));
      }
    }
    this.#learn(other);
    this.cwds = joinCwds(this.cwds, other.cwds);
  }

  /** After a branch that surely ran instead of this one. */
  become(other: Scope): void {
    this.#variables = new SharedMap(other.#variables);
    for (const [name, body] of other.#functions.entries) {
      this.#functions.set(name, body);
      if (other.isDoubtful(name) !== this.isDoubtful(name)) this.#doubtful.set(name, other.isDoubtful(name));
    }
    this.#learn(other);
    this.cwds = other.cwds;
  }

  #learn(other: Scope): void {
    if (!this.#functions.equals(other.#functions) || !this.#doubtful.equals(other.#doubtful)) {
      for (const name of this.#functions.entries.keys()) {
        if (other.#functions.get(name) === undefined) this.#doubtful.set(name, true);
      }
      for (const [name, body] of other.#functions.entries) {
        if (this.#functions.get(name) !== undefined) {
          if (other.isDoubtful(name) && !this.isDoubtful(name)) this.#doubtful.set(name, true);
          continue;
        }
        this.#functions.set(name, body);
        this.#doubtful.set(name, true);
      }
    }
    if (!this.#exported.equals(other.#exported)) {
      for (const name of other.#exported.entries.keys()) this.#exported.set(name, true);
    }
    if (!this.#integers.equals(other.#integers)) {
      for (const name of other.#integers.entries.keys()) this.#integers.set(name, true);
    }
    if (!this.#descriptors.equals(other.#descriptors)) {
      for (const [fd, redirect] of other.#descriptors.entries) this.#descriptors.set(fd, redirect);
    }
  }

  functionNamed(name: string): FunctionBody | undefined {
    return this.#functions.get(name);
  }

  /** The name may as well stand for a program. */
  isDoubtful(name: string): boolean {
    return this.#doubtful.get(name) === true;
  }

  doubtFunction(name: string): void {
    if (this.#functions.get(name) !== undefined) this.#doubtful.set(name, true);
  }

  defineFunction(name: string, body: FunctionBody): void {
    this.#functions.set(name, body);
    if (this.isDoubtful(name)) this.#doubtful.set(name, false);
  }

  /** A shell of its own does not have those of its parent. */
  forgetFunctions(): void {
    this.#functions = new SharedMap();
  }

  has(name: string): boolean {
    return this.#variables.get(name) !== undefined;
  }

  /** `declare -i`: each value is evaluated. */
  makeInteger(name: string): void {
    this.#integers.set(name, true);
  }

  isInteger(name: string): boolean {
    return this.#integers.get(name) === true;
  }

  /** `exec 3< file` */
  setDescriptor(fd: string, redirect: Redirect): void {
    this.#descriptors.set(fd, redirect);
  }

  descriptor(fd: string): Redirect | undefined {
    return this.#descriptors.get(fd);
  }

  export(name: string): void {
    this.#exported.set(name, true);
  }

  isExported(name: string): boolean {
    return this.#exported.get(name) === true;
  }

  get(name: string): Value {
    const value = this.#variables.get(name);
    if (value !== undefined) return value;
    if (name === 'HOME') return known(HOME_MARK);
    if (name === 'PWD')
      return this.cwds?.length === 1 ? known(this.cwds[0] ?? '') : unknownValue({ unknownVariables: [name] });
    if (name === 'IFS') return known(' \t\n');
    if (name === '@' || name === '*') return this.#allPositional();
    if (/^\d+$/.test(name)) return this.#position(Number(name));
    return unknownValue({ unknownVariables: [name] });
  }

  set(name: string, value: Value): void {
    this.#variables.set(name, value);
  }

  #allPositional(): Value {
    return { ...unknownValue(), fields: this.positional };
  }

  #position(index: number): Value {
    if (index === 0) return someSegment;
    if (this.positional === null) return unknownValue({ unknownVariables: [String(index)] });
    return this.positional[index - 1] ?? known('');
  }
}

function joinCwds(a: Cwds, b: Cwds): Cwds {
  if (a === null || b === null) return null;
  const all = [...new Set([...a, ...b])];
  return all.length > 4 ? null : all;
}
