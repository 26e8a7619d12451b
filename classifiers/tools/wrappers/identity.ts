/** Wrappers that change who runs the command, and with which variables. */
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { after, fieldsOf, joined, openWithEnv } from './opening.ts';

const env: Special = (invocation, actions) => {
  const cwd = optionValue(invocation, '--chdir') ?? undefined;
  const split = optionValue(invocation, '--split-string');
  const fields = fieldsOf(invocation);
  // A lone dash is `-i`.
  if (split === null) return openWithEnv(fields[0]?.text === '-' ? fields.slice(1) : fields, actions, cwd);
  if (split.text === null || /[\\$'"]/.test(split.text)) {
    actions.signal('mini-language', split, 'env splits a text into a command');
    return actions.shell(split);
  }
  const words = split.text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => actions.literal(word, split));
  openWithEnv([...words, ...fieldsOf(invocation)], actions, cwd);
};

const sudo: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  if (hasOption(invocation, '--edit')) for (const field of fields) actions.write(field);
  else openWithEnv(fields, actions);
};

/** `su user -c code`, `runuser -u user -- command`. Words behind the user go to the user's shell. */
const su: Special = (invocation, actions, command) => {
  const code = optionValue(invocation, '--command', '--session-command');
  if (code !== null) actions.shell(code);
  const fields = fieldsOf(invocation).filter((field) => field.text !== '-');
  if (hasOption(invocation, '--user')) return actions.open(fields);
  const [, ...rest] = fields;
  if (rest.length > 0) actions.open([actions.literal('sh', command.program), ...rest]);
};

/** `sg group command`, `sg group -c code`. */
const sg: Special = (invocation, actions) => {
  const [, ...rest] = fieldsOf(invocation);
  const code = rest[0]?.text === '-c' ? rest[1] : rest[0];
  if (code !== undefined) actions.shell(code);
};

/** `capsh [options] -- -c code`: the rest are arguments of bash. */
const capsh: Special = (_invocation, actions, command) => {
  const at = command.args.findIndex((field) => /^(?:--|==)$/.test(field.text ?? ''));
  if (at >= 0) actions.open([actions.literal('bash', command.program), ...command.args.slice(at + 1)]);
};

export const identityWrappers = [
  tool('sudo doas', {
    examples: [{ command: 'sudo -u bob A=1 cat b', reads: ['b'], execs: ['sudo', 'cat'] }],
    options:
      '-A,--askpass -b,--background -B -C,--close-from=data -c=data -D,--chdir=cwd -E,--preserve-env=?data -e,--edit -g,--group=data -H,--set-home -h,--host=?data -i,--login -K -k,--reset-timestamp -l,--list -n,--non-interactive -P -p,--prompt=data -R,--chroot=data -r=data -S,--stdin -s,--shell -T=data -t=data -U=data -u,--user=data -V -v,--validate',
    stopAtOperand: true,
    special: sudo,
    runsThings: true,
  }),
  tool('sudoedit', { options: '-u,--user=data -g=data -n', operands: 'edit*' }),
  tool('su runuser', {
    examples: [
      { command: "su -c 'ls a' bob", execs: ['su', 'ls'], reads: ['a'] },
      { command: 'runuser -u bob -- ls a', execs: ['runuser', 'ls'], reads: ['a'] },
    ],
    options:
      '-c,--command=data --session-command=data -l,--login -m,-p,--preserve-environment -s,--shell=exec -g,--group=data -G,--supp-group=data -P,--pty -T,--no-pty -f,--fast -w,--whitelist-environment=data -u,--user=data',
    special: su,
    runsThings: true,
  }),
  tool('pkexec', {
    options: '-u,--user=data --disable-internal-agent --keep-cwd',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('run0', {
    options:
      '-u,--user=data -g,--group=data --nice=data -D,--chdir=cwd --setenv=env --background=data --unit=data --property=data --slice=data --machine=data --pty --pipe',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('gosu su-exec setuidgid s6-setuidgid envuidgid', { operands: 'data command*', stopAtOperand: true }),
  tool('sg', { style: 'none', special: sg }),
  tool('newgrp', { options: '-', operands: 'data*' }),
  tool('setpriv', {
    options:
      '--clear-groups --groups=data --inh-caps=data --ambient-caps=data --init-groups --keep-groups --list-caps --no-new-privs --rgid=data --ruid=data --egid=data --euid=data --regid=data --reuid=data --securebits=data --pdeathsig=data --selinux-label=data --apparmor-profile=data --reset-env -d,--dump --landlock-access=data --landlock-rule=data --seccomp-filter=read',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('capsh', { style: 'none', special: capsh }),
  tool('env', {
    examples: [
      { command: 'env -i A=1 ls b', reads: ['b'], execs: ['env', 'ls'] },
      { command: "env -S 'ls b'", reads: ['b'], execs: ['env', 'ls'] },
      { command: 'env - cat b', reads: ['b'], execs: ['env', 'cat'] },
      { command: 'env -C sub cat b', reads: ['sub/b'], execs: ['env', 'cat'] },
    ],
    options:
      '-i,--ignore-environment -0,--null -u,--unset=data -C,--chdir=cwd -S,--split-string=data -v,--debug --block-signal=?data --default-signal=?data --ignore-signal=?data --list-signal-handling -a,--argv0=data',
    stopAtOperand: true,
    special: env,
    runsThings: true,
  }),
  tool('cross-env env-cmd', {
    examples: [{ command: 'cross-env A=1 cat b', reads: ['b'], execs: ['cross-env', 'cat'] }],
    options:
      '-f,--file=read -e,--environments=data -r,--rc-file=read --fallback --no-override --silent --use-shell -x,--expand-envs --verbose',
    stopAtOperand: true,
    special: (invocation, actions, command) =>
      hasOption(invocation, '--use-shell')
        ? joined(invocation, actions, command)
        : openWithEnv(fieldsOf(invocation), actions),
  }),
  tool('cross-env-shell', { stopAtOperand: true, special: joined }),
  tool('dotenv dotenvx', {
    options:
      '-f,--env-file=read -e=read -p -o,--override,--overload -v=data -c=?data -q,--quiet --strict --convention=data',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions) => {
      const fields = fieldsOf(invocation);
      openWithEnv(fields[0]?.text === 'run' ? withoutDashes(fields.slice(1)) : withoutDashes(fields), actions);
    },
  }),
  tool('envdir', { operands: 'read command*', stopAtOperand: true }),
  tool('chpst softlimit', {
    options:
      '-u=data -U=data -b=data -e=read -/=data -n=data -l=write -L=write -m=data -d=data -o=data -p=data -f=data -c=data -t=data -r=data -s=data -a=data -v -P -0 -1 -2 -C=cwd',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('aa-exec runcon newrole sandbox-exec', {
    options:
      '-p,--profile=data -n,--namespace=data -f=read -t,--type=data -u,--user=data -r,--role=data -l,--range=data -c,--compute -d -i,--immediate -v',
    stopAtOperand: true,
    special: after(/^[\w.-]+_u:|^[\w.]+:[\w.]+:/),
  }),
].flat();

function withoutDashes<T extends { readonly text: string | null }>(fields: readonly T[]): readonly T[] {
  return fields[0]?.text === '--' ? fields.slice(1) : fields;
}
