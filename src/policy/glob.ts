/**
 * Path globs: `*` is any text inside one segment, a segment `**` any number of segments, everything else stands for
 * itself; files with a leading dot are no exception. A path may itself hold unresolved shell wildcards, so a rule is
 * asked one of three questions:
 *
 * | stance | question | used for |
 * |---|---|---|
 * | `grant` | does it cover every path that may be meant? | allows, delegations, exceptions, `exclude` of a deny |
 * | `restrict` | could it cover one that the wildcards point at? | denies and asks |
 * | `guard` | could it cover one at all? | the floor, `exclude` of an allow |
 *
 * A segment of stars alone points at nothing: `cat *` is taken like a search through the folder, not like the name of
 * each file that a rule protects; `cat id_*` and `cat ~/.ssh/*` are.
 *
 * INVARIANT: no backtracking over segments and no regular expression from policy text; the work is bounded by the
 * length of the pattern times the length of the path.
 */

/** How to err when not everything is known. */
export type Stance = 'grant' | 'restrict' | 'guard';

/** Counts character comparisons, so that tests can hold the bound without a clock. */
export interface Meter {
  steps: number;
}

const DEEP = '**';

/** Splits an absolute pattern or path into its segments. */
function segmentsOf(text: string): string[] {
  return text.split('/').filter((segment) => segment !== '');
}

/** `*` against plain text inside one segment: greedy, going back to the last star only. */
function matchPlain(pattern: string, text: string, meter: Meter): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    meter.steps += 1;
    if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** One unit of a segment that may hold shell wildcards: a character, `one` (`?`) or `many` (`*`, a bracket expression). */
type Unit = string | { readonly wild: 'one' | 'many' };
const ONE: Unit = { wild: 'one' };
const MANY: Unit = { wild: 'many' };
const WILDCARD = /[*?[]/;

/** A bracket counts as any text: it may be a class, and it may be the name of a file such as `[id].ts`. */
function unitsOf(segment: string): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < segment.length; at += 1) {
    const char = segment.charAt(at);
    const close = char === '[' ? segment.indexOf(']', at + 2) : -1;
    if (char === '*') units.push(MANY);
    else if (char === '?') units.push(ONE);
    else if (close > 0) {
      units.push(MANY);
      at = close;
    } else units.push(char);
  }
  return units;
}

/** Can pattern and wildcard segment name the same file? Rows are units of the path, columns characters of the pattern. */
function intersects(pattern: string, units: readonly Unit[], meter: Meter): boolean {
  // bash: a wildcard at the start of a name does not match a leading dot
  if (pattern.startsWith('.') && typeof units[0] === 'object') return false;
  let row = closeStars(pattern, new Set([0]));
  for (const unit of units) {
    const next = new Set<number>();
    for (const column of row) {
      meter.steps += 1;
      const char = pattern[column];
      if (typeof unit === 'object' && unit.wild === 'many') {
        for (let to = column; to <= pattern.length && !next.has(to); to += 1) next.add(to);
      } else if (char === '*') next.add(column);
      else if (char !== undefined && (typeof unit === 'object' || unit === char)) next.add(column + 1);
    }
    row = closeStars(pattern, next);
    if (row.size === 0) return false;
  }
  return row.has(pattern.length);
}

function closeStars(pattern: string, row: Set<number>): Set<number> {
  for (const column of row) if (pattern[column] === '*') row.add(column + 1);
  return row;
}

function matchSegment({ text, kind }: Segment, segment: string, wild: boolean, stance: Stance, meter: Meter): boolean {
  if (!wild || !WILDCARD.test(segment)) return kind === 'plain' ? text === segment : matchPlain(text, segment, meter);
  // A wildcard of the path is text that only a star of the rule can cover.
  if (stance === 'grant') return matchPlain(text, segment.replace(/[*?[]/g, '\u0000'), meter);
  const units = unitsOf(segment);
  if (stance === 'restrict' && units.every((unit) => unit === MANY))
    return isStar(text) || matchPlain(text, segment, meter);
  return intersects(text, units, meter) || matchPlain(text, segment, meter);
}

function isStar(text: string): boolean {
  return text === '*';
}

/** Whether a `**` of the path, which passes no folder with a leading dot, may stand for this segment of the rule. */
function isPassedByDeep(pattern: Segment | undefined, stance: Stance): boolean {
  if (pattern === undefined || pattern.kind === 'deep') return true;
  return stance === 'guard' ? !pattern.text.startsWith('.') : isStar(pattern.text);
}

/** A compiled glob. */
export interface Glob {
  readonly source: string;
  readonly segments: readonly Segment[];
}

interface Segment {
  readonly text: string;
  readonly kind: 'deep' | 'plain' | 'starred';
}

/** Takes an absolute pattern; `**` must be a segment of its own (checked by the lint). */
export function compileGlob(source: string): Glob {
  return {
    source,
    segments: segmentsOf(source).map((text) => ({
      text,
      kind: text === DEEP ? 'deep' : text.includes('*') ? 'starred' : 'plain',
    })),
  };
}

/** An absolute, normalised path, taken apart once for all rules that look at it. */
export interface PathSubject {
  readonly segments: readonly string[];
  /** Whether a segment holds a wildcard of the shell. */
  readonly wild: boolean;
}

export function pathSubject(path: string): PathSubject {
  return { segments: segmentsOf(path), wild: WILDCARD.test(path) };
}

/** True when the glob covers the path. `dir/**` covers `dir` itself too. */
export function matchGlob(
  glob: Glob,
  path: string | PathSubject,
  stance: Stance,
  meter: Meter = { steps: 0 },
): boolean {
  const subject = typeof path === 'string' ? pathSubject(path) : path;
  const { segments } = glob;
  // A state is a position in the pattern; one at `**` also stands behind it.
  let states: boolean[] = [true];
  closeDeep(segments, states);
  for (const segment of subject.segments) {
    const next: boolean[] = [];
    let alive = false;
    for (let state = 0; state < states.length; state += 1) {
      if (states[state] === true && step(segments, state, segment, subject.wild, stance, next, meter)) alive = true;
    }
    if (!alive) return false;
    closeDeep(segments, next);
    states = next;
  }
  return states[segments.length] === true;
}

function closeDeep(segments: readonly Segment[], states: boolean[]): void {
  for (let state = 0; state < segments.length; state += 1) {
    if (states[state] === true && segments[state]?.kind === 'deep') states[state + 1] = true;
  }
}

/** Moves one state over one segment of the path; false when it ends there. */
function step(
  segments: readonly Segment[],
  state: number,
  segment: string,
  wild: boolean,
  stance: Stance,
  next: boolean[],
  meter: Meter,
): boolean {
  meter.steps += 1;
  const pattern = segments[state];
  if (pattern?.kind === 'deep') next[state] = true;
  else if (wild && segment === DEEP) {
    if (stance === 'grant') return false;
    for (let to = state; to <= segments.length && next[to] !== true; to += 1) {
      next[to] = true;
      if (!isPassedByDeep(segments[to], stance)) break;
    }
  } else if (pattern !== undefined && matchSegment(pattern, segment, wild, stance, meter)) next[state + 1] = true;
  else return false;
  return true;
}

/** `*` over a whole text without segments: names of variables, tools, programs and words. */
export function matchText(pattern: string, text: string, meter: Meter = { steps: 0 }): boolean {
  return matchPlain(pattern, text, meter);
}

/** One spelling for what a case-insensitive or normalising file system takes for the same name. */
export function fold(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
