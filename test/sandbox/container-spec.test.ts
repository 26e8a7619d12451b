/** The container as it is asked for: one line a limit. That the engine grants them is tested in hardening.test.ts. */
import { describe, expect, it } from 'vitest';
import { containerSpec, roomEnv, roomLimits, seccompProfile } from '../../sandbox/container-spec.ts';

const limits = roomLimits({});
const spec = containerSpec({
  sessionId: 's1',
  imageDigest: `sha256:${'a'.repeat(64)}`,
  limits,
  owner: '1:2:boot:3',
  leaseUntil: '2026-11-21T00:00:00.000Z',
});
const host = spec.HostConfig as Record<string, unknown>;

const asked: readonly (readonly [string, unknown])[] = [
  ['NetworkMode', 'none'],
  ['ReadonlyRootfs', true],
  ['Privileged', false],
  ['CapAdd', []],
  ['CapDrop', ['ALL']],
  ['IpcMode', 'private'],
  ['CgroupnsMode', 'private'],
  ['PidMode', ''],
  ['UTSMode', ''],
  ['UsernsMode', ''],
  ['Binds', []],
  ['Devices', []],
  ['PidsLimit', 512],
  ['OomKillDisable', false],
  ['ShmSize', 64 << 20],
  ['LogConfig', { Type: 'none', Config: {} }],
  ['RestartPolicy', { Name: 'no', MaximumRetryCount: 0 }],
  ['AutoRemove', false],
];

describe('container spec', () => {
  it.for(asked)('%s', ([key, value]) => {
    expect(host[key]).toEqual(value);
  });
  it('runs as 10001, under a digest, without the image entry point, without a stop delay', () => {
    expect(spec).toMatchObject({ User: '10001:10001', StopTimeout: 0, WorkingDir: '/', Cmd: [] });
    expect(spec.Image).toMatch(/^sha256:/);
    expect((spec.Entrypoint as string[])[0]).toBe('/usr/bin/python3');
  });
  it('gives memory for workspace and processes, and no swap', () => {
    expect(host.Memory).toBe(4 * 1024 ** 3);
    expect(host.MemorySwap).toBe(host.Memory);
    expect(roomLimits({ workspaceBytes: 1024 ** 3 }).memoryBytes).toBe(3 * 1024 ** 3);
  });
  it('limits open files and core dumps', () => {
    expect(host.Ulimits).toEqual([
      { Name: 'nofile', Soft: 4096, Hard: 4096 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ]);
  });
  it('gives every writable place a size, a number of files, nosuid and nodev', () => {
    const places = Object.entries(host.Tmpfs as Record<string, string>);
    expect(places.map(([path]) => path)).toEqual(['/workspace', '/tmp', '/home/cordon']);
    for (const [, options] of places) {
      for (const option of [/size=\d+/, /nr_inodes=\d+/, /nosuid/, /nodev/, /uid=10001/])
        expect(options).toMatch(option);
    }
  });
  it('lets no variable of the host in', () => {
    expect(spec.Env).toEqual(Object.entries(roomEnv).map(([key, value]) => `${key}=${value}`));
    expect(Object.keys(roomEnv).sort()).toEqual(['CI', 'HOME', 'LANG', 'PATH', 'TERM']);
    expect(roomEnv.PATH?.split(':')).not.toContain('.');
  });
  it('carries the labels by which it is found again', () => {
    expect(spec.Labels).toEqual({
      cordon: 's1',
      'cordon.owner': '1:2:boot:3',
      'cordon.lease': '2026-11-21T00:00:00.000Z',
    });
  });
});

describe('seccomp profile', () => {
  const profile = JSON.parse(seccompProfile) as {
    defaultAction: string;
    archMap: { subArchitectures: string[] }[];
    syscalls: { names: string[]; action: string; args: { index: number; value: number }[]; errnoRet?: number }[];
  };
  const allowed = (name: string) =>
    profile.syscalls.filter((rule) => rule.action === 'SCMP_ACT_ALLOW' && rule.names.includes(name));

  it('is an allow-list', () => expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO'));

  it.for([
    ['io_uring_setup', 'io_uring_enter', 'io_uring_register'],
    ['keyctl', 'add_key', 'request_key'],
    ['bpf', 'perf_event_open', 'userfaultfd'],
    ['mount', 'umount2', 'pivot_root', 'move_mount', 'open_tree', 'fsopen', 'fsconfig', 'fsmount', 'mount_setattr'],
    ['unshare', 'setns', 'chroot', 'sethostname'],
    ['open_by_handle_at', 'name_to_handle_at'],
    ['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp', 'process_madvise'],
    ['init_module', 'finit_module', 'delete_module', 'kexec_load', 'reboot', 'swapon', 'acct', 'quotactl'],
    ['settimeofday', 'clock_settime', 'adjtimex', 'syslog', 'iopl', 'ioperm', 'modify_ldt', 'fanotify_init'],
    ['socketcall', 'clone3'],
  ])('leaves out %s', (names) => {
    expect(names.filter((name) => allowed(name).length > 0)).toEqual([]);
  });
  it('opens UNIX and internet sockets, and of netlink only routes', () => {
    const families = allowed('socket').map((rule) => rule.args.map(({ index, value }) => [index, value]));
    expect(families).toEqual([
      [[0, 1]],
      [[0, 2]],
      [[0, 10]],
      [
        [0, 16],
        [2, 0],
      ],
    ]);
  });
  it('answers clone3 with ENOSYS, so that libraries fall back to clone, whose namespace flags are checked', () => {
    expect(profile.syscalls.find((rule) => rule.names.includes('clone3'))).toMatchObject({ errnoRet: 38 });
    expect(allowed('clone')).toMatchObject([{ args: [{ index: 0, value: 0x7e020000 }] }]);
  });
  it('knows no second architecture: a 32-bit program would reach sockets by another door', () => {
    expect(profile.archMap.flatMap((entry) => entry.subArchitectures)).toEqual([]);
  });
});
