/** From a field in the place of a path to an access, or to an opaque spot where the path is not known. */
import type { Access, AccessKind, Command, Cwds, Field } from '../analysis.ts';
import { absolutePath, displayPath, isBelow, isPseudoDevice, normalizePath } from '../paths.ts';
import { escapeGlob, unescapeGlob } from './fields.ts';
import type { Session } from './session.ts';
import { isPlainUnknown } from './unknown-read.ts';

export interface AccessDetail {
  readonly recursive?: boolean;
  readonly uploaded?: boolean;
  readonly aside?: boolean;
  /** Directories other than those of the command. */
  readonly cwds?: Cwds;
}

export function noteAccess(
  session: Session,
  command: Command,
  kind: AccessKind,
  field: Field,
  detail: AccessDetail,
): void {
  const common = {
    kind,
    recursive: detail.recursive ?? false,
    uploaded: detail.uploaded ?? false,
    ...(detail.aside === true ? { aside: true } : {}),
    command,
    field,
    range: field.range,
  };
  const cwds = detail.cwds === undefined ? command.cwds : detail.cwds;
  if (field.text === null) {
    unknownPath(session, common, field);
    const { likely, ...rest } = field;
    if (likely !== undefined && likely !== '') noteAccess(session, command, kind, { ...rest, text: likely }, detail);
    return;
  }
  if (field.outputs.length > 0 && field.text.startsWith('/dev/fd/')) return;
  for (const text of [field.text, ...field.alternatives]) {
    const paths = pathsOf(text, field.pattern, cwds);
    if (paths === null) unknownPath(session, common, field);
    else for (const path of paths) add(session, { ...common, path, prefix: path, pattern: field.pattern });
  }
}

function unknownPath(session: Session, common: Omit<Access, 'path' | 'prefix' | 'pattern'>, field: Field): void {
  const why = `a path to ${common.kind === 'read' ? 'read' : common.kind === 'execute' ? 'run' : 'write'} is known only at run time`;
  session.spot(field.range, why, common.kind === 'read' && isPlainUnknown(field) ? 'read' : 'runtime');
  session.accesses.push({ ...common, path: null, prefix: field.prefix, pattern: false });
}

function add(session: Session, access: Access): void {
  const { path } = access;
  if (path === null || isPseudoDevice(path)) return;
  session.accesses.push(access);
  if (session.links.size === 0 || access.kind === 'link') return;
  for (const [name, target] of session.links) {
    if (path === name && access.kind === 'delete') session.links.delete(name);
    else if (isBelow(path, name))
      session.accesses.push({ ...access, path: normalizePath(`${target}${path.slice(name.length)}`) });
  }
}

/** `ln -s TARGET NAME`: a relative target is seen from where the link lies. */
export function noteLink(session: Session, command: Command, target: Field, name: Field): void {
  const names = name.text === null ? null : pathsOf(name.text, name.pattern, command.cwds);
  const folders = names?.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/') ?? null;
  noteAccess(session, command, 'link', target, { cwds: folders });
  if (target.text === null || names === null) return;
  names.forEach((path, index) => {
    const [goal] = pathsOf(target.text ?? '', false, folders?.slice(index, index + 1) ?? null) ?? [];
    if (goal !== undefined && goal !== path && !isBelow(goal, path) && session.links.size < 16)
      session.links.set(path, goal);
  });
}

/** As in the effects; null when the directory is not known. */
export function pathsOf(text: string, pattern: boolean, cwds: Cwds, base?: string): string[] | null {
  const rooted = text.startsWith('/') || text.startsWith('\0');
  if (!rooted && cwds === null) return null;
  const result: string[] = [];
  for (const cwd of rooted ? ['/'] : (cwds ?? [])) {
    const absolute = absolutePath(pattern ? text : escapeGlob(text), pattern ? cwd : escapeGlob(cwd));
    // No path at all (an empty word, a home mark in the middle): not known, rather than no access.
    if (absolute === null) return null;
    result.push(pattern ? absolute : unescapeGlob(absolute));
  }
  return base === undefined ? result : result.map((path) => displayPath(path, base));
}
