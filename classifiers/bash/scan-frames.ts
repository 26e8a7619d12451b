/** What the scanner stands in: code, a quoted text, an expansion, arithmetic; and what it needs to know of each. */

export interface CodeFrame {
  readonly kind: 'code';
  readonly close: ')' | null;
  parens: number;
  cases: number;
  /** A command word may follow. */
  commandStart: boolean;
  /** The next word is the target of a redirect. */
  target: boolean;
  /** A redirect stands before the command word. */
  redirected: boolean;
  /** The operators of assignments before the command word. */
  assigned: number[];
  pipes: number;
}

export type Frame =
  | CodeFrame
  | { kind: 'double' }
  | { kind: 'parameter'; inDouble: boolean }
  | { kind: 'arithmetic'; close: '))' | ']'; depth: number };

export const BLANK = /[ \t]/;
export const WORD_END = /[ \t\n;&|()<>]/;
/** Ends a run of plain characters of a word. */
export function isSpecial(code: number): boolean {
  return SPECIAL[code] === 1;
}
const SPECIAL = new Uint8Array(0x10000);
for (const char of ' \t\n;&|()<>\'"`$\\') SPECIAL[char.charCodeAt(0)] = 1;

/** Keywords after which a command word may follow. */
export const OPENERS = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time', 'in']);

export function codeFrame(close: ')' | null): CodeFrame {
  return {
    kind: 'code',
    close,
    parens: 0,
    cases: 0,
    commandStart: true,
    target: false,
    redirected: false,
    assigned: [],
    pipes: 0,
  };
}

/** Behind a separator. */
export function begin(frame: CodeFrame): undefined {
  frame.commandStart = true;
  frame.target = false;
  frame.redirected = false;
  if (frame.assigned.length > 0) frame.assigned = [];
}
