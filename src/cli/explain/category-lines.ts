/** The page of one category. */
import type { CategoryPage } from '../../index.ts';
import { visibleShort } from '../terminal-text.ts';
import { hanging, heading, type Line } from './sections.ts';

export function categoryLines(page: CategoryPage, columns: number): Line[] {
  const { id, title, definition, why, severities, instead, references, examples } = page;
  const blank: Line = [];
  const commands = (list: readonly string[]) =>
    list.map((command): Line => [[null, `  ${visibleShort(command, Math.max(24, columns - 3))}`]]);
  return [
    [
      ['bold', `${id}: `],
      [null, title],
    ],
    blank,
    ...hanging([null, ''], definition, columns),
    ...hanging([null, ''], why, columns),
    blank,
    ...severities.flatMap(({ severity, text }) => hanging([null, `  ${severity.padEnd(10)}`], text, columns)),
    blank,
    ...hanging(['bold', 'instead: '], instead, columns),
    blank,
    heading('found, for example:'),
    ...commands(examples.flagged),
    heading('not found:'),
    ...commands(examples.clean),
    blank,
    heading('references:'),
    ...references.flatMap(({ id: name, name: text, url }) => [
      ...hanging([null, `  ${name.padEnd(11)}`], text, columns),
      [['dim', `             ${url}`]] as Line,
    ]),
  ];
}
