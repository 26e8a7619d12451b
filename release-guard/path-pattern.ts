/** Paths as patterns: `*` within a name, `**` over folders, `{a,b}` alternatives. Linear in the path: no backtracking over folders. */

const cache = new Map<string, (path: string) => boolean>();

/** A matcher for the pattern, which stands for whole paths: without `/` it is a name at the top. */
export function matcherOf(pattern: string): (path: string) => boolean {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const alternatives = expandBraces(pattern).map((each) => each.replace(/^\.?\//, '').split('/'));
  const match = (path: string) => {
    const names = path.split('/');
    return alternatives.some((parts) => matchParts(parts, names));
  };
  cache.set(pattern, match);
  return match;
}

const MAX_ALTERNATIVES = 256;

function expandBraces(pattern: string): string[] {
  let open: string[] = [pattern];
  for (;;) {
    const next = open.flatMap((each) => {
      const match = /\{([^{}]*)\}/.exec(each);
      if (match === null) return [each];
      const [whole, list = ''] = match;
      return list.split(',').map((part) => each.slice(0, match.index) + part + each.slice(match.index + whole.length));
    });
    if (next.length === open.length && next.every((each, index) => each === open[index])) return open;
    if (next.length > MAX_ALTERNATIVES) return [pattern];
    open = next;
  }
}

/** Greedy with one point to come back to, as for `*` in a text: the last `**` takes as few folders as it can. */
function matchParts(parts: readonly string[], names: readonly string[]): boolean {
  let part = 0;
  let name = 0;
  let star = -1;
  let mark = 0;
  while (name < names.length) {
    if (parts[part] === '**') {
      star = part;
      mark = name;
      part += 1;
    } else if (part < parts.length && matchName(parts[part] ?? '', names[name] ?? '')) {
      part += 1;
      name += 1;
    } else if (star >= 0) {
      part = star + 1;
      mark += 1;
      name = mark;
    } else {
      return false;
    }
  }
  while (parts[part] === '**') part += 1;
  return part === parts.length;
}

function matchName(pattern: string, name: string): boolean {
  let at = 0;
  let index = 0;
  let star = -1;
  let mark = 0;
  while (index < name.length) {
    if (pattern[at] === '*') {
      star = at;
      mark = index;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      index = mark;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
