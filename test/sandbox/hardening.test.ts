/** The walls on the real engine: what was asked for is granted, and what a hostile command tries does not work. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attest, type InsideReport } from '../../sandbox/attest.ts';
import { containerSpec, roomLimits } from '../../sandbox/container-spec.ts';
import type { Engine } from '../../sandbox/docker.ts';
import type { InspectedContainer } from '../../sandbox/engine-facts.ts';
import { openSandbox, requireImage, type SandboxSession } from '../../sandbox/index.ts';
import type { Result } from '../../src/contract/index.ts';
import { type AttackPlace, attacks } from './attacks.ts';
import { allowing, callOf } from './decision.ts';
import { describeWithEngine, scratchFolder, testEngine } from './engine.ts';

/** Made at run time, so that nobody's scanner takes it for a secret. */
const canaryText = ['canary', Date.now().toString(36)].join('-');

let engine: Engine;
let session: SandboxSession;
let listener: Server;
let hits = 0;
let place: AttackPlace;

async function bash(command: string, timeoutMs = 20_000): Promise<Result> {
  const call = callOf('bash', { command, timeoutMs });
  return session.run(session.plan(call, allowing(call)), {});
}

function attackText(command: (typeof attacks)[number]['command']): string {
  return typeof command === 'string' ? command : command(place);
}

describeWithEngine('walls', () => {
  beforeAll(async () => {
    process.env.CORDON_TEST_HOST_VARIABLE = canaryText;
    engine = await testEngine();
    const canary = join(scratchFolder(), 'canary');
    writeFileSync(canary, canaryText);
    listener = createServer((socket) => {
      hits += 1;
      socket.destroy();
    }).listen(0, '0.0.0.0');
    await new Promise((resolve) => listener.once('listening', resolve));
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    place = {
      canary,
      port: (listener.address() as { port: number }).port,
      addresses: ['127.0.0.1', ...addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address)],
    };
    const repo = scratchFolder();
    writeFileSync(join(repo, 'a.txt'), 'a\n');
    session = await openSandbox({ engine, sessionId: 'walls', repo, workspaceBytes: 64 << 20 });
  });
  afterAll(async () => {
    delete process.env.CORDON_TEST_HOST_VARIABLE;
    listener?.close();
    await session?.close();
  });

  it.for(attacks)('$name: refused', async ({ command }) => {
    const before = hits;
    const result = await bash(attackText(command));
    expect(result, result.stdout.text + result.stderr.text).toMatchObject({ status: 'failed' });
    expect(result.stdout.text).not.toContain(canaryText);
    expect(hits).toBe(before);
    expect(readFileSync(place.canary, 'utf8')).toBe(canaryText);
    expect(session.loss).toBeNull();
  });

  it('the attempts are real: a lax container lets them through', async () => {
    // A machine need not have a bridge; without one the attempts on the network cannot be shown to be real.
    const bridged = await startLax('bridge');
    const id = bridged ?? (await startLax('none'));
    expect(id).not.toBeNull();
    try {
      const wrong: string[] = [];
      let shown = 0;
      for (const { name, command, worksWhenLax } of attacks) {
        if (worksWhenLax === false || (worksWhenLax !== true && bridged === null)) continue;
        shown += 1;
        const ran = spawn(id!, attackText(command));
        if (ran.code !== 0) wrong.push(`${name}: ${ran.output.slice(-300)}`);
      }
      expect(wrong).toEqual([]);
      expect(shown).toBeGreaterThan(30);
    } finally {
      await engine.remove(id!);
    }
  });

  it('nothing of the host environment is inside, and nothing of ours is poisoned by start-up files', async () => {
    const poison = await bash(
      'echo "echo POISON" | tee ~/.bashrc ~/.bash_profile ~/.profile; echo "raise SystemExit(9)" | tee json.py os.py sitecustomize.py',
    );
    expect(poison.status).toBe('ok');
    const env = await bash('env; echo ok');
    expect(env.stdout.text).not.toMatch(/POISON|CORDON_TEST_HOST_VARIABLE/);
    expect(env.stdout.text).not.toContain(canaryText);
    const call = callOf('read', { path: 'a.txt' });
    const read = await session.run(session.plan(call, allowing(call)), {});
    expect(read).toMatchObject({ status: 'ok', stdout: { text: '     1\ta\n' } });
  });

  it('PID 1 cannot be ended, stopped or interrupted from inside', async () => {
    await bash('for s in KILL STOP INT TERM HUP SEGV USR2 ABRT TSTP; do kill -s $s 1; done; sleep 0.1');
    expect((await engine.inspect(session.containerId)).State.Running).toBe(true);
    expect(await bash('echo alive')).toMatchObject({ status: 'ok', stdout: { text: 'alive\n' } });
  });

  it('a kill signal to PID 1 from inside ends the caller alone', async () => {
    await bash('kill -s USR1 1; sleep 5');
    expect(await bash('echo alive')).toMatchObject({ status: 'ok', stdout: { text: 'alive\n' } });
  });

  it('output that looks like frames stays output', async () => {
    const result = await bash(`printf '\\002\\000\\000\\000\\000\\000\\000\\004evil'`);
    expect(result.stdout.text).toBe('\u0002\0\0\0\0\0\0\u0004evil');
    expect(result.stderr.text).toBe('');
  });

  it('the workspace ends at its size and its number of files, and the host does not notice', async () => {
    const full = await bash('dd if=/dev/zero of=big bs=1M count=100 2>&1; stat -c %s big; rm big');
    expect(full.stdout.text).toMatch(/No space left/);
    const size = Number(/^(\d+)$/m.exec(full.stdout.text)?.[1]);
    expect(size).toBeLessThanOrEqual(64 << 20);
  });

  it('limits of processes, open files and core dumps hold', async () => {
    const result = await bash('ulimit -n; ulimit -Hn; ulimit -c; ulimit -n 5000 || echo refused');
    expect(result.stdout.text).toBe('4096\n4096\n0\nrefused\n');
    const pids = execFileSync(
      'docker',
      ['inspect', '-f', '{{.HostConfig.PidsLimit}} {{.HostConfig.MemorySwap}}', session.containerId],
      { encoding: 'utf8' },
    );
    expect(pids.trim()).toBe(`512 ${(64 << 20) + 2 * 1024 ** 3}`);
  });

  it('memory above the limit ends the command, not the container, and is said', async () => {
    const result = await bash('python3 -c "x = bytearray(3 << 30)"', 60_000);
    expect(result).toMatchObject({ status: 'failed', exitCode: 137 });
    expect(result.stderr.text).toContain('[cordon: the memory limit was reached');
    expect(await bash('echo alive')).toMatchObject({ status: 'ok' });
  });

  it('a decision may lower the memory for one call', async () => {
    const call = callOf('bash', { command: 'python3 -c "x = bytearray(600 << 20)"' });
    const lowered = await session.run(session.plan(call, allowing(call, { memoryBytes: 200 << 20 })), {});
    expect(lowered).toMatchObject({ status: 'failed', exitCode: 137 });
    expect(await session.run(session.plan(call, allowing(call)), {})).toMatchObject({ status: 'ok' });
  });
});

describeWithEngine('attestation', () => {
  /** A container whose facts are then bent, one by one. */
  const limits = roomLimits({});
  let inspected: InspectedContainer;
  let report: InsideReport;
  let request: Parameters<typeof attest>[0];

  beforeAll(async () => {
    const { reportArgv } = await import('../../sandbox/room-tools.ts');
    const { digest } = await requireImage(await testEngine());
    request = {
      sessionId: 'attest',
      imageDigest: digest,
      limits,
      owner: 'none',
      leaseUntil: '2000-01-01T00:00:00.000Z',
    };
    const real = await testEngine();
    const id = await real.create(`cordon-test-attest-${process.pid}`, containerSpec(request));
    try {
      await real.start(id);
      report = JSON.parse(execFileSync('docker', ['exec', id, ...reportArgv], { encoding: 'utf8' }));
      inspected = await real.inspect(id);
    } finally {
      await real.remove(id);
    }
  });

  const check = (container: object = {}, inside: object = {}) =>
    attest(
      request,
      containerSpec(request),
      { ...inspected, ...container } as InspectedContainer,
      { ...report, ...inside } as InsideReport,
    );

  it('accepts the container that was asked for', () => {
    expect(check()).toMatchObject({ uid: 10001, capabilities: 'none', interfaces: ['lo'] });
  });

  it.for([
    'NetworkMode',
    'ReadonlyRootfs',
    'CapDrop',
    'CapAdd',
    'SecurityOpt',
    'PidsLimit',
    'Memory',
    'MemorySwap',
    'Privileged',
    'Tmpfs',
    'Binds',
    'IpcMode',
    'MaskedPaths',
    'Ulimits',
    'Devices',
  ])('notices another HostConfig.%s', (key) => {
    const bent = { ...inspected.HostConfig, [key]: key === 'CapAdd' || key === 'Binds' ? ['x'] : 'bent' };
    expect(() => check({ HostConfig: bent })).toThrow(
      expect.objectContaining({ code: 'attestation-failed', message: expect.stringContaining(key) }),
    );
  });
  it.for([
    ['the image', { Image: 'sha256:other' }],
    ['a mount', { Mounts: [{ Source: '/' }] }],
    ['a network', { NetworkSettings: { Networks: { bridge: {} } } }],
  ] as const)('notices %s', ([, bent]) => {
    expect(() => check(bent)).toThrow(expect.objectContaining({ code: 'attestation-failed' }));
  });
  it('notices what is different inside', () => {
    const bent: object[] = [
      { uid: [0, 0, 0] },
      { groups: [10001, 0] },
      { interfaces: ['eth0', 'lo'] },
      { routes: 1 },
      { status: { ...report.status, CapEff: '0000000000000001' } },
      { status: { ...report.status, NoNewPrivs: '0' } },
      { status: { ...report.status, Seccomp: '0' } },
      { environment: { ...report.environment, AWS: 'x' } },
      { probes: { ...report.probes, io_uring_setup: 0 } },
      { mounts: [...report.mounts, { target: '/host', type: 'ext4', options: ['rw'], super: [] }] },
      { mounts: report.mounts.filter(({ target }) => target !== '/workspace') },
      { mounts: report.mounts.map((mount) => (mount.target === '/' ? { ...mount, options: ['rw'] } : mount)) },
    ];
    for (const inside of bent) {
      expect(() => check({}, inside), JSON.stringify(inside).slice(0, 80)).toThrow(
        expect.objectContaining({ code: 'attestation-failed' }),
      );
    }
  });
});

/** Root, with more capabilities than any container should have, and without a filter; null when it cannot be started. */
async function startLax(network: 'bridge' | 'none'): Promise<string | null> {
  const { digest } = await requireImage(engine);
  const request = { sessionId: 'lax', imageDigest: digest, limits: roomLimits({}), owner: 'none', leaseUntil: '' };
  const id = await engine.create(`cordon-test-lax-${network}-${process.pid}`, {
    Image: digest,
    Entrypoint: containerSpec(request).Entrypoint!,
    User: '0:0',
    Labels: { 'cordon-test': 'lax' },
    HostConfig: {
      CapAdd: ['SYS_ADMIN', 'SYS_PTRACE', 'NET_ADMIN', 'DAC_READ_SEARCH', 'SYS_NICE'],
      SecurityOpt: ['seccomp=unconfined'],
      NetworkMode: network,
    },
  });
  try {
    await engine.start(id);
    return id;
  } catch {
    await engine.remove(id);
    return null;
  }
}

/** Straight through the command line: the lax container is none of ours. */
function spawn(id: string, command: string): { code: number; output: string } {
  try {
    return {
      code: 0,
      output: execFileSync('docker', ['exec', id, 'bash', '-c', command], {
        encoding: 'utf8',
        stdio: 'pipe',
        timeout: 20_000,
      }),
    };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    return { code: status ?? -1, output: `${stdout}${stderr}` };
  }
}
