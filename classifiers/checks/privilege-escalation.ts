import type { Command } from '../analysis.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { codeFindings } from './code-signals.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'sudo doas pkexec su runuser run0 gosu su-exec setuidgid s6-setuidgid sudoedit dzdo calife op-su',
    severity: 'high',
    message: 'the command runs with the rights of another user.',
  },
  {
    tool: 'chmod',
    operand: /^(?:(?:[ugoa]*[-+=][rwxXt]*,)*[ugoa]*[+=][rwxXt]*s[rwxXst]*(?:,.*)?|0*[2467][0-7]{3})$/,
    severity: 'high',
    message: 'a program gets the rights of its owner.',
  },
  {
    tool: 'install ginstall',
    anyOption: '--mode',
    value: /^(?:[ugoa,rwx+=-]*s[rwxst,]*|0*[2467][0-7]{3})$/,
    severity: 'high',
    message: 'a program gets the rights of its owner.',
  },
  { tool: 'setcap', severity: 'high', message: 'a program gets rights of the system.' },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create|exec|container run|container create|container exec|compose run|compose exec',
    anyOption:
      '--privileged --cap-add --device --security-opt --pid --ipc --userns --uts --cgroupns --volumes-from --rootfs',
    unless: /^(?:private|no-new-privileges(?::true|=true)?|shareable|none)$/,
    severity: 'high',
    message: 'the container gets rights of the machine.',
  },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create|container run|container create|compose run|run',
    anyOption: '--volume --mount',
    value:
      /^(?:\/(?::|$)|\/(?:etc|root|home|var|usr|proc|sys|dev|boot|run|lib|bin|opt|mnt)?(?:\/[^:]*)?:|\0?~|.*docker\.sock|.*(?:source|src)=\/(?:,|etc|root|var|run))/,
    severity: 'high',
    message: 'a directory of the machine is mounted into the container.',
  },
  {
    tool: 'docker podman nerdctl',
    sub: 'run|create|container run|container create',
    anyOption: '--network',
    value: /^host$/,
    severity: 'high',
    message: 'the container shares the network of the machine.',
  },
  { tool: 'docker', anyOption: '--host', severity: 'high', message: 'another daemon is addressed.' },
  {
    tool: 'nsenter unshare chroot arch-chroot bwrap systemd-nspawn pivot_root switch_root flatpak-spawn host-spawn',
    severity: 'high',
    message: 'namespaces or the root are changed or entered.',
  },
  { tool: 'ip', sub: 'netns exec', severity: 'high', message: 'namespaces are changed or entered.' },
  { tool: 'mount losetup', operand: /./, severity: 'high', message: 'a file system is mounted.' },
  { tool: 'mount', anyOption: '-a --bind --rbind -o -t', severity: 'high', message: 'a file system is mounted.' },
  { tool: 'debugfs', anyOption: '-w', severity: 'high', message: 'a file system is changed past the kernel.' },
  {
    tool: 'lxc incus',
    sub: 'config device add|config set|exec|launch|init',
    severity: 'high',
    message: 'a container gets rights of the machine.',
  },
  { tool: 'insmod modprobe rmmod kmod', severity: 'high', message: 'kernel modules are changed.' },
  { tool: 'capsh setpriv', severity: 'high', message: 'rights of the process are changed.' },
  {
    tool: 'usermod gpasswd groupmod useradd adduser passwd chpasswd visudo vipw userdel chsh chfn groupadd groupdel newusers',
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
  {
    tool: 'gdb lldb',
    anyOption: '-p -pid --pid --attach-pid',
    severity: 'high',
    message: 'another process is taken over.',
  },
  { tool: 'strace ltrace', anyOption: '--attach -p', severity: 'medium', message: 'another process is watched.' },
  { tool: 'reptyr injcode', severity: 'high', message: 'another process is taken over.' },
  { tool: 'kubectl oc', sub: 'debug', severity: 'high', message: 'a container with rights of the node is started.' },
  {
    tool: 'kubectl oc',
    sub: 'run|create',
    anyOption: '--overrides',
    value: /hostPID|hostNetwork|hostPath|privileged|hostIPC/,
    severity: 'high',
    message: 'the container gets rights of the machine.',
  },
  {
    tool: 'kubectl oc',
    sub: 'create clusterrolebinding|create rolebinding|adm policy|certificate approve',
    severity: 'high',
    message: 'rights of the cluster are given away.',
  },
  {
    tool: 'find gfind',
    anyOption: '-perm',
    value: /^[-/+]?0*[246]\d{3}$|[ug][+=]\w*s/,
    severity: 'low',
    message: 'programs with rights of their owner are searched for.',
  },
  {
    tool: 'bash sh dash',
    anyOption: '-p',
    severity: 'medium',
    message: 'the shell keeps the rights of the owner of its file.',
  },
  { tool: 'getcap', anyOption: '-r', severity: 'low', message: 'programs with rights of the system are searched for.' },
  {
    tool: 'aws',
    operand:
      /^(?:assume-role|attach-(?:user|role)-policy|put-(?:user|role)-policy|create-access-key|add-user-to-group)$/,
    severity: 'medium',
    message: 'rights in the cloud are gained.',
  },
  {
    tool: 'gcloud az',
    operand: /^(?:add-iam-policy-binding|set-iam-policy)$/,
    severity: 'medium',
    message: 'rights in the cloud are gained.',
  },
];

export const privilegeEscalation: Check = {
  id: 'privilege-escalation',
  title: 'Rights are gained, or isolation is left',
  definition: 'sudo, setuid, capabilities, daemon sockets, namespaces, mounts, accounts.',
  why: 'Everything else holds only as long as the process stays what it is.',
  attack: ['T1548.001', 'T1548.003', 'T1611'],
  cwe: ['CWE-250', 'CWE-269'],
  severities: {
    high: 'each of these',
    medium: 'another process is watched, rights in a cloud are gained',
    low: 'such programs are searched for',
  },
  instead: 'Do it without rights of root; ask a person for what needs them.',
  examples: {
    flagged: [
      'sudo -i',
      'getcap -r /',
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
      'gosu root id',
      'chmod g+s,u+s a',
      'install -m 4755 a b',
      'docker container run --privileged=true alpine',
      'docker compose run -v /:/h app sh',
      'pivot_root . old',
      'cd /proc/1/root && ls',
    ],
    clean: [
      'chmod +x scripts/build.sh',
      'chmod 755 a',
      'docker ps',
      'docker run --rm -v "$PWD":/src node:24 npm test',
      'chown node:node a',
      'whoami',
      'chmod u=rwx,go=rx a',
      'mount',
      'docker run --rm --security-opt no-new-privileges alpine id',
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
    const rights = analysis.accesses.flatMap((access): CheckFinding[] =>
      access.kind === 'write' && /^\/etc\/(?:sudoers(?:\.d\/.|$)|doas\.conf$|polkit-1\/)/.test(access.path ?? '')
        ? [finding('high', access, `Says who may act as root: ${access.path}.`, access.command)]
        : [],
    );
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
    return [
      ...findRules(analysis, rules),
      ...sockets,
      ...escapes,
      ...rights,
      ...analysis.commands.flatMap(otherRoot),
      ...codeFindings(analysis, 'code-rights', 'high'),
    ];
  },
};

/** `/proc/1/root` is the root as another process sees it, outside the container where that one is. */
function otherRoot(command: Command): CheckFinding[] {
  const field = command.args.find((arg) =>
    /^\/+proc\/+(?!self|thread-self)[^/]+\/+root(?:\/|$)/.test(arg.text ?? arg.prefix),
  );
  return field === undefined ? [] : [finding('high', field, 'Enters the root of another process.', command)];
}
