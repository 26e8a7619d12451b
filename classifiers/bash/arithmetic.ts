/** Arithmetic evaluates the values of its variables again, and theirs: a substitution in a subscript there is run. */
import type { Value } from './values.ts';

/** A substitution in a text that arithmetic evaluates is run. */
export function runsInArithmetic(text: string): boolean {
  return /\$\(|`|\$\{/.test(text);
}

/** Values lead to further names as long as that. */
const MAX_DEPTH = 4;

/** The code that evaluating the text runs; null where it runs none that is known. */
export function heldCode(variable: (name: string) => Value, text: string): string | null {
  return runsInArithmetic(text) ? text : heldByNames(variable, text);
}

/** As above for a text whose own substitutions have been seen. */
export function heldByNames(variable: (name: string) => Value, text: string, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null;
  for (const [name] of text.matchAll(/[A-Za-z_]\w*/g)) {
    for (const held of variable(name).texts ?? []) {
      if (held === name) continue;
      const code = runsInArithmetic(held) ? held : heldByNames(variable, held, depth + 1);
      if (code !== null) return code;
    }
  }
  return null;
}
