/** `[ ... ]` is a command whose words happen to look like an expression; `[[ ... ]]` is syntax, and evaluates arithmetic. */
import type { Command } from '../analysis.ts';
import { noteAccess } from './accesses.ts';
import { heldByNames, runsInArithmetic } from './arithmetic.ts';
import type { SyntaxNode } from './parser.ts';
import { visitExpansions } from './piece-reader.ts';
import { scanSubstitution } from './scan.ts';
import type { Scope } from './scope.ts';
import type { Place, Walker } from './walker.ts';
import { resolveWord } from './words.ts';

export function readTest(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const text = walker.shell.source.text.slice(node.start, node.end);
  return text.startsWith('[[') ? readConditional(walker, node, scope) : readBracket(walker, node, scope, place);
}

function readConditional(walker: Walker, node: SyntaxNode, scope: Scope): Command[] {
  const context = walker.context(scope);
  visitExpansions(context, node.start + 2, Math.max(node.start + 2, node.end - 2), 'parameter');
  const text = walker.shell.source.text.slice(node.start, node.end);
  if (/(?:^\[\[|&&|\|\||\()\s*-[A-Za-z]\s+(?:\]\]|&&|\|\|)|\s(?:<=|>=|<<|>>)\s/.test(text))
    walker.disagree(node, 'a condition that bash refuses');
  const numeric = /\s-(?:eq|ne|lt|le|gt|ge)\s/.test(text);
  const named = /\s-v\s/.test(text);
  if (!numeric && !named) return [];
  const quotedCode = [...text.matchAll(/'([^']*)'/g)].some((match) => runsInArithmetic(match[1] ?? ''));
  if (quotedCode || heldByNames((name) => scope.get(name), text) !== null)
    walker.session.signal(
      'arithmetic-code',
      walker.shell.source.range(node.start, node.end),
      text.slice(0, 80),
      null,
      true,
    );
  return [];
}

function readBracket(walker: Walker, node: SyntaxNode, scope: Scope, place: Place): Command[] {
  const context = walker.context(scope);
  const source = walker.shell.source;
  const range = source.range(node.start, node.end);
  const words = splitWords(source.text, node.start, node.end);
  const fields = words.filter((word) => !word.target).flatMap((word) => resolveWord(context, word.start, word.end));
  const opened = walker.open(fields, {
    scope,
    place,
    redirects: place.redirects,
    env: [],
    range,
    outer: false,
    depth: 0,
  });
  const [command] = opened;
  // `[ a > b ]` is no comparison: it writes b.
  for (const word of words.filter((item) => item.target)) {
    const [field] = resolveWord(context, word.start, word.end);
    if (field !== undefined && command !== undefined)
      noteAccess(walker.session, command, word.write ? 'write' : 'read', field, {});
  }
  return opened;
}

interface Word {
  readonly start: number;
  readonly end: number;
  readonly target: boolean;
  readonly write: boolean;
}

function splitWords(text: string, start: number, end: number): Word[] {
  const words: Word[] = [];
  let at = start;
  let operator = '';
  while (at < end) {
    const char = text[at] ?? '';
    if (/[ \t\n]/.test(char)) at += 1;
    else if (/[<>]/.test(char) && text[at + 1] !== '(') {
      operator = char;
      at += text[at + 1] === char || text[at + 1] === '|' ? 2 : 1;
    } else {
      const stop = wordEnd(text, at, end);
      words.push({ start: at, end: stop, target: operator !== '', write: operator === '>' });
      operator = '';
      at = Math.max(stop, at + 1);
    }
  }
  return words;
}

function wordEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && !/[ \t\n<>;&|]/.test(text[at] ?? '')) {
    const char = text[at];
    if (char === '\\') at += 2;
    else if (char === "'") at = closing(text, at, "'", end);
    else if (char === '`') at = closing(text, at, '`', end);
    else if (char === '"') at = doubleEnd(text, at + 1, end);
    else if (char === '$' && text[at + 1] === '(') at = scanSubstitution(text, at + 2).end;
    else if (char === '$' && text[at + 1] === '{') at = closing(text, at, '}', end);
    else at += 1;
  }
  return Math.min(at, end);
}

function closing(text: string, at: number, char: string, end: number): number {
  const found = text.indexOf(char, at + 1);
  return found < 0 ? end : found + 1;
}

function doubleEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text[at] !== '"') {
    if (text[at] === '\\') at += 2;
    else if (text[at] === '$' && text[at + 1] === '(') at = scanSubstitution(text, at + 2).end;
    else at += 1;
  }
  return at + 1;
}
