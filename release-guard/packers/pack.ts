/** Packs a folder for real, with its scripts, as a publish would, into a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CordonError } from '../../src/contract/errors.ts';
import { type PackedAs, packedAs } from './pack-output.ts';
import { type Packer, packArguments } from './packer.ts';

export interface PackedFile {
  /** The .tgz. */
  readonly path: string;
  /** What the packer said about it; null where it prints no JSON. */
  readonly said: PackedAs | null;
  /** Deletes it. */
  dispose(): void;
}

/** A build may take its time; a packer that hangs does not take for ever. */
const TIMEOUT_MS = 15 * 60 * 1000;
const OUTPUT = 64 * 1024 * 1024;

/** @throws CordonError unless the packer ends well and leaves exactly one file. */
export function packFolder(folder: string, packer: Packer): PackedFile {
  const to = mkdtempSync(join(tmpdir(), 'cordon-pack-'));
  const dispose = () => rmSync(to, { recursive: true, force: true });
  try {
    const output = runPacker(packer, packArguments[packer](to), folder);
    const files = readdirSync(to).filter((name) => name.endsWith('.tgz'));
    if (files[0] === undefined || files.length > 1)
      throw new CordonError(
        'usage',
        `${packer} pack left ${files.length} packages instead of one`,
        'pack one package at a time and pass the .tgz',
      );
    const json = packer === 'npm' || packer === 'pnpm';
    const said = json ? packedAs(output) : null;
    if (json && said === null)
      throw new CordonError(
        'usage',
        `${packer} pack --json printed a shape that is not known`,
        `run \`${packer} pack\` and pass the .tgz that it writes`,
      );
    return { path: join(to, files[0]), said, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function runPacker(packer: Packer, args: readonly string[], folder: string): string {
  const ended = spawnSync(packer, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    maxBuffer: OUTPUT,
    shell: false,
  });
  if (ended.error !== undefined && (ended.error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new CordonError(
      'usage',
      `${packer} is not there`,
      `install ${packer}, or pack elsewhere and pass the .tgz`,
      ended.error,
    );
  if (ended.status !== 0)
    throw new CordonError(
      'usage',
      `${packer} pack failed: ${lastLines(ended.stderr ?? '')}`,
      `run \`${packer} pack\` by hand to see why`,
      ended.error,
    );
  return ended.stdout;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join('\n');
}
