/**
 * The one owner of tree-sitter. Gives a plain tree, so that nothing else in the room knows which build parsed it:
 * the wasm build at run time, the native one behind `CORDON_PARSER=native` and as oracle of a differential test.
 */
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { type Cursor, copyTree, ERROR_KIND, type Kind, kindOf, kindsOf } from './copy-tree.ts';
import { ParseBudget } from './parse-budget.ts';

/** One node, offsets in UTF-16 units of the parsed text. */
export interface SyntaxNode {
  readonly type: string;
  readonly named: boolean;
  readonly start: number;
  readonly end: number;
  /** Only below the statements whose parts the walk tells apart by it. */
  readonly field: string | null;
  /** Inserted by error recovery; not in the text. */
  readonly missing: boolean;
  /** Empty for a word without expansions: the words are read from the text. */
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly hasError: boolean;
  readonly nodes: number;
  readonly depth: number;
  /** Stretches between the parts of a statement that the grammar skips and bash does not. */
  readonly oddGaps: readonly OddGap[];
}

export interface OddGap {
  readonly start: number;
  readonly end: number;
}

/** `parse` gives null where the parser itself failed or the tree passes the limits: the text counts as not understood. */
export interface BashParser {
  parse(text: string): SyntaxTree | null;
}

const requireHere = createRequire(import.meta.url);

let wasm: Promise<BashParser> | undefined;

/** Loads the grammar once per process, on first use. Rejects when the packages are damaged or missing. */
export function loadBashParser(): Promise<BashParser> {
  wasm ??= process.env.CORDON_PARSER === 'native' ? Parser.init().then(loadNativeParser) : loadWasmParser();
  return wasm;
}

async function loadWasmParser(): Promise<BashParser> {
  await Parser.init();
  const language = await Language.load(requireHere.resolve('tree-sitter-bash/tree-sitter-bash.wasm'));
  const kinds = kindsOf(language.types.length, (id) => ({
    type: language.types[id] ?? 'ERROR',
    named: language.nodeTypeIsNamed(id),
  }));
  let parser = new Parser().setLanguage(language);
  return {
    parse(text) {
      try {
        const budget = new ParseBudget(text);
        const tree = parser.parse(budget.read, null, { progressCallback: budget.report });
        if (tree === null || budget.exceeded) {
          tree?.delete();
          parser.reset();
          return null;
        }
        const root = tree.rootNode;
        const cursor = root.walk();
        try {
          return copyTree(cursor, (id) => kinds[id] ?? ERROR_KIND, text, root.hasError);
        } finally {
          cursor.delete();
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
        const cursor = tree.walk();
        const kindHere = (): Kind => kindOf(cursor.nodeType, cursor.nodeIsNamed);
        return copyTree(cursor, kindHere, text, tree.rootNode.hasError);
      } catch {
        return null;
      }
    },
  };
}

interface NativeTree {
  readonly rootNode: { readonly hasError: boolean };
  walk(): Cursor & { readonly nodeType: string; readonly nodeIsNamed: boolean };
}
