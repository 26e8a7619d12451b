import type { Analysis, Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  { tool: 'reboot poweroff halt', severity: 'high', message: 'the machine is stopped.' },
  { tool: 'shutdown', noOption: '-c', severity: 'high', message: 'the machine is stopped.' },
  { tool: 'init telinit', operand: /^[06]$/, severity: 'high', message: 'the machine is stopped.' },
  {
    tool: 'systemctl',
    sub: 'reboot|poweroff|halt|kexec|rescue|emergency|suspend|hibernate|isolate',
    severity: 'high',
    message: 'the machine is stopped.',
  },
  {
    tool: 'systemctl service rc-service',
    sub: 'stop|disable|mask|restart|kill',
    severity: 'high',
    message: 'a service of the machine is stopped.',
  },
  {
    tool: 'mkfs mkfs.ext4 mkfs.ext3 mkfs.xfs mkfs.btrfs mkfs.vfat mkswap fdisk gdisk sgdisk sfdisk parted wipefs blkdiscard cryptsetup lvremove vgremove pvremove',
    severity: 'high',
    message: 'a file system or partition is overwritten.',
  },
  {
    tool: 'killall pkill skill',
    severity: 'medium',
    message: 'processes are stopped by name, those of others included.',
  },
  {
    tool: 'iptables ip6tables nft ufw firewall-cmd',
    noOption: '-L -S',
    severity: 'high',
    message: 'the firewall is changed.',
  },
  {
    tool: 'ip ifconfig nmcli',
    sub: 'link set|route add|route del|addr add|addr del|link delete',
    severity: 'high',
    message: 'the network of the machine is changed.',
  },
  { tool: 'swapoff sysctl', anyOption: '-w -a', severity: 'high', message: 'the kernel’s settings are changed.' },
  { tool: 'stress stress-ng', severity: 'high', message: 'the machine is put under full load.' },
  { tool: 'umount fuser', anyOption: '-l -f -k', severity: 'high', message: 'file systems are taken away.' },
  { tool: 'hdparm badblocks', anyOption: '-w --security-erase', severity: 'high', message: 'a disk is overwritten.' },
];

export const systemDisruption: Check = {
  id: 'system-disruption',
  title: 'The machine is exhausted or stopped',
  definition: 'Fork bombs, endless output, raw devices, power, services, kill-all, firewall.',
  why: 'The machine does other work than this.',
  attack: ['T1499', 'T1529', 'T1561'],
  cwe: ['CWE-400'],
  severities: { high: 'each of these', medium: 'processes stopped by name' },
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
    ],
    clean: [
      'dd if=/dev/zero of=fixture.bin count=4',
      'kill 1234',
      'kill %1',
      'sleep 5',
      'yes | head -n 3',
      'while true; do date; sleep 1; done',
      'head -c 1M /dev/zero > z',
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

/** `yes`, `/dev/zero` and the like into a file, or background jobs in an endless loop. */
function endless(analysis: Analysis, command: Command): CheckFinding[] {
  if (command.program.text === 'kill' && command.args.slice(1).some((field) => field.text === '-1'))
    return [finding('high', command, 'All processes are stopped.', command)];
  const writes = command.redirects.some(
    (redirect) => (redirect.kind === 'write' || redirect.kind === 'append') && redirect.target?.text !== '/dev/null',
  );
  const source =
    toolOf(command) === 'yes' ||
    (command.program.text === 'cat' &&
      command.args.some((field) => /^\/dev\/(?:zero|urandom|random|full)$/.test(field.text ?? '')));
  if (source && writes) return [finding('high', command, 'Endless output fills the disk.', command)];
  const text = analysis.text;
  const loop = /\bwhile\s+(?:true|:|\[\s*1\s*\])\s*;?\s*do\b[^;]*[^&]&\s*(?:;|\bdone\b)/.exec(text);
  if (loop !== null && command === analysis.commands[0])
    return [finding('high', command, 'An endless loop starts background jobs.', command)];
  if (
    toolOf(command) === 'dd' &&
    command.args.some((field) => /^of=(?!\/dev\/null)/.test(field.text ?? '')) &&
    command.args.some((field) => /^if=\/dev\/(?:zero|u?random)$/.test(field.text ?? '')) &&
    !command.args.some((field) => /^count=/.test(field.text ?? ''))
  ) {
    return [finding('high', command, 'dd without a count fills the disk.', command)];
  }
  return [];
}
