/** Lines of `cordon explain`: parts that are coloured or not, wrapped so that they fit the terminal. */
import { columnsOf } from '../display-width.ts';
import type { Style } from '../output.ts';
import { visibleLine } from '../terminal-text.ts';
import type { Part } from './command-picture.ts';

export type Line = readonly Part[];

export function heading(text: string): Line {
  return [['bold', text]];
}

/** `label` in front of the first line, its width in blanks in front of the others. Words that are too long are broken. */
export function hanging(label: Part, text: string, columns: number, style: Style | null = null): Line[] {
  const indent = columnsOf(visibleLine(label[1]));
  const [first = '', ...rest] = wrapColumns(visibleLine(text), Math.max(24, columns - indent - 1));
  return [
    [label, [style, first]],
    ...rest.map(
      (line): Line => [
        [null, ' '.repeat(indent)],
        [style, line],
      ],
    ),
  ];
}

/** The first of many, and how many there are beside them. `lines` is told what comes next, so that nothing is said twice. */
export function firstOf<T>(
  list: readonly T[],
  most: number,
  lines: (one: T, next: T | undefined) => readonly Line[],
  indent: number,
): Line[] {
  const shown = list.length <= most + 1 ? list : list.slice(0, most);
  const hidden = list.length - shown.length;
  const rest: Line[] = hidden === 0 ? [] : [[['dim', `${' '.repeat(indent)}… and ${hidden} more`]]];
  return [...shown.flatMap((one, at) => lines(one, shown[at + 1])), ...rest];
}

/** Breaks at blanks; a word that is wider than a line is cut into pieces. The text is escaped already. */
export function wrapColumns(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const flush = () => {
    lines.push(line);
    [line, used] = ['', 0];
  };
  for (const word of text.split(' ')) {
    const columns = columnsOf(word);
    if (line !== '' && used + 1 + columns > width) flush();
    if (line !== '') [line, used] = [`${line} `, used + 1];
    for (const char of word) {
      const wide = columnsOf(char);
      if (used + wide > width) flush();
      [line, used] = [line + char, used + wide];
    }
  }
  return [...lines, line];
}
