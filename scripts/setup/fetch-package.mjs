// Fetches a pinned package through npm's own configuration (registry, proxy, certificates) and verifies it before use.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { npmCommand, npmComplaint } from './npm-command.mjs';
import { packageRoot } from './places.mjs';
import { runQuietly } from './run-command.mjs';

/**
 * The path of the verified tarball, from the cache where it is there.
 * @param {{name: string, version: string, integrity: string}} pin
 * @param {string} cache
 */
export async function fetchPackage(pin, cache) {
  const folder = join(cache, 'downloads');
  mkdirSync(folder, { recursive: true });
  const tarball = join(folder, `${pin.name}-${pin.version}.tgz`);
  if (existsSync(tarball)) {
    if ((await integrityOf(tarball)) === pin.integrity) return tarball;
    rmSync(tarball, { force: true });
  }
  const stage = join(folder, `.tmp-${randomBytes(6).toString('hex')}`);
  mkdirSync(stage);
  try {
    const fetched = await npmPack(pin, stage);
    await verifyIntegrity(fetched, pin);
    renameSync(fetched, tarball);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return tarball;
}

/**
 * INVARIANT: nothing fetched here is unpacked or run before its SHA-512 equals the pinned one.
 * @throws {SetupFailure} when it differs
 */
export async function verifyIntegrity(path, pin) {
  const actual = await integrityOf(path);
  if (actual === pin.integrity) return;
  throw new SetupFailure(
    `${pin.name}@${pin.version} is not the package that cordon pins`,
    `expected ${pin.integrity}, got ${actual}; the registry or a proxy on the way served other bytes`,
    `npm view ${pin.name}@${pin.version} dist.integrity`,
  );
}

async function integrityOf(path) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return `sha512-${hash.digest('base64')}`;
}

async function npmPack(pin, stage) {
  const [program, leading] = npmCommand(process.execPath);
  const spec = `${pin.name}@${pin.version}`;
  const args = [...leading, 'pack', spec, '--ignore-scripts', '--pack-destination', stage];
  const { code, tail } = await runQuietly(program, args, { cwd: packageRoot });
  const [file] = readdirSync(stage).filter((name) => name.endsWith('.tgz'));
  if (code === 0 && file) return join(stage, file);
  throw new SetupFailure(`npm could not fetch ${spec}`, npmComplaint(tail), `npm pack ${spec}`);
}

/** The last lines of a program's output that say something. */
export function lastLines(text, count = 4) {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .slice(-count)
      .join(' | ') || 'it said nothing'
  );
}
