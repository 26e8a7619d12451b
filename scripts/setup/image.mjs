// Step "image": the sandbox image under the reference of image.json, from a registry's base or through mmdebstrap.
import { engineRequest, probeEngine, streamError } from './engine-api.mjs';
import { SetupFailure } from './failure.mjs';
import { fetchPackage } from './fetch-package.mjs';
import { readDefinition } from './image-definition.mjs';
import { buildWithMmdebstrap, planMmdebstrap } from './image-mmdebstrap.mjs';
import { buildOnRegistryBase } from './image-registry.mjs';
import { tryImage } from './image-try.mjs';
import { describeMachine } from './machine.mjs';
import { imageArchitectures, nodePackages, npmPackage } from './pins.mjs';

export const imageStep = {
  name: 'image',
  async run(context) {
    const engine = context.engine ?? (await requireEngine());
    const definition = readDefinition();
    if (await isPresent(engine.endpoint, definition.reference)) return `${definition.reference} is there`;
    const how = await buildImage({ ...context, engine, definition });
    return `${definition.reference} ${how}`;
  },
};

async function requireEngine() {
  const probe = await probeEngine();
  if (probe.state === 'ok') return probe;
  throw new SetupFailure('the image needs a container engine', probe.why, 'node scripts/setup.mjs --only engine,image');
}

async function isPresent(endpoint, reference) {
  const { status } = await engineRequest(endpoint, { path: `/images/${reference}/json` });
  return status === 200;
}

/**
 * Builds under a temporary tag, tries the result, and only then gives it its name: a reference that exists is whole.
 */
async function buildImage({ cache, progress, engine, definition }) {
  const parts = await fetchParts(engine.arch, cache, progress);
  const job = { endpoint: engine.endpoint, definition, parts, cache, progress, tag: `${definition.version}.new` };
  const how = await buildOneWayOrOther(job);
  const temporary = `${definition.name}:${job.tag}`;
  await tryImage(engine.endpoint, temporary);
  const named = await engineRequest(engine.endpoint, {
    method: 'POST',
    path: `/images/${temporary}/tag?repo=${definition.name}&tag=${definition.version}`,
  });
  if (named.status !== 201) throw new SetupFailure('the image could not be named', streamError(named), 'docker images');
  await engineRequest(engine.endpoint, { method: 'DELETE', path: `/images/${temporary}` });
  return how;
}

async function fetchParts(arch, cache, progress) {
  const pin = nodePackages[imageArchitectures[arch]];
  if (!pin) throw new SetupFailure('no sandbox image for this engine', `there is no pinned Node for ${arch}`);
  progress('fetching Node and npm for the image');
  return { node: await fetchPackage(pin, cache), npm: await fetchPackage(npmPackage, cache) };
}

async function buildOneWayOrOther(job) {
  const { base, digest } = job.definition;
  job.progress(`asking the registry for ${base}`);
  const refused = await buildOnRegistryBase(job);
  if (!refused) return `built on ${base}`;
  const plan = await planMmdebstrap(describeMachine());
  if (plan.unable) {
    throw new SetupFailure(
      'the sandbox image could not be built',
      `${refused}; ${plan.unable}`,
      plan.command ?? `docker pull debian@${digest}`,
    );
  }
  job.progress(`no base from a registry (${refused}); building with mmdebstrap, about a minute`);
  await buildWithMmdebstrap(job, plan);
  return 'built with mmdebstrap';
}
