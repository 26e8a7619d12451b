/** Programs whose arguments are another command: opened, so that the payload is judged and not the wrapper. */
import { type Command, type Field, literalField } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { tail } from './argv.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

const fieldsOf = (invocation: Invocation): Field[] => invocation.operands.map((operand) => operand.field);

/** `NAME=value ... command`, for env, sudo, cross-env, dotenv. */
function openWithEnv(fields: readonly Field[], actions: ToolActions, cwd?: Field): void {
  let at = 0;
  const env: { name: string; value: Field | null; field: Field }[] = [];
  for (; at < fields.length; at += 1) {
    const field = fields[at];
    const match = /^([A-Za-z_][\w.]*)=/.exec(field?.text ?? field?.prefix ?? '');
    if (field === undefined || match === null) break;
    env.push({ name: match[1] ?? '', value: tail(field, match[0].length), field });
  }
  const rest = fields.slice(at);
  if (rest.length > 0) actions.open(rest, { env, cwd });
  else for (const { name, value, field } of env) actions.env(name, value, field);
}

const env: Special = (invocation, actions) => {
  const cwd = optionValue(invocation, '--chdir') ?? undefined;
  const split = optionValue(invocation, '--split-string');
  if (split === null) return openWithEnv(fieldsOf(invocation), actions, cwd);
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

/** `xargs cmd args`: words from standard input come behind. Their roots are known where find or ls produced them. */
const xargs: Special = (invocation, actions, command) => {
  const fields = fieldsOf(invocation);
  const replace =
    optionValue(invocation, '--replace', '-i')?.text ?? (hasOption(invocation, '--replace', '-i') ? '{}' : null);
  const listed = listedPaths(command) ?? spelledInput(command);
  const words = fields.length === 0 ? [literalField('echo', command.range)] : fields;
  const fed: Field[] = listed ?? [{ ...literalField('', command.program.range), text: null, outputs: command.stdin }];
  if (replace === null) return actions.open(words, { appended: fed, fed: true });
  for (const one of fed) {
    actions.open(
      words.map((word) => insert(word, replace, one)),
      { fed: true },
    );
  }
};

/** The words of an input that is known: `echo a b | xargs`. */
function spelledInput(command: Command): Field[] | null {
  const text = inputText(command);
  if (text === null || /['"\\]/.test(text)) return null;
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 || words.length > 32
    ? null
    : words.map((word) => literalField(word, command.program.range));
}

function insert(word: Field, mark: string, value: Field): Field {
  if (word.text === mark) return { ...value, range: word.range };
  const at = word.text?.indexOf(mark) ?? -1;
  if (at < 0 || word.text === null) return word;
  if (value.text !== null && !value.pattern) return { ...word, text: word.text.replaceAll(mark, value.text) };
  return { ...word, text: null, prefix: word.text.slice(0, at), outputs: value.outputs };
}

/** Where the input lists files below known roots, patterns for them. */
export function listedPaths(command: Command): Field[] | null {
  const [producer] = command.stdin;
  if (producer === undefined || command.stdin.length !== 1) return null;
  const { invocation } = producer;
  const name = invocation.tool;
  if (
    ['sort', 'uniq', 'head', 'tail', 'grep', 'tac', 'shuf'].includes(name ?? '') &&
    producer.stdin.length === 1 &&
    filters(producer)
  )
    return listedPaths(producer);
  if (name === 'find' || name === 'gfind') return below(findRoots(producer), findNames(producer));
  if (name === 'git' && invocation.sub[0] === 'ls-files') return below(['.'], null);
  if (
    name === 'git' &&
    ['diff', 'show', 'diff-tree'].includes(invocation.sub[0] ?? '') &&
    hasOption(invocation, '--name-only')
  )
    return below(['.'], null);
  if (name === 'ls' && invocation.operands.every((operand) => operand.field.pattern))
    return invocation.operands.length === 0 ? below(['.'], null) : invocation.operands.map((operand) => operand.field);
  const lists = hasOption(invocation, '--files-with-matches', '--files-without-match', '--files');
  if ((name === 'rg' || name === 'grep') && lists) {
    const roots = invocation.operands.filter((operand) => operand.role === 'read').map((operand) => operand.field.text);
    return roots.some((root) => root === null)
      ? null
      : below(roots.length === 0 ? ['.'] : roots.filter((root) => root !== null), null);
  }
  if (name === 'fd' || name === 'fdfind') return below(['.'], null);
  return null;

  function below(roots: readonly (string | null)[], names: string | null): Field[] | null {
    if (roots.some((root) => root === null)) return null;
    return roots.map((root) => ({
      ...literalField(
        `${(root ?? '').replace(/\/+$/, '')}/**${names === null ? '' : `/${names}`}`,
        command.program.range,
      ),
      pattern: true,
    }));
  }
}

/** Passes its input on, instead of reading files. */
function filters(command: Command): boolean {
  return !command.invocation.operands.some((operand) => operand.role === 'read');
}

function findRoots(command: Command): (string | null)[] {
  const roots: (string | null)[] = [];
  for (const field of command.args) {
    const text = field.text ?? field.prefix;
    if (/^[-(!]/.test(text)) break;
    roots.push(field.text);
  }
  return roots.length === 0 ? ['.'] : roots;
}

function findNames(command: Command): string | null {
  const at = command.args.findIndex((field) => /^-i?name$/.test(field.text ?? ''));
  return at < 0 || command.args.some((field) => /^-(?:o|or|not)$|^!$/.test(field.text ?? ''))
    ? null
    : (command.args[at + 1]?.text ?? null);
}

/** Each operand is a whole shell command (watch, concurrently, hyperfine). */
const shellOperands: Special = (invocation, actions) => {
  for (const field of fieldsOf(invocation)) actions.shell(field);
};

const joined: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  const [first] = fields;
  if (first === undefined) return;
  const text = fields.some((field) => field.text === null) ? null : fields.map((field) => field.text).join(' ');
  actions.shell({ ...first, text, prefix: text ?? '', pattern: false });
};

const flock: Special = (invocation, actions) => {
  const [file, ...rest] = fieldsOf(invocation);
  if (file !== undefined && !/^\d+$/.test(file.text ?? '')) actions.write(file);
  const [first, code] = rest;
  if (first?.text === '-c' && code !== undefined) actions.shell(code);
  else if (rest.length > 0) actions.open(rest);
};

const chroot: Special = (invocation, actions) => {
  const [, ...rest] = fieldsOf(invocation);
  if (rest.length > 0) actions.open(rest, { remote: true });
};

const su: Special = (invocation, actions) => {
  const code = optionValue(invocation, '--command');
  if (code !== null) actions.shell(code);
};

const parallel: Special = (invocation, actions) => {
  const fields = fieldsOf(invocation);
  const mark = fields.findIndex((field) => /^:::/.test(field.text ?? ''));
  const words = mark < 0 ? fields : fields.slice(0, mark);
  const inputs = mark < 0 ? [] : fields.slice(mark + 1).filter((field) => !/^:::/.test(field.text ?? ''));
  const [first] = words;
  if (first === undefined) return;
  const text = words.some((field) => field.text === null) ? null : words.map((field) => field.text).join(' ');
  const unknown: Field = { ...first, text: null };
  if (text === null) return actions.shell(unknown);
  const placed = /\{[./#%]*\}/.test(text);
  if (inputs.length === 0 || inputs.length > 8) {
    if (first.text !== null && !placed) actions.open([...words, unknown], { fed: true });
    else actions.shell(unknown);
    return;
  }
  for (const input of inputs) {
    if (input.text === null) actions.shell(unknown);
    else actions.shell({ ...first, text: placed ? text.replaceAll('{}', input.text) : `${text} ${input.text}` });
  }
};

const script: Special = (invocation, actions) => {
  const code = optionValue(invocation, '--command');
  if (code !== null) actions.shell(code);
  for (const field of fieldsOf(invocation)) actions.write(field);
};

const flagged: Special = (invocation, actions) => {
  const code = optionValue(invocation, '--run', '--command', '-c', '--call');
  if (code !== null) actions.shell(code);
};

export const wrapperTools = [
  tool('sudo doas', {
    options:
      '-A,--askpass -b,--background -B -C,--close-from=data -c=data -D,--chdir=cwd -E,--preserve-env=?data -e,--edit -g,--group=data -H,--set-home -h,--host=?data -i,--login -K -k,--reset-timestamp -l,--list -n,--non-interactive -P -p,--prompt=data -R,--chroot=data -r=data -S,--stdin -s,--shell -T=data -t=data -U=data -u,--user=data -V -v,--validate',
    operands: 'data*',
    stopAtOperand: true,
    special: sudo,
    runsThings: true,
  }),
  tool('su runuser', {
    options:
      '-c,--command=data -l,--login -m,-p,--preserve-environment -s,--shell=exec -g=data -G=data -P,--pty -f -w=data -u,--user=data --session-command=sh',
    operands: 'data*',
    special: su,
    runsThings: true,
  }),
  tool('env', {
    examples: [
      { command: 'env -i A=1 ls b', reads: ['b'], execs: ['env', 'ls'] },
      { command: "env -S 'ls b'", reads: ['b'], execs: ['env', 'ls'] },
    ],
    options:
      '-i,--ignore-environment -0,--null -u,--unset=data -C,--chdir=cwd -S,--split-string=data -v,--debug --block-signal=?data --default-signal=?data --ignore-signal=?data --list-signal-handling -a,--argv0=data',
    operands: 'data*',
    stopAtOperand: true,
    special: env,
    runsThings: true,
  }),
  tool('cross-env dotenv dotenvx env-cmd', {
    options: '-f=read -e=read -p -o -v=data --quiet',
    operands: 'data*',
    stopAtOperand: true,
    special: env,
  }),
  tool('cross-env-shell', { operands: 'data*', stopAtOperand: true, special: joined }),
  tool('xargs', {
    examples: [{ command: "find a -name '*.o' | xargs -0 rm", writes: ['a/**/*.o'], execs: ['find', 'xargs', 'rm'] }],
    options:
      '-0,--null -a,--arg-file=read -d,--delimiter=data -E=data -e,--eof=?data -I,--replace=data -i=?data -L,--max-lines=data -l=?data -n,--max-args=data -o,--open-tty -P,--max-procs=data -p,--interactive --process-slot-var=data -r,--no-run-if-empty -s,--max-chars=data --show-limits -t,--verbose -x,--exit',
    operands: 'data*',
    stopAtOperand: true,
    special: xargs,
    runsThings: true,
  }),
  tool('parallel', {
    options:
      '-j,--jobs=data -k,--keep-order -a,--arg-file=read -0 -n=data -N=data -q,--quote --bar --eta --dry-run -I=data --joblog=write --halt=data -X -m --pipe --tmpdir=write -v --no-notice --will-cite --colsep=data -C=data -S,--sshlogin=host --results=write',
    operands: 'data*',
    stopAtOperand: true,
    special: parallel,
    runsThings: true,
  }),
  tool('timeout', {
    examples: [{ command: 'timeout -k 5 10 cat a', reads: ['a'], execs: ['timeout', 'cat'] }],
    options: '-k,--kill-after=data -s,--signal=data -v,--verbose --foreground --preserve-status -f -p',
    operands: 'data command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool(
    'nohup setsid nice ionice stdbuf time chrt eatmydata unbuffer ltrace strace caffeinate proxychains torsocks tsocks faketime dbus-run-session xvfb-run systemd-run numactl prlimit cpulimit setarch linux32 linux64 firejail bwrap fakeroot pkexec catchsegv valgrind perf heaptrack doppler chpst softlimit exec-helper rlwrap winpty arch-chroot',
    {
      options:
        '-n=data -n,--adjustment=data -c=data -c,--class=data -p=data -i=data -i,--input=data -o=data -o,--output=data -e=data -e,--error=data -f,--fork -w,--wait -s=data -a -v,--verbose --format=data -u=data -t --leak-check=?data --tool=data --auto-servernum --server-args=data --user --scope --pty',
      operands: 'command*',
      stopAtOperand: true,
      runsThings: true,
      style: 'plain',
    },
  ),
  tool('taskset', { options: '-c,--cpu-list -a,--all-tasks -p,--pid', operands: 'data command*', stopAtOperand: true }),
  tool('watch', {
    options:
      '-n,--interval=data -d,--differences=?data -t,--no-title -b,--beep -e,--errexit -g,--chgexit -c,--color -x,--exec -p -q=data',
    operands: 'data*',
    stopAtOperand: true,
    special: joined,
  }),
  tool('concurrently hyperfine run-p run-s npm-run-all', {
    options:
      '-n,--names=data -c=data -k,--kill-others -s=data -r,--runs=data -w,--warmup=data -p=data -N,--shell=data -S=data --prepare=sh --setup=sh --cleanup=sh --export-json=write --export-markdown=write -i',
    operands: 'data*',
    special: shellOperands,
  }),
  tool('entr', {
    options: '-c -d -n -p -r -s -z -a',
    operands: 'data*',
    stopAtOperand: true,
    special: (invocation, actions, command) =>
      hasOption(invocation, '-s') ? joined(invocation, actions, command) : openAll(invocation, actions),
  }),
  tool('nodemon watchexec chokidar onchange', {
    options:
      '-x,--exec=sh -c,--command=sh -w,--watch=read -e,--ext,--exts=data -i,--ignore=data -d,--delay=data -r -q -V -L --config=read',
    operands: 'data*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('flock', {
    options:
      '-s,--shared -x,-e,--exclusive -u,--unlock -n,--nb,--nonblock -w,--timeout,--wait=data -o,--close -E=data -F --verbose -c,--command=sh',
    operands: 'data*',
    stopAtOperand: true,
    special: flock,
  }),
  tool('chroot', {
    options: '--groups=data --userspec=data --skip-chdir',
    operands: 'data*',
    stopAtOperand: true,
    special: chroot,
  }),
  tool('unshare nsenter', {
    options:
      '-m,--mount=?data -u,--uts=?data -i,--ipc=?data -n,--net=?data -p,--pid=?data -U,--user=?data -C,--cgroup=?data -T=?data -f,--fork -r,--map-root-user -t,--target=data -a,--all -F --mount-proc=?data -R,--root=?read -w,--wd=?data -S=data -G=data',
    operands: 'command*',
    stopAtOperand: true,
    runsThings: true,
  }),
  tool('script', {
    options: '-a,--append -c,--command=data -e,--return -f,--flush -q,--quiet -t=?data -O=write -I=write -B=write',
    operands: 'data*',
    special: script,
  }),
  tool('nix-shell nix pipx-run direnv devbox', {
    options: '-p=data --run=data --command=data -c=data --packages=data',
    operands: 'data*',
    special: flagged,
  }),
  tool('poetry pipenv uv pdm hatch rye bundle', {
    options: '-q,--quiet -v,--verbose -C,--directory=cwd --project=cwd --python=data',
    operands: 'data*',
    subcommands: {
      'run exec': {
        options:
          '--with=data --python=data -p=data --extra=data --group=data -m=data --no-sync --frozen --isolated --env-file=read',
        operands: 'command*',
        stopAtOperand: true,
      },
      'install add remove sync lock update show build publish self pip venv tool init env check config list tree outdated cache':
        {},
    },
  }),
].flat();

function openAll(invocation: Invocation, actions: ToolActions): void {
  actions.open(fieldsOf(invocation));
}
