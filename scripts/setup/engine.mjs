// Step "engine": a Docker engine that answers, brought up where this user may do so.
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { aptInstall } from './apt.mjs';
import { probeEngine } from './engine-api.mjs';
import { planEngine } from './engine-plan.mjs';
import { hasControlGroups, startDaemon, waitFor } from './engine-start.mjs';
import { SetupFailure } from './failure.mjs';
import { describeMachine, readText } from './machine.mjs';

export const engineStep = {
  name: 'engine',
  async run(context) {
    context.engine = await provideEngine(context);
    const { version, address, arch } = context.engine;
    return `Docker ${version} (${arch}) at ${address}`;
  },
};

/** The probe's answer for an engine that is ready. */
async function provideEngine({ cache, progress }) {
  const probe = await probeEngine();
  const machine = { ...describeMachine(), state: probe.state, why: probe.why, dockerHost: process.env.DOCKER_HOST };
  const plan = planEngine(machine);
  if (plan.action === 'use') return probe;
  if (plan.action === 'tell') throw new SetupFailure('no container engine', plan.why, plan.command);
  if (plan.ask && !(await confirm(`${plan.why}. Run: ${plan.command}`))) {
    throw new SetupFailure('no container engine', plan.why, plan.command);
  }
  if (plan.action === 'install') {
    const packages = enginePackages(machine);
    progress(`${plan.why}; as root: apt-get install ${packages.join(' ')}`);
    await aptInstall(packages);
    // Where the package's own script starts the daemon, it answers within moments.
    const started = await waitFor('unix:///var/run/docker.sock', 5000, () => machine.systemd);
    if (started) return started;
  }
  const logPath = join(cache, 'dockerd.log');
  progress(machine.systemd ? 'systemctl start docker' : `starting dockerd (log: ${logPath})`);
  const started = await startDaemon({ systemd: machine.systemd, logPath });
  if (started) return started;
  throw new SetupFailure('the Docker daemon does not answer', plan.why, plan.command);
}

/** docker.io alone, and what it needs on kernels with AppArmor or without mounted control groups. */
export function enginePackages(
  { systemd },
  apparmor = readText('/sys/module/apparmor/parameters/enabled'),
  groups = hasControlGroups(),
) {
  return [
    'docker.io',
    ...(apparmor.startsWith('Y') ? ['apparmor'] : []),
    ...(groups || systemd ? [] : ['cgroupfs-mount']),
  ];
}

/** @param {string} question a sentence; only y or yes consents */
export async function confirm(question) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question}\nGo on? [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
