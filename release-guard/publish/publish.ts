/** Publishes exactly the bytes that were scanned, and reads back what the registry has. */
import { hash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CordonError } from '../../src/contract/errors.ts';
import { memberOf, type NpmCommand, npm, npmJson } from './npm-command.ts';

export interface PublishRequest {
  /** The .tgz that was scanned. */
  readonly file: string;
  readonly name: string;
  readonly version: string;
  /** `sha512-...` out of the scan's report. */
  readonly sha512: string;
  /** Puts it on the registry's stage, from where a person with a second factor releases it. */
  readonly stage?: boolean;
  /** The only registry that it may go to; default: npm's configuration. */
  readonly registry?: string;
  readonly tag?: string;
  readonly access?: 'public' | 'restricted';
  readonly provenance?: boolean;
  /** Folder whose npm configuration counts; default: the present one. */
  readonly cwd?: string;
  readonly interactive?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Registries need a while until a new version can be read; default: 10 times, 3 seconds apart. */
  readonly readBack?: { readonly attempts: number; readonly waitMs: number };
}

export interface Published {
  readonly status: 'published' | 'staged';
  readonly name: string;
  readonly version: string;
  /** As the registry has it; equal to what was scanned. */
  readonly sha512: string;
  readonly stageId: string | null;
  /** What is left to do; null when it is out. */
  readonly next: string | null;
}

/**
 * INVARIANT: the bytes are read once, compared with the scan's digest, and npm gets a copy in a folder that only this user can enter;
 * what is on the registry afterwards has that digest, or this throws `publish-differs`.
 */
export async function publishScanned(request: PublishRequest): Promise<Published> {
  const bytes = scannedBytes(request.file, request.sha512);
  const folder = mkdtempSync(join(tmpdir(), 'cordon-publish-'));
  try {
    const copy = join(folder, 'package.tgz');
    writeFileSync(copy, bytes, { mode: 0o400, flag: 'wx' });
    const output = npm(publishArguments(request, copy), commandOf(request));
    scannedBytes(copy, request.sha512);
    return request.stage === true ? staged(request, output, folder) : await published(request);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function scannedBytes(file: string, sha512: string): Buffer {
  const bytes = readFileSync(file);
  const digest = digestOf(bytes);
  if (digest === sha512) return bytes;
  throw new CordonError(
    'publish-differs',
    `${file} is not the file that was scanned: it has ${digest}`,
    `cordon release-guard ${file}`,
  );
}

function digestOf(bytes: Buffer): string {
  return `sha512-${hash('sha512', bytes, 'base64')}`;
}

function commandOf({ cwd = '.', interactive = false, env }: PublishRequest): NpmCommand {
  return { cwd: resolve(cwd), interactive, ...(env !== undefined && { env }) };
}

function publishArguments(request: PublishRequest, file: string): string[] {
  return [
    ...(request.stage === true ? ['stage', 'publish'] : ['publish']),
    file,
    '--json',
    '--ignore-scripts',
    '--workspaces=false',
    ...registryArguments(request),
    ...(request.tag === undefined ? [] : [`--tag=${request.tag}`]),
    ...(request.access === undefined ? [] : [`--access=${request.access}`]),
    ...(request.provenance === true ? ['--provenance'] : []),
  ];
}

/** For a scoped name the scope's registry wins over the general one, so that both are given. */
function registryArguments({ registry, name }: PublishRequest): string[] {
  if (registry === undefined) return [];
  const scope = /^(@[^/]+)\//.exec(name)?.[1];
  return [`--registry=${registry}`, ...(scope === undefined ? [] : [`--${scope}:registry=${registry}`])];
}

async function published(request: PublishRequest): Promise<Published> {
  const { name, version, sha512 } = request;
  const { attempts, waitMs } = request.readBack ?? { attempts: 10, waitMs: 3000 };
  for (let attempt = 1; ; attempt += 1) {
    const found = registryDigest(request);
    if (found === sha512) return { status: 'published', name, version, sha512, stageId: null, next: null };
    if (found !== null)
      throw differs(
        `the registry has ${found} for ${name}@${version}, scanned was ${sha512}`,
        `npm deprecate ${name}@${version} "wrong bytes"; npm unpublish ${name}@${version}`,
      );
    if (attempt >= attempts)
      throw differs(
        `${name}@${version} cannot be read back from the registry`,
        `npm view ${name}@${version} dist.integrity, and compare with ${sha512}`,
      );
    await wait(waitMs);
  }
}

function differs(message: string, hint: string): CordonError {
  return new CordonError('publish-differs', message, hint);
}

/** Null while the registry does not show the version. */
function registryDigest(request: PublishRequest): string | null {
  const { name, version } = request;
  try {
    const output = npm(
      [
        'view',
        `${name}@${version}`,
        'dist.integrity',
        '--json',
        '--prefer-online',
        '--workspaces=false',
        ...registryArguments(request),
      ],
      { ...commandOf(request), interactive: false },
    );
    const answer = npmJson(output);
    return typeof answer === 'string' ? answer : memberOf(answer, 'dist.integrity');
  } catch (error) {
    if (error instanceof CordonError && /E404|ETARGET|\b404\b/.test(error.message)) return null;
    throw error;
  }
}

/** Downloads what is on the stage and compares it; a person releases it afterwards. */
function staged(request: PublishRequest, output: string, folder: string): Published {
  const { name, version, sha512 } = request;
  const stageId = memberOf(npmJson(output), 'stageId');
  if (stageId === null || !/^[A-Za-z0-9-]{1,64}$/.test(stageId))
    throw differs(
      'npm stage publish did not tell the id of what it staged',
      'npm stage list, and compare with npm stage download',
    );
  // In a folder of its own: npm writes the download where it stands, beside the project's own configuration only if told so.
  const before = new Set(readdirSync(folder));
  npm(['stage', 'download', stageId, '--json', ...registryArguments(request), ...userConfig(request)], {
    ...commandOf(request),
    cwd: folder,
    interactive: false,
  });
  const files = readdirSync(folder).filter((file) => file.endsWith('.tgz') && !before.has(file));
  if (files[0] === undefined || files.length > 1)
    throw differs('npm stage download left no file', `npm stage view ${stageId}`);
  const found = digestOf(readFileSync(join(folder, files[0])));
  if (found !== sha512) throw differs(`on the stage is ${found}, scanned was ${sha512}`, `npm stage reject ${stageId}`);
  return { status: 'staged', name, version, sha512, stageId, next: `npm stage approve ${stageId}` };
}

/** The download stands elsewhere than the project, whose .npmrc may name the registry and the login. */
function userConfig({ cwd = '.' }: PublishRequest): string[] {
  return [`--prefix=${resolve(cwd)}`];
}
