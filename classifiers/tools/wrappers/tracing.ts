/** Debuggers, profilers and benchmarks: they start the program that they watch. */
import { hasOption, optionValue } from '../invocation.ts';
import { type Special, tool } from '../model.ts';
import { both, codeOptions, shellOperands } from './opening.ts';

/** `strace -o '|command'` pipes the trace into a command. */
const traceOutput: Special = (invocation, actions) => {
  const output = optionValue(invocation, '--output');
  if (output === null) return;
  if (/^[|!]/.test(output.text ?? output.prefix)) {
    actions.signal('mini-language', output, 'strace runs a command for its output', true);
    actions.shell({ ...output, text: output.text?.slice(1) ?? null });
  } else actions.write(output);
};

/** `perf script` runs scripts by name; `perf list` and `report` only show. */
const PERF =
  '-e,--event=data -o,--output=write -a,--all-cpus -g -p,--pid=data -t,--tid=data -F,--freq=data --call-graph=data -c,--count=data -C,--cpu=data -r,--repeat=data -I,--interval-print=data -x,--field-separator=data -d,--detailed -v,--verbose -q,--quiet -S,--sync -i,--input=read -n,--null -m,--mmap-pages=data -B -A -G,--cgroup=data -M,--metrics=data -T -s,--summary --no-syscalls --pre=sh --post=sh --delay,-D=data --timeout=data --switch-events --control=data -b -j=data -u=data -k=data -R -W -N --per-core --per-socket --no-inherit --inherit --topdown --filter=data';

export const tracingWrappers = [
  tool('strace', {
    examples: [
      { command: 'strace -f -e trace=open -o t.log cat a', reads: ['a'], writes: ['t.log'], execs: ['strace', 'cat'] },
    ],
    options:
      '-e,--trace=data -o,--output=data -p,--attach=data -f,--follow-forks -ff -c,--summary-only -C,--summary -t,--absolute-timestamps=?data -tt -ttt -T,--syscall-times=?data -v,--no-abbrev -x -xx --strings-in-hex=?data -s,--string-limit=data -S,--summary-sort-by=data -u,--user=data -E,--env=env -a,--columns=data -b,--detach-on=data -I,--interruptible=data -O,--summary-syscall-overhead=data -P,--trace-path=data -y,--decode-fds=?data -yy -z,--successful-only -Z,--failed-only -k,--stack-traces -n,--syscall-number -D,--daemonize -DD -DDD -q,--quiet -qq -qqq -d,--debug -i,--instruction-pointer -r,--relative-timestamps -w,--summary-wall-clock -X,--const-print-style=data -A,--output-append-mode -U,--summary-columns=data --inject=data --fault=data --status=data --signal=data --kvm=data --seccomp-bpf --output-separately --argv0=data -N,--arg-names --tips=?data',
    operands: 'command*',
    stopAtOperand: true,
    style: 'plain',
    special: traceOutput,
    runsThings: true,
  }),
  tool('ltrace', {
    options:
      '-a,--align=data -A=data -b,--no-signals -c -C,--demangle -D,--debug=data -e=data -f -F,--config=settings -i -l,--library=data -L -n,--indent=data -o,--output=write -p=data -r -s=data -S -t -tt -ttt -T -u=data -V,--version -w,--where=data -x=data',
    operands: 'command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('perf', {
    examples: [{ command: 'perf stat -e cycles cat a', reads: ['a'], execs: ['perf', 'cat'] }],
    options:
      '-h,--help -v,--version --exec-path=data --html-path --paginate --no-pager --buildid-dir=data --debugfs-dir=data --debug=data',
    style: 'plain',
    runsThings: true,
    ownOptions: true,
    subcommands: {
      'stat record trace': { options: PERF, operands: 'command*', stopAtOperand: true, runsThings: false },
      'mem c2c kvm lock sched timechart kmem ftrace kwork': {
        options: PERF,
        subcommands: { record: { operands: 'command*', stopAtOperand: true } },
        runsThings: false,
      },
      'report annotate diff list bench top evlist buildid-list buildid-cache config data archive inject probe script test version daemon':
        { options: PERF, operands: 'data*', runsThings: false },
    },
  }),
  tool('valgrind', {
    examples: [{ command: 'valgrind --leak-check=full ./a b', execs: ['valgrind', './a'] }],
    options:
      '-v,--verbose -q,--quiet -d -s --tool=data --log-file=write --xml-file=write --suppressions=read --leak-check=data --db-command=hook --vgdb=data',
    operands: 'command*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool(
    'heaptrack rr uftrace samply flamegraph hotspot bytehound tracy-capture instruments xctrace sotruss memusage catchsegv kcov',
    {
      options:
        '-o,--output=write -p,--pid=data -r,--raw -d -a -n -v -h --chaos --args --save-only --rate=data --verify',
      stopAtOperand: true,
      style: 'plain',
      special: (invocation, actions, command) => {
        const fields = invocation.operands.map((operand) => operand.field);
        const verb = /^(?:record|replay|live|report|dump)$/.test(fields[0]?.text ?? '');
        const folder = command.invocation.program === 'kcov';
        if (folder && fields[0] !== undefined) actions.write(fields[0]);
        actions.open(fields.slice(verb || folder ? 1 : 0));
      },
    },
  ),
  tool('bpftrace', {
    options: '-e=data -c=sh -p=data -o=write -f=data -B=data -d -l -v -I=read --include=read --unsafe -k',
    operands: 'script data*',
    special: (invocation, actions, command) => {
      const code = optionValue(invocation, '-e')?.text ?? '';
      if (/\bsystem\s*\(/.test(code) || hasOption(invocation, '--unsafe'))
        actions.signal('mini-language', command.program, 'bpftrace may run commands', true);
    },
  }),
  tool('hyperfine', {
    examples: [{ command: "hyperfine -w 3 'cat a' 'cat b'", reads: ['a', 'b'], execs: ['hyperfine', 'cat'] }],
    options:
      '-w,--warmup=data -m,--min-runs=data -M,--max-runs=data -r,--runs=data -s,--setup=data -p,--prepare=data -C,--conclude=data -c,--cleanup=data -P,--parameter-scan=data -D,--parameter-step-size=data -L,--parameter-list=data -S,--shell=exec -N -i,--ignore-failure --style=data --sort=data -u,--time-unit=data --export-asciidoc=write --export-csv=write --export-json=write --export-markdown=write --export-orgmode=write --show-output --output=data --input=read -n,--command-name=data --reference=data',
    special: both(shellOperands, codeOptions('--setup', '--prepare', '--conclude', '--cleanup', '--reference')),
  }),
  tool('coredumpctl', {
    options:
      '-o,--output=write -1 -r,--reverse -S,--since=data -U,--until=data -D,--directory=read --debugger=hook -A,--debugger-arguments=data --no-pager -q',
  }),
].flat();
