// The Node versions that cordon runs on, as in package.json's `engines`; a test compares the two.

/** Alternatives; a version satisfies one when it is not below `from` and, with `sameMajor`, of the same major. */
export const nodeRange = [
  { from: [22, 22, 2], sameMajor: true },
  { from: [24, 15, 0], sameMajor: true },
  { from: [26, 0, 0], sameMajor: false },
];

/**
 * Does a version such as `v24.21.0` satisfy the range? Pre-releases and nightlies never do.
 * @param {string} version
 */
export function satisfiesNodeRange(version, range = nodeRange) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (!match) return false;
  const parts = match.slice(1).map(Number);
  return range.some(({ from, sameMajor }) => compareParts(parts, from) >= 0 && (!sameMajor || parts[0] === from[0]));
}

function compareParts(left, right) {
  for (const [index, part] of left.entries()) {
    if (part !== right[index]) return part - right[index];
  }
  return 0;
}
