/** Variables of code. What a nested function sees of an outer variable is all that it ever was, since nobody knows when it runs. */
import { either, sameValue, unknown, type Value } from './values.ts';

interface Variable {
  now: Value;
  ever: Value;
}

export class Scope {
  readonly outer: Scope | null;
  /** A function's own scope; blocks inside share it. */
  readonly isFunction: boolean;
  readonly #variables = new Map<string, Variable>();
  /** Names that belong to an outer function although they are assigned here. */
  readonly outerNames = new Set<string>();

  constructor(outer: Scope | null, isFunction: boolean) {
    this.outer = outer;
    this.isFunction = isFunction;
  }

  /** Null where no scope of the code has the name. */
  get(name: string): Value | null {
    let crossed = false;
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      const variable = scope.#variables.get(name);
      if (variable !== undefined) return crossed ? variable.ever : variable.now;
      if (scope.isFunction) crossed = true;
    }
    return null;
  }

  declare(name: string, value: Value): undefined {
    const variable = this.#variables.get(name);
    if (variable === undefined) this.#variables.set(name, { now: value, ever: value });
    else {
      variable.now = value;
      variable.ever = either(variable.ever, value);
    }
  }

  /** The nearest function's scope. */
  get home(): Scope {
    let scope: Scope = this;
    while (!scope.isFunction && scope.outer !== null) scope = scope.outer;
    return scope;
  }

  /** False where no scope has it. */
  assign(name: string, value: Value): boolean {
    let crossed = false;
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      const variable = scope.#variables.get(name);
      if (variable !== undefined) {
        variable.ever = either(variable.ever, value);
        // Assigned from a nested function: nobody knows when.
        variable.now = crossed ? either(variable.now, value) : value;
        return true;
      }
      if (scope.isFunction) crossed = true;
    }
    return false;
  }

  /** The outermost scope. */
  get root(): Scope {
    let scope: Scope = this;
    while (scope.outer !== null) scope = scope.outer;
    return scope;
  }

  /** What the variables of this and all outer scopes are at the moment. */
  save(): Snapshot {
    const saved = new Map<Variable, Value>();
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      for (const variable of scope.#variables.values()) saved.set(variable, variable.now);
    }
    return { saved };
  }

  restore({ saved }: Snapshot): undefined {
    for (const [variable, value] of saved) variable.now = value;
  }

  /** Each variable may be what it is now or what it was then. */
  merge({ saved }: Snapshot): undefined {
    for (const [variable, value] of saved) variable.now = either(variable.now, value);
  }

  /** Whether nothing has changed since. */
  same({ saved }: Snapshot): boolean {
    return [...saved].every(([variable, value]) => sameValue(variable.now, value));
  }

  /** Gives up what has changed since. */
  widen({ saved }: Snapshot): undefined {
    for (const [variable, value] of saved) {
      if (sameValue(variable.now, value)) continue;
      variable.now = unknown;
      variable.ever = unknown;
    }
  }
}

export interface Snapshot {
  readonly saved: ReadonlyMap<Variable, Value>;
}
