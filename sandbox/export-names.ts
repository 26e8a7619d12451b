/** Judges names that come out of a container before any of them touches the host. */
import { posix } from 'node:path';

const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;
/** C0, DEL, C1, line and paragraph separators, direction marks and overrides, byte order mark, tags. */
const DECEPTIVE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/u;
/** Characters that HFS+ leaves out when it compares names: `.g<zwnj>it` is `.git` there (CVE-2014-9390). */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
/** Devices of Windows, whatever the ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** Why a relative path may not leave the container, or null. */
export function pathProblem(path: string): string | null {
  if (path === '' || path.startsWith('/')) return 'the path is not relative';
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return 'the path is too long';
  if (!path.isWellFormed()) return 'the name is not Unicode';
  if (DECEPTIVE.test(path)) return 'the name holds control or direction characters';
  if (path.includes('\\')) return 'the name holds a backslash';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'the path is not in normal form';
    if (Buffer.byteLength(part) > MAX_NAME_BYTES) return 'a name in the path is too long';
    if (DEVICE.test(part)) return 'the name is a device on some systems';
    if (isGitName(part)) return 'the history and settings of git stay in the container';
  }
  return null;
}

/** A name as the most forgiving file system takes it: letters, composed forms, invisible characters, trailing dots, streams. */
function foldedName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .toLowerCase()
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
}

export function foldedPath(path: string): string {
  return path.split('/').map(foldedName).join('/');
}

/** Folders of version control, whose settings run programs. */
const VERSION_CONTROL: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.bzr', '.jj', '.sl']);

/** `.git` or its like, as any file system would take it; short names too. */
export function isGitName(name: string): boolean {
  const folded = foldedName(name);
  return VERSION_CONTROL.has(folded) || /^git~[0-9]+$/.test(folded);
}

export function hasGitName(path: string): boolean {
  return path.split('/').some(isGitName);
}

/**
 * Why a link may not leave the container, or null. Leading `..` steps and then plain names: where `..` comes after a
 * name, the kernel may come out elsewhere than the words say, since that name can be a link itself.
 */
export function linkProblem(path: string, target: string): string | null {
  if (target === '' || target.startsWith('/')) return 'the link leads to an absolute path';
  if (DECEPTIVE.test(target) || target.includes('\\')) return 'the link target holds control characters';
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const names = parts.slice(parts.findIndex((part) => part !== '..'));
  if (parts.some((part) => part !== '..') && names.includes('..')) return 'the link target goes up after going down';
  if (parts.some(isGitName)) return 'the link leads into the history of git';
  const lands = posix.normalize(posix.join(posix.dirname(path), target));
  return lands === '..' || lands.startsWith('../') ? 'the link leads out of the repository' : null;
}

/** Tells whether a new path would be the same as another one where letters or composed forms do not count. */
export class CollisionCheck {
  readonly #spellings = new Map<string, string>();

  constructor(known: Iterable<string>) {
    for (const path of known) for (const prefix of prefixes(path)) this.#spellings.set(keyOf(prefix), prefix);
  }

  /** The other spelling, or null; a path without collision is known from then on. */
  admit(path: string): string | null {
    for (const prefix of prefixes(path)) {
      const known = this.#spellings.get(keyOf(prefix));
      if (known !== undefined && known !== prefix) return known;
    }
    for (const prefix of prefixes(path)) this.#spellings.set(keyOf(prefix), prefix);
    return null;
  }
}

function keyOf(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC');
}

function prefixes(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
