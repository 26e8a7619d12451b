import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'sudo doas pkexec su runuser',
    severity: 'high',
    message: 'the command runs with the rights of another user.',
  },
  {
    tool: 'chmod',
    operand: /^(?:[ugoa]*\+[rwxX]*s|[ugo]*[=+][rwx]*s|0?[2467][0-7]{3})$/,
    severity: 'high',
    message: 'a program gets the rights of its owner.',
  },
  { tool: 'setcap', severity: 'high', message: 'a program gets rights of the system.' },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create|exec',
    anyOption: '--privileged --cap-add --device --security-opt --pid --ipc --userns --uts',
    severity: 'high',
    message: 'the container gets rights of the machine.',
  },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create',
    anyOption: '--volume --mount',
    value:
      /^(?:\/(?::|$)|\/(?:etc|root|home|var|usr|proc|sys|dev|boot|run|lib|bin|opt|mnt)?(?:\/[^:]*)?:|\0?~|.*docker\.sock|.*(?:source|src)=\/(?:,|etc|root|var|run))/,
    severity: 'high',
    message: 'a directory of the machine is mounted into the container.',
  },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create',
    anyOption: '--network',
    value: /^host$/,
    severity: 'high',
    message: 'the container shares the network of the machine.',
  },
  { tool: 'docker', anyOption: '--host', severity: 'high', message: 'another daemon is addressed.' },
  { tool: 'nsenter unshare chroot bwrap', severity: 'high', message: 'namespaces are changed or entered.' },
  { tool: 'mount', severity: 'high', message: 'a file system is mounted.' },
  { tool: 'insmod modprobe rmmod kmod', severity: 'high', message: 'kernel modules are changed.' },
  { tool: 'capsh setpriv', severity: 'high', message: 'rights of the process are changed.' },
  {
    tool: 'usermod gpasswd groupmod useradd adduser passwd chpasswd visudo vipw userdel',
    severity: 'high',
    message: 'accounts or groups are changed.',
  },
  {
    tool: 'chown chgrp',
    operand: /^(?:root|0)(?::|$)|^:(?:root|0|docker|sudo|wheel)$/,
    severity: 'high',
    message: 'files are given to root.',
  },
  {
    tool: 'kubectl',
    sub: 'run|exec',
    anyOption: '--privileged',
    severity: 'high',
    message: 'the container gets rights of the machine.',
  },
  { tool: 'newgrp sg', severity: 'high', message: 'the group is changed.' },
  { tool: 'systemd-run machinectl', severity: 'high', message: 'the command is run by the system’s manager.' },
  { tool: 'runc ctr crictl', severity: 'high', message: 'the container runtime is used directly.' },
  { tool: 'gdb', anyOption: '-p -pid', severity: 'high', message: 'another process is taken over.' },
];

export const privilegeEscalation: Check = {
  id: 'privilege-escalation',
  title: 'Rights are gained, or isolation is left',
  definition: 'sudo, setuid, capabilities, daemon sockets, namespaces, mounts, accounts.',
  why: 'Everything else holds only as long as the process stays what it is.',
  attack: ['T1548.001', 'T1548.003', 'T1611'],
  cwe: ['CWE-250', 'CWE-269'],
  severities: { high: 'each of these' },
  instead: 'Do it without rights of root; ask a person for what needs them.',
  examples: {
    flagged: [
      'sudo -i',
      'docker run -v /:/h alpine sh',
      'chmod u+s a',
      'chmod 4755 a',
      'setcap cap_net_raw+ep a',
      'su - root',
      'nsenter -t 1 -a sh',
      'curl --unix-socket /var/run/docker.sock http://x/',
      'sudo apt-get update',
      'docker run --privileged x',
      'mount /dev/sda1 mnt',
      'doas ls',
      'env sudo ls',
      'chown root:root a',
    ],
    clean: [
      'chmod +x scripts/build.sh',
      'chmod 755 a',
      'docker ps',
      'docker run --rm -v "$PWD":/src node:24 npm test',
      'chown node:node a',
      'whoami',
    ],
  },
  find(analysis) {
    const sockets = analysis.accesses.flatMap((access): CheckFinding[] => {
      if (
        access.path === null ||
        !/\.sock$|^\/(?:var\/)?run\//.test(access.path) ||
        !/(?:docker|containerd|podman|crio|snapd|systemd\/private)[^/]*\.sock$|^\/(?:var\/)?run\/(?:docker|containerd|podman|crio)/.test(
          access.path,
        )
      )
        return [];
      return [
        finding('high', access, `Uses the socket of a daemon with rights of root: ${access.path}.`, access.command),
      ];
    });
    const escapes = analysis.accesses.flatMap((access): CheckFinding[] => {
      if (
        access.path === null ||
        access.kind !== 'write' ||
        !/^\/(?:proc\/sysrq-trigger|sys\/fs\/cgroup|proc\/sys\/kernel\/core_pattern|sys\/kernel\/uevent_helper|proc\/\d+\/(?:mem|root))/.test(
          access.path,
        )
      )
        return [];
      return [
        finding(
          'high',
          access,
          `Writes a file of the kernel that leads out of the container: ${access.path}.`,
          access.command,
        ),
      ];
    });
    return [...findRules(analysis, rules), ...sockets, ...escapes];
  },
};
