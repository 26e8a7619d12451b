// The image of the differential test: the sandbox image with strace in it. `node scripts/setup/differential-image.mjs`.
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { engineRequest, probeEngine, streamError } from './engine-api.mjs';
import { SetupFailure } from './failure.mjs';
import { lastLines } from './fetch-package.mjs';
import { imageStep } from './image.mjs';
import { readDefinition } from './image-definition.mjs';
import { tryImage } from './image-try.mjs';
import { describeMachine, findProgram, systemEnvironment } from './machine.mjs';
import { cacheFolder, packageRoot } from './places.mjs';
import { runQuietly } from './run-command.mjs';
import { tarArchive } from './tar-archive.mjs';

/** Where strace and its libraries stand, out of the way of the commands that are watched. */
const straceFolder = '/opt/strace';

/** Finds the libraries for strace alone: no program that it watches sees them. */
const startScript = `#!/bin/sh\nLD_LIBRARY_PATH=${straceFolder}/lib exec ${straceFolder}/strace.bin -E LD_LIBRARY_PATH "$@"\n`;

/** strace writes what it sees only when tracing works, so one traced program shows both. */
const checks = [
  `${straceFolder}/strace -f -qq -e trace=execve -o /home/cordon/t true`,
  'grep -q execve /home/cordon/t',
];

const patienceMs = 600_000;

/** @returns the reference of the image, built where it was not there */
export async function differentialImage(progress = () => {}) {
  const engine = await probeEngine();
  if (engine.state !== 'ok') {
    throw new SetupFailure('the image needs a container engine', engine.why, 'node scripts/setup.mjs --only engine');
  }
  const { endpoint } = engine;
  const base = readDefinition();
  const reference = imageReference(base);
  if (await isPresent(endpoint, reference)) return reference;
  await imageStep.run({ root: packageRoot, cache: cacheFolder(), engine, progress });
  const reasons = [];
  for (const build of [fromThisMachine, fromRegistry]) {
    const temporary = `${reference}.new`;
    const refused = await build({ endpoint, base, tag: temporary, progress }).catch((error) => error.message);
    const fails = refused ?? (await tryTemporary(endpoint, temporary));
    if (fails === undefined) return name(endpoint, temporary, reference);
    reasons.push(fails);
  }
  throw new SetupFailure(
    'the image of the differential test could not be built',
    reasons.join('; '),
    'node scripts/setup/differential-image.mjs',
  );
}

function imageReference(base) {
  const hash = createHash('sha256').update(
    `${base.reference}\0${readFileSync(fileURLToPath(import.meta.url), 'utf8')}`,
  );
  return `cordon-differential:${hash.digest('hex').slice(0, 12)}`;
}

async function isPresent(endpoint, reference) {
  return (await engineRequest(endpoint, { path: `/images/${reference}/json` })).status === 200;
}

async function tryTemporary(endpoint, temporary) {
  try {
    await tryImage(endpoint, temporary, checks);
    return undefined;
  } catch (error) {
    return error.why ?? error.message;
  }
}

async function name(endpoint, temporary, reference) {
  const [repository, tag] = reference.split(':');
  const path = `/images/${temporary}/tag?repo=${repository}&tag=${tag}`;
  const named = await engineRequest(endpoint, { method: 'POST', path });
  if (named.status !== 201) throw new SetupFailure('the image could not be named', streamError(named), 'docker images');
  await engineRequest(endpoint, { method: 'DELETE', path: `/images/${temporary}` });
  return reference;
}

/** strace of this machine's own package source, where it is a Debian or Ubuntu; its libc may be too new for the image. */
async function fromThisMachine({ endpoint, base, tag, progress }) {
  const { distro } = describeMachine();
  if (!distro.some((word) => word === 'debian' || word === 'ubuntu') || !findProgram('dpkg-deb')) {
    return 'this machine has no Debian packages';
  }
  progress('fetching strace from the package source of this machine');
  const folder = mkdtempSync(join(tmpdir(), 'cordon-strace-'));
  try {
    const failed = await download(folder);
    if (failed !== undefined) return failed;
    const dockerfile = `FROM ${base.reference}\nCOPY strace/ ${straceFolder}/\n`;
    return await buildImage(endpoint, tag, [
      { name: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) },
      ...straceFiles(join(folder, 'root')),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download(folder) {
  const env = systemEnvironment();
  const fetch = () => runQuietly('apt-get', ['-q', 'download', 'strace', 'libunwind8'], { cwd: folder, env });
  let fetched = await fetch();
  if (fetched.code !== 0) {
    await runQuietly('apt-get', ['-q', 'update'], { env });
    fetched = await fetch();
  }
  if (fetched.code !== 0) return `apt-get download strace: ${lastLines(fetched.tail)}`;
  for (const file of readdirSync(folder).filter((entry) => entry.endsWith('.deb'))) {
    const unpacked = await runQuietly('dpkg-deb', ['-x', file, 'root'], { cwd: folder, env });
    if (unpacked.code !== 0) return `dpkg-deb: ${lastLines(unpacked.tail)}`;
  }
  return undefined;
}

function straceFiles(root) {
  return [
    { name: 'strace/strace', mode: 0o755, content: Buffer.from(startScript) },
    { name: 'strace/strace.bin', mode: 0o755, content: readFileSync(join(root, 'usr/bin/strace')) },
    ...libraries(join(root, 'usr/lib')),
  ];
}

function libraries(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((entry) => /\.so(?:\.\d+)+$/.test(entry))
    .map((entry) => join(folder, entry))
    .filter((path) => !lstatSync(path).isDirectory())
    .map((path) => ({
      name: `strace/lib/${path.slice(path.lastIndexOf('/') + 1)}`,
      mode: 0o644,
      content: readFileSync(realpathSync(path)),
    }));
}

/** strace of the distribution that the image itself is made of. */
async function fromRegistry({ endpoint, base, tag, progress }) {
  progress(`fetching strace for ${base.base}`);
  const dockerfile = [
    `FROM ${base.base.split(':')[0]}@${base.digest} AS tools`,
    'RUN apt-get update -q && apt-get install -y -q --no-install-recommends strace',
    `RUN mkdir -p /strace/lib && cp /usr/bin/strace /strace/strace.bin && cp -L /usr/lib/*/libunwind*.so.* /strace/lib/`,
    `FROM ${base.reference}`,
    `COPY --from=tools /strace/ ${straceFolder}/`,
    `COPY strace ${straceFolder}/strace`,
  ].join('\n');
  return buildImage(endpoint, tag, [
    { name: 'Dockerfile', mode: 0o644, content: Buffer.from(dockerfile) },
    { name: 'strace', mode: 0o755, content: Buffer.from(startScript) },
  ]);
}

async function buildImage(endpoint, tag, files) {
  const query = new URLSearchParams({ t: tag, rm: '1', forcerm: '1' });
  const answer = await engineRequest(endpoint, {
    method: 'POST',
    path: `/build?${query}`,
    headers: { 'content-type': 'application/x-tar' },
    timeoutMs: patienceMs,
    send: (request) => request.end(tarArchive(files)),
  });
  return streamError(answer);
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const say = (text) => process.stderr.write(`${text}\n`);
  try {
    process.stdout.write(`${await differentialImage(say)}\n`);
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`${error.message}\n  why:  ${error.why}\n  type: ${error.command}`);
    process.exitCode = 2;
  }
}
