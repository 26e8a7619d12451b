/** `node:util` parseArgs with errors that name the nearest right option, and help made from the same table. */
import { parseArgs } from 'node:util';
import { CordonError } from '../contract/errors.ts';
import { nearest } from '../contract/spelling.ts';
import type { Command, Invocation, OptionSpec } from './command.ts';

export type Parsed = Pick<Invocation, 'options' | 'positionals' | 'foreign'>;

const helpOption: OptionSpec = { type: 'boolean', help: 'this text' };

/** Everything after the first `--` is foreign and never parsed. */
export function parseCommandLine(name: string, command: Command, words: readonly string[]): Parsed {
  const cut = words.indexOf('--');
  const own = cut === -1 ? words : words.slice(0, cut);
  const foreign = cut === -1 ? null : words.slice(cut + 1);
  const table = { ...command.options, help: helpOption };
  const options = Object.fromEntries(
    Object.entries(table).map(([key, spec]) => [
      key,
      {
        type: spec.type,
        ...(spec.multiple === true ? { multiple: true } : {}),
        ...(key === 'help' ? { short: 'h' } : {}),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...own], options, allowPositionals: true, strict: true });
    return { options: values as Parsed['options'], positionals, foreign };
  } catch (thrown) {
    const message = thrown instanceof Error ? (thrown.message.split('. ')[0] ?? '') : String(thrown);
    const wrong = /'-*([^' =]+)/.exec(message)?.[1];
    const near = wrong === undefined ? null : nearest(wrong, Object.keys(table));
    const hint = near === null ? `cordon ${name} --help` : `did you mean --${near}? See cordon ${name} --help`;
    throw new CordonError('usage', message, hint, thrown);
  }
}

export function renderHelp(command: Command): string {
  const rows = Object.entries({ ...command.options, help: helpOption }).map(
    ([key, spec]) => [`  --${key}${spec.value === undefined ? '' : ` ${spec.value}`}`, spec.help] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  const lines = [
    ...command.usage.map((line, index) => `${index === 0 ? 'Usage: ' : '       '}cordon ${line}`),
    '',
    command.about,
    '',
    'Options:',
    ...rows.map(([left, right]) => `${left.padEnd(width)}${right}`),
    '',
    'Exit codes:',
    ...command.exits.map((line) => `  ${line}`),
  ];
  if (command.examples.length > 0) lines.push('', 'Examples:', ...command.examples.map((line) => `  cordon ${line}`));
  return lines.join('\n');
}
