/**
 * For a text that the grammar could not read: cut it at everything that can separate commands and look at each part by itself.
 * Finds only what is in plain sight; the text counts as not understood whatever comes out.
 */
import { topPlace, Walker } from './commands.ts';
import type { Scope } from './scope.ts';
import type { Session } from './session.ts';
import { type ShellText, shellText } from './shell-text.ts';
import { derivedSource } from './source.ts';

const MAX_PARTS = 60;

export function visiblePayload(session: Session, shell: ShellText, scope: Scope, depth: number): void {
  const text = shell.source.text;
  let start = 0;
  let parts = 0;
  for (const match of [...text.matchAll(/[;&|\n(){}`]+|$/g)]) {
    const part = text.slice(start, match.index).trim();
    if (part !== '' && part !== text.trim() && parts < MAX_PARTS) {
      parts += 1;
      readPart(session, shell, part, start, match.index, scope, depth);
    }
    start = match.index + match[0].length;
  }
  const braced = /^\s*\{([^{}\s]+,[^{}\s]*)\}/.exec(text);
  if (braced !== null) readPart(session, shell, `command ${braced[0].trim()}`, 0, text.length, scope, depth);
}

function readPart(
  session: Session,
  shell: ShellText,
  part: string,
  start: number,
  end: number,
  scope: Scope,
  depth: number,
): void {
  const tree = session.parser.parse(part);
  if (tree === null || tree.hasError) return;
  const source = derivedSource(shell.source, part, start, end);
  new Walker(session, shellText(source, new Map(), tree), depth + 1).statements(
    tree.root.children,
    scope.fork(),
    topPlace,
  );
}
