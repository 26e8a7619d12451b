/**
 * What a hostile command would try. Exit code 0 means that the attempt worked; each is harmless even then. The judge looks
 * from outside: exit code by the engine, canaries and listeners on the host, the engine's account of the container.
 */

export interface AttackPlace {
  /** Path of a file on the host that the container was never given. */
  readonly canary: string;
  /** A listener on every address of the host. */
  readonly port: number;
  /** Addresses of the host. */
  readonly addresses: readonly string[];
}

export interface Attack {
  readonly name: string;
  readonly command: string | ((place: AttackPlace) => string);
  /** False: even a lax container refuses it, so that it cannot show that the attempt is real. */
  readonly worksWhenLax: boolean | 'with a network';
}

const python = (script: string): string => `python3 - <<'END'\n${script}\nEND`;

/** Succeeds when the kernel takes the system call, on x86_64. */
const syscall = (number: number, ...values: readonly number[]): string =>
  python(
    [
      'import ctypes, sys',
      'libc = ctypes.CDLL(None, use_errno=True)',
      `result = libc.syscall(${[number, ...values].map((value) => `ctypes.c_long(${value})`).join(', ')})`,
      // EPERM and ENOSYS are refusals; any other error means that the kernel looked at the arguments.
      'sys.exit(1 if result == -1 and ctypes.get_errno() in (1, 38) else 0)',
    ].join('\n'),
  );

const socket = (family: number, type: number, protocol = 0): string =>
  python(`import socket\nsocket.socket(${family}, ${type}, ${protocol})`);

const mount = (source: string, target: string, kind: string, flags: number): string =>
  python(
    [
      'import ctypes, sys',
      'libc = ctypes.CDLL(None, use_errno=True)',
      `sys.exit(0 if libc.mount(b'${source}', b'${target}', b'${kind}', ctypes.c_ulong(${flags}), None) == 0 else 1)`,
    ].join('\n'),
  );
const MS_REMOUNT = 32;
const MS_BIND = 4096;

const lax = true;
const never = false;
const networked = 'with a network';

export const attacks: readonly Attack[] = [
  // The host's files.
  { name: 'reads a file of the host', command: ({ canary }) => `cat ${canary}`, worksWhenLax: never },
  {
    name: 'finds the engine socket',
    command: 'test -S /var/run/docker.sock || test -S /run/docker.sock',
    worksWhenLax: never,
  },
  { name: 'mounts a file system', command: mount('tmpfs', '/mnt', 'tmpfs', 0), worksWhenLax: lax },
  { name: 'makes a disk node', command: 'mknod /tmp/disk b 254 0', worksWhenLax: lax },
  { name: 'makes a memory node', command: 'mknod /tmp/mem c 1 1', worksWhenLax: lax },
  {
    name: 'finds devices',
    command: 'ls /dev/mem /dev/kmsg /dev/fuse /dev/kvm /dev/net/tun /dev/vda 2>/dev/null | grep -q .',
    worksWhenLax: never,
  },
  { name: 'opens a file by handle', command: syscall(304, -100, 0, 0), worksWhenLax: lax },
  { name: 'reads the kernel log', command: 'dmesg | grep -q .', worksWhenLax: never },
  { name: 'reads the kernel command line', command: 'grep -q . /proc/cmdline', worksWhenLax: lax },
  { name: 'reads kernel memory', command: 'head -c 1 /proc/kcore | grep -q .', worksWhenLax: never },
  // The container's own walls.
  { name: 'writes to the system', command: 'touch /usr/bin/planted', worksWhenLax: lax },
  {
    name: 'replaces the interpreter',
    command: 'cp /bin/true /usr/bin/python3.new && rm /usr/bin/python3.new',
    worksWhenLax: lax,
  },
  { name: 'remounts the root writable', command: mount('none', '/', 'none', MS_REMOUNT | MS_BIND), worksWhenLax: lax },
  {
    name: 'sets the core pattern',
    command: 'cat /proc/sys/kernel/core_pattern > /proc/sys/kernel/core_pattern',
    worksWhenLax: never,
  },
  { name: 'uses the system request key', command: 'echo h > /proc/sysrq-trigger', worksWhenLax: never },
  {
    name: 'makes a control group',
    command:
      'for d in /sys/fs/cgroup /sys/fs/cgroup/*; do mkdir $d/planted && rmdir $d/planted && exit 0; done; exit 1',
    worksWhenLax: lax,
  },
  { name: 'uses the new mount calls: fsopen', command: syscall(430, 0, 0), worksWhenLax: lax },
  { name: 'uses the new mount calls: open_tree', command: syscall(428, -100, 0, 0), worksWhenLax: lax },
  { name: 'changes the root', command: python("import os\nos.chroot('/')"), worksWhenLax: lax },
  // Identity.
  { name: 'makes a user namespace', command: 'unshare -U true', worksWhenLax: lax },
  { name: 'makes a network namespace', command: 'unshare -n true', worksWhenLax: lax },
  {
    name: 'makes a namespace with clone',
    command: python(
      'import ctypes, os, sys\nlibc = ctypes.CDLL(None, use_errno=True)\npid = libc.syscall(ctypes.c_long(56), ctypes.c_long(0x10000011), ctypes.c_long(0), 0, 0, 0)\nif pid == 0: os._exit(0)\nsys.exit(0 if pid > 0 else 1)',
    ),
    worksWhenLax: lax,
  },
  { name: 'makes a namespace with clone3', command: syscall(435, 0, 0), worksWhenLax: lax },
  { name: 'enters the namespaces of PID 1', command: 'nsenter -t 1 -m true', worksWhenLax: lax },
  {
    name: 'becomes root by a set-id copy',
    command: 'cp /usr/bin/id /tmp/id && chown 0:0 /tmp/id && chmod 4755 /tmp/id && /tmp/id -u | grep -qx 0',
    worksWhenLax: lax,
  },
  {
    name: 'finds a set-id program',
    command: 'find / -xdev -perm /6000 -type f 2>/dev/null | grep -q .',
    worksWhenLax: never,
  },
  { name: 'becomes root by setuid', command: python('import os\nos.setuid(0)'), worksWhenLax: lax },
  { name: 'joins other groups', command: python('import os\nos.setgroups([0])'), worksWhenLax: lax },
  { name: 'gives a file to root', command: 'touch /tmp/f && chown 0 /tmp/f', worksWhenLax: lax },
  {
    name: 'holds a capability',
    command: 'grep -E "^Cap(Prm|Eff|Bnd|Amb)" /proc/self/status | grep -qv 0000000000000000',
    worksWhenLax: lax,
  },
  { name: 'sets the host name', command: 'hostname planted', worksWhenLax: lax },
  {
    name: 'takes a higher priority',
    command: 'nice -n -5 true 2>&1 | grep -q . && exit 1; nice -n -5 true',
    worksWhenLax: lax,
  },
  // PID 1 and other processes.
  { name: 'reads the memory of PID 1', command: python("open('/proc/1/mem', 'rb')"), worksWhenLax: lax },
  { name: 'writes to the output of PID 1', command: 'ls /proc/1/fd/ && : > /proc/1/fd/1', worksWhenLax: never },
  { name: 'reads the environment of PID 1', command: 'cat /proc/1/environ', worksWhenLax: lax },
  { name: 'traces a process', command: syscall(101, 0, 0, 0, 0), worksWhenLax: lax },
  { name: 'reads the memory of a process', command: syscall(310, 1, 0, 0, 0, 0, 0), worksWhenLax: lax },
  { name: 'takes a file descriptor of a process', command: syscall(438, -1, 0, 0), worksWhenLax: lax },
  // The kernel's larger doors.
  { name: 'uses io_uring', command: syscall(425, 1, 0), worksWhenLax: lax },
  { name: 'uses the keyring', command: syscall(250, 0, -3, 0), worksWhenLax: lax },
  { name: 'loads a BPF program', command: syscall(321, 0, 0, 0), worksWhenLax: lax },
  { name: 'opens performance counters', command: syscall(298, 0, 0, -1, -1, 0), worksWhenLax: lax },
  { name: 'uses userfaultfd', command: syscall(323, 1), worksWhenLax: lax },
  { name: 'turns off address randomisation', command: syscall(135, 0x0040000), worksWhenLax: lax },
  { name: 'loads a module', command: syscall(313, -1, 0, 0), worksWhenLax: never },
  { name: 'sets the clock', command: syscall(227, 99, 0), worksWhenLax: lax },
  {
    name: 'uses another system call table',
    command: python(
      'import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))\naddress = ctypes.addressof(ctypes.c_char.from_buffer(m))\nctypes.CFUNCTYPE(ctypes.c_int)(address)()',
    ),
    worksWhenLax: lax,
  },
  // The network.
  {
    name: 'connects to the host',
    command: ({ addresses, port }) =>
      python(
        `import socket, sys\nfor address in ${JSON.stringify(addresses)}:\n  try: socket.create_connection((address, ${port}), 1); sys.exit(0)\n  except OSError: pass\nsys.exit(1)`,
      ),
    worksWhenLax: networked,
  },
  {
    name: 'connects to the metadata service',
    command: python("import socket\nsocket.create_connection(('169.254.169.254', 80), 1)"),
    worksWhenLax: never,
  },
  { name: 'asks for a name', command: 'timeout 5 getent hosts example.com', worksWhenLax: never },
  {
    name: 'sends a datagram',
    command: python("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))"),
    worksWhenLax: networked,
  },
  { name: 'opens a raw socket', command: socket(2, 3, 1), worksWhenLax: lax },
  { name: 'opens a packet socket', command: socket(17, 3, 0), worksWhenLax: lax },
  { name: 'opens a VSOCK socket', command: socket(40, 1), worksWhenLax: lax },
  { name: 'opens a crypto socket', command: syscall(41, 38, 5, 0), worksWhenLax: lax },
  { name: 'opens a netfilter socket', command: socket(16, 3, 12), worksWhenLax: lax },
  {
    name: 'adds an interface',
    command: 'ip link add dummy0 type dummy 2>/dev/null || ls /sys/class/net | grep -qvx lo',
    worksWhenLax: networked,
  },
];
