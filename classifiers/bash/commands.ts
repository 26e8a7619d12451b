/**
 * The structural walk over a parsed text. It visits every kind of node by an exhaustive switch: a kind that is not known
 * counts as not understood. What a simple command then does is in `simple-command.ts`.
 */
import type { Command, Field, Redirect } from '../analysis.ts';
import { outputValue } from './constant-output.ts';
import { fieldValue } from './field-value.ts';
import { normalize } from './normalize.ts';
import { openCommand } from './open.ts';
import type { SyntaxNode } from './parser.ts';
import { readRedirect } from './redirects.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import { ShellText } from './shell-text.ts';
import { type Part, partsOf, redirectParts } from './simple.ts';
import { runSimpleCommand } from './simple-command.ts';
import { derivedSource, type Source } from './source.ts';
import { readTest } from './test-command.ts';
import { either, known, unknownValue, type Value } from './values.ts';
import { visibleParts } from './visible-payload.ts';
import { type Opening, type Place, topPlace, type Walker } from './walker.ts';
import type { WordContext } from './word-context.ts';
import { readArithmetic, resolveWord, visitExpansions } from './words.ts';

/** Parses and walks a text in a scope. Gives the commands whose output is the text's output. */
export function walkText(
  session: Session,
  source: Source,
  scope: Scope,
  depth: number,
  place: Place = topPlace,
): Command[] {
  const whole = source.range(0, source.text.length);
  const normalized = normalize(source);
  const text = normalized.source.text;
  if (!session.admit(text.length, depth, whole)) {
    visiblePayload(session, normalized.source, scope, depth);
    return [];
  }
  const tree = session.parser.parse(text);
  if (tree === null) {
    session.parse = 'failed';
    session.signal('syntax', whole, 'the parser gave up', null, true);
    session.spot(whole, 'the parser gave up', 'parse');
    visiblePayload(session, normalized.source, scope, depth);
    return [];
  }
  if (normalized.doubt !== null) {
    session.signal('disagreement', whole, normalized.doubt);
    session.spot(whole, normalized.doubt, 'parse');
  }
  const shell = new ShellText(normalized.source, normalized.heredocs, tree);
  if (tree.hasError) {
    reportErrors(session, shell);
    visiblePayload(session, normalized.source, scope, depth);
  }
  return new ScriptWalker(session, shell, depth).statements(tree.root.children, scope, place);
}

/** INVARIANT: a tree with an error anywhere, be it a word that the parser made up, leaves an opaque spot. */
function reportErrors(session: Session, shell: ShellText): void {
  const nodes = errorNodes(shell.root).slice(0, 20);
  for (const node of nodes.length === 0 ? [shell.root] : nodes) {
    const range = shell.source.range(node.start, Math.max(node.start, node.end));
    session.signal('syntax', range, 'not valid for the grammar');
    session.spot(range, 'could not be parsed', 'parse');
  }
}

function errorNodes(node: SyntaxNode): SyntaxNode[] {
  return node.type === 'ERROR' || node.missing ? [node] : node.children.flatMap(errorNodes);
}

/**
 * For a text that the grammar could not read: each part of it that stands between separators, by itself. Finds only what is in
 * plain sight; the text counts as not understood whatever comes out.
 */
function visiblePayload(session: Session, outer: Source, scope: Scope, depth: number): void {
  if (depth > 2) return;
  for (const part of visibleParts(outer.text)) {
    const tree = session.parser.parse(part.text);
    if (tree === null || tree.hasError) continue;
    const source = derivedSource(outer, part.text, part.start, part.end);
    new ScriptWalker(session, new ShellText(source, new Map(), tree), depth + 1).statements(
      tree.root.children,
      scope.fork(),
      topPlace,
    );
  }
}

/** Tokens that stand between statements and have no meaning of their own. */
const SEPARATORS = new Set(
  '; ;; ;& ;;& & && | |& || ( ) (( )) { } ! do done then else elif fi if while until for select in esac case function'.split(
    ' ',
  ),
)
  .add('\n')
  .add('');

const NO_COMMANDS: Command[] = [];

class ScriptWalker implements Walker {
  readonly session: Session;
  readonly shell: ShellText;
  readonly depth: number;

  constructor(session: Session, shell: ShellText, depth: number) {
    this.session = session;
    this.shell = shell;
    this.depth = depth;
  }

  text(source: Source, scope: Scope, deeper: number, place: Place): Command[] {
    return walkText(this.session, source, scope, this.depth + deeper, place);
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
      case 'do_group':
      case 'else_clause':
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
        return this.#if(node, scope, this.#compound(place, scope));
      case 'elif_clause':
        return this.statements(node.children, scope, place);
      case 'while_statement':
        return this.#while(node, scope, this.#compound(place, scope));
      case 'for_statement':
        return this.#for(node, scope, this.#compound(place, scope));
      case 'c_style_for_statement':
        return this.#cFor(node, scope, this.#compound(place, scope));
      case 'case_statement':
        return this.#case(node, scope, this.#compound(place, scope));
      case 'function_definition':
        return this.#function(node, scope);
      case 'test_command':
        return readTest(this, node, scope, this.#compound(place, scope));
      case 'ERROR':
        return this.statements(node.children, scope, place);
      case 'heredoc_redirect':
      case 'file_redirect':
      case 'herestring_redirect':
        this.#disagree(node, 'a redirect where none is expected');
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
    this.session.signal('unknown-node', this.#range(node), `${node.type} where a command is expected`);
    this.session.spot(this.#range(node), 'text that is no command', 'parse');
    return [];
  }

  #disagree(node: SyntaxNode, detail: string): void {
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
      else this.session.signal('syntax', this.#range(part), 'a word behind a compound statement');
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
    const stages = node.children.filter((child) => child.named && child.type !== 'comment');
    let stdin = place.stdin;
    stages.forEach((stage, index) => {
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
    return this.statements(node.children, scope, here);
  }

  #if(node: SyntaxNode, scope: Scope, place: Place): Command[] {
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
      outputs.push(...this.statement(child, branch, place));
    }
    for (const other of branches) scope.join(other);
    return outputs;
  }

  /** Bodies may run many times: what they change is not known at their beginning. */
  #loop(scope: Scope, bodies: readonly SyntaxNode[]): void {
    for (const name of assignedNames(this.shell, bodies)) {
      scope.set(name, unknownValue({ unknownVariables: [name] }));
    }
    if (bodies.some((body) => changesDirectory(this.shell, body))) scope.cwds = null;
  }

  #while(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const before = scope.fork();
    this.#loop(scope, [node]);
    const outputs = this.statements(node.children, scope, place);
    scope.join(before);
    return outputs;
  }

  #for(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const context = this.context(scope);
    const name = node.children.find((child) => child.field === 'variable');
    const values = node.children.filter((child) => child.field === 'value');
    const body = node.children.find((child) => child.field === 'body');
    const fields = values.flatMap((value) => resolveWord(context, value.start, value.end));
    const hasList = node.children.some((child) => child.type === 'in');
    const value = hasList ? loopValue(fields) : allOf(scope.get('@'));
    if (body === undefined) return [];
    const before = scope.fork();
    this.#loop(scope, [body]);
    if (name !== undefined) scope.set(this.shell.source.text.slice(name.start, name.end), value);
    const outputs = this.statement(body, scope, place);
    scope.join(before);
    return outputs;
  }

  #cFor(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const body = node.children.find((child) => child.field === 'body');
    readArithmetic(this.context(scope), node.start, body?.start ?? node.end);
    if (body === undefined) return [];
    const before = scope.fork();
    this.#loop(scope, [node]);
    const outputs = this.statement(body, scope, place);
    scope.join(before);
    return outputs;
  }

  #case(node: SyntaxNode, scope: Scope, place: Place): Command[] {
    const context = this.context(scope);
    const outputs: Command[] = [];
    const branches: Scope[] = [];
    for (const child of node.children) {
      if (child.field === 'value') visitExpansions(context, child.start, child.end, 'parameter');
      else if (child.type === 'case_item') {
        const branch = scope.fork();
        for (const part of child.children) {
          if (part.field === 'value') visitExpansions(context, part.start, part.end, 'parameter');
        }
        const body = child.children.filter((part) => part.field !== 'value' && part.named);
        outputs.push(...this.statements(body, branch, place));
        branches.push(branch);
      } else if (child.type === 'ERROR') this.statement(child, scope, place);
    }
    for (const branch of branches) scope.join(branch);
    return outputs;
  }

  #function(node: SyntaxNode, scope: Scope): Command[] {
    const name = node.children.find((child) => child.field === 'name');
    if (name === undefined) return [];
    const text = this.shell.source.text.slice(name.start, name.end);
    scope.defineFunction(text, { text: this.shell, node });
    this.session.signal('function-shadow', this.#range(name), text);
    const body = this.shell.source.text.slice(node.start, node.end);
    if (callsItself(text, body))
      this.session.signal('fork-bomb', this.#range(node), `${text} calls itself in the background`, null, true);
    return [];
  }

  /** Runs the body of a function that the script defined. */
  callFunction(name: string, scope: Scope, args: readonly Field[], place: Place): Command[] | null {
    const found = scope.functionNamed(name);
    if (found === undefined) return null;
    const range = found.text.source.range(found.node.start, found.node.end);
    if (place.calling.includes(name) || !this.session.admitCall(range)) return [];
    const body = found.node.children.filter((child) => child.named && child.field !== 'name');
    const inner = scope.fork();
    inner.positional = args.some((field) => field.splits) ? null : args.map(fieldValue);
    const walker = new ScriptWalker(this.session, found.text, this.depth + 1);
    const outputs = walker.statements(body, inner, { ...place, trailing: [], calling: [...place.calling, name] });
    inner.positional = scope.positional;
    scope.become(inner);
    return outputs;
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

  /** For a text that the tree does not cover: its substitutions are read again. */
  contextFor(source: Source, scope: Scope): WordContext {
    const { session } = this;
    return {
      source,
      variable: (name) => scope.get(name),
      assign: (name, value) => scope.set(name, value),
      signal: (kind, start, end, detail, grave = false) => {
        const range = source.range(start, end);
        session.signal(kind, range, detail, null, grave);
        if (kind === 'disagreement' || kind === 'limit') session.spot(range, detail, 'parse');
      },
      substitution: (start, end, form) => this.#substitution(source, start, end, form, scope),
      backticks: (text, start, end) => {
        const nested = derivedSource(source, text, start, end);
        return outputValue(walkText(session, nested, scope.fork(), this.depth + 1), scope);
      },
    };
  }

  /** `$(`, `<(` or `>(`: the tree's node where it agrees on the end, else the text read again. */
  #substitution(source: Source, start: number, end: number, form: string, scope: Scope): Value {
    const node = source === this.shell.source ? this.shell.substitutionAt(start - 2) : undefined;
    const branch = scope.fork();
    let outputs: Command[];
    if (node !== undefined && node.end === end + 1 && !(this.shell.hasError && hasError(node))) {
      const children = node.children.slice(1, -1);
      const redirect = children.length === 1 && children[0]?.type === 'file_redirect' ? children[0] : null;
      outputs = redirect
        ? runSimpleCommand(this, redirectParts(redirect), node, branch, topPlace)
        : this.statements(children, branch, topPlace);
    } else {
      const nested = derivedSource(source, source.text.slice(start, end), start, end);
      outputs = walkText(this.session, nested, branch, this.depth + 1);
    }
    if (form !== '$(') return { ...known('/dev/fd/63'), outputs };
    return outputValue(outputs, scope);
  }
}

function hasError(node: SyntaxNode): boolean {
  return node.type === 'ERROR' || node.missing || node.children.some(hasError);
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

/** Names that some command in a loop may set. */
function assignedNames(shell: ShellText, nodes: readonly SyntaxNode[]): Set<string> {
  const names = new Set<string>();
  const queue = [...nodes];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const text = shell.source.text.slice(node.start, Math.min(node.end, node.start + 300));
    if (node.type === 'variable_assignment') names.add(/^[A-Za-z_]\w*/.exec(text)?.[0] ?? '');
    else if (node.type === 'for_statement') names.add(/^\w+\s+([A-Za-z_]\w*)/.exec(text)?.[1] ?? '');
    else if (
      node.type === 'command' &&
      /^(?:[A-Za-z_]\w*=\S*\s+)*(?:read|mapfile|readarray|getopts|printf|eval)\b/.test(text)
    ) {
      for (const match of text.matchAll(/[A-Za-z_]\w*/g)) names.add(match[0]);
    } else if (node.type === 'expansion') {
      const assigned = /^\$\{([A-Za-z_]\w*):?=/.exec(text)?.[1];
      if (assigned !== undefined) names.add(assigned);
    }
    queue.push(...node.children);
  }
  names.delete('');
  return names;
}

function changesDirectory(shell: ShellText, body: SyntaxNode): boolean {
  if (body.type === 'subshell' || body.type === 'function_definition' || body.type === 'command_substitution')
    return false;
  if (body.type === 'command') {
    return /^(?:builtin\s+|command\s+)?(?:cd|pushd|popd)\b/.test(shell.source.text.slice(body.start, body.start + 40));
  }
  return body.children.some((child) => changesDirectory(shell, child));
}

/** `:(){ :|:& };:` in any spelling of the name. */
function callsItself(name: string, body: string): boolean {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inside = body.slice(body.indexOf('{') + 1);
  return new RegExp(`(?:^|[\\s;|&{(])${quoted}\\s*(?:\\|\\s*${quoted}|&(?!&))`).test(inside);
}
