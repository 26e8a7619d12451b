// The image without a registry: mmdebstrap from this machine's own package sources, streamed into the engine.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { aptInstall } from './apt.mjs';
import { aptOptions, aptSources } from './apt-sources.mjs';
import { confirm } from './engine.mjs';
import { engineRequest, streamError } from './engine-api.mjs';
import { SetupFailure } from './failure.mjs';
import { lastLines } from './fetch-package.mjs';
import { packageNames } from './image-definition.mjs';
import { findProgram, readText, systemEnvironment } from './machine.mjs';
import { runQuietly, start, whenDone } from './run-command.mjs';

/** Documentation and translations stay out, licences stay in. */
const dpkgOptions = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
];

/** Can this machine do it? `unable` says why not, with the command that helps where there is one. */
export async function planMmdebstrap({ platform, distro, root, tty, codename }) {
  if (platform !== 'linux' || !distro.some((name) => name === 'debian' || name === 'ubuntu') || !codename) {
    return { unable: 'building without a registry works on Debian and Ubuntu only' };
  }
  if (!root) {
    return {
      unable: 'building without a registry needs root',
      command: `sudo ${process.execPath} ${process.argv[1]} --only image`,
    };
  }
  if (findProgram('mmdebstrap')) return { codename };
  const command = 'apt-get install -y --no-install-recommends mmdebstrap';
  if (tty && !(await confirm(`No registry answers, so the image is built with mmdebstrap. Run: ${command}`))) {
    return { unable: 'mmdebstrap is not installed', command };
  }
  return { codename, install: true };
}

export async function buildWithMmdebstrap({ endpoint, definition, parts, cache, tag }, { codename, install }) {
  if (install) await aptInstall(['mmdebstrap']);
  const stage = join(cache, 'image-stage');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  const workshop = await newWorkshop(cache);
  try {
    copyFileSync(parts.node, join(stage, 'node.tgz'));
    copyFileSync(parts.npm, join(stage, 'npm.tgz'));
    copyFileSync(join(definition.folder, 'finish.sh'), join(stage, 'finish.sh'));
    const { suite, lines } = await aptSources(codename);
    const args = mmdebstrapArguments({
      stage,
      suite,
      packages: packageNames(definition.folder),
      aptOptions: await aptOptions(),
    });
    const failed = await importOutput({ endpoint, definition, tag, args, workshop, sources: lines.join('\n') });
    if (failed)
      throw new SetupFailure('the sandbox image could not be built', failed, 'node scripts/setup.mjs --only image');
  } finally {
    rmSync(stage, { recursive: true, force: true });
    await removeWorkshop(cache);
  }
}

/**
 * Where mmdebstrap unpacks, outside the cache because apt's own user must be able to enter it. Its path is noted, so that
 * the next start removes what an interrupted one left.
 */
async function newWorkshop(cache) {
  await removeWorkshop(cache);
  const folder = mkdtempSync(join(tmpdir(), 'cordon-image-'));
  chmodSync(folder, 0o755);
  writeFileSync(workshopNote(cache), folder);
  return folder;
}

/** INVARIANT: only a folder that newWorkshop made is removed, and only when nothing is mounted inside it. */
async function removeWorkshop(cache) {
  const folder = readText(workshopNote(cache));
  if (isWorkshop(folder) && !hasMounts(folder)) await runQuietly('rm', ['-rf', '--one-file-system', '--', folder]);
  rmSync(workshopNote(cache), { force: true });
}

/** The note lies in a folder that a repository could have filled, so its word alone is not enough. */
export function isWorkshop(folder) {
  if (dirname(folder) !== tmpdir() || !/^cordon-image-[A-Za-z0-9]{6}$/.test(basename(folder))) return false;
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return Boolean(found?.isDirectory() && found.uid === process.getuid?.());
}

/** @param {string} mounts lines of /proc/self/mountinfo, whose fifth word is the place */
export function hasMounts(folder, mounts = readText('/proc/self/mountinfo')) {
  return mounts.split('\n').some((line) => `${line.split(' ')[4]}/`.startsWith(`${folder}/`));
}

function workshopNote(cache) {
  return join(cache, 'image-workshop.path');
}

/** The stage is copied to /image-stage in the new file system, whose path mmdebstrap gives to the hooks as $1. */
function mmdebstrapArguments({ stage, suite, packages, aptOptions: options }) {
  const credentials = '/etc/apt/auth.conf.d';
  const hasCredentials = existsSync(credentials) && readdirSync(credentials).length > 0;
  return [
    '--mode=root',
    '--variant=essential',
    '--format=tar',
    '--skip=output/dev',
    `--include=${packages.join(',')}`,
    ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
    ...['Apt::Install-Recommends "false"', ...options].map((option) => `--aptopt=${option}`),
    ...(hasCredentials ? [`--setup-hook=copy-in ${credentials} /etc/apt`] : []),
    `--customize-hook=copy-in ${stage} /`,
    '--customize-hook=chroot "$1" sh /image-stage/finish.sh /image-stage',
    // mmdebstrap copies these two from this machine.
    '--customize-hook=rm -rf "$1/image-stage" "$1/etc/hostname" "$1/etc/resolv.conf"',
    suite,
    '-',
    '-',
  ];
}

/** mmdebstrap mounts /proc, /sys and /dev/shm in its folder; in a namespace of its own they vanish even when it is killed. */
const ownMounts = ['--mount', '--propagation', 'private', '--'];

/** @returns the reason of a failure, or undefined */
export async function importOutput({ endpoint, definition, tag, args, workshop, sources }) {
  const env = {
    ...systemEnvironment(),
    SOURCE_DATE_EPOCH: String(definition.epoch),
    TMPDIR: workshop,
  };
  const child = start('unshare', [...ownMounts, 'mmdebstrap', ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdin.on('error', () => {}).end(`${sources}\n`);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    words = (words + text).slice(-4000);
  });
  const query = new URLSearchParams({ fromSrc: '-', repo: definition.name, tag });
  for (const change of definition.config) query.append('changes', change);
  let failed;
  // The import's answer comes after the last byte, and mmdebstrap works a minute before its first.
  const answer = await engineRequest(endpoint, {
    method: 'POST',
    path: `/images/create?${query}`,
    headers: { 'content-type': 'application/x-tar' },
    timeoutMs: 900_000,
    send: (request) => {
      child.stdout.pipe(request, { end: false });
      // INVARIANT: only a complete archive is ended properly; the engine would import a truncated one as an image.
      whenDone(child, (code, message) => {
        if (code === 0) return request.end();
        failed = message ?? `mmdebstrap ended with ${code}: ${lastLines(errorLines(words))}`;
        request.destroy(new Error(failed));
      });
    },
  }).catch((error) => ({ status: 0, body: JSON.stringify({ error: error.message }) }));
  return failed ?? streamError(answer);
}

/** mmdebstrap's own clean-up chatter hides the error that came before it. */
function errorLines(words) {
  const errors = words.split('\n').filter((line) => /^(E:|Err:|W:)|error/i.test(line));
  return errors.length > 0 ? errors.join('\n') : words;
}
