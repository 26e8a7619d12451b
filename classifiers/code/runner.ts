/** What the parts of the machine need of each other. `machine.ts` puts them together. */
import type { Findings } from './judgement.ts';
import type { Expression, Pattern, Place, Statement } from './program.ts';
import type { Scope } from './scope.ts';
import type { Signature, Table } from './signatures.ts';
import type { Closure, Value } from './values.ts';

/** A call with its arguments evaluated. */
export interface Call {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Further arguments that are not known. */
  readonly more: boolean;
  readonly receiver: Value | null;
  readonly at: Place;
  readonly places: readonly Place[];
}

/** What is known of a language and its library. */
export interface Language {
  readonly name: string;
  /** Functions by dotted name; methods by type, as `file.write`. */
  readonly table: Table;
  /** Null where the code does not parse. */
  lower(code: string): readonly Statement[] | null;
  /** A name that no scope has; null where nothing is known of it. */
  global(name: string): Value | null;
  /** A module, by the name in the import. */
  module(name: string, runner: Runner, at: Place): Value;
  /** A name of the library without any effect, by its dotted name. */
  isPure(name: string): boolean;
  /** A member that leads around the tables, as `__globals__` or `constructor`. */
  isHidden(name: string): boolean;
  /** What a method does to a receiver that may be any object of the library. */
  unknownMethod(name: string, call: Call): Signature | null;
  /** What the language itself reads into some calls; null leaves it to the tables. */
  special(name: string, call: Call, runner: Runner): Value | null;
  /** Whether `special` knows the name as a function. */
  hasRule(name: string): boolean;
  /** Modules that others have as a member under their own name. */
  readonly leaks: ReadonlySet<string>;
  /** Functions that load a module by its name. */
  readonly loaders: ReadonlySet<string>;
}

export interface Runner {
  readonly language: Language;
  readonly findings: Findings;
  /** Words behind the code on the command line. */
  readonly words: readonly Value[];
  /** Greater than zero where it is not certain that, when or how often something happens. */
  uncertain: number;
  /** False when the budget is used up. */
  step(at: Place, cost?: number): boolean;
  evaluate(expression: Expression, scope: Scope): Value;
  run(statements: readonly Statement[], scope: Scope): undefined;
  bind(pattern: Pattern, value: Value, scope: Scope, declares: boolean): undefined;
  call(callee: Value, call: Call): Value;
  callClosure(closure: Closure, call: Call): Value;
  /** The value goes where it can no longer be followed. */
  escape(value: Value, at: Place): undefined;
  /** Code met inside the code. */
  nested(code: string, at: Place): undefined;
}
