// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are shell text
import type { Access } from '../analysis.ts';
import { type Check, type CheckFinding, finding } from './check.ts';

export const dynamicCommand: Check = {
  id: 'dynamic-command',
  title: 'What runs is known only at run time',
  definition:
    'The program, or an operand that decides what is changed, depends on a variable or on output that is not known here.',
  why: 'A rule cannot judge a program or a path that does not exist yet.',
  attack: ['T1059.004'],
  cwe: ['CWE-78'],
  severities: {
    medium: 'the program, a path that is written or deleted, or a host is not known',
    low: 'a path that is only read is not known',
  },
  instead: 'Write the value into the command, or loop over a pattern that shows where the files lie.',
  examples: {
    flagged: [
      '$(cat next)',
      '$CMD --flag',
      'rm -rf "$D"/*',
      '"${tools[0]}" x',
      'echo x > "$OUT"',
      'curl "$URL"',
      '${!name} x',
      'while read f; do rm "$f"; done < list',
    ],
    clean: [
      'for f in *.ts; do wc -l "$f"; done',
      'for f in a b; do rm "build/$f"; done',
      'd=build; rm -f "$d/x"',
      'echo "$HOME $USER"',
      'tmp=$(mktemp); echo x > "$tmp"',
    ],
  },
  find(analysis) {
    const programs = analysis.commands.flatMap((command): CheckFinding[] =>
      command.kind !== 'redirect-only' && command.program.text === null
        ? [finding('medium', command.program, 'The program is known only at run time.', command)]
        : [],
    );
    const paths = analysis.accesses.flatMap((access): CheckFinding[] => {
      if (access.path !== null) return listedFinding(access);
      const reads = access.kind === 'read' || access.kind === 'link';
      return [
        finding(
          reads ? 'low' : 'medium',
          access,
          `A path that is ${reads ? 'read' : access.kind === 'execute' ? 'run' : 'changed'} is known only at run time.`,
          access.command,
        ),
      ];
    });
    const hosts = analysis.contacts.flatMap((contact): CheckFinding[] =>
      contact.host === null ? [finding('medium', contact, 'The host is known only at run time.', contact.command)] : [],
    );
    const indirect = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'indirect' ? [finding('medium', signal, `Uses ${signal.detail}.`)] : [],
    );
    return [...programs, ...paths, ...hosts, ...indirect];
  },
};

/** Which of the paths that a command lists is deleted or run is not known; reading and editing them stays where they are. */
function listedFinding(access: Access): CheckFinding[] {
  const listed = access.pattern && (access.field?.outputs.length ?? 0) > 0;
  if (!listed || (access.kind !== 'delete' && access.kind !== 'execute')) return [];
  const what = access.kind === 'delete' ? 'deleted' : 'run';
  return [finding('medium', access, `A path that is ${what} is taken from the output of a command.`, access.command)];
}
