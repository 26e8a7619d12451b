/** What the parts of the walk need of each other. The walk itself is put together in `statements.ts`. */
import type { Command, EnvSetting, Field, Redirect } from '../analysis.ts';
import type { SyntaxNode } from './parser.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import type { ShellText } from './shell-text.ts';
import type { Part } from './simple.ts';
import type { Range, Source } from './source.ts';
import type { WordContext } from './word-context.ts';

/** Where a statement stands: what it reads from and what its redirects add to. */
export interface Place {
  readonly stdin: readonly Command[];
  readonly redirects: readonly Redirect[];
  readonly trailing: readonly Part[];
  readonly via: readonly string[];
  /** Names of functions being called, outermost first. */
  readonly calling: readonly string[];
}

export const topPlace: Place = { stdin: [], redirects: [], trailing: [], via: [], calling: [] };

export interface Opening {
  readonly scope: Scope;
  readonly place: Place;
  readonly redirects: readonly Redirect[];
  readonly env: readonly EnvSetting[];
  readonly range: Range;
  /** Started by another program: builtins and functions of the shell are out of reach. */
  readonly outer: boolean;
  /** Number of wrappers opened so far. */
  readonly depth: number;
  readonly fed?: boolean;
  /** Part of the program that opens it. */
  readonly inside?: boolean;
  /** Runs elsewhere: listed, without local effects. */
  readonly remote?: boolean;
  /** Runs here, below another root (chroot): its paths are not those of this tree. */
  readonly otherRoot?: boolean;
  /** `command` and `builtin` pass over functions. */
  readonly noFunctions?: boolean;
}

export interface Walker {
  readonly session: Session;
  readonly shell: ShellText;
  readonly depth: number;
  /** Gives the commands whose standard output is that of the statement. */
  statement(node: SyntaxNode, scope: Scope, place: Place): Command[];
  statements(nodes: readonly SyntaxNode[], scope: Scope, place: Place): Command[];
  /** A walk over another text, one level below: the body of a function that stands elsewhere. */
  over(shell: ShellText): Walker;
  /** Our reading is not what bash would run. */
  disagree(at: { readonly start: number; readonly end: number }, detail: string): void;
  /** `{` that stood where the grammar sees a word, without its `}` so far. */
  openGroups: number;
  /** A text read by a shell of its own, `deeper` levels below this one. */
  text(source: Source, scope: Scope, deeper: number, place: Place): Command[];
  /** A command from its words; wrappers come back here. */
  open(fields: readonly Field[], opening: Opening): Command[];
  /** Null when the script defines no such function. */
  callFunction(name: string, scope: Scope, args: readonly Field[], place: Place): Command[] | null;
  context(scope: Scope): WordContext;
  /** For a text that the tree does not cover: its substitutions are read again. */
  contextFor(source: Source, scope: Scope): WordContext;
}
