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

/** A rule with its lists taken apart, once. */
interface Compiled {
  readonly rule: CommandRule;
  readonly subs: readonly (readonly string[])[] | null;
  readonly any: readonly string[] | null;
  readonly none: readonly string[] | null;
}

const NONE: readonly Compiled[] = [];

function compile(rule: CommandRule): Compiled {
  return {
    rule,
    subs: rule.sub?.split('|').map((sub) => sub.split(' ')) ?? null,
    any: rule.anyOption?.split(' ') ?? null,
    none: rule.noOption?.split(' ') ?? null,
  };
}

/** All tables that have been asked for, under the name of the tool: a command of which no table speaks costs one look. */
const tables = new Map<string, Map<readonly CommandRule[], readonly Compiled[]>>();
const known = new Set<readonly CommandRule[]>();

function register(rules: readonly CommandRule[]): void {
  known.add(rules);
  for (const rule of rules) {
    const compiled = compile(rule);
    for (const name of rule.tool.split(' ')) {
      const own = tables.get(name) ?? new Map<readonly CommandRule[], readonly Compiled[]>();
      tables.set(name, own.set(rules, [...(own.get(rules) ?? NONE), compiled]));
    }
  }
}

/** Commands of an analysis of which any table speaks, found once. */
const spokenOf = new WeakMap<Analysis, { readonly tables: number; readonly commands: readonly Command[] }>();

function candidates(analysis: Analysis): readonly Command[] {
  const before = spokenOf.get(analysis);
  if (before !== undefined && before.tables === known.size) return before.commands;
  const commands = analysis.commands.filter(({ invocation: { program, tool }, kind }) => {
    if (program === null || kind === 'function') return false;
    return tables.has(program) || (tool !== null && tool !== program && tables.has(tool));
  });
  spokenOf.set(analysis, { tables: known.size, commands });
  return commands;
}

export function findRules(analysis: Analysis, rules: readonly CommandRule[]): CheckFinding[] {
  if (!known.has(rules)) register(rules);
  const findings: CheckFinding[] = [];
  for (const command of candidates(analysis)) {
    const { program, tool } = command.invocation;
    const own = tables.get(program ?? '')?.get(rules) ?? NONE;
    const shared = tool === null || tool === program ? NONE : (tables.get(tool)?.get(rules) ?? NONE);
    if (own === NONE && shared === NONE) continue;
    const rule = strictest([own, shared], command);
    if (rule !== null) findings.push(finding(rule.severity, command, rule.message, command));
  }
  return findings;
}

const ORDER: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
const rankOf = (severity: Severity): number => ORDER.indexOf(severity);

/** The first of the strictest rules that hold. */
function strictest(lists: readonly (readonly Compiled[])[], command: Command): CommandRule | null {
  let found: CommandRule | null = null;
  const words = wordsOf(command);
  for (const list of lists) {
    for (const compiled of list) {
      const stricter = found === null || rankOf(compiled.rule.severity) > rankOf(found.severity);
      if (stricter && matches(compiled, command, words)) found = compiled.rule;
    }
  }
  return found;
}

function matches({ rule, subs, any, none }: Compiled, command: Command, words: readonly string[]): boolean {
  const { options } = command.invocation;
  const has = (names: readonly string[]): boolean => options.some((option) => names.includes(option.name));
  if (any !== null && !has(any)) return false;
  // `--dry-run=false` is no dry run.
  if (none !== null && options.some((option) => none.includes(option.name) && option.value?.text !== 'false'))
    return false;
  if (subs?.some((sub) => startsWith(words, sub)) === false) return false;
  if (rule.unless !== undefined && onlyHarmless(rule, any ?? [], command)) return false;
  if (rule.operand !== undefined && !operandMatches(rule.operand, command)) return false;
  return rule.value === undefined || options.some((option) => rule.value?.test(option.value?.text ?? '') === true);
}

/** Subcommands and operands in order, options left out. */
export function wordsOf(command: Command): string[] {
  const { invocation } = command;
  const words = [...invocation.sub, ...invocation.operands.map((operand) => operand.field.text ?? '')];
  // `cargo +nightly publish` names the toolchain first.
  return words[0]?.startsWith('+') === true ? words.slice(1) : words;
}

function startsWith(words: readonly string[], wanted: readonly string[]): boolean {
  for (let index = 0; index < wanted.length; index += 1) {
    const word = wanted[index] ?? '';
    const given = words[index];
    if (given === word) continue;
    if (!word.startsWith('*') || given?.endsWith(word.slice(1)) !== true) return false;
  }
  return true;
}

function operandMatches(pattern: RegExp, command: Command): boolean {
  const fields =
    command.invocation.tool === null ? command.args : command.invocation.operands.map((operand) => operand.field);
  return fields.some((field) => pattern.test(field.text ?? field.prefix));
}

function onlyHarmless(rule: CommandRule, names: readonly string[], command: Command): boolean {
  const used = command.invocation.options.filter((option) => names.includes(option.name));
  return used.every((option) => rule.unless?.test(option.value?.text ?? '') === true);
}
