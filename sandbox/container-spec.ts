/** What is asked of the engine for a session's container. Pure; each line of it is attested after the start. */
import { readFileSync } from 'node:fs';
import type { ContainerCreateOptions } from 'dockerode';
import { WORKSPACE } from '../src/contract/index.ts';
import { ownerLabel, SESSION_LABEL } from './labels.ts';

export const UID = 10001;
const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export interface RoomLimits {
  /** Size of the workspace, bytes. */
  readonly workspaceBytes: number;
  readonly workspaceInodes: number;
  /** Memory of processes and of all tmpfs together, bytes: a tmpfs counts as memory of the container. */
  readonly memoryBytes: number;
  readonly pids: number;
  readonly cpus: number;
  readonly openFiles: number;
}

export const DEFAULT_WORKSPACE_BYTES = 2 * GIB;
/** For processes and scratch space, on top of the workspace. */
const PROCESS_BYTES = 2 * GIB;

export function roomLimits(asked: { workspaceBytes?: number; memoryBytes?: number }): RoomLimits {
  const workspaceBytes = asked.workspaceBytes ?? DEFAULT_WORKSPACE_BYTES;
  return {
    workspaceBytes,
    workspaceInodes: 1_000_000,
    memoryBytes: asked.memoryBytes ?? workspaceBytes + PROCESS_BYTES,
    pids: 512,
    cpus: 2,
    openFiles: 4096,
  };
}

/** The whole environment of every command. INVARIANT: nothing of the host's environment gets in. */
export const roomEnv: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/home/cordon',
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  CI: '1',
};

export const seccompProfile = JSON.stringify(
  JSON.parse(readFileSync(new URL('./seccomp.json', import.meta.url), 'utf8')),
);
const initScript = readFileSync(new URL('./tools/init.py', import.meta.url), 'utf8');

/** Writable places: path, size, number of files. Everything else is read-only. */
export function roomTmpfs(limits: RoomLimits): Readonly<Record<string, string>> {
  const options = (bytes: number, inodes: number, mode: string): string =>
    `rw,exec,nosuid,nodev,size=${bytes},nr_inodes=${inodes},uid=${UID},gid=${UID},mode=${mode}`;
  return {
    [WORKSPACE]: options(limits.workspaceBytes, limits.workspaceInodes, '0755'),
    '/tmp': options(512 * MIB, 100_000, '1777'),
    '/home/cordon': options(256 * MIB, 50_000, '0700'),
  };
}

/** The engine's own defaults of today and of newer versions, and the kernel's command line. */
const maskedPaths = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/cmdline',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
] as const;
const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'] as const;

export interface RoomRequest {
  readonly sessionId: string;
  /** The image id, never a tag: what was looked up is what runs. */
  readonly imageDigest: string;
  readonly limits: RoomLimits;
  /** `pid:starttime:bootid:pidns` of the host process. */
  readonly owner: string;
  /** Until when an owner that nobody can look up counts as alive, ISO 8601. */
  readonly leaseUntil: string;
}

export type ContainerSpec = Omit<ContainerCreateOptions, 'name' | 'abortSignal'>;

export function containerSpec(request: RoomRequest): ContainerSpec {
  return {
    Image: request.imageDigest,
    // Both are given, so that nothing of the image's own ENTRYPOINT or CMD runs.
    Entrypoint: ['/usr/bin/python3', '-I', '-S', '-c', initScript],
    Cmd: [],
    User: `${UID}:${UID}`,
    WorkingDir: '/',
    Hostname: 'cordon',
    Env: Object.entries(roomEnv).map(([key, value]) => `${key}=${value}`),
    Labels: {
      [SESSION_LABEL]: request.sessionId,
      [ownerLabel.owner]: request.owner,
      [ownerLabel.lease]: request.leaseUntil,
    },
    Tty: false,
    OpenStdin: false,
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    StopTimeout: 0,
    Healthcheck: { Test: ['NONE'] },
    HostConfig: hostConfig(request.limits),
  };
}

function hostConfig(limits: RoomLimits): NonNullable<ContainerSpec['HostConfig']> & { CgroupnsMode: string } {
  return {
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    Privileged: false,
    CapAdd: [],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges', `seccomp=${seccompProfile}`],
    IpcMode: 'private',
    CgroupnsMode: 'private',
    PidMode: '',
    UTSMode: '',
    UsernsMode: '',
    Binds: [],
    Devices: [],
    DeviceRequests: [],
    GroupAdd: [],
    Tmpfs: { ...roomTmpfs(limits) },
    ShmSize: 64 * MIB,
    PidsLimit: limits.pids,
    Memory: limits.memoryBytes,
    // Equal to Memory: no swap, so that the limit is a limit.
    MemorySwap: limits.memoryBytes,
    OomKillDisable: false,
    NanoCpus: limits.cpus * 1_000_000_000,
    Ulimits: [
      { Name: 'nofile', Soft: limits.openFiles, Hard: limits.openFiles },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    MaskedPaths: [...maskedPaths],
    ReadonlyPaths: [...readonlyPaths],
    LogConfig: { Type: 'none', Config: {} },
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    Init: false,
  };
}
