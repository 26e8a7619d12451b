/** Proof after the start that the limits hold: the engine's account and the view from inside against what was asked. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CordonError } from '../src/contract/index.ts';
import { type ContainerSpec, type RoomRequest, roomEnv, roomTmpfs, UID } from './container-spec.ts';
import type { InspectedContainer } from './engine-facts.ts';

const Mount = z.strictObject({
  target: z.string(),
  type: z.string(),
  options: z.array(z.string()),
  super: z.array(z.string()),
});

export const InsideReport = z.strictObject({
  uid: z.array(z.int()),
  gid: z.array(z.int()),
  groups: z.array(z.int()),
  status: z.record(z.string(), z.string()),
  mounts: z.array(Mount),
  interfaces: z.array(z.string()),
  routes: z.int(),
  environment: z.record(z.string(), z.string()),
  /** Error number of each attempt; 0 means that the kernel did it. */
  probes: z.record(z.string(), z.int()),
});
export type InsideReport = z.infer<typeof InsideReport>;

/** What was found to hold; goes into the log. */
export interface AttestedFacts {
  readonly uid: number;
  readonly capabilities: 'none';
  readonly noNewPrivileges: true;
  readonly seccomp: 'filter';
  readonly interfaces: readonly string[];
  readonly memoryBytes: number;
  readonly pids: number;
  readonly writable: readonly string[];
  readonly refusedByKernel: readonly string[];
}

interface Check {
  readonly what: string;
  readonly asked: unknown;
  readonly found: unknown;
}

/** Throws `attestation-failed` naming each difference. */
export function attest(
  request: RoomRequest,
  spec: ContainerSpec,
  inspected: InspectedContainer,
  report: InsideReport,
): AttestedFacts {
  const checks = [...engineChecks(request, spec, inspected), ...insideChecks(request, report)];
  const wrong = checks.filter((check) => !isDeepStrictEqual(check.asked, check.found));
  if (wrong.length > 0) {
    const list = wrong.map(({ what, asked, found }) => `${what}: asked ${show(asked)}, found ${show(found)}`);
    const message = `the container is not what was asked for: ${list.join('; ')}`;
    throw new CordonError('attestation-failed', message, 'cordon doctor');
  }
  return {
    uid: UID,
    capabilities: 'none',
    noNewPrivileges: true,
    seccomp: 'filter',
    interfaces: report.interfaces,
    memoryBytes: request.limits.memoryBytes,
    pids: request.limits.pids,
    writable: Object.keys(roomTmpfs(request.limits)),
    refusedByKernel: Object.keys(report.probes).sort(),
  };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

/** An absent list and an empty one mean the same to the engine, as do absent and the empty word. */
function normal(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null;
  return Array.isArray(value) && value.length === 0 ? null : value;
}

const sameConfig = ['User', 'Entrypoint', 'Cmd', 'Labels', 'WorkingDir', 'Tty', 'OpenStdin'] as const;

function engineChecks(request: RoomRequest, spec: ContainerSpec, inspected: InspectedContainer): Check[] {
  const asked: Record<string, unknown> = { ...spec.HostConfig };
  const host = Object.keys(asked).map((key) => ({
    what: `HostConfig.${key}`,
    asked: normal(asked[key]),
    found: normal(inspected.HostConfig[key]),
  }));
  const config = sameConfig.map((key) => ({
    what: `Config.${key}`,
    asked: normal(spec[key]),
    found: normal(inspected.Config[key]),
  }));
  return [
    ...host,
    ...config,
    { what: 'running', asked: true, found: inspected.State.Running },
    { what: 'image', asked: request.imageDigest, found: inspected.Image },
    { what: 'mounts', asked: [], found: inspected.Mounts },
    { what: 'networks', asked: ['none'], found: Object.keys(inspected.NetworkSettings.Networks ?? {}) },
  ];
}

const NONE = '0000000000000000';

function insideChecks(request: RoomRequest, report: InsideReport): Check[] {
  const { status } = report;
  return [
    { what: 'uid inside', asked: [UID, UID, UID], found: report.uid },
    { what: 'gid inside', asked: [UID, UID, UID], found: report.gid },
    { what: 'other groups', asked: [], found: report.groups.filter((group) => group !== UID) },
    ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((set) => ({
      what: set,
      asked: NONE,
      found: status[set],
    })),
    { what: 'NoNewPrivs', asked: '1', found: status.NoNewPrivs },
    { what: 'Seccomp', asked: '2', found: status.Seccomp },
    { what: 'interfaces', asked: ['lo'], found: report.interfaces },
    { what: 'routes', asked: 0, found: report.routes },
    { what: 'environment', asked: { ...roomEnv, HOSTNAME: 'cordon' }, found: withoutShellNames(report.environment) },
    ...Object.entries(report.probes).map(([name, errno]) => ({
      what: `kernel refuses ${name}`,
      asked: true,
      found: errno !== 0,
    })),
    ...mountChecks(request, report),
  ];
}

/** Python sets this one itself when the locale is C. */
function withoutShellNames(environment: Record<string, string>): Record<string, string> {
  const { LC_CTYPE: _, ...rest } = environment;
  return { HOSTNAME: 'cordon', ...rest };
}

/** Places of the engine's own that are writable by file mode for root alone, or hold nothing that outlives a call's limits. */
const engineWritable = ['/dev', '/dev/mqueue', '/dev/pts', '/dev/shm', '/proc'];

/** cgroup v1: a tmpfs of root that holds the controllers, each of which is read-only. */
function isCgroupRoot(mount: z.infer<typeof Mount>): boolean {
  return mount.target === '/sys/fs/cgroup' && mount.type === 'tmpfs';
}

function mountChecks(request: RoomRequest, report: InsideReport): Check[] {
  const ours = Object.keys(roomTmpfs(request.limits));
  const last = new Map(report.mounts.map((mount) => [mount.target, mount]));
  const writable = [...last.values()].filter(
    (mount) => mount.options.includes('rw') && !isMask(mount) && !isCgroupRoot(mount),
  );
  const unexpected = writable
    .map((mount) => mount.target)
    .filter((target) => ![...ours, ...engineWritable].includes(target));
  const sizes = ours.map((target) => {
    const mount = last.get(target);
    const options = [...(mount?.options ?? []), ...(mount?.super ?? [])];
    const wanted = (roomTmpfs(request.limits)[target] ?? '').split(',');
    const size = Number(wanted.find((option) => option.startsWith('size='))?.slice('size='.length));
    const inodes = wanted.find((option) => option.startsWith('nr_inodes='));
    return {
      what: `mount ${target}`,
      asked: { type: 'tmpfs', nosuid: true, nodev: true, sizeBytes: pages(size), inodes: true },
      found: {
        type: mount?.type,
        nosuid: options.includes('nosuid'),
        nodev: options.includes('nodev'),
        sizeBytes: sizeOf(options),
        inodes: inodes !== undefined && options.some((option) => sameCount(option, inodes)),
      },
    };
  });
  return [
    { what: 'root is read-only', asked: true, found: last.get('/')?.options.includes('ro') ?? false },
    { what: 'other writable mounts', asked: [], found: unexpected },
    ...sizes,
  ];
}

/** The engine masks files with /dev/null: writable, and nothing is written. */
function isMask(mount: z.infer<typeof Mount>): boolean {
  return mount.target.startsWith('/proc/') && (mount.type === 'tmpfs' || mount.type === 'devtmpfs');
}

/** The kernel counts a tmpfs in whole pages of 4 KiB. */
function pages(bytes: number): number {
  return Math.ceil(bytes / 4096) * 4096;
}

function sizeOf(options: readonly string[]): number {
  const match = /^size=(\d+)(k?)$/.exec(options.find((option) => option.startsWith('size=')) ?? '');
  return match === null ? -1 : Number(match[1]) * (match[2] === 'k' ? 1024 : 1);
}

/** Round counts may be shown as such: nr_inodes=1000000 or, for multiples of 1024, with a k. */
function sameCount(shown: string, asked: string): boolean {
  const match = /^(nr_inodes=)(\d+)k$/.exec(shown);
  return shown === asked || (match !== null && `${match[1]}${Number(match[2]) * 1024}` === asked);
}
