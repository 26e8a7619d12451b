/** The lists that policy decides on, from what the walk noted. */
import type { Assessment, HostPort } from '../src/contract/assessment.ts';
import type { Analysis, Command, Field } from './analysis.ts';
import { HOME_MARK } from './analysis.ts';
import { displayPath } from './paths.ts';

export function effectsOf(analysis: Analysis): Assessment['effects'] {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const { kind, path, aside } of analysis.accesses) {
    if (path === null || aside === true) continue;
    if (kind === 'read') reads.add(displayPath(path, analysis.cwd));
    else if (kind === 'write' || kind === 'delete') writes.add(displayPath(path, analysis.cwd));
  }
  const execs = new Set<string>();
  for (const command of analysis.commands) {
    const name = command.elsewhere === true ? null : programName(command);
    if (name !== null) execs.add(name);
  }
  const hosts = new Set<string>();
  for (const { host } of analysis.contacts) if (host !== null && host !== '') hosts.add(host);
  const env = new Set<string>();
  for (const { scope, name } of analysis.env) if (scope !== 'shell') env.add(name);
  return { reads: [...reads], writes: [...writes], execs: [...execs], hosts: [...hosts], env: [...env] };
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
  // An empty word names no program.
  if (command.kind !== 'program' || !command.program.text || command.program.pattern) return null;
  return showHome(command.program.text);
}

function wordText(field: Field): string | null {
  return field.text === null ? null : showHome(field.text);
}

export function showHome(text: string): string {
  return text.includes(HOME_MARK) ? text.replaceAll(HOME_MARK, '~') : text;
}
