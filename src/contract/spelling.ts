/** Which known name was probably meant: for hints in errors. */

/** The candidate that was probably meant, or null when none is close; upper and lower case are the same. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const [best, distance] = byDistance(word, candidates)[0] ?? [];
  return best !== undefined && distance !== undefined && distance <= Math.max(2, Math.floor(best.length / 3))
    ? best
    : null;
}

/** All candidates with their distance, nearest first; equal ones in the order given. */
export function byDistance<T extends string>(word: string, candidates: readonly T[]): [T, number][] {
  const lower = word.toLowerCase();
  const ranked = candidates.map((candidate): [T, number] => [candidate, editDistance(lower, candidate.toLowerCase())]);
  return ranked.sort(([, a], [, b]) => a - b);
}

/** Optimal string alignment: insert, delete, replace, swap of neighbours. Infinite for words too long to be a slip. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8 || a.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? Number.POSITIVE_INFINITY;
}
