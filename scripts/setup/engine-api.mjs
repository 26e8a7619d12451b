// A small client of the Docker Engine API, so that set-up needs no docker command and no dependency.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where an engine may listen when DOCKER_HOST does not say; the first is where the Docker clients look. */
const usualSockets = (env) => [
  '/var/run/docker.sock',
  ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
  join(homedir(), '.docker', 'run', 'docker.sock'),
  join(homedir(), '.colima', 'default', 'docker.sock'),
];

/**
 * The addresses to try, in order, each in DOCKER_HOST's form.
 * @param {NodeJS.ProcessEnv} env
 */
export function engineAddresses(env, platform = process.platform) {
  if (env.DOCKER_HOST) return [env.DOCKER_HOST];
  if (platform === 'win32') return ['npipe:////./pipe/docker_engine'];
  return usualSockets(env).map((path) => `unix://${path}`);
}

/**
 * Asks an address for its version. `state` is `ok`, `absent` (nobody listens), `denied` (no permission),
 * `unsupported` (a scheme that set-up cannot speak) or `broken` (an answer that is no engine's).
 */
export async function probeAddress(address, env = process.env) {
  const endpoint = parseAddress(address, env);
  if (!endpoint) return { address, state: 'unsupported', why: `set-up cannot speak to ${address}` };
  try {
    const { status, body } = await engineRequest(endpoint, { path: '/version', timeoutMs: 5000 });
    if (status !== 200) return { address, state: 'broken', why: `${address} answered ${status}` };
    const { Version: version, Arch: arch } = JSON.parse(body);
    return { address, endpoint, state: 'ok', version, arch };
  } catch (error) {
    return { address, state: errorStates[error.code] ?? 'broken', why: `${address}: ${error.message}` };
  }
}

const errorStates = { ENOENT: 'absent', ECONNREFUSED: 'absent', EACCES: 'denied', EPERM: 'denied' };

/** The first engine that answers; else what the most telling address said. */
export async function probeEngine(env = process.env, platform = process.platform) {
  const failures = [];
  for (const address of engineAddresses(env, platform)) {
    const found = await probeAddress(address, env);
    if (found.state === 'ok') return found;
    failures.push(found);
  }
  return failures.find(({ state }) => state !== 'absent') ?? failures[0];
}

/** @returns connection options of node:http, or undefined for a scheme that is not spoken here (ssh, fd) */
export function parseAddress(address, env = process.env) {
  const pipe = /^(?:unix|npipe):\/\/(.+)$/.exec(address);
  if (pipe) return { transport: http, options: { socketPath: pipe[1] } };
  const tcp = /^(tcp|https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(address);
  if (!tcp) return undefined;
  const secure = tcp[1] === 'https' || Boolean(env.DOCKER_TLS_VERIFY);
  const host = tcp[2].replace(/^\[|\]$/g, '');
  if (!secure) return { transport: http, options: { host, port: Number(tcp[3] ?? 2375) } };
  return { transport: https, options: { host, port: Number(tcp[3] ?? 2376), ...clientCertificate(env) } };
}

function clientCertificate(env) {
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const read = (name) => {
    try {
      return readFileSync(join(folder, name));
    } catch {
      return undefined;
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

/**
 * One request. `send(request)` writes the body and ends it; `timeoutMs` counts silence, not the whole.
 * @returns {Promise<{status: number, body: string}>} the body's last MiB, where a stream tells its error
 */
export function engineRequest(endpoint, { method = 'GET', path, send, timeoutMs = 30_000, headers, onText }) {
  return new Promise((resolve, reject) => {
    const request = endpoint.transport.request({ ...endpoint.options, method, path, headers, agent: false });
    request.setTimeout(timeoutMs, () => request.destroy(new Error(`no answer for ${timeoutMs / 1000} s`)));
    request.on('error', reject);
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body = (body + text).slice(-(1 << 20));
        onText?.(text);
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    if (send) send(request);
    else request.end();
  });
}

/** The error inside an answer of JSON lines (build, import and pull answer 200 and fail in the stream), or undefined. */
export function streamError({ status, body }) {
  const lines = body.split('\n').filter(Boolean).map(parseLine);
  const failed = lines.find((line) => line.error ?? line.errorDetail);
  if (failed) return failed.error ?? failed.errorDetail.message;
  return status === 200 ? undefined : (lines[0]?.message ?? `the engine answered ${status}`);
}

function parseLine(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}
