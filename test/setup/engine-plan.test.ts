import { expect, test } from 'vitest';
import { setupModule } from './setup-module.ts';

interface Machine {
  state: string;
  why: string;
  dockerHost: string | undefined;
  platform: string;
  distro: string[];
  root: boolean;
  tty: boolean;
  installed: boolean;
  systemd: boolean;
}
interface Plan {
  action: string;
  ask: boolean;
  why: string;
  command: string;
}
const { planEngine } = await setupModule<{ planEngine(machine: Machine): Plan }>('engine-plan');

const debian: Machine = {
  state: 'absent',
  why: 'nobody listens',
  dockerHost: undefined,
  platform: 'linux',
  distro: ['debian'],
  root: true,
  tty: false,
  installed: false,
  systemd: false,
};

test.each<[string, Partial<Machine>, Partial<Plan>]>([
  ['an engine that answers', { state: 'ok' }, { action: 'use', ask: false }],
  ['an answering engine elsewhere', { state: 'ok', dockerHost: 'tcp://h:1' }, { action: 'use' }],
  ['root on Debian, nobody there', {}, { action: 'install', ask: false }],
  ['root on Ubuntu, nobody there', { distro: ['ubuntu', 'debian'] }, { action: 'install', ask: false }],
  ['root on a derivative', { distro: ['linuxmint', 'ubuntu', 'debian'] }, { action: 'install' }],
  ['root on Debian at a terminal', { tty: true }, { action: 'install', ask: true }],
  ['root, installed but down', { installed: true }, { action: 'start', ask: false }],
  ['root, installed but down, at a terminal', { installed: true, tty: true }, { action: 'start', ask: true }],
  [
    'root, installed, systemd',
    { installed: true, systemd: true },
    { action: 'start', command: 'systemctl start docker' },
  ],
  [
    'a user, installed but down',
    { root: false, installed: true, systemd: true },
    { action: 'tell', command: 'sudo systemctl start docker' },
  ],
  [
    'a user on Debian',
    { root: false },
    {
      action: 'tell',
      ask: false,
      command: expect.stringMatching(/^sudo sh -c 'apt-get update && apt-get install -y docker\.io' && sudo /),
    },
  ],
  ['a user on Debian at a terminal', { root: false, tty: true }, { action: 'tell', ask: false }],
  [
    'root on Fedora',
    { distro: ['fedora'], systemd: true },
    { action: 'tell', command: "sh -c 'dnf install -y moby-engine' && systemctl start docker" },
  ],
  ['root on an unknown Linux', { distro: ['plan10'] }, { action: 'tell' }],
  [
    'a Mac',
    { platform: 'darwin', distro: [], root: false },
    { action: 'tell', command: expect.stringContaining('brew install --cask docker') },
  ],
  [
    'Windows',
    { platform: 'win32', distro: [], root: false },
    { action: 'tell', command: expect.stringContaining('winget install') },
  ],
  [
    'no permission',
    { state: 'denied', root: false },
    { action: 'tell', command: expect.stringContaining('usermod -aG docker') },
  ],
  [
    'DOCKER_HOST that is dead, as root',
    { dockerHost: 'unix:///run/x.sock' },
    { action: 'tell', command: 'unset DOCKER_HOST' },
  ],
  [
    'DOCKER_HOST over ssh',
    { dockerHost: 'ssh://me@host', state: 'unsupported' },
    { action: 'tell', command: expect.stringMatching(/^ssh -fNT -L .* me@host && export DOCKER_HOST=unix:/) },
  ],
  ['something else on the socket', { state: 'broken' }, { action: 'tell', why: 'nobody listens' }],
])('%s', (_, facts, expected) => {
  expect(planEngine({ ...debian, ...facts })).toMatchObject(expected);
});

test('nothing is installed or started but as root, and only where nobody listens', () => {
  for (const state of ['absent', 'denied', 'unsupported', 'broken']) {
    for (const root of [true, false]) {
      for (const dockerHost of [undefined, 'tcp://127.0.0.1:1']) {
        const { action, command } = planEngine({ ...debian, state, root, dockerHost });
        if (action !== 'tell') expect([state, root, dockerHost]).toEqual(['absent', true, undefined]);
        expect(command).not.toBe('');
      }
    }
  }
});

interface Engine {
  enginePackages(machine: { systemd: boolean }, apparmor: string, groups: boolean): string[];
}
const { enginePackages } = await setupModule<Engine>('engine');

test.each([
  [{ systemd: true }, 'N', true, ['docker.io']],
  [{ systemd: true }, 'Y\n', true, ['docker.io', 'apparmor']],
  [{ systemd: false }, '', true, ['docker.io']],
  [{ systemd: false }, '', false, ['docker.io', 'cgroupfs-mount']],
])('packages for %j, AppArmor %j, control groups %s', (machine, apparmor, groups, expected) => {
  expect(enginePackages(machine, apparmor, groups)).toEqual(expected);
});
