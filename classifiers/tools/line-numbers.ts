/** `sed -n "$(grep -n x f | cut -d: -f1),+9p" f`: pieces that can only be numbers make no command of sed. */
import type { Command, Field } from '../analysis.ts';
import { hasOption, optionValue } from './invocation.ts';

/** Addresses made of numbers and expansions, and one harmless command behind them. */
const TEMPLATE =
  /^"?'?(?:\d|[,+~]|\\\$|\$(?![\w{(])|\{\}|%|\$\{\w+\}|\$\w+|\$\(\([\w\s+*$-]*\)\)|\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`)+[pdq=]"?'?$/;

export function isLineAddress(field: Field, command: Command): boolean {
  if (field.raw.length > 300 || !TEMPLATE.test(field.raw)) return false;
  const sources = field.outputs.length > 0 ? field.outputs : command.fedArguments ? command.stdin : [];
  return sources.length > 0 && sources.every((source) => printsNumbers(source, 0));
}

function printsNumbers(command: Command, depth: number): boolean {
  const { invocation } = command;
  if (depth > 6) return false;
  switch (invocation.tool) {
    case 'wc':
      return (
        invocation.operands.length === 0 &&
        invocation.options.every(({ name }) => /^--(?:lines|words|bytes|chars)$/.test(name))
      );
    case 'nproc':
      return true;
    case 'grep':
      return hasOption(invocation, '--count') && invocation.operands.length < 3;
    case 'head':
    case 'tail':
    case 'sort':
    case 'uniq':
      return invocation.operands.length === 0 && fed(command, depth);
    case 'xargs':
      return false;
    case 'cut':
      return (
        optionValue(invocation, '--delimiter')?.text === ':' &&
        optionValue(invocation, '--fields')?.text === '1' &&
        invocation.operands.length === 0 &&
        command.stdin.length > 0 &&
        command.stdin.every((source) => numbersLines(source, 0))
      );
    default:
      return false;
  }
}

function fed(command: Command, depth: number): boolean {
  return command.stdin.length > 0 && command.stdin.every((source) => printsNumbers(source, depth + 1));
}

/** `grep -n` in one file, and what passes its lines on. */
function numbersLines(command: Command, depth: number): boolean {
  const { invocation } = command;
  if (/^(?:e|f)?grep$/.test(invocation.tool ?? ''))
    return (
      !invocation.operands.some(({ field }) => field.pattern || field.text === null || field.alternatives.length > 0) &&
      hasOption(invocation, '--line-number') &&
      !hasOption(invocation, '--with-filename', '--recursive', '--dereference-recursive') &&
      invocation.operands.length <= 2
    );
  const passes = /^(?:head|tail)$/.test(invocation.tool ?? '') && invocation.operands.length === 0;
  return (
    passes && depth < 4 && command.stdin.length > 0 && command.stdin.every((source) => numbersLines(source, depth + 1))
  );
}
