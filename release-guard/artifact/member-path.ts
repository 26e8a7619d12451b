/** A member's name as a path inside the package, and what is wrong with it. */
import type { ArchiveRuleId } from './archive-rules.ts';
import { isForeignName } from './tar-header.ts';

export interface PathProblem {
  readonly rule: ArchiveRuleId;
  readonly message: string;
}

/** Parts without `.` and empty ones; `..` stays, so that the report shows where it leads. */
export function partsOf(name: string): string[] {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

/** Plain names, as nearly all are, are seen to be so by one pass. */
const PLAIN = /^[A-Za-z0-9@_+.[\]()~=, -][A-Za-z0-9@_+.[\]()~=, /-]*$/;

export function pathProblems(name: string): readonly PathProblem[] {
  if (PLAIN.test(name) && !name.includes('..')) return [];
  const problems: PathProblem[] = [];
  const add = (rule: ArchiveRuleId, message: string) => problems.push({ rule, message });
  const slashed = name.replaceAll('\\', '/');
  if (name.includes('\0')) add('archive-path', 'has a NUL in its name');
  if (slashed.startsWith('/')) add('archive-path', 'has an absolute path');
  if (/^[A-Za-z]:/.test(name)) add('archive-path', 'names a drive');
  if (slashed.split('/').includes('..')) add('archive-path', 'leads out of its folder by ".."');
  if (problems.length > 0) return problems;
  if (name.includes('\\')) add('archive-name', 'has a backslash in its name, which Windows takes for a folder');
  else if (/[\x01-\x1f\x7f]/.test(name)) add('archive-name', 'has control characters in its name');
  else if (/[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/.test(name))
    add('archive-name', 'has invisible characters in its name');
  else if (isForeignName(name)) add('archive-name', 'has a name that is no UTF-8');
  else if (name.includes(':')) add('archive-name', 'has a colon in its name, which Windows takes for a stream');
  return problems;
}

/** True where a link at `path` leads out of the package; hard links name members from the top. */
export function leadsOut(path: string, link: string, hard: boolean): boolean {
  const slashed = link.replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[A-Za-z]:/.test(link) || link.includes('\0')) return true;
  const open = hard ? [] : partsOf(path).slice(0, -1);
  for (const part of partsOf(slashed)) {
    if (part !== '..') open.push(part);
    else if (open.pop() === undefined) return true;
  }
  return false;
}
