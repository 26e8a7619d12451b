/**
 * Which program a simple command starts. A bare name and the same name in a standard folder are one program; a path to
 * anywhere else is a program of its own. Restrictions also look at the last part of such a path: a copy of `git` in the
 * repository is still stopped by what is said of git.
 */
import { compileGlob, fold, matchGlob, matchText, type Stance } from './glob.ts';
import { absolutePath, expandPattern, type Places } from './paths.ts';

const standardFolders = ['/bin/', '/usr/bin/', '/usr/local/bin/', '/sbin/', '/usr/sbin/', '/usr/local/sbin/'];

/** Programs that run whatever text or program they are given: an allow must say with which arguments. */
export const interpreters: ReadonlySet<string> = new Set(
  `sh bash dash zsh ksh mksh fish ash busybox python python2 python3 pypy pypy3 node nodejs deno bun perl ruby php lua
   luajit tclsh wish expect guile racket ghci runghc julia Rscript scala groovy jshell elixir erl osascript pwsh powershell
   awk gawk mawk nawk sed env xargs sudo doas su nohup timeout nice ionice setsid stdbuf watch find parallel ssh script
   strace gdb eval exec source command builtin make ninja npx pnpx bunx uvx pipx docker podman nsenter unshare chroot`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** The name under which rules know a program: bare, or an absolute path. */
export function programName(spelled: string, cwd: string, places: Places): string {
  if (!spelled.includes('/')) return spelled;
  const path = absolutePath(spelled, cwd, places);
  const folder = standardFolders.find((prefix) => path.startsWith(prefix));
  const rest = folder === undefined ? '' : path.slice(folder.length);
  return rest !== '' && !rest.includes('/') ? rest : path;
}

/** Compiles one entry of `program`. */
export function programMatcher(pattern: string, places: Places): (name: string, stance: Stance) => boolean {
  if (pattern === '*') return () => true;
  if (pattern.includes('/')) {
    const known = programName(expandPattern(pattern, places), places.repo, places);
    if (known.includes('/')) return pathMatcher(expandPattern(pattern, places));
    return bareMatcher(known);
  }
  return bareMatcher(pattern);
}

function pathMatcher(pattern: string): (name: string, stance: Stance) => boolean {
  const exact = compileGlob(pattern);
  const folded = compileGlob(fold(pattern));
  return (name, stance) => {
    if (!name.startsWith('/')) return false;
    return matchGlob(exact, name, stance) || (stance !== 'grant' && matchGlob(folded, fold(name), stance));
  };
}

function bareMatcher(pattern: string): (name: string, stance: Stance) => boolean {
  return (name, stance) => {
    if (stance === 'grant') return !name.includes('/') && matchText(pattern, name);
    return matchText(fold(pattern), fold(name.slice(name.lastIndexOf('/') + 1)));
  };
}
