/** Paths as effects spell them: normalised, relative to the cwd below it, home as `~`. No I/O: links are the gate's work. */
import { HOME_MARK } from './analysis.ts';

/** Harmless pseudo devices; they are left out of the effects. */
const PSEUDO = /^\/dev\/(?:null|zero|full|random|urandom|stdin|stdout|stderr|tty|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/;

export function isPseudoDevice(path: string): boolean {
  return PSEUDO.test(path);
}

/** Absolute and normalised; begins with `/` or `~`. Null when the text is no path (empty, NUL). */
export function absolutePath(text: string, cwd: string): string | null {
  if (text === '') return null;
  if (text.startsWith(HOME_MARK)) return normalizePath(`~${text.slice(HOME_MARK.length)}`);
  if (text.includes('\0')) return null;
  return normalizePath(text.startsWith('/') ? throughProc(text, cwd) : `${cwd}/${text}`);
}

/** `/proc/self/root` and `/proc/self/cwd` are other spellings of `/` and of the cwd. */
function throughProc(text: string, cwd: string): string {
  const match = /^\/+proc\/+(?:self|thread-self|\d+)\/+(root|cwd)(?=\/|$)/.exec(text);
  if (match === null) return text;
  const rest = text.slice(match[0].length);
  return match[1] === 'root' ? rest || '/' : `${cwd}${rest}`;
}

/** Nothing in it to be taken out: no empty, `.` or `..` segment. */
const NORMAL = /^\/(?:[^/.][^/]*|\.[^/.][^/]*)(?:\/(?:[^/.][^/]*|\.[^/.][^/]*))*$/;

export function normalizePath(path: string): string {
  if (NORMAL.test(path)) return path;
  const home = path === '~' || path.startsWith('~/');
  const segments: string[] = [];
  for (const segment of (home ? path.slice(1) : path).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 0 && segments[segments.length - 1] !== '..') segments.pop();
    else if (home) segments.push('..');
  }
  const joined = segments.join('/');
  if (home) return joined === '' ? '~' : `~/${joined}`;
  return `/${joined}`;
}

/** As in the effects. `path` is absolute and normalised. */
export function displayPath(path: string, cwd: string): string {
  if (path === cwd) return '.';
  const base = cwd === '/' ? '/' : `${cwd}/`;
  if (!path.startsWith(base)) return path;
  const relative = path.slice(base.length);
  return relative === '~' || relative.startsWith('~/') ? `./${relative}` : relative;
}

export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}

export type Region = 'workspace' | 'scratch' | 'home' | 'system';

const HOME_DIRECTORY = /^(?:~(?:\/|$)|\/root(?:\/|$)|\/home(?:\/|$)|\/Users(?:\/|$))/;

/** Where an absolute path lies. A sibling with the same prefix (`/workspace-evil`) is not the workspace. */
export function regionOf(path: string, root: string): Region {
  if (isBelow(path, root)) return 'workspace';
  if (/^(?:\/tmp|\/var\/tmp|\/dev\/shm)(?:\/|$)/.test(path)) return 'scratch';
  return HOME_DIRECTORY.test(path) ? 'home' : 'system';
}
