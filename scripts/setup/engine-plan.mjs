// What to do about the engine: a pure decision, so that every kind of machine is a line in a test's table.

/** How an engine comes onto a distribution that set-up does not install packages on; by ID or ID_LIKE of os-release. */
const installCommands = {
  debian: 'apt-get update && apt-get install -y docker.io',
  fedora: 'dnf install -y moby-engine',
  rhel: 'dnf install -y moby-engine',
  suse: 'zypper install -y docker',
  opensuse: 'zypper install -y docker',
  arch: 'pacman -S --noconfirm docker',
  alpine: 'apk add docker',
};

const desktopCommands = {
  darwin: 'brew install --cask docker && open -a Docker',
  win32: 'winget install Docker.DockerDesktop',
};

/**
 * @typedef {object} Machine
 * @property {'ok'|'absent'|'denied'|'unsupported'|'broken'} state what the probe of the engine said
 * @property {string} why the probe's words
 * @property {string|undefined} dockerHost DOCKER_HOST, when the user set it
 * @property {string} platform process.platform
 * @property {string[]} distro ID and ID_LIKE of os-release
 * @property {boolean} root
 * @property {boolean} tty somebody can answer a question
 * @property {boolean} installed dockerd is there
 * @property {boolean} systemd systemd runs
 *
 * @typedef {object} EnginePlan
 * @property {'use'|'start'|'install'|'tell'} action `install` includes the start
 * @property {boolean} ask ask y/N before acting
 * @property {string} why one sentence
 * @property {string} command what a user would type for the same
 *
 * @param {Machine} machine
 * @returns {EnginePlan}
 */
export function planEngine(machine) {
  if (machine.state === 'ok') return plan('use', machine, 'an engine answers', '');
  if (machine.dockerHost) return tell(`DOCKER_HOST is set, and ${machine.why}`, hostCommand(machine));
  if (machine.state === 'denied') {
    return tell(
      `this user may not use the engine (${machine.why})`,
      'sudo usermod -aG docker "$USER" && newgrp docker',
    );
  }
  if (machine.state !== 'absent') return tell(machine.why, startCommand(machine));
  const desktop = desktopCommands[machine.platform];
  if (desktop) return tell('no Docker engine answers', desktop);
  if (machine.installed) {
    return plan(
      machine.root ? 'start' : 'tell',
      machine,
      'Docker is installed and does not run',
      startCommand(machine),
    );
  }
  const install = machine.distro.map((name) => installCommands[name]).find(Boolean);
  if (!install) return tell('no Docker engine answers', 'install Docker Engine, start it, and run this again');
  const command = `${sudo(machine)}sh -c '${install}' && ${startCommand(machine)}`;
  const canInstall = machine.root && install === installCommands.debian;
  return plan(canInstall ? 'install' : 'tell', machine, 'no Docker engine is installed', command);
}

function plan(action, machine, why, command) {
  return { action, ask: machine.tty && (action === 'start' || action === 'install'), why, command };
}

function tell(why, command) {
  return { action: 'tell', ask: false, why, command };
}

function hostCommand({ dockerHost, state }) {
  const throughSsh = /^ssh:\/\/([^/]+)/.exec(dockerHost);
  if (state !== 'unsupported' || !throughSsh) return 'unset DOCKER_HOST';
  const socket = '/tmp/cordon-docker.sock';
  return `ssh -fNT -L ${socket}:/var/run/docker.sock ${throughSsh[1]} && export DOCKER_HOST=unix://${socket}`;
}

function startCommand(machine) {
  return machine.systemd
    ? `${sudo(machine)}systemctl start docker`
    : `${sudo(machine)}sh -c 'dockerd >/var/log/dockerd.log 2>&1 &'`;
}

function sudo({ root }) {
  return root ? '' : 'sudo ';
}
