// The image on a base from a registry: pull by digest, then build the Dockerfile through the engine's API.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { engineRequest, streamError } from './engine-api.mjs';
import { definitionFiles } from './image-definition.mjs';
import { tarArchive } from './tar-archive.mjs';

/** How long a registry may say nothing before the other way is tried. */
const registryPatienceMs = 20_000;
const buildPatienceMs = 300_000;

/** Builds; the answer is undefined when that worked, else the reason. */
export async function buildOnRegistryBase({ endpoint, definition, parts, tag, progress }) {
  const base = definition.base.split(':')[0];
  const refused = await pullByDigest(endpoint, base, definition.digest);
  if (refused) return refused;
  progress(`building the image on ${definition.base}`);
  return buildDockerfile({ endpoint, definition, parts, tag, base: `${base}@${definition.digest}` });
}

async function pullByDigest(endpoint, base, digest) {
  try {
    const path = `/images/create?fromImage=${base}&tag=${digest}`;
    return streamError(await engineRequest(endpoint, { method: 'POST', path, timeoutMs: registryPatienceMs }));
  } catch (error) {
    return error.message;
  }
}

/** @param {string} base any reference that the engine has; the packages it lacks are fetched during the build */
export async function buildDockerfile({ endpoint, definition, parts, tag, base }) {
  const query = new URLSearchParams({
    t: `${definition.name}:${tag}`,
    buildargs: JSON.stringify({ BASE: base }),
    rm: '1',
    forcerm: '1',
  });
  try {
    const answer = await engineRequest(endpoint, {
      method: 'POST',
      path: `/build?${query}`,
      headers: { 'content-type': 'application/x-tar' },
      timeoutMs: buildPatienceMs,
      send: (request) => request.end(buildContext(definition, parts)),
    });
    return streamError(answer);
  } catch (error) {
    return error.message;
  } finally {
    await removeBuildStages(endpoint);
  }
}

/** The first stage of the Dockerfile, as large as the image itself, is of no use once the image is there. */
async function removeBuildStages(endpoint) {
  const filters = JSON.stringify({ dangling: ['true'], label: ['cordon.stage=build'] });
  await engineRequest(endpoint, { method: 'POST', path: `/images/prune?${new URLSearchParams({ filters })}` });
}

function buildContext(definition, parts) {
  const sources = definitionFiles.map((name) => ({ name, path: join(definition.folder, name) }));
  const files = [...sources, { name: 'node.tgz', path: parts.node }, { name: 'npm.tgz', path: parts.npm }];
  return tarArchive(
    files.map(({ name, path }) => ({ name, mode: statSync(path).mode & 0o777, content: readFileSync(path) })),
  );
}
