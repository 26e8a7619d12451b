/** What a file holds that an earlier command of the same text wrote: `echo CODE > x.sh; sh x.sh`. */
import type { Access, Command, Field } from '../analysis.ts';
import { pathsOf } from './accesses.ts';
import { inputText, knownText } from './constant-output.ts';
import type { Session } from './session.ts';

export function writtenText(session: Session, command: Command, field: Field): string | null {
  if (field.text === null || field.pattern) return null;
  const [path, other] = pathsOf(field.text, false, command.cwds) ?? [];
  if (path === undefined || other !== undefined) return null;
  const written = session.accesses.findLast(
    (access) =>
      access.kind === 'write' &&
      access.path === path &&
      access.command !== command &&
      access.command.program.text !== 'chmod',
  );
  return written === undefined ? null : contentOf(written);
}

function contentOf({ command, range }: Access): string | null {
  const name = command.program.text;
  const redirect = command.redirects.find(
    ({ target }) => target !== null && target.range.start === range.start && target.range.end === range.end,
  );
  if (redirect?.kind === 'write')
    return knownText({ ...command, redirects: command.redirects.filter((other) => other.target === null) });
  return name === 'tee' ? inputText(command) : null;
}
