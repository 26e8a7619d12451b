/** Rules over command lines as data: program, subcommand, options, operands. Options are compared by their canonical names. */
import type { Severity } from '../../src/contract/assessment.ts';
import type { Analysis, Command } from '../analysis.ts';
import { type CheckFinding, finding } from './check.ts';

export interface CommandRule {
  /** Names of tools, separated by blanks. */
  readonly tool: string;
  /** Subcommand, or first operands where the tool has no subcommands in its model: `remote add`. A word `*end` matches by its end. */
  readonly sub?: string;
  /** One of these options is present. */
  readonly anyOption?: string;
  /** None of these options is present. */
  readonly noOption?: string;
  /** Some operand matches. */
  readonly operand?: RegExp;
  /** Values of `anyOption` that are harmless: then the rule does not hold. */
  readonly unless?: RegExp;
  /** Some option value matches. */
  readonly value?: RegExp;
  readonly severity: Severity;
  readonly message: string;
}

/** Rules by the tool they are about: most commands have none. */
const byTool = new WeakMap<readonly CommandRule[], ReadonlyMap<string, readonly CommandRule[]>>();

function indexOf(rules: readonly CommandRule[]): ReadonlyMap<string, readonly CommandRule[]> {
  const known = byTool.get(rules);
  if (known !== undefined) return known;
  const index = new Map<string, CommandRule[]>();
  for (const rule of rules) {
    for (const name of rule.tool.split(' ')) index.set(name, [...(index.get(name) ?? []), rule]);
  }
  byTool.set(rules, index);
  return index;
}

export function findRules(analysis: Analysis, rules: readonly CommandRule[]): CheckFinding[] {
  const index = indexOf(rules);
  return analysis.commands.flatMap((command) => {
    const { program, tool } = command.invocation;
    if (program === null || command.kind === 'function') return [];
    const own = index.get(program) ?? [];
    const shared = tool === null || tool === program ? [] : (index.get(tool) ?? []);
    if (own.length + shared.length === 0) return [];
    const rule = strictest([...own, ...shared].filter((candidate) => matches(candidate, command)));
    return rule === undefined ? [] : [finding(rule.severity, command, rule.message, command)];
  });
}

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

function strictest(rules: readonly CommandRule[]): CommandRule | undefined {
  return [...rules].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity))[0];
}

function matches(rule: CommandRule, command: Command): boolean {
  const { invocation } = command;
  if (rule.sub !== undefined && !rule.sub.split('|').some((sub) => startsWith(wordsOf(command), sub.split(' '))))
    return false;
  const names = invocation.options.map((option) => option.name);
  if (rule.anyOption !== undefined && !rule.anyOption.split(' ').some((option) => names.includes(option))) return false;
  if (rule.unless !== undefined && onlyHarmless(rule, command)) return false;
  if (rule.noOption?.split(' ').some((option) => names.includes(option)) === true) return false;
  if (rule.operand !== undefined && !operandMatches(rule.operand, command)) return false;
  return (
    rule.value === undefined || invocation.options.some((option) => rule.value?.test(option.value?.text ?? '') === true)
  );
}

/** Subcommands and operands in order, options left out. */
export function wordsOf(command: Command): string[] {
  const { invocation } = command;
  return [...invocation.sub, ...invocation.operands.map((operand) => operand.field.text ?? '')];
}

function startsWith(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word, index) =>
    word.startsWith('*') ? words[index]?.endsWith(word.slice(1)) === true : words[index] === word,
  );
}

function operandMatches(pattern: RegExp, command: Command): boolean {
  const fields =
    command.invocation.tool === null ? command.args : command.invocation.operands.map((operand) => operand.field);
  return fields.some((field) => pattern.test(field.text ?? field.prefix));
}

function onlyHarmless(rule: CommandRule, command: Command): boolean {
  const names = rule.anyOption?.split(' ') ?? [];
  const used = command.invocation.options.filter((option) => names.includes(option.name));
  return used.every((option) => rule.unless?.test(option.value?.text ?? '') === true);
}
