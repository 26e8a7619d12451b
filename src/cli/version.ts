import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CordonError } from '../contract/errors.ts';

/** Folder of cordon's own package.json: the checkout, or the installed package that holds dist/. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = readManifest(folder);
    if (manifest?.name === 'cordon') return folder;
  }
  throw new CordonError('internal', 'cordon cannot find its own package.json', 'install cordon again');
}

export function version(): string {
  return readManifest(packageRoot())?.version ?? 'unknown';
}

function readManifest(folder: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
