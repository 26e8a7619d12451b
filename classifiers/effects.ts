/** The lists that policy decides on, from what the walk noted. */
import type { Assessment, HostPort } from '../src/contract/assessment.ts';
import type { Analysis, Command, Field } from './analysis.ts';
import { HOME_MARK } from './analysis.ts';
import { displayPath } from './paths.ts';

export function effectsOf(analysis: Analysis): Assessment['effects'] {
  const display = (path: string): string => displayPath(path, analysis.cwd);
  const paths = (kinds: readonly string[]): string[] =>
    unique(
      analysis.accesses.flatMap((access) =>
        access.path !== null && kinds.includes(access.kind) ? [display(access.path)] : [],
      ),
    );
  return {
    reads: paths(['read']),
    writes: paths(['write', 'delete']),
    execs: unique(analysis.commands.flatMap((command) => programName(command) ?? [])),
    hosts: unique(
      analysis.contacts.flatMap((contact) => (contact.host === null || contact.host === '' ? [] : [contact.host])),
    ),
    env: unique(analysis.env.flatMap((setting) => (setting.scope === 'shell' ? [] : [setting.name]))),
  };
}

export function commandsOf(
  analysis: Analysis,
  span: (range: Command['range']) => { start: number; end: number },
): Assessment['commands'] {
  return analysis.commands.flatMap((command) => {
    if (command.kind !== 'program') return [];
    return [{ program: programName(command), args: command.args.map(wordText), span: span(command.range) }];
  });
}

export function contactsOf(analysis: Analysis): HostPort[] {
  const seen = new Map<string, HostPort>();
  for (const { host, port } of analysis.contacts) {
    if (host !== null && host !== '') seen.set(`${host} ${port}`, { host, port });
  }
  return [...seen.values()];
}

function programName(command: Command): string | null {
  if (command.kind !== 'program' || command.program.text === null || command.program.pattern) return null;
  return showHome(command.program.text);
}

function wordText(field: Field): string | null {
  return field.text === null ? null : showHome(field.text);
}

export function showHome(text: string): string {
  return text.replaceAll(HOME_MARK, '~');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
