/** Engine, container or cordon itself die in the middle: a clear error, never a hang, and nothing stays behind. */
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isAbandoned } from '../../sandbox/cleanup.ts';
import {
  cleanOwned,
  connectEngine,
  type Engine,
  listOwned,
  openSandbox,
  type SandboxSession,
} from '../../sandbox/index.ts';
import { leaseUntil, liveness, ownerText, parseOwner, thisProcess } from '../../sandbox/owner.ts';
import { allowing, callOf } from './decision.ts';
import { describeWithEngine, scratchFolder, testEngine } from './engine.ts';

const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');

function repo(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'a.txt'), 'a\n');
  return folder;
}

function bash(session: SandboxSession, command: string, onOutput?: () => void) {
  const call = callOf('bash', { command, timeoutMs: 60_000 });
  return session.run(session.plan(call, allowing(call)), onOutput === undefined ? {} : { onOutput });
}

/** Stands between cordon and the engine; can go silent, or be gone. */
class EngineBetween {
  readonly path = join(scratchFolder(), 'engine.sock');
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;

  constructor() {
    this.#server = createServer({ allowHalfOpen: true }, (near: Socket) => {
      const far: Socket = connect({ path: socketPath, allowHalfOpen: true });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        from.on('data', (chunk) => {
          if (!this.#silent) to.write(chunk);
        });
        from
          .on('end', () => to.end())
          .on('close', () => to.destroy())
          .on('error', () => to.destroy());
      }
    }).listen(this.path);
  }

  goSilent(): void {
    this.#silent = true;
  }

  die(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

function listening(answer: (socket: Socket) => void): string {
  const path = join(scratchFolder(), 's');
  createServer(answer).listen(path).unref();
  return path;
}

const wrongAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

describe('no engine', () => {
  it.for<[string, () => string]>([
    ['no socket', () => '/nonexistent/docker.sock'],
    ['a socket that is no engine', () => listening((socket) => void socket.end(wrongAnswer))],
    ['one that never answers', () => listening(() => {})],
  ])('%s: engine-unavailable, and what to type', async ([, path]) => {
    const engine = connectEngine({ socketPath: path(), deadlineMs: 300 });
    await expect(engine).rejects.toMatchObject({ code: 'engine-unavailable', hint: 'cordon setup' });
  });
});

describe('owners', () => {
  const here = thisProcess();
  const item = (owner: string, running = true, until = leaseUntil(new Date())) => ({
    kind: 'container' as const,
    id: 'x',
    name: 'x',
    running,
    labels: { cordon: 's', 'cordon.owner': owner, 'cordon.lease': until },
  });
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  it('this process lives; the same number with another start time does not', () => {
    expect(parseOwner(ownerText(here))).toEqual(here);
    expect(liveness(here)).toBe('alive');
    expect(liveness({ ...here, startTime: '1' })).toBe('dead');
    expect(liveness({ ...here, pid: 4_194_303 })).toBe('dead');
    expect(liveness({ ...here, bootId: 'other' })).toBe('elsewhere');
    expect(liveness({ ...here, pidNamespace: '1' })).toBe('elsewhere');
  });
  it('abandoned: the dead, and those elsewhere after their lease or long after they stopped', () => {
    const now = new Date();
    const elsewhere = ownerText({ ...here, bootId: 'other' });
    expect(isAbandoned(item(ownerText(here)), later(100))).toBe(false);
    expect(isAbandoned(item(ownerText({ ...here, startTime: '1' })), now)).toBe(true);
    expect(isAbandoned(item(elsewhere), now)).toBe(false);
    expect(isAbandoned(item(elsewhere), later(25))).toBe(true);
    expect(isAbandoned(item(elsewhere, false), now)).toBe(false);
    expect(isAbandoned(item(elsewhere, false), later(1))).toBe(true);
    // The word alone makes nothing ours.
    expect(isAbandoned(item('not an owner'), later(1000))).toBe(false);
  });
});

describeWithEngine('losses', () => {
  let engine: Engine;
  let between: EngineBetween | null = null;
  beforeAll(async () => {
    engine = await testEngine();
  });
  afterEach(async () => {
    between?.die();
    between = null;
    for (const { id, sessionId } of await listOwned(engine)) if (sessionId.startsWith('loss-')) await engine.remove(id);
  });
  const open = (sessionId: string, through: Engine = engine) =>
    openSandbox({ engine: through, sessionId, repo: repo(), workspaceBytes: 32 << 20 });
  async function openBetween(sessionId: string) {
    between = new EngineBetween();
    return open(sessionId, await connectEngine({ socketPath: between.path, deadlineMs: 2_000 }));
  }

  it('a container that is killed under a command: an error with the cause, at once', async () => {
    const session = await open('loss-kill');
    const running = bash(session, 'echo go; sleep 600', () => execFileSync('docker', ['kill', session.containerId]));
    await expect(running).rejects.toMatchObject({
      code: 'engine-lost',
      message: expect.stringContaining('container ended'),
    });
    await expect(bash(session, 'true')).rejects.toMatchObject({ code: 'engine-lost' });
    expect((await session.lost).code).toBe('engine-lost');
    await session.close();
  });
  it('a container that is removed between commands', async () => {
    const session = await open('loss-remove');
    execFileSync('docker', ['rm', '-f', session.containerId]);
    await session.lost;
    await expect(bash(session, 'true')).rejects.toMatchObject({ code: 'engine-lost' });
    await session.close();
  });
  it('the engine goes away under a command', async () => {
    const session = await openBetween('loss-gone');
    await expect(bash(session, 'echo go; sleep 600', () => between?.die())).rejects.toMatchObject({
      code: 'engine-lost',
      message: expect.stringContaining('engine'),
    });
    await session.close();
  });
  it('the engine goes silent: the deadline ends the wait', async () => {
    const session = await openBetween('loss-silent');
    between?.goSilent();
    await expect(bash(session, 'true')).rejects.toMatchObject({
      code: 'engine-lost',
      message: expect.stringContaining('did not answer'),
    });
    await session.close();
  });
  it('the engine goes silent under a command whose time is up', async () => {
    const session = await openBetween('loss-silent-kill');
    const call = callOf('bash', { command: 'echo go; sleep 600', timeoutMs: 500 });
    const running = session.run(session.plan(call, allowing(call)), { onOutput: () => between?.goSilent() });
    // Nobody knows whether the processes are gone: the session is lost, and says so.
    expect((await running).status).toBe('killed');
    expect(session.loss).not.toBeNull();
    await session.close().catch(() => {});
  });
  it('opening that fails leaves no container', async () => {
    const stop = new AbortController();
    const opening = openSandbox({
      engine,
      sessionId: 'loss-abort',
      repo: repo(),
      signal: stop.signal,
      onProgress: (text) => {
        if (text.startsWith('copying')) stop.abort();
      },
    });
    await expect(opening).rejects.toMatchObject({ code: 'interrupted' });
    await expect(
      openSandbox({ engine, sessionId: 'loss-image', repo: repo(), image: 'cordon-none:0' }),
    ).rejects.toMatchObject({ code: 'image-missing', hint: 'cordon setup' });
    expect((await listOwned(engine)).filter(({ sessionId }) => sessionId.startsWith('loss-'))).toEqual([]);
  });
  it('kill -9 of the host process: the container is found abandoned and removed; a living one is not touched', async () => {
    const living = await open('loss-living');
    const script = `
      import { connectEngine, openSandbox } from ${JSON.stringify(resolve(import.meta.dirname, '../../sandbox/index.ts'))};
      const engine = await connectEngine();
      await openSandbox({ engine, sessionId: 'loss-orphan', repo: ${JSON.stringify(repo())}, workspaceBytes: 33554432 });
      console.log('open');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((done) => child.stdout.once('data', done));
    expect((await listOwned(engine)).find(({ sessionId }) => sessionId === 'loss-orphan')).toMatchObject({
      running: true,
      abandoned: false,
    });
    child.kill('SIGKILL');
    await new Promise((done) => child.once('exit', done));
    const removed = await cleanOwned(engine);
    expect(removed.map(({ sessionId }) => sessionId)).toContain('loss-orphan');
    const left = (await listOwned(engine)).map(({ sessionId }) => sessionId);
    expect(left).not.toContain('loss-orphan');
    expect(left).toContain('loss-living');
    expect(await bash(living, 'echo alive')).toMatchObject({ status: 'ok' });
    await living.close();
  });
  it('volumes with our labels go with their owner', async () => {
    const dead = ownerText({ ...thisProcess(), startTime: '1' });
    const name = `cordon-test-volume-${process.pid}`;
    execFileSync('docker', [
      'volume',
      'create',
      '--label',
      'cordon=loss-volume',
      '--label',
      `cordon.owner=${dead}`,
      name,
    ]);
    expect((await cleanOwned(engine)).map(({ id }) => id)).toContain(name);
    expect(execFileSync('docker', ['volume', 'ls', '-q'], { encoding: 'utf8' })).not.toContain(name);
  });
});
