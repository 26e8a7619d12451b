/** Patterns that stand for paths: whether they can become one of the sensitive places. */
import { secretPlaces } from './sensitive.ts';

export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/** Whether a glob can match a text; `**` crosses segments. */
export function globMatches(glob: string, text: string): boolean {
  return globRegex(glob)?.test(text) ?? true;
}

/** The patterns met last: each is compared with many names. */
const MAX_KNOWN = 200;
const compiledGlobs = new Map<string, RegExp | null>();

function globRegex(glob: string): RegExp | null {
  const known = compiledGlobs.get(glob);
  if (known !== undefined) return known;
  if (compiledGlobs.size >= MAX_KNOWN) compiledGlobs.clear();
  const regex = compileGlob(glob);
  compiledGlobs.set(glob, regex);
  return regex;
}

/** Null for a pattern that is too long to be compiled safely. */
function compileGlob(glob: string): RegExp | null {
  if (glob.length > 300 || (glob.match(/\*/g)?.length ?? 0) > 12) return null;
  const source = glob.replace(/\*{2,}\/?|\*|\?|\[(?:!|\^)?\]?[^\]]*\]|\\.|[\\^$.+(){}|[\]]/g, (token) => {
    if (token.startsWith('**')) return '(?:.*/)?[^/]*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('[') && token.length > 2) return '[^/]';
    return `\\${token[token.length - 1]}`;
  });
  return new RegExp(`^${source}$`);
}

/**
 * A pattern that spells most of a secret place, as `/etc/sh?dow` or `~/.ss*`. A plain `*` or `src/*` also covers secrets that may lie
 * there, but says nothing of them.
 */
export function patternCanMatch(path: string): boolean {
  const wild = /^(?:.*\/)?(?:\*\*?|\*\.\w+)$/.test(path) && !path.startsWith('/') && !path.startsWith('~');
  if (wild) return false;
  return secretPlaces.some((place) => globMatches(path, place.example) && sharesName(path, place.example));
}

/** Some segment with a wildcard also has a letter of the name in it, or stands below a fixed directory outside the workspace. */
function sharesName(path: string, example: string): boolean {
  if (example.startsWith('/workspace')) return false;
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '~');
  return segments.some((segment) => /[A-Za-z]/.test(segment)) || path.startsWith('~/');
}
