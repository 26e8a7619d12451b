/** Decides for every test that needs containers: run them, fail without an engine (CI), or skip with the reason in view. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { connectEngine, type Engine, requireImage } from '../../sandbox/index.ts';

async function whyNot(): Promise<string | null> {
  try {
    await requireImage(await connectEngine());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const reason = await whyNot();

/** As describe; the body must not touch the engine before a hook or test runs. */
export function describeWithEngine(name: string, body: () => void): void {
  if (reason === null) describe(name, body);
  else if (process.env.CI) {
    describe(name, () => {
      throw new Error(`CI must have an engine and the sandbox image: ${reason}`);
    });
  } else describe.skip(`${name} (skipped: ${reason}; cordon setup)`, body);
}

let shared: Promise<Engine> | null = null;

export function testEngine(): Promise<Engine> {
  shared ??= connectEngine();
  return shared;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone after the tests of this file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-sandbox-'));
  folders.push(folder);
  return folder;
}
