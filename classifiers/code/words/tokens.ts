/** What the readers of Perl and Ruby share. They know no grammar: what is not a known token in a known place is not understood. */
import { HOME_MARK } from '../../analysis.ts';
import type { CodeWord, Findings } from '../judgement.ts';
import type { Place } from '../program.ts';

export interface Token {
  readonly kind: 'word' | 'variable' | 'text' | 'shell' | 'pattern' | 'number' | 'sign';
  /** As it stands in the code. */
  readonly text: string;
  /** What a text says; null when something is put into it at run time. */
  readonly value: string | null;
  /** Code inside a text. */
  readonly inner: readonly string[];
  readonly at: Place;
  /** White space before it. */
  readonly spaced: boolean;
}

/** Tokens of one piece of code. */
export const MAX_TOKENS = 4000;
/** Code in texts in code ... */
export const MAX_INNER = 6;

export const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** The end of a text that begins behind `from`, nested brackets counted; -1 where it has none. */
export function closingAt(code: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    const letter = code[at];
    if (letter === '\\') at += 1;
    else if (letter === close && depth === 0) return at;
    else if (letter === close) depth -= 1;
    else if (letter === open && open !== close) depth += 1;
  }
  return -1;
}

export function codeWord(text: string | null, at: Place, pattern = false): CodeWord {
  return { texts: text === null ? null : [text], pattern, prefix: text ?? '', at };
}

/** The arguments behind a word, with or without parentheses: tokens between commas on the upper level. */
export function argumentsAfter(tokens: readonly Token[], from: number): Token[][] {
  const first = tokens[from];
  const inParentheses = first?.text === '(';
  const args: Token[][] = [[]];
  let depth = 0;
  for (let at = inParentheses ? from + 1 : from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (depth === 0 && !inParentheses && ENDS.has(token.text) && token.kind !== 'text') break;
    if (token.kind === 'sign' && CLOSING[token.text] !== undefined && token.text !== '<') depth += 1;
    if (token.kind === 'sign' && (token.text === ')' || token.text === ']' || token.text === '}')) depth -= 1;
    if (depth < 0) break;
    if (depth === 0 && (token.text === ',' || token.text === '=>') && token.kind === 'sign') args.push([]);
    else args[args.length - 1]?.push(token);
  }
  return args.filter((arg) => arg.length > 0);
}

const ENDS = new Set([
  ';',
  ')',
  '}',
  ']',
  'if',
  'unless',
  'or',
  'and',
  'while',
  'until',
  'for',
  'foreach',
  'do',
  'then',
  '\n',
]);

/** The text when an argument is one text and nothing else. */
const HOME_VARIABLE = /^\$?ENV[{[](["']?)HOME\1[}\]]$/;

export function onlyText(arg: readonly Token[] | undefined): string | null {
  const [token] = arg ?? [];
  if (arg?.length === 4 && HOME_VARIABLE.test(arg.map(({ text }) => text).join(''))) return HOME_MARK;
  return arg?.length === 1 && token?.kind === 'text' ? token.value : null;
}

/** A command from its arguments: one text is for a shell, several are a program and its words. */
export function command(findings: Findings, args: readonly (readonly Token[])[], at: Place): undefined {
  const words = args.map(onlyText);
  if (words.length === 0) return findings.doubt('starts a program', at);
  if (words.length === 1 || words.some((word) => word === null)) {
    findings.doubt('hands code to a shell', at);
    findings.shellCode(codeWord(words[0] ?? null, at));
    return;
  }
  findings.process(
    words.map((word) => codeWord(word, at)),
    null,
    at,
  );
}
