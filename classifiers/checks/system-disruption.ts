import type { Analysis, Command, Field } from '../analysis.ts';
import { originsOf, toolOf } from '../flow.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  { tool: 'reboot poweroff halt', noOption: '--help --version', severity: 'high', message: 'the machine is stopped.' },
  { tool: 'shutdown', noOption: '-c --help', severity: 'high', message: 'the machine is stopped.' },
  { tool: 'init telinit', operand: /^[0-6Ss]$/, severity: 'high', message: 'the machine is stopped.' },
  { tool: 'kexec rtcwake pm-suspend pm-hibernate', severity: 'high', message: 'the machine is stopped.' },
  {
    tool: 'systemctl loginctl',
    sub: 'reboot|poweroff|halt|kexec|rescue|emergency|suspend|hibernate|hybrid-sleep|suspend-then-hibernate|isolate|soft-reboot|terminate-user|kill-user|exit',
    severity: 'high',
    message: 'the machine is stopped.',
  },
  {
    tool: 'systemctl',
    sub: 'stop|disable|mask|restart|kill|try-restart|reload-or-restart|set-default',
    severity: 'high',
    message: 'a service of the machine is stopped.',
  },
  {
    tool: 'service rc-service launchctl initctl',
    operand: /^(?:stop|restart|force-reload|--full-restart|bootout|unload|kickstart)$/,
    severity: 'high',
    message: 'a service of the machine is stopped.',
  },
  {
    tool: 'mkfs mkfs.ext4 mkfs.ext3 mkfs.ext2 mkfs.xfs mkfs.btrfs mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs mke2fs mkswap fdisk gdisk sgdisk cgdisk sfdisk cfdisk parted wipefs blkdiscard cryptsetup lvremove vgremove pvremove lvreduce resize2fs',
    noOption: '-l --list -h --help',
    severity: 'high',
    message: 'a file system or partition is overwritten.',
  },
  {
    tool: 'zpool zfs btrfs mdadm lvm dmsetup nvme',
    operand:
      /^(?:destroy|remove|remove-all|remove_all|format|sanitize|labelclear|delete|offline|wipe_table|lvremove|vgremove)$/,
    severity: 'high',
    message: 'a volume is destroyed.',
  },
  {
    tool: 'mdadm',
    anyOption: '--zero-superblock --stop --fail --remove',
    severity: 'high',
    message: 'a volume is destroyed.',
  },
  {
    tool: 'killall pkill skill xkill',
    noOption: '-l --list',
    severity: 'low',
    message: 'processes are stopped by name.',
  },
  {
    tool: 'pkill killall',
    operand: /^-?cordon/,
    severity: 'high',
    message: 'the guard itself is stopped.',
  },
  { tool: 'killall5', severity: 'high', message: 'all processes are stopped.' },
  {
    tool: 'pkill killall',
    operand:
      /^(?:|\.|\.[*+]|\^|\^?\[.*|(?:\/(?:usr\/)?s?bin\/)?(?:init|systemd|dockerd|containerd|sshd|dbus-daemon|tini|dumb-init|login|cron|bash|sh|tmux|screen))$/,
    severity: 'high',
    message: 'processes of the system, or all of them, are stopped.',
  },
  {
    tool: 'pkill killall skill',
    anyOption: '-u -U --euid --uid --user --group --terminal -t',
    severity: 'high',
    message: 'all processes of a user are stopped.',
  },
  { tool: 'renice', anyOption: '--user -u', severity: 'medium', message: 'processes of others are slowed down.' },
  { tool: 'renice', operand: /^[01]$/, severity: 'medium', message: 'processes of the system are slowed down.' },
  {
    tool: 'iptables ip6tables ufw firewall-cmd ebtables arptables iptables-restore ip6tables-restore',
    noOption: '-L -S --list --list-all --list-ports --state --help --version',
    severity: 'high',
    message: 'the firewall is changed.',
  },
  {
    tool: 'nft',
    operand: /^(?:add|delete|flush|insert|replace|create|reset|destroy)$|^[^l]\w*\s/,
    severity: 'high',
    message: 'the firewall is changed.',
  },
  { tool: 'nft', anyOption: '-f', severity: 'high', message: 'the firewall is changed.' },
  {
    tool: 'tc',
    operand: /^(?:add|del|delete|change|replace)$/,
    severity: 'high',
    message: 'the traffic of the machine is shaped.',
  },
  {
    tool: 'ip route',
    operand: /^(?:set|add|del|delete|flush|replace|change)$/,
    severity: 'high',
    message: 'the network of the machine is changed.',
  },
  {
    tool: 'ifconfig',
    operand: /^(?:up|down|netmask|add|del|mtu|hw|-?promisc)$/,
    severity: 'high',
    message: 'the network of the machine is changed.',
  },
  { tool: 'ifup ifdown', severity: 'high', message: 'the network of the machine is changed.' },
  {
    tool: 'nmcli',
    operand: /^(?:off|on|down|up|delete|add|modify|disconnect|connect)$/,
    severity: 'high',
    message: 'the network of the machine is changed.',
  },
  {
    tool: 'rfkill',
    operand: /^(?:block|unblock|toggle)$/,
    severity: 'high',
    message: 'radios of the machine are switched.',
  },
  { tool: 'swapoff', severity: 'high', message: 'the kernel’s settings are changed.' },
  {
    tool: 'sysctl',
    anyOption: '-w --write -p --load --system',
    severity: 'high',
    message: 'the kernel’s settings are changed.',
  },
  { tool: 'sysctl', operand: /=/, severity: 'high', message: 'the kernel’s settings are changed.' },
  { tool: 'date', anyOption: '--set', severity: 'high', message: 'the clock of the machine is set.' },
  {
    tool: 'hwclock',
    anyOption: '--set --hctosys --systohc --systz -s -w',
    severity: 'high',
    message: 'the clock of the machine is set.',
  },
  {
    tool: 'timedatectl hostnamectl localectl',
    operand: /^(?:set-\w[\w-]*|hostname|chassis|deployment|location)$/,
    severity: 'high',
    message: 'the clock or name of the machine is set.',
  },
  { tool: 'hostname domainname', operand: /^\w/, severity: 'high', message: 'the name of the machine is set.' },
  {
    tool: 'stress stress-ng',
    noOption: '--version --help',
    severity: 'high',
    message: 'the machine is put under full load.',
  },
  {
    tool: 'umount',
    anyOption: '-l -f -a --lazy --force --all',
    severity: 'high',
    message: 'file systems are taken away.',
  },
  { tool: 'umount', operand: /^\//, severity: 'high', message: 'file systems are taken away.' },
  { tool: 'fuser', anyOption: '-m --mount -M', severity: 'high', message: 'all users of a file system are stopped.' },
  {
    tool: 'fuser',
    anyOption: '-k --kill',
    operand: /^\//,
    severity: 'high',
    message: 'all users of a file are stopped.',
  },
  {
    tool: 'hdparm badblocks',
    anyOption: '-w --security-erase -n',
    severity: 'high',
    message: 'a disk is overwritten.',
  },
  { tool: 'tune2fs debugfs e2label', anyOption: '-w -L -O -E', severity: 'high', message: 'a file system is changed.' },
  { tool: 'ulimit', anyOption: '-u', severity: 'info', message: 'limits of the shell are changed.' },
  {
    tool: 'fallocate truncate',
    anyOption: '--length --size',
    value: /^[+<>/%]?(?:\d{3,}(?:G|GB|GiB)|\d+(?:[TPEZY])(?:B|iB)?|\d{12,})$/i,
    severity: 'high',
    message: 'the disk is filled.',
  },
  {
    tool: 'head',
    anyOption: '--bytes',
    value: /^(?:\d{3,}(?:G|GB|GiB)|\d+(?:[TPEZY])(?:B|iB)?|\d{12,})$/i,
    severity: 'high',
    message: 'the disk is filled.',
  },
];

export const systemDisruption: Check = {
  id: 'system-disruption',
  title: 'The machine is exhausted or stopped',
  definition: 'Fork bombs, endless output, raw devices, power, services, kill-all, firewall.',
  why: 'The machine does other work than this.',
  attack: ['T1489', 'T1499', 'T1529', 'T1561'],
  cwe: ['CWE-400'],
  severities: {
    critical: 'fork bombs and raw devices',
    high: 'the machine, its services, its network or all processes are stopped; disk or memory is filled',
    medium: 'processes of others are slowed down',
    low: 'processes of one name are stopped',
    info: 'limits of the shell are changed',
  },
  instead: 'Stop the processes that you started, by their number.',
  examples: {
    flagged: [
      ':(){ :|:& };:',
      'dd if=/dev/zero of=/dev/sda',
      'reboot',
      'kill -9 -1',
      'mkfs.ext4 /dev/sdb1',
      'iptables -F',
      'f(){ f & f; }; f',
      'yes > big.txt',
      'cat /dev/zero > fill',
      'while true; do bash & done',
      'pkill node',
      'echo c > /proc/sysrq-trigger',
      'systemctl stop docker',
      'service docker stop',
      '/etc/init.d/ssh stop',
      'kill -9 1',
      'pkill -u root',
      'ps -eo pid= | xargs kill -9',
      'yes | tee big > /dev/null',
      'cat /dev/zero | sort',
      'fallocate -l 10T big',
      'while :; do echo x >> big; done',
      'until false; do echo x >> big; done',
      "date -s '1970-01-01'",
      'dd if=/dev/zero of=f bs=1G count=4000',
    ],
    clean: [
      'dd if=/dev/zero of=fixture.bin count=4',
      'kill 1234',
      'kill -0 1',
      'pkill -USR1 dd',
      'kill %1',
      'sleep 5',
      'yes | head -n 3',
      'while true; do date; sleep 1; done',
      'head -c 1M /dev/zero > z',
      'pkill -f vite',
      'lsof -ti:3000 | xargs kill -9',
      "ps aux | grep vite | awk '{print $2}' | xargs kill",
      'while true; do curl -s localhost && break; sleep 1; done',
      'tr -dc a-z < /dev/urandom | head -c 20 > id',
      'timeout 5 yes > out.txt',
      'fuser -k 5173/tcp',
      'node server.js & sleep 1; kill $!',
      'date -u +%F',
    ],
  },
  find(analysis) {
    const bombs = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'fork-bomb' ? [finding('critical', signal, `${signal.detail}.`)] : [],
    );
    const devices = analysis.accesses.flatMap((access): CheckFinding[] => {
      if (
        access.path === null ||
        access.kind === 'read' ||
        !/^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper|dm-|loop|mem|kmem|port)|^\/proc\/sysrq-trigger$/.test(
          access.path,
        )
      )
        return [];
      return [finding('critical', access, `Writes to the device ${access.path}.`, access.command)];
    });
    return [
      ...findRules(analysis, rules),
      ...bombs,
      ...devices,
      ...analysis.commands.flatMap((command) => endless(analysis, command)),
    ];
  },
};

function endless(analysis: Analysis, command: Command): CheckFinding[] {
  const message =
    killsAll(command) ??
    stopsService(command) ??
    fillsDisk(command) ??
    (command === analysis.commands[0] ? endlessLoop(analysis) : null);
  return message === null ? [] : [finding('high', command, message, command)];
}

/** Process 1, every process (-1), or whatever a list of all processes names. */
function killsAll(command: Command): string | null {
  if (toolOf(command) !== 'kill' && command.program.text !== 'kill') return null;
  const [first, ...rest] = command.args;
  // Lists of signals, and signal 0, which only asks.
  if (/^-(?:l|L|0)$/.test(first?.text ?? '')) return null;
  const signal = /^-(?:[A-Za-z]|\d|-)/.test(first?.text ?? '');
  const named = /^(?:-s|-n|--signal)$/.test(first?.text ?? '');
  const targets = signal ? rest.slice(named ? 1 : 0).filter((field) => field.text !== '--') : command.args;
  if (targets.some((field) => field.text === '-1' || field.text === '1')) return 'All processes are stopped.';
  if (targets.some((field) => /\/proc\//.test(field.raw))) return 'Many processes are stopped.';
  const listed = originsOf([...command.stdin, ...command.args.flatMap((field) => field.outputs)]);
  const all = (field: Field): boolean => /^(?:\.|\.\*|)$/.test(field.text ?? 'x');
  if (listed.some((origin) => origin.program.text === 'pgrep' && origin.args.some(all)))
    return 'All processes are stopped.';
  const everything = listed.some(
    (origin) =>
      origin.program.text === 'ps' &&
      !hasOption(origin.invocation, '-p', '-C', '--ppid', '-s', '--sid', '-g', '--pid', '-t'),
  );
  const chosen = listed.some(
    (origin) => /^(?:e|f)?grep$|^(?:g|m)?awk$|^rg$|^sed$/.test(origin.program.text ?? '') && choosesLines(origin),
  );
  return everything && !chosen ? 'All processes are stopped.' : null;
}

/** awk and sed print every line unless they have a condition. */
function choosesLines(command: Command): boolean {
  const text = command.args.map((field) => field.text ?? '').join(' ');
  return !/^(?:g|m)?awk$|^sed$/.test(command.program.text ?? '') || /\/.+\/|==|~/.test(text);
}

function stopsService(command: Command): string | null {
  return /^\/etc\/(?:init|rc)\.d\//.test(command.program.text ?? '') &&
    command.args.some((field) => /^(?:stop|restart)$/.test(field.text ?? ''))
    ? 'A service of the machine is stopped.'
    : null;
}

const ENDLESS_DEVICE = /^\/dev\/(?:zero|urandom|random|full)$/;
/** What ends a stream by itself. */
const ENDING = new Set(['head', 'timeout', 'gtimeout', 'read', 'cmp', 'file', 'od', 'hexdump', 'xxd', 'openssl']);
/** What keeps all of it, in memory or in a file. */
const KEEPING = new Set([
  'sort',
  'tac',
  'tee',
  'sponge',
  'tail',
  'shuf',
  'wc',
  'md5sum',
  'sha256sum',
  'gzip',
  'xz',
  'zstd',
]);

/** Output without an end into a file or into memory. */
function fillsDisk(command: Command): string | null {
  if (toolOf(command) === 'dd') return ddFills(command) ? 'dd fills the disk.' : null;
  const writes = command.redirects.some(
    (redirect) =>
      (redirect.kind === 'write' || redirect.kind === 'append') && !/^\/dev\//.test(redirect.target?.text ?? ''),
  );
  if (!writes && !KEEPING.has(toolOf(command))) return null;
  return isEndless(command, 0) && (writes || command.stdin.length > 0 || readsDevice(command))
    ? 'Endless output fills the disk or the memory.'
    : null;
}

function isEndless(command: Command, depth: number): boolean {
  if (depth > 8 || ENDING.has(toolOf(command)) || command.via.some((name) => /(?:^|\/)g?timeout$/.test(name)))
    return false;
  if (toolOf(command) === 'dd' && hasCount(command)) return false;
  if (toolOf(command) === 'sed' && command.args.some((field) => /q/.test(field.text ?? ''))) return false;
  return (
    toolOf(command) === 'yes' || readsDevice(command) || command.stdin.some((origin) => isEndless(origin, depth + 1))
  );
}

function readsDevice(command: Command): boolean {
  return (
    command.args.some((field) => ENDLESS_DEVICE.test(field.text ?? '')) ||
    command.redirects.some((redirect) => redirect.kind === 'read' && ENDLESS_DEVICE.test(redirect.target?.text ?? ''))
  );
}

function hasCount(command: Command): boolean {
  return command.args.some((field) => /^count=/.test(field.text ?? ''));
}

const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

function ddFills(command: Command): boolean {
  const value = (name: string): string | undefined =>
    command.args
      .map((field) => field.text ?? '')
      .find((text) => text.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  const target = value('of');
  const source = value('if');
  const fed = source !== undefined ? ENDLESS_DEVICE.test(source) : command.stdin.some((origin) => isEndless(origin, 0));
  const writes =
    (target !== undefined && target !== '/dev/null') || command.redirects.some((redirect) => redirect.kind === 'write');
  if (!fed || !writes) return false;
  const size = (text: string | undefined): number => {
    const match = /^(\d+)([KMGT])?/i.exec(text ?? '');
    return match === null ? Number.NaN : Number(match[1]) * (UNITS[(match[2] ?? '').toUpperCase()] ?? 1);
  };
  return !hasCount(command) || size(value('bs') ?? '512') * size(value('count')) >= 1e11;
}

/** A loop without an end, a pause or a way out that starts jobs, appends to a file or doubles a text. */
function endlessLoop(analysis: Analysis): string | null {
  const loops =
    /\b(?:while\s+(?:true|:|\[\s*1\s*\]|\(\(\s*1\s*\)\))|until\s+(?:false|!\s*:)|for\s*\(\(\s*;\s*;\s*\)\))\s*;?\s*do\b([\s\S]*?)\bdone\b/g;
  for (const loop of analysis.text.matchAll(loops)) {
    const body = (loop[1] ?? '').replace(/'[^']*'|"[^"]*"/g, (quoted) => 'q'.repeat(quoted.length));
    const start = loop.index + loop[0].length - body.length - 4;
    if (
      !analysis.commands.some(
        (command) => command.range.start >= start - 4 && command.range.end <= start + body.length + 4,
      )
    ) {
      if (!/\b(\w+)=\$\{?\1\}?\$\{?\1/.test(body)) continue;
    }
    if (/\b(?:sleep|break|read|wait|exit|return|inotifywait|fswatch|nc|curl|kill|select)\b/.test(body)) continue;
    if (/[^&>|]&\s*(?:;|$|\n)/.test(body)) return 'An endless loop starts background jobs.';
    if (/>>?\s*(?!\/dev\/|&)[\w"'$./]|\bmkdir\b|\b(\w+)=\$\{?\1\}?\$\{?\1/.test(body))
      return 'An endless loop fills the disk or the memory.';
  }
  return null;
}
