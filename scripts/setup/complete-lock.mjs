// Repairs package-lock.json for `npm ci`: `node scripts/setup/complete-lock.mjs`.
// Where a registry does not serve a package's builds for other platforms, npm leaves these out of the lock it writes, and
// `npm ci` then refuses that lock everywhere. This adds them without an integrity, which only the full registry knows; npm
// skips them on every platform but their own. An `npm install` against the full registry makes all of this unnecessary.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { packageRoot } from './places.mjs';

/** Words in the names of platform packages. */
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/**
 * The optional dependencies that the lock asks for and does not hold.
 * @param {{packages: Record<string, object>}} lock
 * @returns {{from: string, name: string, version: string, dev: boolean}[]}
 */
export function missingOptional(lock) {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolves(lock, from, name))
      .map(([name, version]) => ({ from, name, version, dev: entry.dev === true })),
  );
}

/** As Node looks a package up: in its own node_modules, then in each one above. */
function resolves(lock, from, name) {
  const parts = from.split('/node_modules/');
  const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join('/node_modules/'));
  return [...folders, ''].some((folder) => `${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages);
}

/** A lock with these added; a name that tells no platform, or a version that is a range, is refused. */
export function completeLock(lock) {
  const added = missingOptional(lock).map(({ name, version, dev }) => [
    `node_modules/${name}`,
    entryFor(name, version, dev),
  ]);
  const [root, ...others] = Object.entries(lock.packages);
  const sorted = [...others, ...added].sort(([left], [right]) => left.localeCompare(right, 'en'));
  return { ...lock, packages: Object.fromEntries([root, ...sorted]) };
}

function entryFor(name, version, dev) {
  const words = name.split(/[/@_-]/);
  const os = systems.find((word) => words.includes(word));
  const cpu = processors.find((word) => words.includes(word));
  if (!os || !/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`cannot tell the platform or version of ${name}@${version}`);
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(os === 'linux' && libc ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const path = join(packageRoot, 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const count = missingOptional(lock).length;
  if (count > 0) writeFileSync(path, `${JSON.stringify(completeLock(lock), null, 2)}\n`);
  process.stderr.write(`package-lock.json: ${count} optional packages added\n`);
}
