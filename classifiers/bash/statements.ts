/**
 * The structural walk over a parsed text. It visits every kind of node by an exhaustive switch: a kind that is not known
 * counts as not understood. What a simple command then does is in `simple-command.ts`.
 */
import type { Command, Field, Redirect } from '../analysis.ts';
import { caseStatement, cForStatement, forStatement, ifStatement, isEmpty, whileStatement } from './control-flow.ts';
import { callFunction, defineFunction } from './functions.ts';
import { openCommand } from './open.ts';
import type { SyntaxNode } from './parser.ts';
import { readArithmetic, visitExpansions } from './piece-reader.ts';
import { readRedirect } from './redirects.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import type { ShellText } from './shell-text.ts';
import { type Part, partsOf, redirectParts } from './simple.ts';
import { runSimpleCommand } from './simple-command.ts';
import type { Source } from './source.ts';
import { wordContext } from './substitutions.ts';
import { readTest } from './test-command.ts';
import type { Opening, Place, Walker } from './walker.ts';
import type { WordContext } from './word-context.ts';

/** Handed in, since reading a text comes back to the walk. */
type WalkText = (session: Session, source: Source, scope: Scope, depth: number, place: Place) => Command[];

/** Tokens that stand between statements and have no meaning of their own. */
const SEPARATORS = new Set(
  '; & && | |& || ( ) (( )) { } ! do done then else elif fi if while until for select in esac case function'.split(' '),
)
  .add('\n')
  .add('');

const NO_COMMANDS: Command[] = [];

export class ScriptWalker implements Walker {
  readonly session: Session;
  readonly shell: ShellText;
  readonly depth: number;
  readonly #walkText: WalkText;

  constructor(session: Session, shell: ShellText, depth: number, walkText: WalkText) {
    this.session = session;
    this.shell = shell;
    this.depth = depth;
    this.#walkText = walkText;
  }

  /** Groups that stand behind `time` or `coproc`, which the grammar takes for words: `{` without its `}` so far. */
  openGroups = 0;

  over(shell: ShellText): Walker {
    return new ScriptWalker(this.session, shell, this.depth + 1, this.#walkText);
  }

  text(source: Source, scope: Scope, deeper: number, place: Place): Command[] {
    return this.#walkText(this.session, source, scope, this.depth + deeper, place);
  }

  open(fields: readonly Field[], opening: Opening): Command[] {
    return openCommand(this, fields, opening);
  }

  #range(node: { start: number; end: number }) {
    return this.shell.source.range(node.start, node.end);
  }

  statements(nodes: readonly SyntaxNode[], scope: Scope, place: Place): Command[] {
    const outputs: Command[] = [];
    for (let index = 0; index < nodes.length; index += 1) {
      const node = nodes[index];
      if (node === undefined || (!node.named && SEPARATORS.has(node.type))) continue;
      // `a &` runs in a subshell: what it changes stays there.
      const next = nodes[index + 1];
      const background = next !== undefined && !next.named && next.type === '&';
      for (const output of this.statement(node, background ? scope.fork() : scope, place)) outputs.push(output);
    }
    return outputs;
  }

  /** Gives the commands whose standard output is that of the statement. */
  statement(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    if (node.missing) return [];
    if (!node.named) return this.#token(node, scope, place);
    switch (node.type) {
      case 'comment':
      case 'heredoc_body':
      case 'heredoc_start':
      case 'heredoc_end':
      case 'heredoc_content':
      case 'file_descriptor':
        return [];
      case 'program':
        return this.statements(node.children, scope, place);
      case 'do_group':
      case 'else_clause':
        if (isEmpty(node.children)) this.disagree(node, 'a body without a command');
        return this.statements(node.children, scope, place);
      case 'command':
      case 'declaration_command':
      case 'unset_command':
      case 'variable_assignment':
      case 'variable_assignments':
        return this.#simple(node, scope, place);
      case 'redirected_statement':
        return this.#redirected(node, scope, place);
      case 'list':
        return this.#list(node, scope, place);
      case 'pipeline':
        return this.#pipeline(node, scope, place);
      case 'negated_command':
        return this.#last(node, scope, place);
      case 'subshell':
        return this.statements(node.children, scope.fork(), this.#compound(place, scope));
      case 'compound_statement':
        return this.#compoundStatement(node, scope, place);
      case 'if_statement':
        return ifStatement(this, node, scope, this.#compound(place, scope));
      case 'elif_clause':
        return this.statements(node.children, scope, place);
      case 'while_statement':
        return whileStatement(this, node, scope, this.#compound(place, scope));
      case 'for_statement':
        return forStatement(this, node, scope, this.#compound(place, scope));
      case 'c_style_for_statement':
        return cForStatement(this, node, scope, this.#compound(place, scope));
      case 'case_statement':
        return caseStatement(this, node, scope, this.#compound(place, scope));
      case 'function_definition':
        defineFunction(this, node, scope);
        return NO_COMMANDS;
      case 'test_command':
        return readTest(this, node, scope, this.#compound(place, scope));
      case 'ERROR':
        return this.statements(node.children, scope, place);
      case 'heredoc_redirect':
      case 'file_redirect':
      case 'herestring_redirect':
        this.disagree(node, 'a redirect where none is expected');
        return [];
      default:
        return this.#loose(node, scope);
    }
  }

  /** Keywords and separators carry no meaning of their own here; anything else is a surprise. */
  #token(node: SyntaxNode, scope: Scope, _place: Place): Command[] {
    if (SEPARATORS.has(node.type)) return NO_COMMANDS;
    return this.#loose(node, scope);
  }

  /** Parts of words outside any command, left over by error recovery: still visited for what they run. */
  #loose(node: SyntaxNode, scope: Scope): Command[] {
    if (!this.session.admitLoose()) return [];
    visitExpansions(this.context(scope), node.start, node.end, 'parameter');
    this.session.signal('unknown-node', this.#range(node), 'text that is no command');
    this.session.spot(this.#range(node), 'text that is no command', 'parse');
    return [];
  }

  disagree(node: { readonly start: number; readonly end: number }, detail: string): void {
    this.session.signal('disagreement', this.#range(node), detail);
    this.session.spot(this.#range(node), detail, 'parse');
  }

  #simple(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const single = node.type === 'variable_assignment';
    const parts = single ? partsOf({ ...node, children: [node] }, place.trailing) : partsOf(node, place.trailing);
    return runSimpleCommand(this, parts, node, scope, place);
  }

  /** Redirects of a compound statement hold for all in it. */
  #compound(place: Place, scope: Scope): Place {
    if (place.trailing.length === 0) return place;
    const redirects: Redirect[] = [];
    for (const part of place.trailing) {
      if (part.kind === 'redirect') redirects.push(readRedirect(this, part, scope));
      else this.disagree(part, 'a word behind a compound statement');
    }
    return { ...place, redirects: [...place.redirects, ...redirects], trailing: [] };
  }

  /** The grammar hangs the redirects of the last command of `a && b > f` on the whole list. */
  #redirected(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const body = node.children.find((child) => child.field === 'body');
    const rest = node.children.filter((child) => child !== body);
    const parts = rest.flatMap((child): Part[] => {
      if (child.type === 'file_redirect' || child.type === 'herestring_redirect') return redirectParts(child);
      if (child.type === 'comment') return [];
      this.statement(child, scope, place);
      return [];
    });
    const trailing = [...parts, ...place.trailing];
    if (body !== undefined) return this.statement(body, scope, { ...place, trailing });
    return runSimpleCommand(this, trailing, node, scope, { ...place, trailing: [] });
  }

  /**
   * `a && b || c`: `scope` is the state where the chain has succeeded so far, `failed` the one where it has not. Each of them can be
   * where the next command stands: `false && cd x || rm y` removes `y` and not `x/y`.
   */
  #list(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const items = flattenList(node);
    const last = items[items.length - 1];
    const outputs: Command[] = [];
    let failed: Scope | null = null;
    for (const item of items) {
      const here = item === last ? place : { ...place, trailing: [] };
      const isElse = item.operator === '||' && failed !== null;
      if (isElse && this.#leaves(item.node, scope)) {
        outputs.push(...this.statement(item.node, scope.fork(), here));
        failed = null;
        continue;
      }
      const current: Scope = isElse && failed !== null ? failed : scope;
      const before = current.fork();
      outputs.push(...this.statement(item.node, current, here));
      const after = this.#onlyChangesDirectory(item.node) ? before : current.fork();
      if (isElse) scope.join(current);
      else if (failed !== null) after.join(failed);
      failed = after;
    }
    if (failed !== null) scope.join(failed);
    return outputs;
  }

  /** `|| exit 1`: nothing follows in that case. */
  #leaves(node: SyntaxNode, scope: Scope): boolean {
    const text = this.shell.source.text.slice(node.start, node.end);
    return (
      /^(?:exit(?: [\w$?]+)?|\{[^{}]*[;\n]\s*exit(?: [\w$?]+)?\s*[;\n]\s*\})$/.test(text) &&
      scope.functionNamed('exit') === undefined
    );
  }

  /** A `cd` that fails changes nothing; what else fails may have done so half-way. */
  #onlyChangesDirectory(node: SyntaxNode): boolean {
    return /^(?:cd|pushd)[ \t]/.test(this.shell.source.text.slice(node.start, node.start + 6));
  }

  #pipeline(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const list = listBefore(node);
    if (list !== null) return this.#list(list, scope, place);
    const stages = node.children.filter((child) => child.named && child.type !== 'comment');
    let stdin = place.stdin;
    stages.forEach((stage, index) => {
      if (index > 0 && stage.type === 'negated_command') this.disagree(stage, 'a negation inside a pipeline');
      const last = index === stages.length - 1;
      stdin = this.statement(stage, scope.fork(), { ...place, stdin, trailing: last ? place.trailing : [] });
    });
    return [...stdin];
  }

  #last(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const inner = node.children.filter((child) => child.named);
    return inner.flatMap((child, index) =>
      this.statement(child, scope, index === inner.length - 1 ? place : { ...place, trailing: [] }),
    );
  }

  #compoundStatement(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const here = this.#compound(place, scope);
    if (node.children[0]?.type === '((') {
      readArithmetic(this.context(scope), node.start + 2, Math.max(node.start + 2, node.end - 2));
      return [];
    }
    if (isEmpty(node.children)) this.disagree(node, 'a body without a command');
    // `{ls; }` is no group: only a blank or an operator ends the word `{`.
    if (!/^\{[\s(<>]/.test(this.shell.source.text.slice(node.start, node.start + 2)))
      this.disagree(node, 'a brace that is part of a word');
    return this.statements(node.children, scope, here);
  }

  callFunction(name: string, scope: Scope, args: readonly Field[], place: Place): Command[] | null {
    return callFunction(this, name, scope, args, place);
  }

  /** The context of the scope that words were read in last: a command has several. */
  #context: WordContext | null = null;
  #contextScope: Scope | null = null;

  context(scope: Scope): WordContext {
    if (this.#context === null || this.#contextScope !== scope) {
      this.#context = this.contextFor(this.shell.source, scope);
      this.#contextScope = scope;
    }
    return this.#context;
  }

  contextFor(source: Source, scope: Scope): WordContext {
    return wordContext(this, source, scope);
  }
}

/** `a && b > f | c`: the grammar puts the whole list into the pipeline, bash only `b > f`. */
function listBefore(node: SyntaxNode): SyntaxNode | null {
  const stage = node.children[0];
  const body =
    stage?.type === 'redirected_statement' ? stage.children.find((child) => child.type === 'list') : undefined;
  const last = body?.children[body.children.length - 1];
  if (stage === undefined || body === undefined || last === undefined) return null;
  const redirected = {
    ...stage,
    children: stage.children.map((child) => (child === body ? { ...last, field: 'body' } : child)),
  };
  const first = { ...redirected, start: last.start };
  const pipeline = { ...node, start: last.start, children: [first, ...node.children.slice(1)] };
  return { ...body, end: node.end, children: [...body.children.slice(0, -1), pipeline] };
}

function flattenList(node: SyntaxNode): { operator: string; node: SyntaxNode }[] {
  const items: { operator: string; node: SyntaxNode }[] = [];
  let operator = '';
  for (const child of node.children) {
    if (!child.named) operator = child.type;
    else if (child.type === 'list' && items.length === 0) items.push(...flattenList(child));
    else if (child.type !== 'comment') items.push({ operator, node: child });
  }
  return items;
}
