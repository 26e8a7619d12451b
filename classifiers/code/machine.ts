/**
 * Runs code abstractly: every branch, every function, with what is known of the values. INVARIANT: what the code can reach that is not
 * known to be harmless leaves an effect or a doubt; steps are counted, so that hostile code ends as not understood.
 */
import { callValue, runClosure } from './calls.ts';
import { escapeValue } from './escape.ts';
import { evaluateExpression } from './expressions.ts';
import type { Findings } from './judgement.ts';
import type { Expression, FunctionCode, Pattern, Place, Statement } from './program.ts';
import type { Call, Language, Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { bindPattern, runStatement } from './statements.ts';
import { type Closure, unknown, type Value } from './values.ts';

const MAX_STEPS = 60_000;
const MAX_DEPTH = 24;
/** Nesting of expressions and statements, so that hostile code does not exhaust our stack. */
const MAX_NESTING = 400;
const MAX_NESTED_CODE = 6;

export class Machine implements Runner {
  readonly language: Language;
  readonly findings: Findings;
  readonly words: readonly Value[];
  uncertain = 0;
  #steps = 0;
  #nesting = 0;
  #nestedCode = 0;
  #exhausted = false;
  /** Functions being run. */
  readonly #running = new Set<FunctionCode>();
  /** Run with nothing known of the arguments. */
  readonly #general = new Set<FunctionCode>();
  readonly #called = new Set<FunctionCode>();
  readonly #met = new Map<FunctionCode, Closure>();
  readonly #later: Closure[] = [];
  readonly #top = new Scope(null, true);
  /** Where the machine is; code met inside the code sees the same variables. */
  #current = this.#top;

  constructor(language: Language, findings: Findings, words: readonly Value[]) {
    this.language = language;
    this.findings = findings;
    this.words = words;
  }

  /** The whole code. Functions that escaped or were never called are run at the end, when all variables have had their values. */
  program(statements: readonly Statement[]): undefined {
    this.run(statements, this.#top);
    for (let round = 0; round < 4; round += 1) {
      const waiting = [
        ...this.#later.splice(0),
        ...[...this.#met.values()].filter(({ code }) => !this.#called.has(code)),
      ];
      if (waiting.length === 0) return;
      for (const closure of waiting) this.#generally(closure);
    }
  }

  step(at: Place, cost = 1): boolean {
    this.#steps += cost;
    if (this.#steps <= MAX_STEPS && this.#nesting <= MAX_NESTING) return true;
    if (!this.#exhausted) this.findings.doubt('is longer or deeper than can be followed', at);
    this.#exhausted = true;
    return false;
  }

  evaluate(expression: Expression, scope: Scope): Value {
    if (!this.step(expression.at)) return unknown;
    const outer = this.#current;
    this.#current = scope;
    this.#nesting += 1;
    const value = evaluateExpression(this, expression, scope);
    this.#nesting -= 1;
    this.#current = outer;
    if (expression.kind === 'function' && value.kind === 'closure') {
      for (const closure of value.closures) if (!this.#met.has(closure.code)) this.#met.set(closure.code, closure);
    }
    return value;
  }

  run(statements: readonly Statement[], scope: Scope): undefined {
    this.#nesting += 1;
    for (const statement of statements) {
      if (!this.step({ start: 0, end: 0 })) break;
      runStatement(this, statement, scope);
    }
    this.#nesting -= 1;
  }

  bind(pattern: Pattern, value: Value, scope: Scope, declares: boolean): undefined {
    bindPattern(this, pattern, value, scope, declares);
  }

  call(callee: Value, call: Call): Value {
    return this.step(call.at) ? callValue(this, callee, call) : unknown;
  }

  callClosure(closure: Closure, call: Call): Value {
    const { code } = closure;
    this.#called.add(code);
    if (this.#running.has(code) || this.#running.size >= MAX_DEPTH) {
      this.#later.push(closure);
      for (const value of call.positional) this.escape(value, call.at);
      return unknown;
    }
    this.#running.add(code);
    const result = runClosure(this, closure, call);
    this.#running.delete(code);
    return result;
  }

  escape(value: Value, at: Place): undefined {
    escapeValue(this, value, at, (closure) => {
      this.#called.add(closure.code);
      this.#later.push(closure);
    });
  }

  nested(code: string, at: Place): undefined {
    this.#nestedCode += 1;
    const statements = this.#nestedCode > MAX_NESTED_CODE ? null : this.language.lower(code);
    if (statements === null) this.findings.doubt('runs code that cannot be read', at);
    else this.run(statements, this.#current);
  }

  #generally(closure: Closure): undefined {
    if (this.#general.has(closure.code)) return;
    this.#general.add(closure.code);
    const at = { start: 0, end: 0 };
    this.uncertain += 1;
    this.callClosure(closure, { positional: [], named: new Map(), more: true, receiver: null, at, places: [] });
    this.uncertain -= 1;
  }
}
