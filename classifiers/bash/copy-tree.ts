/**
 * From the parser's own tree to plain nodes, with as few steps over the border to the wasm module as the walk can do with: each
 * of them costs more than all that is done with the node on this side.
 */
import type { OddGap, SyntaxNode, SyntaxTree } from './parser.ts';

/** What both builds offer; no more of them is used. */
export interface Cursor {
  readonly nodeTypeId: number;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** What is known of a type of node before one is met. */
export interface Kind {
  readonly type: string;
  readonly named: boolean;
  /** Its children are told apart by their fields. */
  readonly fields: boolean;
  /** leaf: has no children that anybody reads. word: they are read only where they can hold commands. */
  readonly inside: 'tree' | 'leaf' | 'word';
  /** What bash lets stand between its children: blanks, or line ends too. Null where the children are parts of a word. */
  readonly between: 'blanks' | 'lines' | null;
}

/** Nodes that a tree may have: some hundred kilobytes of plain commands. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 400;

const FIELDS = new Set([
  'redirected_statement',
  'for_statement',
  'c_style_for_statement',
  'case_statement',
  'case_item',
  'function_definition',
]);
const LEAVES = new Set([
  'word',
  'raw_string',
  'ansi_c_string',
  'variable_name',
  'comment',
  'file_descriptor',
  'number',
]);
const WORDS = new Set([
  'command_name',
  'concatenation',
  'string',
  'translated_string',
  'simple_expansion',
  'variable_assignment',
  'test_command',
]);

const BLANKS = new Set(['command', 'file_redirect', 'herestring_redirect', 'unset_command']);
const LINES = new Set(
  'program list pipeline negated_command redirected_statement subshell compound_statement if_statement elif_clause else_clause while_statement for_statement c_style_for_statement do_group case_statement case_item function_definition command_substitution process_substitution'.split(
    ' ',
  ),
);

export const ERROR_KIND: Kind = { type: 'ERROR', named: true, fields: false, inside: 'tree', between: null };

export function kindOf(type: string, named: boolean): Kind {
  const inside = !named || LEAVES.has(type) ? 'leaf' : WORDS.has(type) ? 'word' : 'tree';
  const between = !named ? null : BLANKS.has(type) ? 'blanks' : LINES.has(type) ? 'lines' : null;
  return { type, named, fields: named && FIELDS.has(type), inside, between };
}

export function kindsOf(count: number, describe: (id: number) => { type: string; named: boolean }): Kind[] {
  return Array.from({ length: count }, (_, id) => {
    const { type, named } = describe(id);
    return kindOf(type, named);
  });
}

interface Growing extends SyntaxNode {
  children: SyntaxNode[];
}

const NONE: SyntaxNode[] = [];

/**
 * One pass without recursion: the depth of hostile text must not become the depth of our stack. Null where the tree passes the
 * limits. INVARIANT: a tree with an error is copied whole, so that each error in it can be shown.
 */
export function copyTree(
  cursor: Cursor,
  kindAt: (typeId: number) => Kind,
  text: string,
  hasError: boolean,
): SyntaxTree | null {
  const path: Growing[] = [];
  const kinds: Kind[] = [];
  const oddGaps: OddGap[] = [];
  let root: SyntaxNode | null = null;
  let nodes = 0;
  let depth = 0;
  for (;;) {
    const kind = kindAt(cursor.nodeTypeId);
    const top = path.length - 1;
    const node: Growing = {
      type: kind.type,
      named: kind.named,
      start: cursor.startIndex,
      end: cursor.endIndex,
      field: kinds[top]?.fields === true ? cursor.currentFieldName : null,
      missing: hasError && cursor.nodeIsMissing,
      children: NONE,
    };
    root ??= node;
    if (node.named && startsWithBlank(kind, text, node.start)) oddGaps.push({ start: node.start, end: node.end });
    nodes += 1;
    if (nodes > MAX_NODES) return null;
    const parent = path[top];
    if (parent !== undefined) {
      const before = parent.children[parent.children.length - 1];
      if (before === undefined) parent.children = [node];
      else {
        parent.children.push(node);
        const between = kinds[top]?.between ?? null;
        if (between !== null && before.end < node.start && isOdd(text, before.end, node.start, between))
          oddGaps.push({ start: before.end, end: node.start });
      }
    }
    if ((hasError || isRead(kind, text, node)) && cursor.gotoFirstChild()) {
      path.push(node);
      kinds.push(kind);
      depth = Math.max(depth, path.length + 1);
      if (depth > MAX_DEPTH) return null;
      continue;
    }
    while (path.length > 0 && !cursor.gotoNextSibling()) {
      cursor.gotoParent();
      path.pop();
      kinds.pop();
    }
    if (path.length === 0) return { root, hasError, nodes, depth, oddGaps };
  }
}

/** The grammar takes a line end before a backslash for a part of the word behind it: bash begins a new command there. */
function startsWithBlank(kind: Kind, text: string, start: number): boolean {
  return (
    (kind.type === 'word' || kind.type === 'concatenation' || kind.type === 'command_name') &&
    /\s/.test(text[start] ?? '')
  );
}

/**
 * INVARIANT: between the parts of a statement stands nothing that bash reads otherwise. The grammar skips more than bash does: CR,
 * no-break spaces, an escaped blank (which makes `then\\ ls` one word), a line end before the target of a redirect.
 */
function isOdd(text: string, start: number, end: number, between: 'blanks' | 'lines'): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && !(code === 0x0a && between === 'lines')) return true;
  }
  return false;
}

/** Parts of a word are read from the text; its nodes serve where it holds a substitution or an expansion with a name to set. */
function isRead(kind: Kind, text: string, node: SyntaxNode): boolean {
  if (kind.inside !== 'word') return kind.inside === 'tree';
  for (let at = node.start; at < node.end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x28 || code === 0x7b || code === 0x60) return true;
  }
  return false;
}
