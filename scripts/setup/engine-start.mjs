// Starting the Docker daemon: through systemd where it runs, else as a process that outlives us.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { probeAddress } from './engine-api.mjs';
import { SetupFailure } from './failure.mjs';
import { lastLines } from './fetch-package.mjs';
import { findProgram, readText, systemEnvironment } from './machine.mjs';
import { runQuietly } from './run-command.mjs';

/** cordon's containers have no network, so an engine without bridge and packet filter serves them as well. */
const withoutBridge = ['--bridge=none', '--iptables=false', '--ip6tables=false'];

/**
 * Starts the daemon and waits until it answers.
 * @param {{systemd: boolean, logPath: string, socket?: string, options?: string[], patienceMs?: number}} how
 * @returns the probe's answer and, for a process of our own, its pid
 */
export async function startDaemon({
  systemd,
  logPath,
  socket = '/var/run/docker.sock',
  options = [],
  patienceMs = 60_000,
}) {
  const address = `unix://${socket}`;
  if (systemd) {
    const { code, tail } = await runQuietly('systemctl', ['start', 'docker'], {
      env: systemEnvironment(),
      timeoutMs: patienceMs,
    });
    if (code !== 0)
      throw new SetupFailure('systemctl start docker failed', lastLines(tail), 'journalctl -u docker -n 50');
    return waitFor(address, patienceMs, () => true);
  }
  await mountControlGroups();
  let last = '';
  for (const extra of [[], withoutBridge]) {
    const daemon = spawnDaemon(['--host', address, ...options, ...extra], logPath);
    const found = await waitFor(address, patienceMs, daemon.isAlive);
    if (found) return { ...found, pid: daemon.pid };
    daemon.stop();
    last = readText(logPath);
    if (!/iptables|nftables|bridge|NAT chain/i.test(last)) break;
  }
  throw new SetupFailure('the Docker daemon does not start', lastLines(last, 3), `tail -n 40 ${logPath}`);
}

/**
 * Polls until the engine answers; undefined when time is up or the daemon has gone. A daemon that ends at once may have
 * lost a race against another start (an init script's), so the engine gets some seconds more.
 */
export async function waitFor(address, patienceMs, isAlive) {
  let deadline = Date.now() + patienceMs;
  let gone = false;
  while (Date.now() < deadline) {
    const found = await probeAddress(address);
    if (found.state === 'ok') return found;
    if (!gone && !isAlive()) {
      gone = true;
      deadline = Math.min(deadline, Date.now() + 3000);
    }
    await sleep(200);
  }
  return undefined;
}

function spawnDaemon(args, logPath) {
  const log = openSync(logPath, 'w');
  const child = spawn(findProgram('dockerd') ?? 'dockerd', args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: systemEnvironment(),
    cwd: '/',
  });
  closeSync(log);
  let alive = true;
  child.on('error', () => {
    alive = false;
  });
  child.on('exit', () => {
    alive = false;
  });
  child.unref();
  return { pid: child.pid, isAlive: () => alive, stop: () => alive && child.kill('SIGTERM') };
}

/** Without an init system nobody may have mounted them; Debian's cgroupfs-mount does it the way Docker expects. */
async function mountControlGroups() {
  if (hasControlGroups()) return;
  const program = findProgram('cgroupfs-mount');
  if (program) await runQuietly(program, [], { env: systemEnvironment() });
}

export function hasControlGroups(mounts = readText('/proc/mounts')) {
  return /^\S+ \S+ cgroup2? /m.test(mounts);
}
