/**
 * What the walk over a command finds out, before anybody judges it: commands with their resolved words, the paths and
 * hosts they touch, and signals. Checks read this and nothing else.
 */
import type { Range } from './bash/source.ts';
import type { Invocation } from './tools/invocation.ts';

/** How a word was spelled, where that hides what it says. */
export type Spelling =
  | 'quote-inside'
  | 'escape'
  | 'ansi-c'
  | 'brace'
  | 'glob'
  | 'ifs'
  | 'empty-expansion'
  | 'constant-variable'
  | 'constant-substitution';

/** One field that bash would hand to a program. */
export interface Field {
  /** The text, with globs live when `pattern`; null when known only at run time. The home directory is `HOME_MARK`. */
  readonly text: string | null;
  readonly pattern: boolean;
  /** What is known of the beginning when `text` is null. */
  readonly prefix: string;
  /** As it stands in the text. */
  readonly raw: string;
  readonly range: Range;
  readonly spelling: ReadonlySet<Spelling>;
  /** Commands whose output is part of the field. */
  readonly outputs: readonly Command[];
  /** Further texts the field can have (a loop variable, two branches); `text` is the first of them. */
  readonly alternatives: readonly string[];
  /** What it is where variables have no value, as the text itself says (`${x:-this}`); only when `text` is null. */
  readonly likely?: string;
  /** Number of fields is unknown (`$x` unquoted, `"$@"`): it may vanish or become several words. */
  readonly splits: boolean;
  /** Variables whose value is not known here. */
  readonly unknownVariables: readonly string[];
}

/** Stands for the home directory at the beginning of a text; cannot occur in a bash word. */
export const HOME_MARK = '\0~';

export type RedirectKind = 'read' | 'write' | 'append' | 'both' | 'duplicate' | 'heredoc' | 'herestring';

export interface Redirect {
  readonly kind: RedirectKind;
  readonly operator: string;
  readonly fd: string | null;
  readonly target: Field | null;
  /** Body of a here-document or here-string; null text when known only at run time. */
  readonly body: Field | null;
  readonly range: Range;
}

export interface EnvSetting {
  readonly name: string;
  readonly value: Field | null;
  readonly range: Range;
  /** prefix: for one command; export: for all that follow; shell: a variable of the shell only. */
  readonly scope: 'prefix' | 'export' | 'shell' | 'wrapper';
  /** The builtin that sets it: `read`, `unset`, `export`. */
  readonly by?: Command;
}

/** Directories a command may run in; null when not known. More than one after branches that change it. */
export type Cwds = readonly string[] | null;

export interface Command {
  readonly id: number;
  readonly program: Field;
  readonly args: readonly Field[];
  readonly range: Range;
  readonly kind: 'program' | 'builtin' | 'function' | 'redirect-only';
  readonly cwds: Cwds;
  readonly redirects: readonly Redirect[];
  readonly env: readonly EnvSetting[];
  /** Programs that start this one, outermost first: `sudo`, `xargs`, `find`. */
  readonly via: readonly string[];
  /** Commands whose standard output this one reads from. */
  readonly stdin: readonly Command[];
  /** Arguments come from standard input besides those written (xargs). */
  readonly fedArguments: boolean;
  /** Runs on another machine or in a container: its effects are not local, and it is no program of this one. */
  readonly elsewhere?: boolean;
  /** Filled by the tools: options and operands. */
  readonly invocation: Invocation;
}

/** link: a symbolic link to the path is made; nothing is read yet. */
export type AccessKind = 'read' | 'write' | 'delete' | 'execute' | 'link';

/** One path touched by one command. */
export interface Access {
  readonly kind: AccessKind;
  /** As in the effects; null when known only at run time. */
  readonly path: string | null;
  /** What is known of the beginning of an unknown path. */
  readonly prefix: string;
  readonly pattern: boolean;
  readonly recursive: boolean;
  /** Part of a directory that is listed already: judged, but no effect of its own. */
  readonly aside?: boolean;
  /** Sent away by the command that reads it (`curl -d @file`). */
  readonly uploaded: boolean;
  readonly command: Command;
  readonly field: Field | null;
  readonly range: Range;
}

export interface Contact {
  /** Null when known only at run time. */
  readonly host: string | null;
  readonly port: number | null;
  readonly command: Command;
  readonly field: Field | null;
  readonly range: Range;
}

export type SignalKind =
  | 'syntax'
  | 'disagreement'
  | 'unknown-node'
  | 'limit'
  | 'dialect'
  | 'control'
  | 'display'
  | 'lookalike'
  | 'prompt-expansion'
  | 'arithmetic-code'
  | 'indirect'
  | 'inline-code'
  | 'decoded-code'
  | 'fetched-code'
  | 'code-sends'
  | 'code-channel'
  | 'code-hides'
  | 'code-rights'
  | 'function-shadow'
  | 'fork-bomb'
  | 'builtin-socket'
  | 'unknown-option'
  | 'abbreviation'
  | 'mini-language'
  | 'environment'
  | 'shell-state';

export interface Signal {
  readonly kind: SignalKind;
  readonly range: Range;
  readonly detail: string;
  readonly command: Command | null;
  /** Higher than the check's usual severity. */
  readonly grave: boolean;
}

export interface OpaqueSpot {
  readonly range: Range;
  readonly why: string;
  readonly kind: 'parse' | 'runtime' | 'read';
}

export interface Analysis {
  readonly text: string;
  /** The workspace root, absolute. */
  readonly root: string;
  readonly cwd: string;
  readonly commands: readonly Command[];
  readonly accesses: readonly Access[];
  readonly contacts: readonly Contact[];
  readonly env: readonly EnvSetting[];
  readonly signals: readonly Signal[];
  readonly opaque: readonly OpaqueSpot[];
  readonly parse: 'ok' | 'partial' | 'failed';
}

/** Shared by all fields that hide nothing. */
export const NO_SPELLING: ReadonlySet<Spelling> = new Set();
const NONE: readonly never[] = [];

/** A field for a text that is known, where no word of the command stands for it. */
export function literalField(text: string, range: Range, raw = text): Field {
  return {
    text,
    pattern: false,
    prefix: text,
    raw,
    range,
    spelling: NO_SPELLING,
    outputs: NONE,
    alternatives: NONE,
    splits: false,
    unknownVariables: NONE,
  };
}

export function unknownField(range: Range, prefix = '', outputs: readonly Command[] = []): Field {
  return { ...literalField('', range), text: null, prefix, outputs };
}
