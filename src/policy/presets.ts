/** The policies that come with cordon, by name. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CordonError, nearest } from '../contract/index.ts';

/** Beside the sources in the checkout, beside the compiled modules in the package. */
const folder = new URL('../../policies/', import.meta.url);

export const DEFAULT_PRESET = 'default';

export async function presetNames(): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/** A word without a slash and without `.yaml` is the name of a preset; all else is a file. */
export function isPresetName(policy: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*$/.test(policy) && !policy.endsWith('.yaml') && !policy.endsWith('.yml');
}

/** The file of a preset; `policy-unreadable` with the names there are when there is none of that name. */
export async function presetFile(name: string): Promise<string> {
  const names = await presetNames();
  if (names.includes(name)) return fileURLToPath(new URL(`${name}.yaml`, folder));
  const meant = nearest(name, names);
  throw new CordonError(
    'policy-unreadable',
    `there is no preset "${name}"; there are ${names.join(', ')}`,
    meant === null
      ? `use --policy ${DEFAULT_PRESET}, or a path such as ./${name}.yaml`
      : `did you mean --policy ${meant}?`,
  );
}
