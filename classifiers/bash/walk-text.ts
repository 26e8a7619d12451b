/** From a text to the walk over its tree: normalised, parsed, and where the grammar fails, read again in a spelling that it knows. */
import type { Command } from '../analysis.ts';
import { EXPANDED_DELIMITER } from './heredocs.ts';
import { type Normalized, normalize } from './normalize.ts';
import type { SyntaxNode, SyntaxTree } from './parser.ts';
import { type Mask, scanScript } from './scan.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import { ShellText } from './shell-text.ts';
import { derivedSource, type Source } from './source.ts';
import { ScriptWalker } from './statements.ts';
import { visibleParts } from './visible-payload.ts';
import { type Place, topPlace } from './walker.ts';

/** Stages of a pipeline; the parser's time grows with their square. Text with fewer bars than that need not be counted. */
const MAX_PIPELINE = 300;

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
  if (!session.admit(text.length, depth, whole) || !session.admitPipeline(longestPipeline(text), MAX_PIPELINE, whole)) {
    visiblePayload(session, normalized.source, scope, depth);
    return [];
  }
  const tree = parseEither(session, text);
  if (tree === null) {
    session.parse = 'failed';
    session.signal('syntax', whole, 'the parser gave up', null, true);
    session.spot(whole, 'the parser gave up', 'parse');
    visiblePayload(session, normalized.source, scope, depth);
    return [];
  }
  // Where the body ends is not sure: what stands in it may be commands.
  if (normalized.doubt === EXPANDED_DELIMITER) visiblePayload(session, source, scope, depth);
  return walkTree(session, normalized, tree, scope, depth, place);
}

function walkTree(
  session: Session,
  normalized: Normalized,
  tree: SyntaxTree,
  scope: Scope,
  depth: number,
  place: Place,
): Command[] {
  const { source, doubt } = normalized;
  if (doubt !== null) {
    const whole = source.range(0, source.text.length);
    session.signal('disagreement', whole, doubt);
    session.spot(whole, doubt, 'parse');
  }
  const shell = new ShellText(source, normalized.heredocs, tree);
  if (tree.hasError) {
    reportErrors(session, shell);
    visiblePayload(session, source, scope, depth);
  }
  const walker = new ScriptWalker(session, shell, depth, walkText);
  for (const gap of tree.oddGaps) walker.disagree(gap, 'characters between words that bash does not take for blanks');
  const outputs = walker.statements(tree.root.children, scope, place);
  if (walker.openGroups !== 0) walker.disagree(tree.root, 'a brace without its other half');
  return outputs;
}

/** INVARIANT: a masked text has the length of the text, and the tree of it is taken only where it has no error. */
function parseEither(session: Session, text: string): SyntaxTree | null {
  const tree = session.parser.parse(withoutLeadingEscapes(text));
  if (tree === null || !tree.hasError) return tree;
  const { masks, doubt } = scanScript(text);
  if (masks.length === 0 || doubt !== null) return tree;
  const other = session.parser.parse(masked(text, masks));
  return other === null || other.hasError ? tree : other;
}

/**
 * A line that begins with a backslash and a plain letter (`\rm`) would be taken for a part of the line before. The words themselves
 * are read from the text, not from the tree, so any letter serves in the place of the backslash.
 */
function withoutLeadingEscapes(text: string): string {
  return text.includes('\n') ? text.replace(/(\n[ \t]*)\\(?=[\w./-])/g, '$1x') : text;
}

function masked(text: string, masks: readonly Mask[]): string {
  const chars = text.split('');
  for (const { at, as } of masks) chars[at] = as;
  return chars.join('');
}

function longestPipeline(text: string): number {
  let bars = 0;
  for (let at = text.indexOf('|'); at >= 0; at = text.indexOf('|', at + 1)) bars += 1;
  return bars < MAX_PIPELINE ? 1 : scanScript(text).longestPipeline;
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
    new ScriptWalker(session, new ShellText(source, new Map(), tree), depth + 1, walkText).statements(
      tree.root.children,
      scope.fork(),
      topPlace,
    );
  }
}
