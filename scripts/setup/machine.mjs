// What kind of machine this is, read once.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The administrators' folders are missing from many a PATH, also from root's; dpkg and dockerd live there. */
const adminFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** The environment for system programs: complete PATH, nothing that asks. */
export function systemEnvironment(env = process.env) {
  const path = [...(env.PATH ?? '').split(delimiter), ...adminFolders].filter(Boolean).join(delimiter);
  return { ...env, PATH: path, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' };
}

/** The full path of a program, or undefined. */
export function findProgram(name, env = systemEnvironment()) {
  return env.PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Facts for planEngine and the image step, without the engine's own state. */
export function describeMachine() {
  const release = process.platform === 'linux' ? parseOsRelease(readText('/etc/os-release')) : {};
  return {
    platform: process.platform,
    distro: [release.ID, ...(release.ID_LIKE ?? '').split(' ')].filter(Boolean),
    codename: release.VERSION_CODENAME,
    root: process.getuid?.() === 0,
    tty: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    installed: findProgram('dockerd') !== undefined,
    systemd: existsSync('/run/systemd/system'),
  };
}

/** @param {string} text the os-release file: NAME=value lines, the value perhaps in quotes */
export function parseOsRelease(text) {
  const entries = text.matchAll(/^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/gm);
  return Object.fromEntries([...entries].map(([, name, double, single, bare]) => [name, double ?? single ?? bare]));
}

export function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
