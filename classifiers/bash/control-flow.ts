/** Branches and loops: what each of them may leave behind in the shell's state. */
import type { Command, Field } from '../analysis.ts';
import { fieldValue } from './field-value.ts';
import { assignedNames, changesDirectory } from './loop-state.ts';
import type { SyntaxNode } from './parser.ts';
import type { Scope } from './scope.ts';
import { either, known, unknownValue, type Value } from './values.ts';
import type { Place, Walker } from './walker.ts';
import { readArithmetic, resolveWord, visitExpansions } from './words.ts';

export function ifStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const outputs: Command[] = [];
  const branches: Scope[] = [];
  let branch = scope;
  let seenThen = false;
  for (const child of node.children) {
    if (child.type === 'then' && !seenThen) {
      seenThen = true;
      branch = scope.fork();
      branches.push(branch);
    } else if (child.type === 'elif_clause' || child.type === 'else_clause') {
      branch = scope.fork();
      branches.push(branch);
    }
    outputs.push(...walker.statement(child, branch, place));
  }
  for (const other of branches) scope.join(other);
  return outputs;
}

/** Bodies may run many times: what they change is not known at their beginning. */
function forgetChanges(walker: Walker, scope: Scope, bodies: readonly SyntaxNode[]): void {
  for (const name of assignedNames(walker.shell, bodies)) {
    scope.set(name, unknownValue({ unknownVariables: [name] }));
  }
  if (bodies.some((body) => changesDirectory(walker.shell, body))) scope.cwds = null;
}

export function whileStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const before = scope.fork();
  forgetChanges(walker, scope, [node]);
  const outputs = walker.statements(node.children, scope, place);
  scope.join(before);
  return outputs;
}

export function forStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const context = walker.context(scope);
  const name = node.children.find((child) => child.field === 'variable');
  const values = node.children.filter((child) => child.field === 'value');
  const body = node.children.find((child) => child.field === 'body');
  const fields = values.flatMap((value) => resolveWord(context, value.start, value.end));
  const hasList = node.children.some((child) => child.type === 'in');
  const value = hasList ? loopValue(fields) : allOf(scope.get('@'));
  if (body === undefined) return [];
  const before = scope.fork();
  forgetChanges(walker, scope, [body]);
  if (name !== undefined) scope.set(walker.shell.source.text.slice(name.start, name.end), value);
  const outputs = walker.statement(body, scope, place);
  scope.join(before);
  return outputs;
}

export function cForStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const body = node.children.find((child) => child.field === 'body');
  readArithmetic(walker.context(scope), node.start, body?.start ?? node.end);
  if (body === undefined) return [];
  const before = scope.fork();
  forgetChanges(walker, scope, [node]);
  const outputs = walker.statement(body, scope, place);
  scope.join(before);
  return outputs;
}

export function caseStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const context = walker.context(scope);
  const outputs: Command[] = [];
  const branches: Scope[] = [];
  let before: Scope | null = null;
  for (const child of node.children) {
    if (child.field === 'value') visitExpansions(context, child.start, child.end, 'parameter');
    else if (child.type === 'ERROR') walker.statement(child, scope, place);
    if (child.type !== 'case_item') continue;
    const branch = scope.fork();
    // `;&` and `;;&` go on into the next branch with what this one left.
    if (before !== null) branch.join(before);
    const body: SyntaxNode[] = [];
    for (const part of child.children) {
      if (part.field === 'value') visitExpansions(context, part.start, part.end, 'parameter');
      else if (part.named) body.push(part);
    }
    outputs.push(...walker.statements(body, branch, place));
    branches.push(branch);
    before = child.children.some((part) => part.type === ';&' || part.type === ';;&') ? branch : null;
  }
  for (const branch of branches) scope.join(branch);
  return outputs;
}

function loopValue(fields: readonly Field[]): Value {
  return (
    fields
      .map(fieldValue)
      .reduce<Value | undefined>((all, value) => (all === undefined ? value : either(all, value)), undefined) ??
    known('')
  );
}

function allOf(value: Value): Value {
  return value.fields === undefined || value.fields === null
    ? unknownValue()
    : value.fields.reduce<Value>((all, one) => either(all, one), value.fields[0] ?? known(''));
}
