/** Functions that the script defines: kept with their text, run with their arguments. */
import { type Command, type Field, unknownField } from '../analysis.ts';
import { isEmpty } from './control-flow.ts';
import { fieldValue } from './field-value.ts';
import type { SyntaxNode } from './parser.ts';
import { readRedirect } from './redirects.ts';
import type { Scope } from './scope.ts';
import { redirectParts } from './simple.ts';
import { type Place, topPlace, type Walker } from './walker.ts';

export function defineFunction(walker: Walker, node: SyntaxNode, scope: Scope): void {
  const { source } = walker.shell;
  const name = node.children.find((child) => child.field === 'name');
  if (name === undefined) return;
  const text = source.text.slice(name.start, name.end);
  if (node.children.some((child) => child.type === 'compound_statement' && isEmpty(child.children)))
    walker.disagree(node, 'a function without a command');
  scope.defineFunction(text, { text: walker.shell, node });
  walker.session.signal('function-shadow', source.range(name.start, name.end), text);
  if (text === 'command_not_found_handle') {
    const range = source.range(name.start, name.end);
    walker.session.signal('shell-state', range, 'a function that runs for each unknown command');
    callFunction(walker, text, scope.fork(), [{ ...unknownField(range), splits: true }], topPlace);
  }
  if (callsItself(text, source.text.slice(node.start, node.end))) {
    const range = source.range(node.start, node.end);
    walker.session.signal('fork-bomb', range, `${text} calls itself in the background`, null, true);
  }
}

/** `f() { ...; } > file`: they hold for each call. */
const REDIRECTS = new Set(['file_redirect', 'herestring_redirect', 'heredoc_redirect']);

/** Runs the body of a function that the script defined. Null where it defines none of that name. */
export function callFunction(
  walker: Walker,
  name: string,
  scope: Scope,
  args: readonly Field[],
  place: Place,
): Command[] | null {
  const found = scope.functionNamed(name);
  if (found === undefined) return null;
  const range = found.text.source.range(found.node.start, found.node.end);
  if (place.calling.includes(name) || !walker.session.admitCall(range)) return [];
  const body = found.node.children.filter(
    (child) => child.named && child.field !== 'name' && !REDIRECTS.has(child.type),
  );
  const inner = scope.fork();
  inner.positional = args.some((field) => field.splits) ? null : args.map(fieldValue);
  const over = walker.over(found.text);
  const redirects = [...place.redirects];
  for (const child of found.node.children) {
    const parts = REDIRECTS.has(child.type) ? redirectParts(child) : [];
    for (const part of parts) if (part.kind === 'redirect') redirects.push(readRedirect(over, part, inner));
  }
  const outputs = over.statements(body, inner, {
    ...place,
    redirects,
    trailing: [],
    calling: [...place.calling, name],
  });
  inner.positional = scope.positional;
  scope.become(inner);
  return outputs;
}

/** `:(){ :|:& };:` in any spelling of the name. */
function callsItself(name: string, body: string): boolean {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inside = body.slice(body.indexOf('{') + 1);
  return new RegExp(`(?:^|[\\s;|&{(])${quoted}\\s*(?:\\|\\s*${quoted}|&(?!&))`).test(inside);
}
