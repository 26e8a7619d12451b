/** Cuts a text that cannot be parsed at everything that can separate commands. */

const MAX_PARTS = 60;
/** A longer part is not in plain sight. */
const MAX_LENGTH = 600;

export interface VisiblePart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export function visibleParts(text: string): VisiblePart[] {
  // `{rm,-rf,x}` is no group: bash expands it, and its first word is the program.
  const braced = /^\s*\{([^{}\s]+,[^{}\s]*)\}/.exec(text);
  if (braced !== null) return [{ text: `command ${text.trim()}`, start: 0, end: text.length }];
  const parts: VisiblePart[] = [];
  // zsh runs what stands in a glob qualifier: `*(e:'cmd':)`.
  for (const match of text.matchAll(/\(#?\w*e(.)(['"])([^'"\n]{2,200})\2\1/g)) {
    const start = match.index + match[0].indexOf(match[3] ?? '');
    parts.push({ text: match[3] ?? '', start, end: start + (match[3] ?? '').length });
  }
  let start = 0;
  for (const match of text.matchAll(/[;&|\n(){}`]+|$/g)) {
    const part = text.slice(start, match.index).trim();
    if (part !== '' && part.length < MAX_LENGTH && part !== text.trim() && parts.length < MAX_PARTS)
      parts.push({ text: part, start, end: match.index });
    start = match.index + match[0].length;
  }
  return parts;
}
