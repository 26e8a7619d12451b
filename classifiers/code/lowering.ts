/** What the lowering of each language needs. */
import type { CodeNode } from './grammars.ts';
import type { Argument, Expression, Pattern, Place } from './program.ts';

export function placeOf(node: CodeNode): Place {
  return { start: node.start, end: node.end };
}

export function positional(value: Expression): Argument {
  return { name: null, spread: false, value };
}

export function textExpression(text: string | null, at: Place): Expression {
  return { kind: 'text', text, at };
}

export function dataOf(parts: readonly Expression[], at: Place): Expression {
  return { kind: 'data', parts, at };
}

export function unknownSyntax(node: CodeNode): Expression {
  return { kind: 'unknown', what: node.type.replaceAll('_', ' '), at: placeOf(node) };
}

export const ignored: Pattern = { kind: 'list', items: [] };
