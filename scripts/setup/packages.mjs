// Step "packages": `npm ci`, only when node_modules is not what package-lock.json says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { npmCommand, npmComplaint } from './npm-command.mjs';
import { runQuietly } from './run-command.mjs';

export const packagesStep = {
  name: 'packages',
  async run({ root, node, progress }) {
    const lockPath = join(root, 'package-lock.json');
    if (!existsSync(lockPath)) return 'nothing to install: this is a published package';
    const lock = readFileSync(lockPath);
    if (isUpToDate(root, lock)) return 'up to date';
    progress(`npm ci (${Object.keys(JSON.parse(lock).packages).length - 1} packages)`);
    const [program, leading] = npmCommand(node);
    const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
    const { code, tail } = await runQuietly(program, [...leading, 'ci', '--no-audit', '--no-fund'], { cwd: root, env });
    if (code !== 0) throw new SetupFailure('npm ci failed', npmComplaint(tail), 'npm ci');
    writeStamp(root, lock);
    return 'installed';
  },
};

/** True when the stamp names this lock, or when npm's own record of the tree equals it (after an `npm install`). */
export function isUpToDate(root, lock) {
  if (readText(stampPath(root)) === digest(lock)) return true;
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined || !recordsEqual(JSON.parse(lock), JSON.parse(record))) return false;
  writeStamp(root, lock);
  return true;
}

/** npm removes node_modules, and the stamp in it, before it installs: an interrupted run leaves none. */
export function writeStamp(root, lock) {
  writeFileSync(stampPath(root), digest(lock));
}

/** Packages for other platforms are in the lock but not in the tree; all that is in the tree must be as locked. */
function recordsEqual(lock, record) {
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  const same = (path, entry) =>
    record.packages[path]?.version === entry.version && record.packages[path]?.integrity === entry.integrity;
  return (
    wanted.every(([path, entry]) => same(path, entry) || (entry.optional && !record.packages[path])) &&
    Object.keys(record.packages).every((path) => path in lock.packages)
  );
}

function stampPath(root) {
  return join(root, 'node_modules', '.cordon-lock-sha256');
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
