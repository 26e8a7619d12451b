/**
 * The one owner of tree-sitter. Gives a plain tree, so that nothing else in the room knows which build parsed it:
 * the wasm build at run time, the native one behind `CORDON_PARSER=native` and as oracle of a differential test.
 */
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

/** One node, offsets in UTF-16 units of the parsed text. */
export interface SyntaxNode {
  readonly type: string;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  readonly field: string | null;
  /** Inserted by error recovery; not in the text. */
  readonly missing: boolean;
  readonly children: SyntaxNode[];
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly hasError: boolean;
  readonly nodes: number;
  readonly depth: number;
}

/** `parse` gives null where the parser itself failed or the tree passes the limits: the text counts as not understood. */
export interface BashParser {
  parse(text: string): SyntaxTree | null;
}

/** Nodes that a tree may have; everyday scripts stay below a tenth of it. */
const MAX_NODES = 40_000;
const MAX_DEPTH = 400;
const MAX_ERROR_REPORTS = 30;

/** What both builds offer; the walk below uses no more of them. */
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

const requireHere = createRequire(import.meta.url);

let wasm: Promise<BashParser> | undefined;

/** Loads the grammar once per process, on first use. Rejects when the packages are damaged or missing. */
export function loadBashParser(): Promise<BashParser> {
  wasm ??= process.env.CORDON_PARSER === 'native' ? loadNativeParser() : loadWasmParser();
  return wasm;
}

async function loadWasmParser(): Promise<BashParser> {
  await Parser.init();
  const language = await Language.load(requireHere.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  let parser = new Parser().setLanguage(language);
  return {
    parse(text) {
      try {
        const tree = parser.parse(text, null, { progressCallback: errorBudget() });
        if (tree === null) {
          parser.reset();
          return null;
        }
        try {
          return plainTree(tree.walk(), tree.rootNode.hasError);
        } finally {
          tree.delete();
        }
      } catch {
        // A trap in the wasm module may leave this parser in any state: take a fresh one for the next text.
        parser = new Parser().setLanguage(language);
        return null;
      }
    },
  };
}

/** Rejects where the optional native build cannot be loaded on this machine. */
export async function loadNativeParser(): Promise<BashParser> {
  const NativeParser = requireHere('tree-sitter') as new () => {
    setLanguage(language: unknown): void;
    parse(text: string, previous?: unknown, options?: { bufferSize: number }): NativeTree;
  };
  const language: unknown = requireHere('tree-sitter-bash');
  const parser = new NativeParser();
  parser.setLanguage(language);
  return {
    parse(text) {
      try {
        const tree = parser.parse(text, undefined, { bufferSize: 2 * text.length + 1024 });
        return plainTree(tree.walk(), tree.rootNode.hasError);
      } catch {
        return null;
      }
    },
  };
}

/**
 * Error recovery takes time that grows with the square of the text. The parser reports every hundred operations or so; a text that
 * stays broken for long is given up, by the count of reports and not by the clock.
 */
function errorBudget(): (state: { hasError: boolean }) => boolean {
  let reports = 0;
  return (state) => {
    if (state.hasError) reports += 1;
    return reports > MAX_ERROR_REPORTS;
  };
}

interface NativeTree {
  readonly rootNode: { readonly hasError: boolean };
  walk(): Cursor;
}

/** Copies the tree in one pass without recursion: the depth of hostile text must not become the depth of our stack. */
function plainTree(cursor: Cursor, hasError: boolean): SyntaxTree | null {
  const root = copyNode(cursor);
  const path = [root];
  let nodes = 1;
  let depth = 1;
  for (;;) {
    const top = path[path.length - 1];
    if (top !== undefined && cursor.gotoFirstChild()) {
      const child = copyNode(cursor);
      top.children.push(child);
      path.push(child);
    } else {
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent() || path.length <= 1) return { root, hasError, nodes, depth };
        path.pop();
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent === undefined) return { root, hasError, nodes, depth };
      const child = copyNode(cursor);
      parent.children.push(child);
      path.push(child);
    }
    nodes += 1;
    depth = Math.max(depth, path.length);
    if (nodes > MAX_NODES || depth > MAX_DEPTH) return null;
  }
}

function copyNode(cursor: Cursor): SyntaxNode {
  return {
    type: cursor.nodeType,
    named: cursor.nodeIsNamed,
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: cursor.currentFieldName,
    missing: cursor.nodeIsMissing,
    children: [],
  };
}
