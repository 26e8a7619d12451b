// Runs the new image's tools once, without a network, before the image gets its name.
import { engineRequest, streamError } from './engine-api.mjs';
import { SetupFailure } from './failure.mjs';

/** Each must start as the image's own user; the last one fails when a set-id file is left. */
const imageChecks = [
  'test "$(id -u):$(id -g):$PWD:$HOME" = 10001:10001:/workspace:/home/cordon',
  'test "$(stat -c %u:%g /workspace)" = 10001:10001',
  'node -e 0',
  'npm --version',
  'git --version',
  'python3 -c "import ctypes, json, ssl"',
  'rg --version',
  'for tool in bash jq patch curl find grep sed gawk diff tar gzip bzip2 xz zip unzip ps less file make; do command -v $tool || { echo "$tool is missing" >&2; exit 1; }; done',
  'test -z "$(find / -xdev -type f -perm /6000 2>/dev/null)"',
];

export async function tryImage(endpoint, reference, checks = imageChecks) {
  const created = await engineRequest(endpoint, {
    method: 'POST',
    path: '/containers/create',
    headers: { 'content-type': 'application/json' },
    send: (request) => request.end(JSON.stringify(containerSpec(reference, checks))),
  });
  if (created.status !== 201) throw failure(reference, streamError(created));
  const path = `/containers/${JSON.parse(created.body).Id}`;
  try {
    const started = await engineRequest(endpoint, { method: 'POST', path: `${path}/start` });
    if (started.status !== 204) throw failure(reference, streamError(started));
    const waited = await engineRequest(endpoint, { method: 'POST', path: `${path}/wait`, timeoutMs: 120_000 });
    if (JSON.parse(waited.body).StatusCode === 0) return;
    const { body } = await engineRequest(endpoint, { path: `${path}/logs?stderr=1&tail=4` });
    throw failure(reference, printable(body) || 'a check of its tools failed');
  } finally {
    await engineRequest(endpoint, { method: 'DELETE', path: `${path}?force=1` });
  }
}

function containerSpec(reference, checks) {
  return {
    Image: reference,
    Cmd: ['sh', '-ec', checks.join('\n')],
    NetworkDisabled: true,
    HostConfig: { NetworkMode: 'none', CapDrop: ['ALL'], ReadonlyRootfs: true, Tmpfs: { '/home/cordon': 'uid=10001' } },
  };
}

function failure(reference, why) {
  return new SetupFailure(
    'the new sandbox image does not work',
    why,
    `docker run --rm -it --network none ${reference}`,
  );
}

/** The log stream carries binary frame headers. */
function printable(text) {
  return text.replace(/[^\x20-\x7e\n]/g, '').trim();
}
