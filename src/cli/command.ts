/** A command is data (options, help) and one function. `main` parses, prints help and turns errors into exit codes. */
import type { Output } from './output.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** Placeholder in the help, such as `FILE`; for strings. */
  readonly value?: string;
  readonly help: string;
}

export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

export interface Invocation {
  readonly options: OptionValues;
  readonly positionals: readonly string[];
  /** The words after `--`; null when there was no `--`. */
  readonly foreign: readonly string[] | null;
  readonly out: Output;
  /** Aborted by Ctrl-C or SIGTERM. A second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly usage: readonly string[];
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Lines `code  meaning` of the help. */
  readonly exits: readonly string[];
  readonly examples: readonly string[];
  /** Holds a container: whatever ends it early, it is interrupted and tidies up instead of being cut off. */
  readonly tidiesUp?: true;
  readonly run: (invocation: Invocation) => Promise<number>;
}

export const jsonOption: OptionSpec = { type: 'boolean', help: 'JSON on stdout' };
export const stateDirOption: OptionSpec = {
  type: 'string',
  value: 'DIR',
  help: 'sessions, logs and keys (default $XDG_STATE_HOME/cordon)',
};
export const policyOption: OptionSpec = {
  type: 'string',
  value: 'FILE|PRESET',
  help: 'policy file, or the name of a preset (default: default)',
};

/** A string option, or undefined. */
export function text(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A repeatable string option. */
export function texts(options: OptionValues, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function flag(options: OptionValues, name: string): boolean {
  return options[name] === true;
}
