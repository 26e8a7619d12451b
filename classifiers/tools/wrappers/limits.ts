/** Wrappers that change under which limits, clock, priority or display a command runs. */
import { hasOption } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { after, fieldsOf } from './opening.ts';

const ARCHITECTURE =
  /^(?:linux(?:32|64)|i[3-6]86|x86_64|amd64|aarch64|arm(?:v\w+)?|ppc\w*|s390x?|mips\w*|sparc\w*|alpha|ia64|parisc\w*|riscv\w*|loongarch\w*|athlon|uname26)$/;

const flock: Special = (invocation, actions) => {
  const [file, ...rest] = fieldsOf(invocation);
  if (file !== undefined && !/^\d+$/.test(file.text ?? '')) actions.write(file);
  const [first, code] = rest;
  if (/^(?:-c|--command)$/.test(first?.text ?? '') && code !== undefined) actions.shell(code);
  else if (rest.length > 0) actions.open(rest);
};

/** `taskset mask command`, `taskset -c list command`; with `-p` a process that runs already. */
const taskset: Special = (invocation, actions) => {
  if (!hasOption(invocation, '--pid')) actions.open(fieldsOf(invocation).slice(1));
};

export const limitWrappers = [
  tool('timeout gtimeout', {
    examples: [{ command: 'timeout -k 5 10 cat a', reads: ['a'], execs: ['timeout', 'cat'] }],
    options: '-k,--kill-after=data -s,--signal=data -v,--verbose --foreground --preserve-status -f -p',
    operands: 'data command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('nohup', { options: '-p', operands: 'command*', stopAtOperand: true }),
  tool('setsid', { options: '-c,--ctty -f,--fork -w,--wait', operands: 'command*', stopAtOperand: true }),
  tool('nice', {
    examples: [{ command: 'nice -n 5 cat a', reads: ['a'], execs: ['nice', 'cat'] }],
    options: '-n,--adjustment=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('ionice', {
    options: '-c,--class=data -n,--classdata=data -p,--pid=data -P,--pgid=data -u,--uid=data -t,--ignore',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('chrt', {
    examples: [{ command: 'chrt -f 10 cat a', reads: ['a'], execs: ['chrt', 'cat'] }],
    options:
      '-a,--all-tasks -b,--batch -d,--deadline -e,--ext -f,--fifo -i,--idle -m,--max -o,--other -p,--pid -r,--rr -R,--reset-on-fork -T,--sched-runtime=data -P,--sched-period=data -D,--sched-deadline=data -v,--verbose',
    stopAtOperand: true,
    special: (invocation, actions, command) =>
      hasOption(invocation, '--pid') ? undefined : after(/^\d+$/)(invocation, actions, command),
  }),
  tool('taskset', {
    options: '-c,--cpu-list -a,--all-tasks -p,--pid',
    stopAtOperand: true,
    special: taskset,
  }),
  tool('stdbuf', {
    options: '-i,--input=data -o,--output=data -e,--error=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('time gtime', {
    examples: [{ command: '/usr/bin/time -v -o t.txt cat a', reads: ['a'], writes: ['t.txt'] }],
    options: '-f,--format=data -o,--output=write -a,--append -p,--portability -v,--verbose -q,--quiet -l -h',
    operands: 'command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('setarch', {
    examples: [{ command: 'setarch x86_64 -R cat a', reads: ['a'], execs: ['setarch', 'cat'] }],
    style: 'none',
    special: (_invocation, actions, command) => {
      const words = command.args.slice(ARCHITECTURE.test(command.args[0]?.text ?? '') ? 1 : 0);
      const at = words.findIndex((field) => !(field.text ?? field.prefix).startsWith('-'));
      if (at >= 0) actions.open(words.slice(at));
    },
  }),
  tool('linux32 linux64 i386 i486 i586 i686 x86_64 uname26', {
    options:
      '-v,--verbose -R,--addr-no-randomize -X,--read-implies-exec -Z -L,--addr-compat-layout -F,--fdpic-funcptrs -I,--short-inode -S,--whole-seconds -T,--sticky-timeouts -B,--32bit -3,--3gb --4gb --uname-2.6',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('numactl', {
    options:
      '-a,--all -i,--interleave=data -N,--cpunodebind=data -C,--physcpubind=data -m,--membind=data -l,--localalloc -p,--preferred=data -P,--preferred-many=data -b,--balancing -H,--hardware -s,--show --cpubind=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('prlimit', {
    options:
      '-p,--pid=data -o,--output=data --noheadings --raw --verbose -c,--core=?data -d,--data=?data -e,--nice=?data -f,--fsize=?data -i,--sigpending=?data -l,--memlock=?data -m,--rss=?data -n,--nofile=?data -q,--msgqueue=?data -r,--rtprio=?data -s,--stack=?data -t,--cpu=?data -u,--nproc=?data -v,--as=?data -x,--locks=?data -y,--rttime=?data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('cpulimit', {
    options:
      '-l,--limit=data -p,--pid=data -e,--exe=data -P,--path=data -c,--cpu=data -z,--lazy -i,--include-children -f,--foreground -m,--monitor-forks -v,--verbose -b,--background -k,--kill -s,--signal=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('trickle', {
    options: '-u=data -d=data -s -w=data -t=data -l=data -n=data -p=data -P=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('shx', { operands: 'command*', stopAtOperand: true }),
  tool('eatmydata nocache tini catatonit torify lolcat grc sudo-prompt colour-valgrind', {
    options: '-s -v -g -p=data -w -e=data -n=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('caffeinate', { options: '-d -i -m -s -u -t=data -w=data', operands: 'command*', stopAtOperand: true }),
  tool('dumb-init', {
    options: '-c,--single-child -r,--rewrite=data -v,--verbose',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('proxychains proxychains4 torsocks tsocks', {
    options:
      '-q,--quiet -f=read -u,--user=data -p,--pass=data -a,--address=data -P,--port=data -d,--debug -i,--isolate --shell',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('faketime', {
    examples: [{ command: "faketime '2020-01-01 10:00' cat a", reads: ['a'], execs: ['faketime', 'cat'] }],
    options: '-m -f -p=data --exclude-monotonic --date-prog=exec --disable-monotonic',
    operands: 'data command*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool('chronic ifne zrun', {
    examples: [{ command: 'chronic cat a', reads: ['a'], execs: ['chronic', 'cat'] }],
    options: '-v -e -n',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('logsave', {
    examples: [{ command: 'logsave l.txt cat a', reads: ['a'], writes: ['l.txt'], execs: ['logsave', 'cat'] }],
    options: '-a -s -v',
    operands: 'write command*',
    stopAtOperand: true,
  }),
  tool('pee mispipe', {
    options: '--ignore-sigpipe --no-ignore-sigpipe --ignore-write-errors --no-ignore-write-errors',
    special: (invocation, actions) => {
      for (const field of fieldsOf(invocation)) actions.shell(field);
    },
  }),
  tool('flock', {
    examples: [
      { command: "flock l.lock -c 'cat a'", reads: ['a'], writes: ['l.lock'], execs: ['flock', 'cat'] },
      { command: 'flock -n l.lock cat a', reads: ['a'], writes: ['l.lock'] },
    ],
    options:
      '-s,--shared -x,-e,--exclusive -u,--unlock -n,--nb,--nonblock -w,--timeout,--wait=data -o,--close -E,--conflict-exit-code=data -F,--no-fork --verbose -c,--command=sh --fcntl',
    stopAtOperand: true,
    special: flock,
  }),
  tool('xvfb-run', {
    options:
      '-a,--auto-servernum -e,--error-file=write -f,--auth-file=write -l,--listen-tcp -n,--server-num=data -p,--xauth-protocol=data -s,--server-args=data -w,--wait=data -d',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('dbus-run-session dbus-launch', {
    options:
      '--config-file=read --dbus-daemon=exec --exit-with-session --exit-with-x11 --sh-syntax --csh-syntax --auto-syntax --close-stderr --autolaunch=data --binary-syntax',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('ccache sccache distcc icecc bear intercept-build scan-build', {
    options:
      '-s,--show-stats -z,--zero-stats -C,--clear -c,--cleanup -M=data -F=data -o,--output=write -v -V --verbose --append -k -j=data --stop-server --start-server --use-cc=exec --use-c++=exec --status-bugs',
    operands: 'command*',
    stopAtOperand: true,
  }),
  tool('retry', {
    options:
      '-t,--tries=data -s,--sleep=data -m,--min=data -x,--max=data -f,--fail=sh -v -d,--delay=data -u,--until=data -w,--while=data',
    operands: 'command*',
    stopAtOperand: true,
  }),
].flat();
