/** A release and the one before it: "Diff with the last published tarball" of the design. */

import type { Files } from './case.ts';
import * as c from './case.ts';

export interface PairCase {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  readonly expected: 'block' | 'ship';
  /** A finding names it. */
  readonly path?: string;
}

const chunk = (seed: number) => `dist/assets/chunk-${c.noise(8, seed, c.HEX)}.js`;
const chunks = (from: number, count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [chunk(from + at), `${c.code}//${at}\n`]));
const base: Files = { ...c.closedPackage, 'dist/a.css': '.a{color:red}\n' };
const bumped: Files = { ...base, 'package.json': c.manifest({ version: '2.4.1' }) };

export const pairs: readonly PairCase[] = [
  {
    name: 'first map',
    before: base,
    after: { ...bumped, 'dist/index.js.map': c.bareMap() },
    expected: 'block',
    path: 'dist/index.js.map',
  },
  {
    name: 'new kind',
    before: base,
    after: { ...bumped, 'dist/data.sqlite': Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4080)]) },
    expected: 'block',
    path: 'dist/data.sqlite',
  },
  {
    name: 'ten times the size',
    before: { ...base, 'dist/index.js': c.code.repeat(4000) },
    after: { ...bumped, 'dist/index.js': c.code.repeat(60_000) },
    expected: 'block',
    path: 'dist/index.js',
  },
  {
    name: 'new install script',
    before: base,
    after: {
      ...base,
      'package.json': c.manifest({ version: '2.4.1', scripts: { postinstall: 'node dist/index.js' } }),
    },
    expected: 'block',
    path: 'package.json',
  },
  {
    name: 'files removed',
    before: base,
    after: { ...base, 'package.json': c.manifest({ version: '2.4.1', files: undefined }) },
    expected: 'block',
    path: 'package.json',
  },
  {
    name: 'patch release',
    before: base,
    after: { ...bumped, 'dist/index.js': `${c.code}exports.v="2.4.1";\n` },
    expected: 'ship',
  },
  {
    name: 'more files',
    before: base,
    after: { ...bumped, ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`dist/more/f${at}.js`, c.code])) },
    expected: 'ship',
  },
  {
    name: 'chunks of other names',
    before: { ...base, ...chunks(1, 12) },
    after: { ...bumped, ...chunks(100, 13) },
    expected: 'ship',
  },
];
