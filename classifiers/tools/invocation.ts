/** A command line read by the option grammar of its tool. */
import type { Field } from '../analysis.ts';
import type { Role } from './model.ts';

export interface OptionUse {
  /** The first name in the model, however it was spelled: `--force` for `-f`, `--forc` or a cluster. */
  readonly name: string;
  readonly role: Role | null;
  readonly value: Field | null;
  readonly field: Field;
  readonly abbreviated: boolean;
}

export interface Operand {
  readonly field: Field;
  readonly role: Role;
}

export interface Invocation {
  /** Name of the model; null for a program that has none. */
  readonly tool: string | null;
  /** Base name of the program as spelled; null when known only at run time. */
  readonly program: string | null;
  /** Subcommands, as `['remote', 'add']`. */
  readonly sub: readonly string[];
  readonly options: readonly OptionUse[];
  readonly operands: readonly Operand[];
  readonly unknownOptions: readonly Field[];
  /** A word known only at run time stands where it could be an option or a subcommand. */
  readonly uncertain: Field | null;
}

export const noInvocation: Invocation = {
  tool: null,
  program: null,
  sub: [],
  options: [],
  operands: [],
  unknownOptions: [],
  uncertain: null,
};

export function hasOption(invocation: Invocation, ...names: string[]): boolean {
  return invocation.options.some((option) => names.includes(option.name));
}

export function optionValue(invocation: Invocation, ...names: string[]): Field | null {
  return invocation.options.findLast((option) => names.includes(option.name))?.value ?? null;
}

export function operandTexts(invocation: Invocation): (string | null)[] {
  return invocation.operands.map((operand) => operand.field.text);
}
