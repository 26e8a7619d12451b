/** Programs that work on another machine, or connect this one to it: ssh, scp, netcat, socat, ftp. */
import type { Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { contactsHost, parseContact } from './hosts.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Settings of ssh whose value is run or loaded here. (ssh_config manual) */
const RUNS =
  /^(?:proxycommand|localcommand|knownhostscommand|match|permitlocalcommand|include|pkcs11provider|securitykeyprovider|xauthlocation)$/;

function sshSettings(invocation: Invocation, actions: ToolActions): void {
  for (const { name, value } of invocation.options) {
    if (value === null) continue;
    if (name === '-J')
      for (const jump of (value.text ?? '').split(',')) contactsHost(actions.literal(jump, value), actions, 22);
    if (name !== '-o') continue;
    const match = /^\s*(\w+)\s*[ =]\s*(.*)$/s.exec(value.text ?? value.prefix);
    const key = match?.[1]?.toLowerCase() ?? '';
    const setting = match?.[2] ?? '';
    if (key === 'hostname' || key === 'proxyjump') contactsHost(actions.literal(setting, value), actions, 22);
    const short = key.length > 5 && 'proxycommand localcommand'.split(' ').some((full) => full.startsWith(key));
    if (((!RUNS.test(key) && !short) || /^(?:none|no)$/i.test(setting)) && value.text !== null) continue;
    actions.signal(
      'mini-language',
      value,
      `ssh runs the value of ${match?.[1] ?? 'a setting known only at run time'}`,
      true,
    );
    if (value.text !== null && key.endsWith('command') && key !== 'permitlocalcommand')
      actions.shell(actions.literal(setting.replace(/^"(.*)"$/s, '$1'), value));
  }
}

/** ssh runs the rest of its words on the other side. */
const ssh: Special = (invocation, actions) => {
  sshSettings(invocation, actions);
  const [first, ...rest] = invocation.operands.slice(1).map((operand) => operand.field);
  if (first !== undefined && [first, ...rest].some((field) => field.text === null))
    actions.opaque(first, 'a remote command known only at run time');
};

const copy: Special = (invocation, actions) => sshSettings(invocation, actions);

/** Orders of sftp and ftp: `put` sends a file, `!` runs a command here. */
function transferOrders(text: string, like: Field, actions: ToolActions): void {
  for (const line of text.split(/[\n;]/)) {
    const match = /^\s*(?:-?@?)(!|\w+)\s*(.*)$/.exec(line);
    const [, verb = '', rest = ''] = match ?? [];
    const [file, target] = rest.split(/\s+/).filter((word) => !word.startsWith('-'));
    if (verb === '!') {
      actions.signal('mini-language', like, 'a transfer program runs a command', true);
      if (rest !== '') actions.shell(actions.literal(rest, like));
    } else if (/^(?:open|connect)$/.test(verb) && file !== undefined)
      contactsHost(actions.literal(file, like), actions);
    else if (/^(?:m?put|reput|send|append|mirror)$/.test(verb))
      actions.read(actions.literal(file ?? '.', like), { uploaded: true });
    else if (/^(?:get|reget|recv)$/.test(verb) && file !== undefined)
      actions.write(actions.literal(target ?? file.slice(file.lastIndexOf('/') + 1), like));
  }
}

const sftp: Special = (invocation, actions, command) => {
  sshSettings(invocation, actions);
  const [target, local] = invocation.operands.map((operand) => operand.field);
  if (target !== undefined) {
    const bare =
      target.text === null ? target : actions.literal(target.text.replace(/^((?:[^@:/]*@)?[^@:/]+):.*$/, '$1'), target);
    contactsHost(bare, actions, 22);
    if (local !== undefined) actions.write(local);
  }
  const text = inputText(command);
  if (text !== null) transferOrders(text, command.program, actions);
};

const ftp: Special = (invocation, actions, command) => {
  const [target, ...rest] = invocation.operands.map((operand) => operand.field);
  const uploads = invocation.program === 'ftp' && hasOption(invocation, '-u');
  if (target !== undefined) contactsHost(target, actions, invocation.program === 'telnet' ? 23 : 21);
  if (uploads) for (const field of rest) actions.read(field, { uploaded: true });
  for (const option of invocation.options)
    if ((option.name === '-e' || option.name === '-c') && option.value !== null) {
      if (option.value.text === null) actions.opaque(option.value, 'orders known only at run time');
      transferOrders(option.value.text ?? '', option.value, actions);
    }
  const text = inputText(command);
  if (text !== null) transferOrders(text, command.program, actions);
};

/** `nc -e sh`, `ncat --sh-exec` hand a shell to whoever is at the other end. */
const netcat: Special = (invocation, actions) => {
  const [host, port] = invocation.operands.map((operand) => operand.field);
  if (host !== undefined && hasOption(invocation, '--unixsock')) return actions.write(host);
  if (hasOption(invocation, '--listen') || host === undefined) return;
  const parsed = parseContact(host, 'host');
  const number = Number(port?.text ?? '');
  if (parsed !== null)
    actions.contact(parsed.host, Number.isInteger(number) && number > 0 && number < 65536 ? number : null, host);
};

const SOCAT_HOST =
  /^(?:tcp|udp|openssl|ssl|sctp|dccp|socks\w*|proxy|ip|icmp)(?:4|6)?(?:-connect|-sendto|-datagram)?:(\[[^\]]+\]|[^:,]+)(?::(\w+))?/i;

const socat: Special = (invocation, actions) => {
  const remote = invocation.operands.some(({ field }) => SOCAT_HOST.test(field.text ?? field.prefix));
  for (const { field } of invocation.operands) {
    const text = field.text ?? field.prefix;
    const host = SOCAT_HOST.exec(text);
    const path = actions.literal(text.replace(/^[\w-]+:/, '').replace(/,.*$/, ''), field);
    if (/^(?:exec|system|shell)(?:[:,]|$)/i.test(text)) {
      actions.signal('mini-language', field, 'socat connects a command', true);
      if (field.text !== null) actions.shell(path);
    } else if (host !== null) {
      const port = host[2] === undefined ? '' : `:${host[2]}`;
      contactsHost(actions.literal(`${host[1]}${port}`, field), actions);
    } else if (field.text === null) actions.opaque(field, 'an address of socat known only at run time');
    else if (/^(?:open|create|gopen|file):|^\.{0,2}\//i.test(text)) {
      if (!/^create:|,(?:wronly|creat|trunc|append)/i.test(text)) actions.read(path, { uploaded: remote });
      if (/^create:|,(?:wronly|rdwr|creat|trunc|append)/i.test(text)) actions.write(path);
    } else if (/^(?:unix|abstract)/i.test(text)) actions.write(path);
  }
};

/** `smbclient //host/share -c 'put f'` */
const samba: Special = (invocation, actions) => {
  const [share] = invocation.operands;
  const host = /^[\\/]{2}([^\\/]+)/.exec(share?.field.text ?? '')?.[1];
  if (share !== undefined) actions.contact(host ?? null, 445, share.field);
  const orders = optionValue(invocation, '--command');
  if (orders !== null) transferOrders(orders.text ?? '', orders, actions);
};

const SSH =
  '-1 -2 -4 -6 -A -a -b=data -B=data -C -c=data -D=data -E=write -e=data -F=settings -f -G -g -I=plugin -i=read -J=data -K -k -L=data -l=data -M -m=data -N -n -O=data -o=data -P=data -p=data -Q=data -q -R=data -S=data -s -T -t -V -v -W=host -w=data -X -x -Y -y';
const SCP =
  '-3 -4 -6 -A -B -C -c=data -D=hook -F=settings -i=read -J=data -l=data -o=data -O -P=data -p -q -R -r -S=hook -s -T -v -X=data';

export const remoteTools = [
  tool('ssh slogin dbclient', {
    examples: [
      { command: 'ssh -p 22 -i k u@h.example rm x', reads: ['k'], writes: [], hosts: ['h.example'] },
      { command: 'ssh -J a.example b.example', hosts: ['a.example', 'b.example'] },
    ],
    options: SSH,
    operands: 'host data*',
    stopAtOperand: true,
    style: 'plain',
    special: ssh,
    runsThings: true,
  }),
  tool('autossh', {
    options: SSH.replace(' -M ', ' -M=data '),
    operands: 'host data*',
    stopAtOperand: true,
    style: 'plain',
    special: ssh,
    runsThings: true,
  }),
  tool('mosh', {
    options:
      '--ssh=hook --client=hook --server=data -p,--port=data -a -n -4 -6 --predict=data --no-init --local --bind-server=data --family=data --no-ssh-pty --experimental-remote-ip=data',
    operands: 'host data*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('rsh rlogin rexec remsh', { options: '-l=data -n -8 -E -K -d', operands: 'host data*', stopAtOperand: true }),
  tool('scp pscp', {
    examples: [
      { command: 'scp -P 22 a h.example:/b', reads: ['a'], hosts: ['h.example'] },
      { command: 'scp h.example:/b a', writes: ['a'], hosts: ['h.example'] },
    ],
    options: SCP,
    operands: 'remote* remote-out',
    style: 'plain',
    special: copy,
    runsThings: true,
  }),
  tool('sftp', {
    examples: [{ command: "sftp u@h.example <<< 'put a'", reads: ['a'], hosts: ['h.example'] }],
    options:
      '-b=upload -B=data -c=data -D=hook -F=settings -i=read -J=data -l=data -o=data -P=data -q -R=data -r -S=hook -s=data -v -C -N -a -A -f -p -4 -6 -X=data',
    operands: 'data*',
    style: 'plain',
    special: sftp,
    runsThings: true,
  }),
  tool('ssh-copy-id ssh-keyscan', {
    options: '-i=read -p=data -t=data -T=data -f=read -o=data -F=settings -H -n -s -D -c -4 -6 -v -q',
    operands: 'host*',
  }),
  tool('sshfs sshpass', {
    options: '-o=data -p=data -f=read -e -P=data -C -d -F=settings -v',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('nc ncat netcat nc.traditional nc.openbsd nc6', {
    examples: [
      { command: 'nc -w 3 h.example 80', hosts: ['h.example'] },
      { command: 'ncat --exec "cat a" h.example 9', reads: ['a'], execs: ['ncat', 'cat'] },
    ],
    options:
      '-4 -6 -b -C,--crlf -c,--sh-exec=sh -D -d -e,--exec=sh -F -g=data -G=data -h,--help -I=data -i,--idle-timeout=data -k,--keep-open -l,--listen -N -n,--nodns -O=data -o,--output=write -P=data -p,--source-port=data -q=data -r -S -s,--source=data -t,--telnet -T=data -U,--unixsock -u,--udp -v,--verbose -V=data -w,--wait=data -X=data -x,--hex-dump=write --proxy=host --proxy-type=data --proxy-auth=data -z --ssl --ssl-verify --ssl-cert=read --ssl-key=read --ssl-trustfile=read --broker --chat --allow=data --allowfile=read --deny=data -m,--max-conns=data --lua-exec=script --send-only --recv-only --append-output --version',
    operands: 'data*',
    special: netcat,
    runsThings: true,
  }),
  tool('socat', {
    examples: [
      { command: 'socat -u FILE:a TCP:h.example:1', reads: ['a'], hosts: ['h.example'] },
      { command: 'socat TCP:h.example:1 CREATE:b', writes: ['b'], hosts: ['h.example'] },
    ],
    options:
      '-d -dd -ddd -D -h -hh -V -ly=?data -lf=write -ls -lp=data -lu -lm=?data -lh -v -x -b=data -s -t=data -T=data -u -U -g -L=write -W=write -4 -6 -r=write -R=write -S=data',
    operands: 'data*',
    style: 'plain',
    special: socat,
    runsThings: true,
  }),
  tool('telnet ftp tftp lftp ncftp ncftpput pftp', {
    options:
      '-n -i -v -p -g -d -4 -6 -a -8 -E -L -K -e=data -c=data -f=settings -u=?data -l=data -P=data -b=data -A -s=data -V -R --norc',
    operands: 'data*',
    special: ftp,
    runsThings: true,
  }),
  tool('smbclient', {
    options:
      '-c,--command=data -U,--user=data -N,--no-pass -p=data -I=host -L=host -D=data -W=data -T=data -A=read -m=data -E -g -k -P',
    operands: 'data*',
    special: samba,
    runsThings: true,
  }),
  tool('tcpdump tshark dumpcap wireshark ngrep', {
    options:
      '-i=data -w=write -r=read -c=data -n -nn -nnn -s=data -v -vv -vvv -z=hook -G=data -C=data -W=data -Z=data -A -X -XX -x -e -q -l -D -t -tt -ttt -tttt -S -U -p -K -L -B=data -F=settings -T=data -Y=data -f=data -V -O=data -d=data -E=data -o=data -a=data -b=data -R=data -I=data',
    operands: 'data*',
    style: 'single',
    runsThings: true,
  }),
  tool('mail mailx sendmail mutt swaks msmtp', {
    options:
      '-s=data -a=upload -A=upload -t -i -f=data -r=data -c=data -b=data -e=data -q=read -S=data -H=data -x -F=settings -n -v --to=data --from=data --server=host --header=data --body=data --attach=upload',
    operands: 'host*',
    runsThings: true,
  }),
  tool('ngrok cloudflared chisel frpc bore localtunnel lt', {
    options: '--url=data --config=read --authtoken=data --port=data -p=data -s=data',
    operands: 'data*',
  }),
].flat();
