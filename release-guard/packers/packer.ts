/** Which program packs a project, and how it is told to. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '../packlist.ts';

export const packers = ['npm', 'pnpm', 'yarn', 'bun'] as const;
export type Packer = (typeof packers)[number];

const lockfiles: readonly (readonly [file: string, packer: Packer])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
];

/** By `packageManager`, then by the lockfile, in the folder or the nearest one above that has either; npm otherwise. */
export function packerOf(folder: string, manifest: Manifest): Packer {
  const named = packers.find((packer) => String(manifest.packageManager ?? '').startsWith(`${packer}@`));
  if (named !== undefined) return named;
  for (let at = folder; ; at = dirname(at)) {
    const found = lockfiles.find(([file]) => existsSync(join(at, file)));
    if (found !== undefined) return found[1];
    if (dirname(at) === at || existsSync(join(at, '.git'))) return 'npm';
  }
}

/** Arguments that write one .tgz into the folder `to`, scripts included. */
export const packArguments: Readonly<Record<Packer, (to: string) => readonly string[]>> = {
  npm: (to) => ['pack', '--json', '--pack-destination', to],
  pnpm: (to) => ['pack', '--json', '--pack-destination', to],
  yarn: (to) => ['pack', '--out', join(to, 'package.tgz')],
  bun: (to) => ['pm', 'pack', '--destination', to],
};

/** Scripts that run after the list of a folder was read and before, or while, the package is packed; they may write files that ship. */
export const packScripts = ['prepublish', 'prepublishOnly', 'prepack', 'prepare'] as const;

export function scriptsOf(manifest: Manifest): readonly (typeof packScripts)[number][] {
  const { scripts } = manifest;
  if (typeof scripts !== 'object' || scripts === null) return [];
  return packScripts.filter((name) => typeof (scripts as Manifest)[name] === 'string');
}
