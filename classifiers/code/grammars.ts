/**
 * The grammars of the languages that commands carry, beside bash. A grammar is loaded when its language is first met, and at once:
 * an assessment is synchronous. Nothing is loaded for a command without such code.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { ParseBudget } from '../bash/parse-budget.ts';

/** One node, offsets in UTF-16 units of the code. */
export interface CodeNode {
  readonly type: string;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly field: string | null;
  readonly children: CodeNode[];
}

export type GrammarName = 'python' | 'javascript';

/** Nodes that a tree may have, and how deep it may be. */
const MAX_NODES = 60_000;
const MAX_DEPTH = 250;
const requireHere = createRequire(import.meta.url);

/** The types of Node leave it out. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => Parameters<typeof Language.loadSync>[0] };
};
const loaded = new Map<GrammarName, Language | null>();

/** Null where the code does not parse, passes the limits, or the grammar cannot be loaded: it counts as not understood. */
export function parseCode(name: GrammarName, code: string): CodeNode | null {
  const language = grammar(name);
  if (language === null) return null;
  try {
    const parser = new Parser().setLanguage(language);
    try {
      const budget = new ParseBudget(code);
      const tree = parser.parse(budget.read, null, { progressCallback: budget.report });
      if (tree === null) return null;
      try {
        return budget.exceeded || tree.rootNode.hasError ? null : plainTree(tree.walk());
      } finally {
        tree.delete();
      }
    } finally {
      parser.delete();
    }
  } catch {
    return null;
  }
}

function grammar(name: GrammarName): Language | null {
  let language = loaded.get(name);
  if (language === undefined) {
    language = load(name);
    loaded.set(name, language);
  }
  return language;
}

function load(name: GrammarName): Language | null {
  try {
    const bytes = readFileSync(requireHere.resolve(`tree-sitter-${name}/tree-sitter-${name}.wasm`));
    return Language.loadSync(new WebAssembly.Module(bytes));
  } catch {
    return null;
  }
}

interface Cursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** Without recursion: the depth of hostile code must not become the depth of our stack. */
function plainTree(cursor: Cursor): CodeNode | null {
  const root = copyNode(cursor);
  const path = [root];
  let nodes = 1;
  for (;;) {
    if (!cursor.gotoFirstChild()) {
      while (!cursor.gotoNextSibling()) {
        if (path.length <= 1 || !cursor.gotoParent()) return root;
        path.pop();
      }
      path.pop();
    }
    const parent = path[path.length - 1];
    if (parent === undefined) return root;
    nodes += 1;
    if (cursor.nodeIsMissing || nodes > MAX_NODES || path.length >= MAX_DEPTH) return null;
    const node = copyNode(cursor);
    parent.children.push(node);
    path.push(node);
  }
}

function copyNode(cursor: Cursor): CodeNode {
  return {
    type: cursor.nodeType,
    named: cursor.nodeIsNamed,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName,
    children: [],
  };
}

export function childOf(node: CodeNode, field: string): CodeNode | undefined {
  return node.children.find((child) => child.field === field);
}

export function childrenOf(node: CodeNode, field: string): CodeNode[] {
  return node.children.filter((child) => child.field === field);
}

/** Named children without comments. */
export function namedOf(node: CodeNode): CodeNode[] {
  return node.children.filter((child) => child.named && !COMMENTS.has(child.type));
}

const COMMENTS = new Set(['comment', 'html_comment', 'line_continuation']);
