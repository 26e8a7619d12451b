// Installing Debian packages from the sources that this machine has configured.
import { SetupFailure } from './failure.mjs';
import { lastLines } from './fetch-package.mjs';
import { systemEnvironment } from './machine.mjs';
import { runQuietly } from './run-command.mjs';

/** Another package manager may hold the lock, as on a machine that has just booted; wait for it. */
const lockPatience = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];

/** @param {string[]} packages */
export async function aptInstall(packages) {
  const env = systemEnvironment();
  const typed = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  // Where an earlier installation was interrupted, apt refuses until this has run.
  await runQuietly('dpkg', ['--configure', '-a'], { env });
  const update = await runQuietly('apt-get', [...lockPatience, '-q', 'update'], { env });
  if (update.code !== 0) throw new SetupFailure('apt-get update failed', lastLines(update.tail), typed);
  const args = [...lockPatience, '-q', '-y', '--no-install-recommends', 'install', ...packages];
  const install = await runQuietly('apt-get', args, { env });
  if (install.code !== 0)
    throw new SetupFailure(`apt-get install ${packages.join(' ')} failed`, lastLines(install.tail), typed);
}
