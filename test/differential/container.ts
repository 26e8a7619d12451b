/** Runs many commands under strace in containers of their own, and gives the lines of each. */
import { readFileSync } from 'node:fs';
import { homeFiles, isExecutable, workspaceFiles } from './fixture.ts';
import { firstStubs, lastStubs, missing } from './stubs.ts';

export interface Job {
  readonly id: string;
  readonly command: string;
}

export interface Traced {
  readonly id: string;
  /** Null when it was stopped after the time limit. */
  readonly code: number | null;
  /** The first characters of what it printed. */
  readonly output: string;
  readonly lines: readonly string[];
  readonly ms: number;
  readonly error?: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface RequestOptions {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly send?: (request: { end(body: Buffer | string): void }) => void;
  readonly onText?: (text: string) => void;
}

interface EngineApi {
  engineRequest(endpoint: unknown, options: RequestOptions): Promise<Answer>;
  probeEngine(): Promise<{ state: string; endpoint?: unknown; why?: string }>;
}

interface ArchiveModule {
  tarArchive(files: readonly ArchiveFile[]): Buffer;
}

interface ImageModule {
  differentialImage(progress?: (text: string) => void): Promise<string>;
}

interface ArchiveFile {
  readonly name: string;
  readonly mode: number;
  readonly content: Buffer;
}

/** The folders of PATH inside, in order. */
export const searchFolders = [
  '/opt/differential/first',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/opt/differential/last',
] as const;

const MIB = 1 << 20;
const CONTAINERS = 2;
/** For all commands of one container together. */
const PATIENCE_MS = 1_800_000;

async function setupScript<T>(name: string): Promise<T> {
  return (await import(new URL(`../../scripts/setup/${name}.mjs`, import.meta.url).href)) as T;
}

/** Null where commands can be traced, else the reason why not. Builds the image where it is not there. */
export async function whyNoContainers(): Promise<string | null> {
  try {
    await (await setupScript<ImageModule>('differential-image')).differentialImage();
    return null;
  } catch (error) {
    const why = error instanceof Error && 'why' in error ? `: ${String(error.why)}` : '';
    return error instanceof Error ? `${error.message}${why}` : String(error);
  }
}

/** Results in the order of the jobs. */
export async function traceAll(jobs: readonly Job[], seconds = 2.5): Promise<Traced[]> {
  const image = await (await setupScript<ImageModule>('differential-image')).differentialImage();
  const count = Math.max(1, Math.min(CONTAINERS, Math.ceil(jobs.length / 20)));
  const shares = Array.from({ length: count }, (_, share) => jobs.filter((_job, index) => index % count === share));
  const traced = (await Promise.all(shares.map((share) => traceShare(image, share, seconds)))).flat();
  const byId = new Map(traced.map((one) => [one.id, one]));
  return jobs.map(({ id }) => byId.get(id) ?? { id, code: null, output: '', lines: [], ms: 0, error: 'no result' });
}

async function traceShare(image: string, jobs: readonly Job[], seconds: number): Promise<Traced[]> {
  const api = await setupScript<EngineApi>('engine-api');
  const { endpoint } = await api.probeEngine();
  const ask = async (options: RequestOptions, wanted: number): Promise<Answer> => {
    const answer = await api.engineRequest(endpoint, options);
    if (answer.status !== wanted) throw new Error(`${options.path} answered ${answer.status}: ${answer.body}`);
    return answer;
  };
  const created = await ask(
    {
      method: 'POST',
      path: '/containers/create',
      headers: { 'content-type': 'application/json' },
      send: (request) => request.end(JSON.stringify(containerSpec(image, seconds))),
    },
    201,
  );
  const path = `/containers/${JSON.parse(created.body).Id}`;
  try {
    const { tarArchive } = await setupScript<ArchiveModule>('tar-archive');
    await ask(
      {
        method: 'PUT',
        path: `${path}/archive?path=/opt`,
        headers: { 'content-type': 'application/x-tar' },
        send: (request) => request.end(tarArchive(inputFiles(jobs))),
      },
      200,
    );
    await ask({ method: 'POST', path: `${path}/start` }, 204);
    const ended = await ask({ method: 'POST', path: `${path}/wait`, timeoutMs: PATIENCE_MS }, 200);
    if (JSON.parse(ended.body).StatusCode !== 0) {
      const { body } = await api.engineRequest(endpoint, { path: `${path}/logs?stderr=1&stdout=1&tail=20` });
      throw new Error(`the driver ended with ${ended.body.trim()}: ${body}`);
    }
    return await fetchResults(api, endpoint, path);
  } finally {
    await api.engineRequest(endpoint, { method: 'DELETE', path: `${path}?force=1&v=1` });
  }
}

/** An archive of one file of ASCII text. */
async function fetchResults(api: EngineApi, endpoint: unknown, path: string): Promise<Traced[]> {
  const pieces: string[] = [];
  await api.engineRequest(endpoint, {
    path: `${path}/archive?path=/opt/differential/results.jsonl`,
    onText: (text) => pieces.push(text),
  });
  const archive = pieces.join('');
  const start = archive.indexOf('{"id"');
  const end = archive.lastIndexOf('}\n');
  if (start < 0) return [];
  return archive
    .slice(start, end + 1)
    .split('\n')
    .map((line) => JSON.parse(line) as Traced);
}

function inputFiles(jobs: readonly Job[]): ArchiveFile[] {
  const text = (name: string, content: string, mode = 0o644): ArchiveFile => ({
    name: `differential/${name}`,
    mode,
    content: Buffer.from(content),
  });
  const tree = (folder: string, files: Readonly<Record<string, string>>): ArchiveFile[] =>
    Object.entries(files).map(([name, content]) =>
      text(`fixture/${folder}/${name}`, content, isExecutable(name) ? 0o755 : 0o644),
    );
  return [
    text('driver.py', readFileSync(new URL('./driver.py', import.meta.url), 'utf8')),
    text('jobs.jsonl', jobs.map((job) => `${JSON.stringify(job)}\n`).join('')),
    text(missing.name, missing.content, 0o755),
    ...firstStubs().map(({ name, content }) => text(`first/${name}`, content, 0o755)),
    ...lastStubs().map(({ name, content }) => text(`last/${name}`, content, 0o755)),
    ...tree('workspace', workspaceFiles),
    ...tree('home', homeFiles),
  ];
}

/** No network, no rights beyond those to trace and to change the user; memory and processes are bounded. */
function containerSpec(image: string, seconds: number): object {
  return {
    Image: image,
    Cmd: ['python3', '/opt/differential/driver.py'],
    User: '0:0',
    Env: [`LIMIT_S=${seconds}`, `SEARCH=${searchFolders.join(':')}`],
    NetworkDisabled: true,
    Labels: { 'cordon.differential': '1' },
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: ['SYS_PTRACE', 'SETUID', 'SETGID', 'KILL', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      PidsLimit: 400,
      Memory: 2048 * MIB,
      Tmpfs: {
        '/workspace': 'rw,exec,nosuid,nodev,size=256m,mode=0755',
        '/home/cordon': 'rw,exec,nosuid,nodev,size=64m,mode=0755',
        '/tmp': 'rw,exec,nosuid,nodev,size=64m,mode=1777',
        '/run': 'rw,exec,nosuid,nodev,size=256m,mode=0755',
      },
    },
  };
}
