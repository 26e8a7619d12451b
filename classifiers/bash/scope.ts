/** What the shell knows at a point of the script: variables, functions, directory, positional parameters. */
import { type Cwds, HOME_MARK } from '../analysis.ts';
import type { SyntaxNode } from './parser.ts';
import type { ShellText } from './shell-text.ts';
import { either, known, someSegment, unknownValue, type Value } from './values.ts';

export interface FunctionBody {
  readonly text: ShellText;
  readonly node: SyntaxNode;
}

export class Scope {
  readonly #variables: Map<string, Value>;
  readonly functions: Map<string, FunctionBody>;
  /** Names whose value is handed to the programs that follow. */
  readonly exported: Set<string>;
  cwds: Cwds;
  /** Arguments of the script or function; null when not known. */
  positional: readonly Value[] | null;

  constructor(cwds: Cwds, from?: Scope) {
    this.#variables = new Map(from?.variables());
    this.functions = new Map(from?.functions);
    this.exported = new Set(from?.exported);
    this.positional = from === undefined ? [] : from.positional;
    this.cwds = cwds;
  }

  variables(): ReadonlyMap<string, Value> {
    return this.#variables;
  }

  /** For a subshell, a pipeline stage, a branch. */
  fork(): Scope {
    return new Scope(this.cwds, this);
  }

  /** After a branch that may or may not have run. */
  join(other: Scope): void {
    for (const name of new Set([...this.#variables.keys(), ...other.#variables.keys()])) {
      const mine = this.#variables.get(name);
      const theirs = other.#variables.get(name);
      if (mine === theirs) continue;
      this.#variables.set(
        name,
        mine === undefined || theirs === undefined ? unknownValue({ unknownVariables: [name] }) : either(mine, theirs),
      );
    }
    for (const [name, body] of other.functions) if (!this.functions.has(name)) this.functions.set(name, body);
    for (const name of other.exported) this.exported.add(name);
    this.cwds = joinCwds(this.cwds, other.cwds);
  }

  /** After a branch that surely ran instead of this one. */
  become(other: Scope): void {
    this.#variables.clear();
    for (const [name, value] of other.#variables) this.#variables.set(name, value);
    for (const [name, body] of other.functions) this.functions.set(name, body);
    for (const name of other.exported) this.exported.add(name);
    this.cwds = other.cwds;
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

  has(name: string): boolean {
    return this.#variables.has(name);
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
