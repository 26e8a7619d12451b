/** What the words of a script need of it: variables, and the commands in their substitutions. */
import type { Command } from '../analysis.ts';
import { outputValue } from './constant-output.ts';
import type { SyntaxNode } from './parser.ts';
import type { Scope } from './scope.ts';
import { redirectParts } from './simple.ts';
import { runSimpleCommand } from './simple-command.ts';
import { derivedSource, type Source } from './source.ts';
import { known, type Value } from './values.ts';
import { topPlace, type Walker } from './walker.ts';
import type { WordContext } from './word-context.ts';

/** `source`: the text that the tree covers, or another one whose substitutions are read again. */
export function wordContext(walker: Walker, source: Source, scope: Scope): WordContext {
  const { session } = walker;
  return {
    source,
    variable: (name) => scope.get(name),
    assign: (name, value) => scope.set(name, value),
    signal: (kind, start, end, detail, grave = false) => {
      const range = source.range(start, end);
      session.signal(kind, range, detail, null, grave);
      if (kind === 'disagreement' || kind === 'limit') session.spot(range, detail, 'parse');
    },
    substitution: (start, end, form) => substitution(walker, source, start, end, form, scope),
    backticks: (text, start, end) => {
      const nested = derivedSource(source, text, start, end);
      return outputValue(walker.text(nested, scope.fork(), 1, topPlace), scope);
    },
  };
}

/** `$(`, `<(` or `>(`: the tree's node where it agrees on the end, else the text read again. */
function substitution(walker: Walker, source: Source, start: number, end: number, form: string, scope: Scope): Value {
  const { shell } = walker;
  const node = source === shell.source ? shell.substitutionAt(start - 2) : undefined;
  const branch = scope.fork();
  let outputs: Command[];
  if (node !== undefined && node.end === end + 1 && !(shell.hasError && hasError(node))) {
    const children = node.children.slice(1, -1);
    const redirect = children.length === 1 && children[0]?.type === 'file_redirect' ? children[0] : null;
    outputs = redirect
      ? runSimpleCommand(walker, redirectParts(redirect), node, branch, topPlace)
      : walker.statements(children, branch, topPlace);
  } else {
    outputs = walker.text(derivedSource(source, source.text.slice(start, end), start, end), branch, 1, topPlace);
  }
  if (form !== '$(') return { ...known('/dev/fd/63'), outputs };
  return outputValue(outputs, scope);
}

function hasError(node: SyntaxNode): boolean {
  return node.type === 'ERROR' || node.missing || node.children.some(hasError);
}
