/** Paths as rules see them: absolute, without `.` and `..`, home and the aliases under /proc opened. */

/** The world as the call sees it. */
export interface Places {
  /** `${repo}`. */
  readonly repo: string;
  /** `~`. */
  readonly home: string;
}

const PROC_ALIAS = /^\/proc\/(?:self|thread-self|[0-9]+)(?:\/task\/[0-9]+)?\/(cwd|root)$/;

/** Lexical: links are the resolver's business. */
function collapse(path: string, cwd: string): string {
  let stack: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') stack.pop();
    else stack.push(segment);
    const alias = PROC_ALIAS.exec(`/${stack.join('/')}`);
    if (stack[0] === 'proc' && alias !== null) {
      stack = alias[1] === 'cwd' ? cwd.split('/').filter((part) => part !== '') : [];
    }
  }
  return `/${stack.join('/')}`;
}

/** The absolute form of a path that an effect, a tool or a test spells. */
export function absolutePath(spelled: string, cwd: string, places: Places): string {
  if (spelled === '~' || spelled.startsWith('~/')) return collapse(places.home + spelled.slice(1), cwd);
  if (spelled === '~root' || spelled.startsWith('~root/')) return collapse(`/root${spelled.slice(5)}`, cwd);
  const other = /^~([A-Za-z_][A-Za-z0-9_.-]*)(\/.*)?$/s.exec(spelled);
  if (other !== null) return collapse(`/home/${other[1]}${other[2] ?? ''}`, cwd);
  return collapse(spelled.startsWith('/') ? spelled : `${cwd}/${spelled}`, cwd);
}

/** Spelled in two parts: it is text of policy files, not of this language. */
export const REPO_VARIABLE = `$${'{repo}'}`;

/** Opens `${repo}` and `~`; a pattern that starts with `**` begins at the root. */
export function expandPattern(pattern: string, places: Places): string {
  if (pattern === '~' || pattern.startsWith('~/')) return places.home + pattern.slice(1);
  if (pattern === REPO_VARIABLE || pattern.startsWith(`${REPO_VARIABLE}/`)) {
    return places.repo + pattern.slice(REPO_VARIABLE.length);
  }
  return pattern.startsWith('**') ? `/${pattern}` : pattern;
}

/** Why a pattern cannot be used, or null. */
export function patternFault(pattern: string): string | null {
  if (!/^(\/|~$|~\/|\*\*$|\*\*\/|\$\{repo\}$|\$\{repo\}\/)/.test(pattern))
    return `begins with none of "/", "~", "**" and "${REPO_VARIABLE}"`;
  if (pattern.slice(1).includes('${') || pattern.slice(1).includes('~/'))
    return 'holds an expansion that does not stand at its start';
  const segments = pattern.split('/');
  if (segments.some((segment) => segment === '.' || segment === '..')) return 'holds "." or ".."';
  if (segments.some((segment) => segment.includes('**') && segment !== '**'))
    return 'holds "**" that is not a whole segment';
  return null;
}

/** Short form for people: relative inside the repository, `~` for home. */
export function displayPath(path: string, places: Places): string {
  if (path === places.repo) return '.';
  if (path.startsWith(`${places.repo}/`)) return path.slice(places.repo.length + 1);
  if (path === places.home) return '~';
  if (path.startsWith(`${places.home}/`)) return `~${path.slice(places.home.length)}`;
  return path;
}
