/** Health of this machine for cordon: one check a need, each with what to type where it is not met. */
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { asCordonError } from '../contract/errors.ts';

export interface Check {
  readonly name: string;
  /** `note`: works, but worth knowing. */
  readonly state: 'ok' | 'note' | 'missing';
  readonly detail: string;
  /** Something to type, or null. */
  readonly fix: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export async function examine(env: Environment, stateDir: string): Promise<Check[]> {
  return [await state(stateDir), await parser(), await policy(env), ...(await engineAndImage()), apiKey(env)];
}

async function state(stateDir: string): Promise<Check> {
  return attempt('state folder', `mkdir -p ${stateDir}`, async () => {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await access(stateDir, constants.W_OK);
    return stateDir;
  });
}

async function parser(): Promise<Check> {
  return attempt('bash parser', 'npm ci', async () => {
    const { createClassifier } = await import('../../classifiers/index.ts');
    return (await createClassifier()).version;
  });
}

async function policy(env: Environment): Promise<Check> {
  return attempt('policy', 'cordon policy check', async () => {
    const { createClassifier } = await import('../../classifiers/index.ts');
    const { openPolicy } = await import('./policy.ts');
    const loaded = await openPolicy({ env }, await createClassifier());
    return `${loaded.layers.map(({ layer, id }) => `${layer} ${id}`).join(', ')} (${loaded.digest.slice(0, 19)})`;
  });
}

async function engineAndImage(): Promise<Check[]> {
  const { connectEngine, imageReference } = await import('../../sandbox/index.ts');
  try {
    const engine = await connectEngine();
    const { version, kernel, cgroupVersion, storageDriver, defaultRuntime, seccomp, memoryLimit, pidsLimit } =
      engine.facts;
    const reached = ok(
      'engine',
      `Docker ${version}, ${defaultRuntime}, kernel ${kernel}, cgroup v${cgroupVersion}, ${storageDriver}`,
    );
    const absent = Object.entries({ seccomp, 'memory limits': memoryLimit, 'process limits': pidsLimit }).filter(
      ([, there]) => !there,
    );
    const limits: Check =
      absent.length === 0
        ? ok('engine limits', 'seccomp, memory limits, process limits')
        : {
            name: 'engine limits',
            state: 'missing',
            detail: `not here: ${absent.map(([name]) => name).join(', ')}`,
            fix: 'use an engine that has them',
          };
    const image = await attempt('sandbox image', 'cordon setup', async () => {
      const reference = imageReference();
      return `${reference} (${(await engine.imageDigest(reference)).slice(0, 19)})`;
    });
    return [reached, limits, image];
  } catch (thrown) {
    const error = asCordonError(thrown, 'engine-unavailable', 'cordon setup');
    return [{ name: 'engine', state: 'missing', detail: error.message, fix: error.hint }];
  }
}

function apiKey(env: Environment): Check {
  const detail = 'ANTHROPIC_API_KEY is not set: cordon run needs it, cordon demo does not';
  if (env.ANTHROPIC_API_KEY === undefined)
    return { name: 'api key', state: 'note', detail, fix: 'export ANTHROPIC_API_KEY=...' };
  return ok('api key', 'ANTHROPIC_API_KEY is set');
}

const ok = (name: string, detail: string): Check => ({ name, state: 'ok', detail, fix: null });

async function attempt(name: string, fix: string, step: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await step());
  } catch (thrown) {
    const error = asCordonError(thrown, 'internal', fix);
    return { name, state: 'missing', detail: error.message, fix: error.hint };
  }
}
