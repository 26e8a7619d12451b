/**
 * The words and redirects of a simple command, in the order of the text. The grammar files some words under the redirect before
 * them (`> out rm -rf x`) and splits others, so the parts are collected flat and put together again by their offsets.
 */
import type { SyntaxNode } from './parser.ts';

export type Part =
  | { readonly kind: 'word'; readonly start: number; readonly end: number }
  | { readonly kind: 'assignment'; readonly start: number; readonly end: number; readonly node: SyntaxNode }
  | {
      readonly kind: 'redirect';
      readonly start: number;
      readonly end: number;
      readonly node: SyntaxNode;
      readonly target: SyntaxNode | null;
    }
  | { readonly kind: 'foreign'; readonly start: number; readonly end: number; readonly node: SyntaxNode };

const WORDS = new Set([
  'word',
  'concatenation',
  'string',
  'raw_string',
  'ansi_c_string',
  'translated_string',
  'number',
  'simple_expansion',
  'expansion',
  'command_substitution',
  'process_substitution',
  'arithmetic_expansion',
  'brace_expression',
  'test_operator',
  'regex',
  'variable_name',
  'special_variable_name',
  'extglob_pattern',
]);

const WORD_TOKENS = new Set([
  '$',
  '=~',
  '==',
  'declare',
  'typeset',
  'export',
  'readonly',
  'local',
  'unset',
  'unsetenv',
  '``',
]);

export function isWord(node: SyntaxNode): boolean {
  return node.named ? WORDS.has(node.type) : WORD_TOKENS.has(node.type);
}

/** `trailing`: parts that the grammar hung elsewhere, such as the redirects around the command. */
export function partsOf(command: SyntaxNode, trailing: readonly Part[]): Part[] {
  const parts: Part[] = [];
  for (const child of command.children) addParts(parts, child);
  if (trailing.length > 0) parts.push(...trailing);
  let touching = false;
  let sorted = true;
  for (let index = 1; index < parts.length; index += 1) {
    const [before, part] = [parts[index - 1], parts[index]];
    if (before === undefined || part === undefined) continue;
    if (before.end === part.start) touching = true;
    if (before.start > part.start) sorted = false;
  }
  if (sorted) return touching ? merged(parts) : parts;
  return merged(parts.sort((a, b) => a.start - b.start));
}

function addParts(parts: Part[], child: SyntaxNode): void {
  if (isWord(child) || child.type === 'command_name') parts.push({ kind: 'word', start: child.start, end: child.end });
  else parts.push(...partsOfChild(child));
}

function partsOfChild(node: SyntaxNode): Part[] {
  if (node.type === 'command_name') return [{ kind: 'word', start: node.start, end: node.end }];
  if (node.type === 'variable_assignment') return [{ kind: 'assignment', start: node.start, end: node.end, node }];
  if (node.type === 'file_redirect' || node.type === 'herestring_redirect') return redirectParts(node);
  if (node.type === 'comment') return [];
  if (isWord(node)) return [{ kind: 'word', start: node.start, end: node.end }];
  return [{ kind: 'foreign', start: node.start, end: node.end, node }];
}

/** A redirect takes one word; further ones belong to the command. */
export function redirectParts(node: SyntaxNode): Part[] {
  const words = node.children.filter(isWord);
  const [first, ...rest] = words;
  let target = first ?? null;
  const parts: Part[] = [];
  for (const word of rest) {
    if (target !== null && word.start === target.end && parts.length === 0) target = { ...target, end: word.end };
    else parts.push({ kind: 'word', start: word.start, end: word.end });
  }
  const others = node.children.filter((child) => child.type === 'ERROR');
  for (const child of others) parts.push({ kind: 'foreign', start: child.start, end: child.end, node: child });
  return [{ kind: 'redirect', start: node.start, end: target?.end ?? node.end, node, target }, ...parts];
}

/** Words that touch are one word to bash. */
function merged(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result[result.length - 1];
    if (
      part.kind === 'word' &&
      last !== undefined &&
      last.end === part.start &&
      (last.kind === 'word' || last.kind === 'assignment')
    ) {
      result[result.length - 1] = { ...last, end: part.end };
    } else result.push(part);
  }
  return result;
}
