/**
 * Environment variables that make other programs run, load or obey something (ld.so(8), bash(1), git(1) and the manuals of the tools).
 * A newcomer adds a line; the examples are run by the tests.
 */
import { languageVariables } from './languages.ts';
import type { DangerousVariable } from './model.ts';
import { programVariables } from './programs.ts';
import { serviceVariables } from './services.ts';
import { systemVariables } from './system.ts';

export const dangerousVariables: readonly DangerousVariable[] = [
  ...systemVariables,
  ...programVariables,
  ...languageVariables,
  ...serviceVariables,
];

/** The entry for a name, the first that fits. */
export function dangerousVariable(name: string): DangerousVariable | undefined {
  return NAMES_WORTH_A_LOOK.test(name) ? dangerousVariables.find((entry) => entry.name.test(name)) : undefined;
}

/** Most variables are neither upper case with these parts nor npm's: they need no search through the table. */
const NAMES_WORTH_A_LOOK = /^(?:[A-Z_][A-Z0-9_]*|BASH_FUNC_.*|npm_config_\w+|NPM_CONFIG_\w+|\w+_proxy)$/;

/** A value known only in part, with references to the variable itself left out: `"$NODE_OPTIONS --no-warnings"`. */
export function isHarmlessValue(entry: DangerousVariable, name: string, text: string | null, raw: string): boolean {
  const spelled = text ?? withoutSelf(name, raw);
  if (spelled === null) return false;
  if (entry.bad?.test(spelled) === true) return false;
  return entry.fine === undefined ? entry.bad !== undefined : entry.fine.test(spelled);
}

function withoutSelf(name: string, raw: string): string | null {
  const value = raw.replace(/^[^=]*=/, '').replace(/["']/g, '');
  const rest = value.replaceAll(new RegExp(`\\$(?:${name}\\b|\\{${name}(?::?-)?\\})`, 'g'), '');
  return /[$`]/.test(rest.replaceAll(/\$(?:PWD\b|\{PWD\}|\(pwd\))/g, '')) ? null : rest.trim();
}
