import { expect, it } from 'vitest';
import { columnsOf } from '../../src/cli/display-width.ts';

const cases: readonly (readonly [string, number])[] = [
  ['', 0],
  ['rm -rf /', 8],
  ['é', 1],
  ['e\u0301', 1],
  ['日本語', 6],
  ['ｱ', 1],
  ['Ａ', 2],
  ['한글', 4],
  ['👩', 2],
  ['✅', 2],
  ['✓', 1],
  ['🇩🇪', 2],
  ['→', 1],
];
it.each(cases)('%s takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));
