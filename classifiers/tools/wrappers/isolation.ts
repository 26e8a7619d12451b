/** Wrappers that change namespaces, roots, loaders or supervisors. */
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { fieldsOf, wordsFrom } from './opening.ts';

/** Paths below another root are not those of this one; `/` is the same one. */
const chroot: Special = (invocation, actions) => {
  const [root, ...rest] = fieldsOf(invocation);
  if (rest.length > 0) actions.open(rest, { otherRoot: root?.text !== '/' });
};

/** The program is named by an option, its arguments stand behind `--`. */
const daemon: Special = (invocation, actions) => {
  if (!hasOption(invocation, '--start')) return;
  const program = optionValue(invocation, '--startas', '--exec');
  const fields = fieldsOf(invocation);
  if (program !== null) actions.open([program, ...fields]);
  else if (fields.length > 0) actions.open(fields);
};

const nspawn: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  if (fields.length > 0) actions.open(fields, { otherRoot: true });
};

/** `ip netns exec NAME command`. */
export const netnsExec: Special = (invocation, actions, command) => {
  const [object, verb, , first] = fieldsOf(invocation);
  const rest = wordsFrom(command, first);
  if (/^netns?$/.test(object?.text ?? '') && /^e(?:x(?:e(?:c)?)?)?$/.test(verb?.text ?? '') && rest.length > 0)
    actions.open(rest);
};

/** `flatpak-spawn --host command` leaves the sandbox; `toolbox run`, `distrobox enter` share the home. */
const boxRun: Special = (invocation, actions, command) => {
  const dashes = command.args.findIndex((field) => field.text === '--');
  if (dashes >= 0) return actions.open(command.args.slice(dashes + 1));
  const [verb, first] = fieldsOf(invocation);
  if (verb?.text === 'run' && first !== undefined) actions.open(wordsFrom(command, first));
};

export const isolationWrappers = [
  tool('chroot arch-chroot', {
    options: '--groups=data --userspec=data --skip-chdir -u=data -N',
    stopAtOperand: true,
    special: chroot,
  }),
  tool('unshare nsenter', {
    options:
      '-m,--mount=?data -u,--uts=?data -i,--ipc=?data -n,--net=?data -N,--net-socket=data -p,--pid=?data -U,--user=?data -C,--cgroup=?data -T,--time=?data -f,--fork -r,--map-root-user -c,--map-current-user --map-auto --map-user=data --map-group=data --map-users=data --map-groups=data --owner=data --propagation=data --setgroups=data --keep-caps --kill-child=?data --monotonic=data --boottime=data -t,--target=data -a,--all -F,--no-fork --mount-proc=?data -R,--root=?read -w,--wd=?data -W,--wdns=?data -S,--setuid=data -G,--setgid=data --preserve-credentials -e,--env -Z,--follow-context',
    operands: 'command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('bwrap', {
    examples: [
      { command: 'bwrap --ro-bind / / --unshare-all --setenv A b cat a', execs: ['bwrap', 'cat'], reads: ['a'] },
    ],
    options:
      '--bind==data --bind-try==data --dev-bind==data --dev-bind-try==data --ro-bind==data --ro-bind-try==data --bind-fd==data --ro-bind-fd==data --symlink==data --setenv==data --chmod==data --file==data --bind-data==data --ro-bind-data==data --remount-ro=data --tmpfs=data --dev=data --proc=data --dir=data --mqueue=data --chdir=cwd --uid=data --gid=data --hostname=data --unsetenv=data --clearenv --lock-file=write --sync-fd=data --seccomp=data --add-seccomp-fd=data --exec-label=data --file-label=data --block-fd=data --userns-block-fd=data --info-fd=data --json-status-fd=data --userns=data --userns2=data --pidns=data --cap-add=data --cap-drop=data --perms=data --size=data --argv0=data --args=data --overlay-src=data --tmp-overlay=data --ro-overlay=data --unshare-all --share-net --unshare-user --unshare-user-try --unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup --unshare-cgroup-try --die-with-parent --new-session --as-pid-1 --disable-userns --assert-userns-disabled',
    operands: 'command*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool('firejail minijail0 nsjail bubblejail', {
    options:
      '--profile=?read --private=?data --net=?data --join=?data -u=data -g=data -i -p -b=data -k=data -C=data -P=data -T=data -S=read -n -c -v -l -r -U -e -h --config=read -C=read -R=data -B=data -M=data --mode=data --chroot=data --user=data --group=data',
    operands: 'command*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool('proot fakechroot', {
    options:
      '-r,--rootfs=data -b,--bind,-m,--mount=data -q,--qemu=exec -w,--pwd,--cwd=data -k,--kernel-release=data -0,--root-id -S=data -R=data -i,--change-id=data -v,--verbose=data --kill-on-exit --link2symlink -p=data -H -e,--environment=data -c,--config-dir=data -s,--use-system-libs',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('fakeroot fakeroot-ng pseudo', {
    options: '-l,--lib=plugin -f,--faked=hook -i=read -s=write -u,--unknown-is-real -b=data -h -v -p=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('systemd-run', {
    options:
      '--user --system --scope --pty -t -P,--pipe -u,--unit=data -p,--property=data --description=data --slice=data --slice-inherit --expand-environment=data -E,--setenv=env --uid=data --gid=data --nice=data --working-directory=cwd -d,--same-dir -q,--quiet --no-block -r,--remain-after-exit -G,--collect --wait -S,--shell --on-active=data --on-boot=data --on-startup=data --on-unit-active=data --on-unit-inactive=data --on-calendar=data --on-clock-change --on-timezone-change --path-property=data --socket-property=data --timer-property=data -M,--machine=data -H,--host=host --service-type=data --send-sighup --ignore-failure --background=data --no-ask-password',
    operands: 'command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('systemd-inhibit systemd-cat', {
    options:
      '--what=data --who=data --why=data --mode=data --list -t,--identifier=data -p,--priority=data --stderr-priority=data --level-prefix=data --no-pager --no-legend',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('systemd-nspawn', {
    options:
      '-D,--directory=data -i,--image=data -M,--machine=data -u,--user=data -b,--boot -a,--as-pid2 --chdir=data -E,--setenv=env --private-network --bind=data --bind-ro=data --tmpfs=data -x,--ephemeral -q,--quiet --read-only --capability=data --pipe -P',
    stopAtOperand: true,
    special: nspawn,
  }),
  tool('cgexec', { options: '-g=data --sticky', operands: 'command*', stopAtOperand: true }),
  tool('start-stop-daemon', {
    examples: [
      {
        command: 'start-stop-daemon --start --exec /bin/cat -- a',
        execs: ['start-stop-daemon', '/bin/cat'],
        reads: ['a'],
      },
    ],
    options:
      '-S,--start -K,--stop -T,--status -H,--help -V,--version -x,--exec=data -a,--startas=data -n,--name=data -p,--pidfile=write --pid=data --ppid=data -u,--user=data -s,--signal=data -c,--chuid=data -g,--group=data -r,--chroot=data -d,--chdir=cwd -N,--nicelevel=data -P,--procsched=data -I,--iosched=data -k,--umask=data -b,--background -C,--no-close -m,--make-pidfile --remove-pidfile -o,--oknodo -q,--quiet -t,--test -v,--verbose -R,--retry=data -O,--output=write --notify-await --notify-timeout=data',
    special: daemon,
  }),
  tool('daemonize daemon', {
    options:
      '-a -c=cwd -e,--stderr=write -o,--stdout=write -p,--pidfile=write -l=write -u,--user=data -E=env -v,--verbose -n,--name=data -r,--respawn -D,--chdir=cwd -X,--command=sh -i -U -f,--foreground',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool(
    'ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-linux-armhf.so.3 ld-linux.so.2 ld-linux.so.3 ld64.so.1 ld64.so.2 ld.so ld-musl-x86_64.so.1 ld-musl-aarch64.so.1 ld-musl-i386.so.1',
    {
      examples: [
        {
          command: '/lib64/ld-linux-x86-64.so.2 /bin/cat a',
          execs: ['/lib64/ld-linux-x86-64.so.2', '/bin/cat'],
          reads: ['a'],
        },
      ],
      options:
        '--list --verify --inhibit-cache --library-path=data --inhibit-rpath=data --audit=plugin --preload=plugin --argv0=data --glibc-hwcaps-prepend=data --glibc-hwcaps-mask=data --list-tunables --list-diagnostics --help --version',
      operands: 'command*',
      stopAtOperand: true,
      style: 'plain',
    },
  ),
  tool('flatpak-spawn host-spawn', {
    options:
      '--host --watch-bus --clear-env --env=env --forward-fd=data --sandbox --latest-version --no-network --directory=cwd -v -no-pty -pty -env=data -cwd=cwd',
    operands: 'command*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool('distrobox toolbox', {
    options: '-n,--name=data -c,--container=data -r,--root -e',
    style: 'plain',
    special: boxRun,
  }),
  tool('ip', {
    options:
      '-a,-all -n,-netns=data -t -u -l -p -r -s -d -4 -6 -o -br,-brief -c,-color=?data -j,-json -b,-batch=settings -force -f,-family=data',
    style: 'single',
    special: netnsExec,
  }),
].flat();
