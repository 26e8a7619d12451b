// Builds dist/: compiled modules, and the data files that stand beside them under the same relative paths.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** Folders whose data files (all but TypeScript) are read at run time through a path relative to their module. */
const dataFolders = ['policies', 'sandbox', 'demo', 'classifiers', 'release-guard'];

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
for (const folder of dataFolders) {
  cpSync(join(root, folder), join(dist, folder), {
    recursive: true,
    filter: (source) => extname(source) !== '.ts' || source.includes(join('demo', 'repository')),
  });
}
chmodSync(join(dist, 'src', 'cli', 'main.js'), 0o755);
