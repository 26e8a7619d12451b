/** Policy files in a folder of their own, loaded as a session would. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoadedPolicy, type LoadOptions, loadPolicy } from '../../src/policy/index.ts';

export interface Files {
  readonly managed?: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly user?: string;
  readonly project?: string;
}

export interface PolicyFolder {
  readonly folder: string;
  readonly options: LoadOptions;
}

/** Writes the files and says how to load them; the folder's owner is trusted as root would be. */
export async function policyFolder(files: Files): Promise<PolicyFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-policy-'));
  const write = async (name: string, text: string | undefined) => {
    if (text === undefined) return;
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o755 });
    await writeFile(join(folder, name), text, { mode: 0o644 });
  };
  for (const [name, text] of Object.entries(files.managed ?? {})) await write(`policy.d/${name}`, text);
  await write('policy.yaml', files.policy);
  await write('config/policy.yaml', files.user);
  await write('repo/.cordon/policy.yaml', files.project);
  return {
    folder,
    options: {
      managedDir: join(folder, 'policy.d'),
      userFile: join(folder, 'config/policy.yaml'),
      projectFile: join(folder, 'repo/.cordon/policy.yaml'),
      trust: { owner: process.getuid?.() ?? 0, below: folder },
      now: () => new Date('2026-11-01T00:00:00Z'),
      user: 'ann',
      ...(files.policy === undefined ? {} : { policy: join(folder, 'policy.yaml') }),
    },
  };
}

export async function load(files: Files, more: LoadOptions = {}): Promise<LoadedPolicy> {
  const { options } = await policyFolder(files);
  return loadPolicy({ ...options, ...more });
}

/** A file of a layer; `body` is YAML after the metadata. */
export function file(layer: 'managed' | 'user' | 'project', body: string, id = `${layer}-file`): string {
  return `apiVersion: cordon.policy/v1\nmetadata: { id: ${id}, layer: ${layer}, issued: 2026-10-20T00:00:00Z }\n${body}`;
}
