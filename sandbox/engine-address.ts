/** Where the engine listens, from DOCKER_HOST or the usual socket. */
import type { DockerOptions } from 'dockerode';
import { CordonError } from '../src/contract/index.ts';

const DEFAULT_SOCKET = '/var/run/docker.sock';

export interface EngineAddress {
  /** For messages; holds no credentials. */
  readonly text: string;
  readonly options: DockerOptions;
}

/** Throws `engine-unavailable` for an address of a kind that is not supported. */
export function engineAddress(env: NodeJS.ProcessEnv, socketPath?: string): EngineAddress {
  if (socketPath !== undefined) return unixSocket(socketPath);
  const host = env.DOCKER_HOST;
  if (host === undefined || host === '') return unixSocket(DEFAULT_SOCKET);
  if (host.startsWith('unix://')) return unixSocket(host.slice('unix://'.length) || DEFAULT_SOCKET);
  // For tcp and ssh the client library reads DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH itself.
  if (/^(tcp|ssh|https?):\/\//.test(host)) return { text: withoutUser(host), options: {} };
  const hint = 'export DOCKER_HOST=unix:///var/run/docker.sock';
  throw new CordonError('engine-unavailable', `DOCKER_HOST is not an address that cordon knows: ${host}`, hint);
}

function unixSocket(path: string): EngineAddress {
  return { text: `unix://${path}`, options: { socketPath: path } };
}

function withoutUser(host: string): string {
  return host.replace(/\/\/[^@/]*@/, '//');
}
