/** Folders in all the ways in which lists of files go wrong; drawn by a seed, so that a failure can be drawn again. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Draw = (limit: number) => number;

/** Mulberry32: small, and the same everywhere. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const names = [
  'index.js',
  'cli.js',
  'README.env',
  'README.md',
  'LICENSE.key',
  'readme',
  'copying.txt',
  '.env',
  '.env.local',
  '.npmrc',
  '.DS_Store',
  'a.orig',
  '.a.swp',
  '._x',
  'npm-debug.log',
  'main.map',
  'Main.MAP',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'bun.lock',
  '.gitattributes',
  'ü.js',
  'a b.js',
  'CVS',
  '.lock-wscript',
  'x.test.js',
  '.eslintrc',
  'CHANGELOG.md',
  'package.json',
];
const folders = [
  '',
  'lib',
  'dist',
  'dist/deep',
  'test',
  '.hidden',
  'node_modules/dep',
  'lib/node_modules/x',
  '.git',
  'archived-packages',
  'build',
  'src/.svn',
  'bin',
  'Dist',
  'packages/a',
  'packages/b',
];
const lines = [
  '*.map',
  'dist/',
  '!dist/*.map',
  '/lib',
  'lib/*',
  '**/test',
  '.env',
  '!.env',
  '*',
  '!index.js',
  'DIST',
  '# note',
  'dist/deep/',
  '\\!x',
  'a*.orig',
];
const entries = [
  'dist',
  'lib/',
  './lib',
  '/dist',
  '*',
  '**/*.js',
  '!dist/*.map',
  '!**/*.map',
  'dist/*.js',
  '.env',
  '.DS_Store',
  '.npmrc',
  'typo',
  'bin',
  'dist/**',
  'lib/node_modules',
  '{lib,dist}',
  'README.env',
  '!README.md',
  '../x',
];

function some(draw: Draw, list: readonly string[], most: number): string[] {
  return Array.from({ length: draw(most + 1) }, () => list[draw(list.length)] as string);
}

/** Writes the folder and gives its package.json. */
export function drawFolder(draw: Draw, root: string): Record<string, unknown> {
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const manifest: Record<string, unknown> = { name: 'drawn', version: '1.0.0', license: 'MIT' };
  if (draw(3) > 0) manifest.files = some(draw, entries, 4);
  if (draw(3) === 0) manifest.main = ['index.js', './lib/index.js', 'dist/cli.js', 'lib'][draw(4)];
  if (draw(3) === 0) manifest.bin = ['cli.js', './bin/cli.js', { drawn: 'dist/cli.js', other: './lib/x.js' }][draw(3)];
  if (draw(6) === 0) manifest.browser = ['lib/index.js', { './a.js': false }][draw(2)];
  if (draw(6) === 0) manifest.directories = { bin: 'bin' };
  if (draw(4) === 0) manifest.bundleDependencies = [['dep'], true, ['none']][draw(3)];
  if (draw(4) === 0) manifest.dependencies = { dep: '1.0.0' };
  if (draw(8) === 0) manifest.workspaces = ['packages/*'];
  for (let count = 4 + draw(25); count > 0; count -= 1) {
    const path = join(folders[draw(folders.length)] as string, names[draw(names.length)] as string);
    if (!path.endsWith('package.json')) put(path, `content ${count}\n`);
  }
  put('node_modules/dep/package.json', '{"name":"dep","version":"1.0.0","dependencies":{"sub":"1.0.0"}}');
  put('node_modules/dep/node_modules/sub/package.json', '{"name":"sub","version":"1.0.0","files":["a.js"]}');
  put('node_modules/dep/node_modules/sub/a.js', '');
  put('packages/a/package.json', '{"name":"a","version":"1.0.0"}');
  for (const at of ['', 'lib', 'dist']) {
    if (draw(4) === 0) put(join(at, '.npmignore'), `${some(draw, lines, 5).join('\n')}\n`);
    if (draw(4) === 0) put(join(at, '.gitignore'), `${some(draw, lines, 5).join('\n')}\n`);
  }
  if (draw(4) === 0) symlinkSync('/etc/hostname', join(root, 'link.js'));
  put('package.json', JSON.stringify(manifest));
  return manifest;
}
