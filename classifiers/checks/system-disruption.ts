import type { Analysis, Command, Field } from '../analysis.ts';
import { originsOf, toolOf } from '../flow.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { disruptionRules } from './disruption-rules.ts';
import { endlessLoop, fillsDisk } from './endless-output.ts';
import { findRules } from './rules.ts';

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
      ...findRules(analysis, disruptionRules),
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
