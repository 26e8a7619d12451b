// cordon's own package through its own guard: packs what a publish would ship and scans it. The evidence stays in .cache/release/.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, '.cache', 'release');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

// dist/ was built just now by the set-up; npm's own scripts would build it again
const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
const [file] = readdirSync(folder);
if (packed.status !== 0 || file === undefined) process.exit(2);
const main = join(root, 'dist', 'src', 'cli', 'main.js');
const words = ['release-guard', '--report', join(folder, 'evidence.json'), join(folder, file)];
const { status } = spawnSync(process.execPath, [main, ...words], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 2);
