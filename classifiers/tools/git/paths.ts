/** Which words of a git command are paths. Where git itself has to look (a branch or a file?), the spelling decides. */
import type { Command, Field } from '../../analysis.ts';
import { dotenvPlaces, placeOf, secretPlaces } from '../../sensitive.ts';
import type { Invocation } from '../invocation.ts';
import type { ToolActions } from '../model.ts';

export interface Split {
  /** Revisions, or words that may be one. */
  readonly revisions: readonly Field[];
  readonly paths: readonly Field[];
}

/** Behind `--` all are paths; before it those that cannot well be a revision. */
export function splitPaths(invocation: Invocation, command: Command): Split {
  const fields = invocation.operands.map((operand) => operand.field);
  const behind = behindDashes(command);
  if (behind !== null) {
    const paths = fields.filter((field) => behind.includes(field));
    return { revisions: fields.filter((field) => !behind.includes(field)), paths };
  }
  return {
    revisions: fields.filter((field) => !looksLikePath(field)),
    paths: fields.filter(looksLikePath),
  };
}

export function behindDashes(command: Command): readonly Field[] | null {
  const dashes = command.args.findIndex((field) => field.text === '--');
  return dashes < 0 ? null : command.args.slice(dashes + 1);
}

const SOURCE_FOLDERS =
  /^(?:src|lib|test|tests|spec|docs?|packages|apps?|scripts|examples|dist|build|public|assets|config|tools|cmd|internal|pkg|crates|server|client|web|api)(?:\/|$)/;

export function looksLikePath(field: Field): boolean {
  const { text } = field;
  if (text === null) return false;
  if (field.pattern || text === '.' || text.startsWith(':') || /^\.{1,2}\//.test(text) || /^[/\0]/.test(text))
    return true;
  if (/\.\.|[~^@:]|^v?\d[\w.-]*$/.test(text)) return false;
  const name = text.slice(text.lastIndexOf('/') + 1);
  if (text.endsWith('/') || /^\.\w/.test(name)) return true;
  return (/\.[A-Za-z]\w*$/.test(name) && !/^v?\d/.test(name)) || SOURCE_FOLDERS.test(text);
}

/** `:/`, `:(top)src`, `:!x` are pathspecs; the path in them, or null for an exclusion or the root. */
export function pathOfSpec(field: Field, actions: ToolActions): Field | null {
  const { text } = field;
  if (text === null || !text.startsWith(':')) return field;
  const path = /^:(?:\((?!exclude)[^)]*\)|\/)?(?![!^(])(.*)$/.exec(text)?.[1];
  if (path === undefined) return null;
  return actions.literal(path === '' ? '.' : path, field);
}

/** Files of a commit or of the index that hold credentials: git gives them out like `cat`. */
export function readSensitive(text: string, field: Field, actions: ToolActions): void {
  const path = text.replace(/^[0-3]:/, '').replace(/^\.?\/+/, '');
  const absolute = `/workspace/${path}`;
  if (placeOf(secretPlaces, absolute) !== undefined || placeOf(dotenvPlaces, absolute) !== undefined)
    actions.read(actions.literal(path, field));
}

/** `HEAD:.env`, `:.env`, `:0:.env`, `stash@{0}:.env`. */
export function readRevisionPaths(fields: readonly Field[], actions: ToolActions): void {
  for (const field of fields) {
    const match = /^[^:\s]*:(?!\/\/)(.+)$/s.exec(field.text ?? '');
    if (match !== null) readSensitive(match[1] ?? '', field, actions);
  }
}
