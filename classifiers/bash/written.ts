/** What a file holds that an earlier command of the same text wrote: `echo CODE > x.sh; sh x.sh`. */
import type { Access, Command, Field } from '../analysis.ts';
import { pathsOf } from './accesses.ts';
import { inputText, knownText } from './constant-output.ts';
import type { Session } from './session.ts';

export function writtenText(session: Session, command: Command, field: Field): string | null {
  if (field.text === null || (field.pattern && !SCRATCH.test(field.text))) return null;
  const [path, other] = pathsOf(field.text, field.pattern, command.cwds) ?? [];
  if (path === undefined || other !== undefined) return null;
  const written = session.accesses.filter(
    (access) =>
      access.kind === 'write' &&
      access.path === path &&
      access.command !== command &&
      access.command.program.text !== 'chmod',
  );
  // Appended parts belong to it, and two files of mktemp have one name here: all that was written may be run.
  const texts = written.map(contentOf).filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join('\n');
}

/** What `mktemp` and `mktemp -d` give: a name known but for its random part. */
const SCRATCH = /^\/tmp\/[\w.-]*\*[\w./-]*$/;

function contentOf({ command, range }: Access): string | null {
  const name = command.program.text;
  const redirect = command.redirects.find(
    ({ target }) => target !== null && target.range.start === range.start && target.range.end === range.end,
  );
  if (redirect?.kind === 'write' || redirect?.kind === 'append')
    return knownText({ ...command, redirects: command.redirects.filter((other) => other.target === null) });
  return name === 'tee' ? inputText(command) : null;
}
