/** Wrappers that give a command a terminal of its own: script, screen, rlwrap, terminal windows. */
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { codeOptions, fieldsOf, joinedText } from './opening.ts';

/** `script -c code file`, `script file command` (BSD), `script file -- command`. */
const script: Special = (invocation, actions, command) => {
  const code = optionValue(invocation, '--command');
  if (code !== null) actions.shell(code);
  const [file, first] = fieldsOf(invocation);
  if (file !== undefined) actions.write(file);
  if (first !== undefined) actions.open(command.args.slice(command.args.indexOf(first)));
};

/** `screen command`, and `screen -X` for a session that runs. */
const screen: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  const [verb, ...rest] = fields;
  if (verb === undefined) return;
  if (!hasOption(invocation, '-X', '-Q')) return actions.open(fields);
  actions.signal('mini-language', verb, 'screen does this in a session that runs already');
  if (/^(?:exec|screen)$/.test(verb.text ?? ''))
    return actions.open(rest.filter((field) => !/^[.!:|]+$|^-|^\d+$/.test(field.text ?? '')));
  if (verb.text === 'stuff' || verb.text === 'paste' || verb.text === 'register') {
    const text = joinedText(rest);
    if (text !== null)
      actions.shell({ ...text, text: text.text?.replace(/\^[MJ]|\\(?:n|r|015|012)|\r/g, '\n') ?? null });
    return;
  }
  if (
    !/^(?:quit|kill|detach|hardcopy|title|sessionname|windows|at|select|log|logfile|readbuf|writebuf)$/.test(
      verb.text ?? '',
    )
  )
    actions.opaque(verb, 'a screen command that is not known here');
};

/** `xterm -e command`, `gnome-terminal -- command`. */
const terminal: Special = (_invocation, actions, command) => {
  const at = command.args.findIndex((field) => /^(?:-e|-x|--|--command|start)$/.test(field.text ?? ''));
  if (at < 0) return;
  const rest = command.args.slice(at + 1);
  const [only] = rest;
  if (rest.length === 1 && only !== undefined) actions.shell(only);
  else actions.open(rest);
};

const dtach: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  if (fields.length > 0) actions.open(fields);
};

/** `zellij run -- command`, `zellij action write-chars text`. */
const zellij: Special = (invocation, actions, command) => {
  const [verb, action, text] = fieldsOf(invocation);
  const dashes = command.args.findIndex((field) => field.text === '--');
  if (dashes >= 0) actions.open(command.args.slice(dashes + 1));
  else if (verb?.text === 'action' && action?.text === 'write-chars' && text !== undefined) actions.shell(text);
};

export const terminalWrappers = [
  tool('script', {
    examples: [
      { command: "script -qc 'cat a' /dev/null", reads: ['a'], writes: [], execs: ['script', 'cat'] },
      { command: 'script -q log.txt -c ls', writes: ['log.txt'], execs: ['script', 'ls'] },
      { command: 'script -q log.txt cat a', reads: ['a'], writes: ['log.txt'] },
    ],
    options:
      '-a,--append -c,--command=data -E,--echo=data -e,--return -f,--flush -q,--quiet -t,--timing=?data -T,--log-timing=write -O,--log-out=write -I,--log-in=write -B,--log-io=write -m,--logging-format=data -o,--output-limit=data --force -k -r -F -d -p',
    special: script,
  }),
  tool('scriptreplay scriptlive', {
    options:
      '-t,--timing=read -T,--log-timing=read -O,--log-out=read -I,--log-in=read -B,--log-io=read -d,--divisor=data -m,--maxdelay=data -c,--command=sh -s,--typescript=read --summary -x,--stream=data',
    operands: 'read*',
  }),
  tool('screen', {
    examples: [
      { command: 'screen -dmS x cat a', reads: ['a'], execs: ['screen', 'cat'] },
      { command: "screen -S x -X stuff 'cat a^M'", reads: ['a'], execs: ['screen', 'cat'] },
      { command: 'screen -ls', execs: ['screen'] },
    ],
    options:
      '-a -A -c=settings -d=?data -dm -D=?data -Dm -dmS=data -DmS=data -dms=data -e=data -f -fn -fa -h=data -i -l -ln -ls=?data -list -L -Logfile=write -m -O -p=data -q -Q -r=?data -R=?data -RR -s=exec -S=data -t=data -T=data -U -v -wipe=?data -x=?data -X',
    stopAtOperand: true,
    special: screen,
  }),
  tool('dtach abduco shpool', {
    options: '-A=data -n=data -c=data -N=data -a=data -e=data -E -r=data -z -p=data -f',
    stopAtOperand: true,
    special: dtach,
  }),
  tool('zellij', {
    options:
      '-s,--session=data -l,--layout=read -c,--config=settings --config-dir=read -d,--debug -f,--floating -n,--name=data --cwd=cwd -i,--in-place --close-on-exit',
    special: zellij,
  }),
  tool('ttyd gotty wetty', {
    options:
      '-p,--port=data -i,--interface=data -c,--credential=data -w,--permit-write,--writable -r,--random-url -t,--client-option=data -O,--check-origin -m,--max-clients=data -o,--once -b,--base-path=data -S,--ssl -C=read -K=read -A=read -u,--uid=data -g,--gid=data -s,--signal=data -T,--terminal-type=data -W -I,--index=read -a,--address=data --title-format=data --reconnect --timeout=data --config=settings -d=data -q -B',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('unbuffer', { options: '-p', operands: 'command*', stopAtOperand: true }),
  tool('rlwrap', {
    options:
      '-a,--always-readline=?data -A,--ansi-colour-aware=?data -b,--break-chars=data -B,--only-cook=data -c,--complete-filenames -C,--command-name=data -D,--history-no-dupes=data -e,--extra-char-after-completion=data -E -f,--file=read -F,--history-format=data -g,--forget-matching=data -h -H,--history-filename=write -i,--case-insensitive -I,--pass-sigint-as-sigterm -l,--logfile=write -m,--multi-line=?data -M,--multi-line-ext=data -n,--no-warnings -N,--no-children -o,--one-shot -O=data -p,--prompt-colour=?data -P,--pre-given=data -q,--quote-characters=data -r,--remember -R,--renice -s,--histsize=data -S,--substitute-prompt=data -t,--set-term-name=data -U,--mirror-arguments -v -w,--wait-before-prompt=data -W,--polling -z,--filter=hook',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('winpty ttyrec asciinema termtosvg', {
    options:
      '-a -e=data -c,--command=data --stdin --append -q,--quiet -y,--yes -i,--idle-time-limit=data -t,--title=data -f,--format=data --overwrite',
    operands: 'data*',
    special: (invocation, actions, command) => {
      codeOptions('-e', '--command')(invocation, actions, command);
      if (command.invocation.program === 'winpty') actions.open(fieldsOf(invocation));
      else if (/^(?:rec|ttyrec)$/.test(fieldsOf(invocation)[0]?.text ?? '') && fieldsOf(invocation)[1] !== undefined)
        actions.write(fieldsOf(invocation)[1] ?? actions.literal('', command.program));
    },
  }),
  tool(
    'xterm uxterm rxvt urxvt gnome-terminal konsole xfce4-terminal mate-terminal lxterminal terminator alacritty kitty wezterm foot st x-terminal-emulator tilix terminology',
    { style: 'none', special: terminal },
  ),
  tool('xinit startx', { style: 'none', special: (_invocation, actions, command) => actions.open(command.args) }),
].flat();
