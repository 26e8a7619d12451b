/** Branches and loops: what each of them may leave behind in the shell's state. */
import type { Command, Field } from '../analysis.ts';
import { fieldValue } from './field-value.ts';
import { assignedNames, changesDirectory } from './loop-state.ts';
import type { SyntaxNode } from './parser.ts';
import { readArithmetic, visitExpansions } from './piece-reader.ts';
import type { Scope } from './scope.ts';
import { constantOf, either, known, unknownValue, type Value } from './values.ts';
import type { Place, Walker } from './walker.ts';
import { resolveWord } from './words.ts';

/** The condition runs in the shell itself, as do those of the `elif`s; of the branches one or none. */
export function ifStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const outputs: Command[] = [];
  const branches: Scope[] = [];
  const run = (nodes: readonly SyntaxNode[], at: Scope): void => {
    if (isEmpty(nodes)) walker.disagree(node, 'a branch without a command');
    outputs.push(...walker.statements(nodes, at, place));
  };
  const conditional = (children: readonly SyntaxNode[]): void => {
    const then = children.findIndex((child) => child.type === 'then');
    const rest = then < 0 ? [] : children.slice(then + 1);
    const end = rest.findIndex((child) => child.type.endsWith('_clause') || child.type === 'fi');
    run(children.slice(1, then < 0 ? children.length : then), scope);
    const branch = scope.fork();
    branches.push(branch);
    run(end < 0 ? rest : rest.slice(0, end), branch);
    for (const child of end < 0 ? [] : rest.slice(end)) {
      if (child.type === 'elif_clause') conditional(child.children);
      else if (child.type === 'else_clause') {
        const other = scope.fork();
        branches.push(other);
        run(child.children.slice(1), other);
      } else outputs.push(...walker.statement(child, scope.fork(), place));
    }
  };
  conditional(node.children);
  for (const other of branches) scope.join(other);
  return outputs;
}

/** Bash refuses a body without a command; the grammar does not. */
export function isEmpty(nodes: readonly SyntaxNode[]): boolean {
  return nodes.every((node) => !node.named || node.type === 'comment');
}

/**
 * Bodies may run many times: what they change is not known at their beginning. The first round is: it is gone through by itself
 * where that makes a difference.
 */
function rounds(walker: Walker, scope: Scope, bodies: readonly SyntaxNode[], run: (at: Scope) => Command[]): Command[] {
  const names = assignedNames(walker.shell, bodies);
  const moves = bodies.some((body) => changesDirectory(walker.shell, body));
  const loses = moves || [...names].some((name) => scope.has(name) && constantOf(scope.get(name)) !== null);
  const first = loses && walker.session.admitRounds(1) ? run(scope.fork()) : [];
  for (const name of names) scope.set(name, unknownValue({ unknownVariables: [name] }));
  if (moves) scope.cwds = null;
  return [...first, ...run(scope)];
}

export function whileStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const before = scope.fork();
  const outputs = rounds(walker, scope, [node], (at) => walker.statements(node.children, at, place));
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
  const outputs: Command[] = [];
  for (const word of hasList ? wordsOf(walker, fields, value) : [value]) {
    const run = (at: Scope): Command[] => {
      if (name !== undefined) at.set(walker.shell.source.text.slice(name.start, name.end), word);
      return walker.statement(body, at, place);
    };
    outputs.push(...rounds(walker, scope, [body], run));
  }
  scope.join(before);
  return outputs;
}

/** A short list of known words is gone through word by word: in `cp "$f.x" "$f.y"` both are the same one. */
function wordsOf(walker: Walker, fields: readonly Field[], all: Value): readonly Value[] {
  const known = fields.every((field) => field.text !== null && field.alternatives.length === 0 && !field.splits);
  if (!known || fields.length < 2 || !walker.session.admitRounds(fields.length)) return [all];
  return fields.map(fieldValue);
}

export function cForStatement(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const body = node.children.find((child) => child.field === 'body');
  readArithmetic(walker.context(scope), node.start, body?.start ?? node.end);
  if (body === undefined) return [];
  const before = scope.fork();
  const outputs = rounds(walker, scope, [node], (at) => walker.statement(body, at, place));
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
    outputs.push(...caseItem(walker, child, branch, place));
    branches.push(branch);
    before = child.children.some((part) => part.type === ';&' || part.type === ';;&') ? branch : null;
  }
  checkLastItem(walker, node);
  for (const branch of branches) scope.join(branch);
  return outputs;
}

const TERMINATORS = new Set([';;', ';&', ';;&']);

function caseItem(walker: Walker, item: SyntaxNode, scope: Scope, place: Place): Command[] {
  const body: SyntaxNode[] = [];
  let inBody = false;
  for (const part of item.children) {
    if (part.field === 'value') visitExpansions(walker.context(scope), part.start, part.end, 'parameter');
    else if (inBody && !TERMINATORS.has(part.type)) body.push(part);
    if (part.type === ')' && !part.named) inBody = true;
  }
  return walker.statements(body, scope, place);
}

/** `case x in a) ls esac`: without a separator `esac` is a word of the command before it. */
function checkLastItem(walker: Walker, node: SyntaxNode): void {
  const last = node.children.findLast((child) => child.type === 'case_item');
  const end = node.children.findLast((child) => child.type === 'esac');
  const body = last?.children.findLast((part) => part.named && part.field !== 'value');
  if (last === undefined || end === undefined || body === undefined) return;
  if (last.children.some((part) => TERMINATORS.has(part.type))) return;
  if (!/[\n;&]/.test(walker.shell.source.text.slice(body.end, end.start)))
    walker.disagree(node, 'a case without its end');
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
