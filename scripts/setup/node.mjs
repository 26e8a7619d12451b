// Step "node": a pinned Node in the cache when the running one is too old (or too odd).
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { fetchPackage, lastLines } from './fetch-package.mjs';
import { nodePackages } from './pins.mjs';
import { runQuietly } from './run-command.mjs';
import { satisfiesNodeRange } from './versions.mjs';

export const nodeStep = {
  name: 'node',
  async run(context) {
    const done = await chooseNode(context.cache, context.progress);
    context.node = done.path;
    return done.note;
  },
};

/** The Node to use without any fetching, for runs that skip this step. */
export function presentNode(cache, platform = `${process.platform}-${process.arch}`) {
  if (satisfiesNodeRange(process.version)) return process.execPath;
  const pin = nodePackages[platform];
  const home = join(cache, 'node');
  return pin && isInstalled(home, pin) ? nodeBinary(home) : process.execPath;
}

async function chooseNode(cache, progress) {
  if (satisfiesNodeRange(process.version))
    return { path: process.execPath, note: `${process.version} of this machine` };
  const platform = `${process.platform}-${process.arch}`;
  const pin = nodePackages[platform];
  if (!pin) {
    const why = `this is Node ${process.version}, and there is no pinned build for ${platform}`;
    throw new SetupFailure('a newer Node is needed (^22.22.2, ^24.15 or >=26)', why, 'install Node 24 from nodejs.org');
  }
  const home = join(cache, 'node');
  if (!isInstalled(home, pin)) {
    progress(`Node ${pin.version} from the npm registry, as this is ${process.version}`);
    await installNode(await fetchPackage(pin, cache), home, pin);
  }
  return { path: nodeBinary(home), note: `v${pin.version} in ${home}` };
}

/**
 * Unpacks beside its place, tries it, and renames it there: what is at `home` is always whole.
 * @param {string} tarball a verified tarball
 */
export async function installNode(tarball, home, pin) {
  const parent = dirname(home);
  removeLeftovers(parent);
  const stage = join(parent, `.node-tmp-${process.pid}`);
  mkdirSync(stage, { recursive: true });
  const unpacked = await runQuietly('tar', ['-xzf', tarball, '-C', stage, '--strip-components=1']);
  if (unpacked.code !== 0) {
    throw new SetupFailure('the Node package could not be unpacked', lastLines(unpacked.tail), `tar -xzf ${tarball}`);
  }
  rmSync(join(stage, 'include'), { recursive: true, force: true });
  const { code, stdout, tail } = await runQuietly(nodeBinary(stage), ['--version']);
  if (code !== 0 || stdout.trim() !== `v${pin.version}`) {
    throw new SetupFailure(
      `the pinned Node ${pin.version} does not start here`,
      lastLines(tail),
      'install Node 24 from nodejs.org',
    );
  }
  writeFileSync(join(stage, stampName), pin.integrity);
  if (existsSync(home)) renameSync(home, join(parent, `.node-tmp-old-${process.pid}`));
  renameSync(stage, home);
  removeLeftovers(parent);
}

const stampName = '.cordon-integrity';

/** Is exactly this pin installed? The stamp is written last, so a folder without one is not trusted. */
export function isInstalled(home, pin) {
  try {
    return readFileSync(join(home, stampName), 'utf8') === pin.integrity && existsSync(nodeBinary(home));
  } catch {
    return false;
  }
}

function nodeBinary(home) {
  return join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** What an interrupted run left; safe because the caller holds the set-up lock. */
function removeLeftovers(parent) {
  for (const name of readdirSync(parent)) {
    if (name.startsWith('.node-tmp-')) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
