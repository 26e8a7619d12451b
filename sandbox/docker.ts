/** The one owner of dockerode: every request to the engine goes through here, and every request has a deadline. */
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import { CordonError } from '../src/contract/index.ts';
import type { ContainerSpec } from './container-spec.ts';
import { engineAddress } from './engine-address.ts';
import type { EngineFacts, InspectedContainer, LabelledObject } from './engine-facts.ts';

/** Milliseconds; far above what was measured (create + start 75 ms, exec 44 ms), far below a person's patience. */
const deadlines = { probe: 5_000, query: 10_000, create: 30_000, start: 30_000, remove: 30_000 } as const;

export interface EngineOptions {
  /** Path of the engine's socket; default DOCKER_HOST, else /var/run/docker.sock. */
  readonly socketPath?: string;
  /** Replaces every deadline, in milliseconds; for tests. */
  readonly deadlineMs?: number;
}

export interface ExecSpec {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A started exec: one raw stream that carries stdin one way and framed stdout and stderr the other way. */
export interface StartedExec {
  readonly id: string;
  readonly stream: Duplex;
}

export interface ExecState {
  readonly running: boolean;
  readonly exitCode: number | null;
}

export interface Engine {
  readonly facts: EngineFacts;
  /** One line for a person. */
  readonly summary: string;
  /** The image id; `image-missing` when the engine does not hold the image. */
  imageDigest(reference: string): Promise<string>;
  create(name: string, spec: ContainerSpec): Promise<string>;
  start(id: string): Promise<void>;
  inspect(id: string): Promise<InspectedContainer>;
  /** Sends a signal to PID 1 of the container. */
  signal(id: string, signal: 'SIGKILL' | 'SIGUSR1'): Promise<void>;
  /** Number of processes as the engine's own host sees them, PID 1 included. */
  processCount(id: string): Promise<number>;
  /** Sets memory and memory+swap of a running container, bytes. */
  setMemory(id: string, bytes: number): Promise<void>;
  exec(id: string, spec: ExecSpec): Promise<StartedExec>;
  execState(execId: string): Promise<ExecState>;
  /** Resolves with the exit code once the container is down; rejects when the engine is gone. No deadline: ends with the signal. */
  waitExit(id: string, signal: AbortSignal): Promise<number>;
  /** Removes by force; an absent container is no error. */
  remove(id: string): Promise<void>;
  listLabelled(label: string): Promise<readonly LabelledObject[]>;
  removeVolume(name: string): Promise<void>;
}

/** The HTTP status of an engine's refusal, or null when the engine did not answer at all. */
export function refusalStatus(error: unknown): number | null {
  const cause = error instanceof CordonError ? error.cause : error;
  if (typeof cause !== 'object' || cause === null || !('statusCode' in cause)) return null;
  return typeof cause.statusCode === 'number' ? cause.statusCode : null;
}

/** Connects and probes. Errors: `engine-unavailable`. */
export async function connectEngine(options: EngineOptions = {}): Promise<Engine> {
  const address = engineAddress(process.env, options.socketPath);
  const docker = new Docker(address.options);
  try {
    const [version, info] = await Promise.all([
      request('version', options.deadlineMs ?? deadlines.probe, () => docker.version()),
      request('info', options.deadlineMs ?? deadlines.probe, () => docker.info()),
    ]);
    if (typeof version?.Version !== 'string' || typeof version.ApiVersion !== 'string') {
      throw new Error('what answers there is no Docker engine');
    }
    return dockerEngine(docker, factsOf(address.text, version, info), options.deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CordonError(
      'engine-unavailable',
      `no container engine at ${address.text}: ${why}`,
      'cordon setup',
      error,
    );
  }
}

function factsOf(address: string, version: Docker.DockerVersion, info: Record<string, unknown>): EngineFacts {
  const text = (key: string): string => (typeof info[key] === 'string' ? info[key] : 'unknown');
  const list = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  const security = list(info.SecurityOptions);
  const has = (name: string): boolean => security.some((option) => option.split(',').includes(`name=${name}`));
  return {
    address,
    version: version.Version,
    apiVersion: version.ApiVersion,
    kernel: text('KernelVersion'),
    architecture: text('Architecture'),
    // Engines before API 1.41 do not say; they know version 1 alone.
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    storageDriver: text('Driver'),
    runtimes: Object.keys(typeof info.Runtimes === 'object' && info.Runtimes !== null ? info.Runtimes : {}),
    defaultRuntime: text('DefaultRuntime'),
    seccomp: has('seccomp'),
    appArmor: has('apparmor'),
    userNamespaces: has('userns'),
    rootless: has('rootless'),
    memoryLimit: info.MemoryLimit === true,
    pidsLimit: info.PidsLimit === true,
    memoryBytes: typeof info.MemTotal === 'number' ? info.MemTotal : 0,
    cpus: typeof info.NCPU === 'number' ? info.NCPU : 1,
  };
}

function dockerEngine(docker: Docker, facts: EngineFacts, deadlineMs: number | undefined): Engine {
  const ask = <T>(what: string, ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    request(what, deadlineMs ?? ms, call);
  return {
    facts,
    summary: summaryOf(facts),
    imageDigest: (reference) => imageDigest(docker, reference, deadlineMs),
    create: async (name, spec) => {
      const create = (abortSignal: AbortSignal) => docker.createContainer({ ...spec, name, abortSignal });
      return (await ask('create container', deadlines.create, create)).id;
    },
    start: async (id) => {
      await ask('start container', deadlines.start, (abortSignal) => docker.getContainer(id).start({ abortSignal }));
    },
    inspect: (id) =>
      ask('inspect container', deadlines.query, async (abortSignal) => {
        return (await docker.getContainer(id).inspect({ abortSignal })) as unknown as InspectedContainer;
      }),
    signal: async (id, signal) => {
      await ask('signal container', deadlines.query, (abortSignal) =>
        docker.getContainer(id).kill({ signal, abortSignal }),
      );
    },
    processCount: (id) =>
      ask('list processes', deadlines.query, async (abortSignal) => {
        const answer: { Processes?: unknown[] } = await docker.getContainer(id).top({ ps_args: '-o pid', abortSignal });
        return answer.Processes?.length ?? 0;
      }),
    setMemory: async (id, bytes) => {
      await ask('set memory limit', deadlines.query, (abortSignal) =>
        docker.getContainer(id).update({ Memory: bytes, MemorySwap: bytes, abortSignal }),
      );
    },
    exec: (id, spec) => startExec(docker, id, spec, deadlineMs),
    execState: (execId) =>
      ask('inspect exec', deadlines.query, async (abortSignal) => {
        const state = await docker.getExec(execId).inspect({ abortSignal });
        return { running: state.Running, exitCode: state.ExitCode };
      }),
    waitExit: async (id, abortSignal) => {
      const answer: { StatusCode: number } = await docker
        .getContainer(id)
        .wait({ condition: 'not-running', abortSignal });
      return answer.StatusCode;
    },
    remove: (id) =>
      ignoringGone(
        ask('remove container', deadlines.remove, (abortSignal) =>
          docker.getContainer(id).remove({ force: true, v: true, abortSignal }),
        ),
      ),
    listLabelled: (label) => listLabelled(docker, label, deadlineMs),
    removeVolume: (name) =>
      ignoringGone(
        ask('remove volume', deadlines.remove, (abortSignal) => docker.getVolume(name).remove({ abortSignal })),
      ),
  };
}

async function imageDigest(docker: Docker, reference: string, deadlineMs: number = deadlines.query): Promise<string> {
  try {
    return (await request('inspect image', deadlineMs, () => docker.getImage(reference).inspect())).Id;
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
    throw new CordonError('image-missing', `the engine has no image ${reference}`, 'cordon setup', error);
  }
}

async function startExec(docker: Docker, id: string, spec: ExecSpec, deadlineMs: number = deadlines.start) {
  const created = await request('create exec', deadlineMs, (abortSignal) =>
    docker.getContainer(id).exec({
      Cmd: [...spec.argv],
      Env: Object.entries(spec.env).map(([key, value]) => `${key}=${value}`),
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      abortSignal,
    }),
  );
  // No abort signal here: it would stay tied to the stream for as long as the command runs.
  const stream = await request('start exec', deadlineMs, () => created.start({ hijack: true, stdin: true }));
  return { id: created.id, stream };
}

/** 404: already gone; 409: another request is removing it right now. */
async function ignoringGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const status = refusalStatus(error);
    if (status !== 404 && status !== 409) throw error;
  }
}

async function listLabelled(
  docker: Docker,
  label: string,
  deadlineMs: number = deadlines.query,
): Promise<LabelledObject[]> {
  const filters = { label: [label] };
  const containers = await request('list containers', deadlineMs, (abortSignal) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  );
  const answer = await request('list volumes', deadlineMs, (abortSignal) =>
    docker.listVolumes({ filters: JSON.stringify(filters), abortSignal }),
  );
  return [
    ...containers.map((item) => ({
      kind: 'container' as const,
      id: item.Id,
      name: (item.Names[0] ?? item.Id).replace(/^\//, ''),
      labels: item.Labels,
      running: item.State === 'running',
    })),
    ...(answer.Volumes ?? []).map((item) => ({
      kind: 'volume' as const,
      id: item.Name,
      name: item.Name,
      labels: item.Labels ?? {},
      running: false,
    })),
  ];
}

function summaryOf(facts: EngineFacts): string {
  const { address, version, architecture, cgroupVersion, runtimes } = facts;
  const others = runtimes.filter((name) => !name.startsWith('io.containerd.') && name !== 'runc');
  const more = others.length === 0 ? '' : `, runtimes ${others.join(', ')}`;
  return `Docker ${version} on ${architecture} at ${address}, cgroup v${cgroupVersion}${more}`;
}

/** INVARIANT: no request waits for ever. An engine that stops answering is an `engine-lost`, not a hang. */
async function request<T>(what: string, ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop.abort();
      reject(new CordonError('engine-lost', `the engine did not answer within ${ms} ms: ${what}`, 'cordon doctor'));
    }, ms);
  });
  try {
    const answer = call(stop.signal);
    answer.catch(() => {});
    return await Promise.race([answer, expired]);
  } catch (error) {
    throw engineError(what, error);
  } finally {
    clearTimeout(timer);
  }
}

function engineError(what: string, error: unknown): CordonError {
  if (error instanceof CordonError) return error;
  const why = error instanceof Error ? error.message.trim() : String(error);
  if (refusalStatus(error) === null) {
    return new CordonError('engine-lost', `the engine is gone (${what}): ${why}`, 'cordon doctor', error);
  }
  return new CordonError('sandbox-failed', `the engine refused (${what}): ${why}`, 'cordon doctor', error);
}
