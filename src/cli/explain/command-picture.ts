/** The command as rows that fit the terminal, with marks under them; of long commands the marked rows and what stands near. */
import type { Span } from '../../contract/index.ts';
import { type Cell, cellsOf, covers } from '../marked-command.ts';
import type { Style } from '../output.ts';

/** Marks that come first hide later ones. */
export interface Mark {
  readonly span: Span;
  readonly sign: string;
  readonly style: Style;
}

export interface Picture {
  readonly rows: readonly (readonly Part[])[];
  /** Signs that are to be seen in it. */
  readonly signs: ReadonlySet<string>;
}

export type Part = readonly [style: Style | null, text: string];

interface Row {
  readonly cells: readonly Cell[];
  readonly label: string;
  readonly marks: readonly (Mark | null)[];
}

/** Commands of more rows show only those near a mark; of many marked rows those with the gravest marks. */
const wholeUpTo = 12;
const markedRows = 12;
const contextRows = 1;

/** `columns` is the width of the terminal; the rows are narrower. */
export function drawCommand(command: string, marks: readonly Mark[], columns: number): Picture {
  const lines = cellsOf(command);
  const digits = lines.length === 1 ? 0 : String(lines.length).length;
  const margin = digits === 0 ? 2 : digits + 5;
  const width = Math.max(20, columns - margin - 1);
  const rows = lines.flatMap((cells, at) => rowsOf(cells, digits === 0 ? '' : String(at + 1), marks, width));
  const near = new Set<number>([0]);
  for (const at of gravest(rows, marks)) {
    for (let by = -contextRows; by <= contextRows; by += 1) near.add(at + by);
  }
  const shown = (at: number) => rows.length <= wholeUpTo || near.has(at);
  const drawn: (readonly Part[])[] = [];
  const signs = new Set<string>();
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    if (row !== undefined && shown(at)) {
      drawn.push(...draw(row, digits));
      for (const mark of row.marks) if (mark !== null) signs.add(mark.sign);
    } else if (shown(at - 1)) drawn.push([['dim', `${' '.repeat(margin)}… ${hiddenFrom(rows, at, shown)}`]]);
  }
  return { rows: drawn, signs };
}

/** Which rows have a mark, those with the first marks of the list in front. */
function gravest(rows: readonly Row[], marks: readonly Mark[]): number[] {
  const order = new Map(marks.map((mark, at) => [mark, at]));
  const first = (row: Row) =>
    Math.min(...row.marks.map((mark) => (mark === null ? marks.length : (order.get(mark) ?? 0))));
  return rows
    .map((row, at) => ({ at, rank: first(row) }))
    .filter(({ rank }) => rank < marks.length)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, markedRows)
    .map(({ at }) => at);
}

function rowsOf(line: readonly Cell[], number: string, marks: readonly Mark[], width: number): Row[] {
  const rows = fold(line, width);
  return rows.map((cells, at) => ({
    cells,
    label: at === 0 ? number : '↪',
    marks: cells.map((cell) => marks.find(({ span }) => covers(span, cell)) ?? null),
  }));
}

/** Into rows of a width, behind a blank where one is near the end of the row. */
function fold(line: readonly Cell[], width: number): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let used = 0;
  for (const cell of line) {
    if (used + cell.columns > width) {
      const blank = row.findLastIndex(({ text }) => text === ' ') + 1;
      const at = blank > row.length * (2 / 3) ? blank : row.length;
      rows.push(row.slice(0, at));
      row = row.slice(at);
      used = row.reduce((sum, { columns }) => sum + columns, 0);
    }
    row.push(cell);
    used += cell.columns;
  }
  return [...rows, row];
}

function hiddenFrom(rows: readonly Row[], from: number, shown: (at: number) => boolean): string {
  let to = from;
  while (to < rows.length && !shown(to)) to += 1;
  const hidden = rows.slice(from, to);
  const starts = hidden.filter(({ label }) => label !== '↪').length;
  const characters = hidden.reduce((sum, { cells }) => sum + cells.length, 0);
  return starts > 0 ? `${count(starts, 'line')}` : `${count(characters, 'character')}`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`;
}

/** The row, and the row of marks where there are any. The end of a line is marked behind its last character. */
function draw({ cells, label, marks }: Row, digits: number): (readonly Part[])[] {
  const gutter = digits === 0 ? (label === '' ? '  ' : '↪ ') : `  ${label.padStart(digits)} │ `;
  const text: Part[] = [
    ['dim', gutter],
    [null, cells.map((cell) => cell.text).join('')],
  ];
  if (marks.every((mark) => mark === null)) return [text];
  const below: Part[] = [[null, ' '.repeat(gutter.length)]];
  cells.forEach((cell, at) => {
    const mark = marks[at] ?? null;
    const ended = cell.columns === 0 && mark?.span.start !== mark?.span.end;
    const columns = cell.columns === 0 && mark !== null && !ended ? 1 : cell.columns;
    below.push([mark?.style ?? null, (mark?.sign ?? ' ').repeat(columns)]);
  });
  return [text, joined(below)];
}

/** Parts of one style as one, blanks at the end cut off. */
function joined(parts: readonly Part[]): Part[] {
  const out: [Style | null, string][] = [];
  for (const [style, text] of parts) {
    const last = out.at(-1);
    if (last !== undefined && last[0] === style) last[1] += text;
    else out.push([style, text]);
  }
  while (out.at(-1)?.[1].trim() === '') out.pop();
  return out;
}
