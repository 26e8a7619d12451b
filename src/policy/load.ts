/** Strict YAML 1.2: core schema, unique keys, one document, no aliases, anchors or tags; every value keeps its place. */
import { type Document, isMap, isNode, isScalar, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { JsonValue } from '../contract/index.ts';
import type { Position, Problem } from './problem.ts';

export type DataPath = readonly (string | number)[];

export interface YamlFile {
  readonly value: JsonValue;
  /** Place of the value at a path; `key` gives the place of its key. The nearest parent where there is none. */
  positionOf(path: DataPath, part?: 'key' | 'value'): Position;
}

/** Units of UTF-16; a policy of thousands of rules stays far below. */
export const MAX_POLICY_CHARS = 512 * 1024;
const MAX_DEPTH = 32;

/** The data, or what is wrong with the text. */
export function parseYaml(text: string, file: string): YamlFile | readonly Problem[] {
  const fault = (position: Position, message: string, hint: string): Problem => ({
    file,
    ...position,
    code: 'policy-syntax',
    message,
    hint,
  });
  const start: Position = { line: 1, column: 1 };
  if (text.length > MAX_POLICY_CHARS) {
    return [fault(start, `the file has ${text.length} characters, more than ${MAX_POLICY_CHARS}`, 'split the file')];
  }
  const counter = new LineCounter();
  const place = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseOrNull(text, counter);
  if (document === null) return [fault(start, `nested deeper than ${MAX_DEPTH} levels`, 'write it flatter')];
  const problems = [...document.errors, ...document.warnings].map(({ pos, code, message }) =>
    fault(
      place(pos[0]),
      (message.split(' at line ')[0] ?? message).replace(/\s+/g, ' '),
      syntaxHints[code] ?? 'mend the YAML here',
    ),
  );
  if (problems.length === 0) problems.push(...forbidden(document, place, fault));
  if (problems.length > 0) return problems;
  if (document.contents === null)
    return [fault(start, 'the file is empty', 'write `apiVersion: cordon.policy/v1` first')];
  return {
    value: document.toJS() as JsonValue,
    positionOf: (path, part = 'value') => positionIn(document, path, part, place),
  };
}

/** Null when the text is nested so deeply that the parser's recursion ends: it is refused like any other depth. */
function parseOrNull(text: string, lineCounter: LineCounter): Document | null {
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      uniqueKeys: true,
      lineCounter,
    });
    // the parser turns the end of its own recursion into a complaint about the text
    return document.errors.some(({ message }) => message.startsWith('Maximum call stack')) ? null : document;
  } catch (thrown) {
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

const syntaxHints: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two keys',
  MULTIPLE_DOCS: 'keep one document a file',
  TAB_AS_INDENT: 'indent with spaces',
  BAD_ALIAS: 'write the value out',
  TAG_RESOLVE_FAILED: 'remove the tag',
  MISSING_CHAR: 'close the quote or bracket',
  UNEXPECTED_TOKEN: 'quote the text',
};

type Fault = (position: Position, message: string, hint: string) => Problem;

function forbidden(document: Document, place: (offset: number) => Position, fault: Fault): Problem[] {
  const problems: Problem[] = [];
  const at = (node: Node) => place(node.range?.[0] ?? 0);
  visit(document, {
    Node: (_, node, path) => {
      if ('anchor' in node && node.anchor) {
        problems.push(fault(at(node), `anchor &${node.anchor}`, 'write the value out where it is used'));
      }
      if (hasExplicitTag(node)) problems.push(fault(at(node), `tag ${node.tag}`, 'remove the tag'));
      if (path.length <= 2 * MAX_DEPTH) return undefined;
      problems.push(fault(at(node), `nested deeper than ${MAX_DEPTH} levels`, 'write it flatter'));
      return visit.BREAK;
    },
    Pair: (_, pair) => {
      if (isScalar(pair.key) && typeof pair.key.value === 'string') return;
      const position = isNode(pair.key) ? at(pair.key) : { line: 1, column: 1 };
      problems.push(fault(position, 'a key that is no text', 'quote the key'));
    },
    Alias: (_, node) => {
      problems.push(fault(at(node), `alias *${node.source}`, 'write the value out'));
    },
  });
  return problems;
}

/** The parser notes a tag on a node only where the text has one. */
function hasExplicitTag(node: Node): boolean {
  return typeof node.tag === 'string' && node.tag !== '';
}

function positionIn(
  document: Document,
  path: DataPath,
  part: 'key' | 'value',
  place: (offset: number) => Position,
): Position {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === step)
      : undefined;
    const isLast = depth === path.length - 1;
    const child: unknown =
      pair === undefined ? childOf(node, step) : isLast && part === 'key' ? pair.key : (pair.value ?? pair.key);
    if (!isNode(child)) break;
    node = child;
    offset = child.range?.[0] ?? offset;
  }
  return place(offset);
}

function childOf(node: unknown, step: string | number): unknown {
  if (typeof step !== 'number' || typeof node !== 'object' || node === null || !('items' in node)) return undefined;
  return Array.isArray(node.items) ? node.items[step] : undefined;
}
