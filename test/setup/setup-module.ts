import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Loads a module of scripts/setup, which is plain JavaScript, with the types that the test expects of it. */
export async function setupModule<T>(name: string): Promise<T> {
  return (await import(/* @vite-ignore */ new URL(`../../scripts/setup/${name}.mjs`, import.meta.url).href)) as T;
}

/** A new folder that goes with the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-setup-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
