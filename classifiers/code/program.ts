/** What code of any language comes down to, as far as its effects go. Each language is lowered to this, and one machine runs it abstractly. */

/** Offsets in the code. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Argument {
  readonly name: string | null;
  readonly spread: boolean;
  readonly value: Expression;
}

export interface Entry {
  /** Null: all entries of the value are taken over. */
  readonly key: Expression | null;
  readonly value: Expression;
}

export interface Clause {
  readonly pattern: Pattern;
  readonly over: Expression;
}

export interface FunctionCode {
  readonly name: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface Parameter {
  readonly pattern: Pattern;
  readonly name: string | null;
  readonly rest: boolean;
  readonly fallback: Expression | null;
}

export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Pattern[] }
  | { readonly kind: 'rest'; readonly inner: Pattern }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Expression; readonly pattern: Pattern }[];
      readonly rest: Pattern | null;
    }
  | { readonly kind: 'either'; readonly inner: Pattern; readonly fallback: Expression }
  | { readonly kind: 'place'; readonly target: Expression };

export type Expression = { readonly at: Place } & (
  | { readonly kind: 'text'; readonly text: string | null }
  | { readonly kind: 'join'; readonly parts: readonly Expression[] }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'slice'; readonly object: Expression; readonly parts: readonly (Expression | null)[] }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: 'list'; readonly items: readonly { readonly spread: boolean; readonly value: Expression }[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'function'; readonly code: FunctionCode }
  | { readonly kind: 'class'; readonly bases: readonly Expression[]; readonly body: readonly Statement[] }
  | { readonly kind: 'assign'; readonly target: Pattern; readonly value: Expression; readonly operator: string }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly test: Expression | null; readonly options: readonly Expression[] }
  | {
      readonly kind: 'each';
      readonly clauses: readonly Clause[];
      readonly parts: readonly Expression[];
      readonly body: Expression;
    }
  /** The parts are evaluated for their effects; the result is plain data. */
  | { readonly kind: 'data'; readonly parts: readonly Expression[] }
  | { readonly kind: 'last'; readonly parts: readonly Expression[] }
  | { readonly kind: 'unknown'; readonly what: string }
);

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'declare';
      readonly pattern: Pattern;
      readonly value: Expression | null;
      readonly hoisted: boolean;
    }
  | {
      readonly kind: 'branch';
      readonly tests: readonly Expression[];
      readonly blocks: readonly (readonly Statement[])[];
    }
  | {
      readonly kind: 'loop';
      /** Where the variables of the loop live: in a block of their own, in the function, or they were declared before. */
      readonly declares: 'block' | 'function' | 'before';
      readonly pattern: Pattern | null;
      readonly over: Expression | null;
      readonly keys: boolean;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'return'; readonly value: Expression }
  | { readonly kind: 'outer'; readonly names: readonly string[] };
