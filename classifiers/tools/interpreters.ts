/** Shells and languages: code from an option, a file or standard input. */
import type { Command, Field } from '../analysis.ts';
import { codeStream, inputField, inputText } from '../bash/constant-output.ts';
import { filePath } from './hosts.ts';
import { contactUrl } from './http.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';
import { pythonModule } from './python.ts';

/** Standard input as code, where no script is named. */
function codeFromInput(command: Command, actions: ToolActions, run: (code: Field) => undefined): undefined {
  const field = inputField(command);
  if (field !== null) return run(field);
  const file = command.redirects.findLast(
    (redirect) => redirect.kind === 'read' && (redirect.fd === null || redirect.fd === '0'),
  )?.target;
  if (file !== undefined && file !== null) {
    if (file.outputs.length > 0) run({ ...file, text: null });
    else actions.execute(file);
    return;
  }
  const text = inputText(command);
  if (text !== null) return run(actions.literal(text, command.program));
  if (command.stdin.length > 0) run({ ...actions.literal('', command.program), text: null });
}

const shell: Special = (invocation, actions, command) => {
  const operands = invocation.operands.map((operand) => operand.field);
  if (hasOption(invocation, '-c')) {
    const [code, ...args] = operands;
    if (code === undefined) return;
    actions.signal('inline-code', code, 'shell code in an argument');
    return actions.shell(code, args);
  }
  const [script] = operands;
  if (script !== undefined && !hasOption(invocation, '-s') && script.text !== '-') {
    const stream = codeStream(script, command);
    if (stream === null) return scriptFile(script, actions);
    actions.signal('inline-code', stream, 'shell code that another command prints', stream.text === null);
    return actions.shell(stream, operands);
  }
  codeFromInput(command, actions, (code) => {
    actions.signal('inline-code', code, 'shell code from standard input');
    actions.shell(code);
  });
};

function scriptFile(script: Field, actions: ToolActions): undefined {
  if (script.outputs.length > 0 && script.text?.startsWith('/dev/fd/') === true) {
    actions.shell({ ...script, text: null });
    return;
  }
  actions.read(script);
  actions.execute(script);
}

/** `code`: option that takes code; `flags`: options that mean "no script follows". */
function language(name: string, codeOptions: readonly string[], moduleOptions: readonly string[] = []): Special {
  return (invocation, actions, command) => {
    const inline = invocation.options.filter((option) => codeOptions.includes(option.name));
    for (const option of inline) if (option.value !== null) actions.code(name, option.value);
    const operands = invocation.operands.map((operand) => operand.field);
    if (inline.length > 0 || hasOption(invocation, ...moduleOptions)) return;
    const [script] = operands;
    const stream = script === undefined ? null : codeStream(script, command);
    if (stream !== null) return actions.code(name, stream);
    if (script !== undefined && script.text !== '-') return scriptFile(script, actions);
    if (hasOption(invocation, '--version', '--help', '-V', '-v', '-h', '--test')) return;
    codeFromInput(command, actions, (code) => actions.code(name, code));
  };
}

/** `python -m module` runs a module by name; some are tools of their own. */
const python: Special = (invocation, actions, command) => {
  const module = optionValue(invocation, '-m');
  if (module === null) return language('python', ['-c'])(invocation, actions, command);
  pythonModule(
    module,
    invocation.operands.map((operand) => operand.field),
    actions,
  );
};

/** `--import ./setup.mjs` is a script like any other; a `data:` or remote address is code that nobody sees here. */
function preloaded(invocation: Invocation, actions: ToolActions): void {
  for (const { name, value } of invocation.options) {
    if (value === null || !PRELOADS.has(name)) continue;
    const text = value.text ?? value.prefix;
    if (value.text === null || /^(?:data|https?|blob):/i.test(text)) {
      actions.signal('mini-language', value, 'node loads code from an address', true);
      if (/^https?:/i.test(text)) contactUrl(value, actions);
    } else if (/^file:/i.test(text)) scriptFile(actions.literal(filePath(text), value), actions);
    else if (/^\.{0,2}\//.test(text)) scriptFile(value, actions);
  }
}

const PRELOADS = new Set(['--require', '--import', '--loader', '--experimental-loader', '--preload']);

const node: Special = (invocation, actions, command) => {
  preloaded(invocation, actions);
  if (hasOption(invocation, '--test', '--run')) {
    for (const operand of invocation.operands) if (hasOption(invocation, '--test')) actions.read(operand.field);
    return;
  }
  language('node', ['--eval', '--print'], ['--check-only'])(invocation, actions, command);
};

const deno: Special = (invocation, actions) => {
  const [sub] = invocation.sub;
  const [first] = invocation.operands;
  if (sub === 'eval' && first !== undefined) actions.code('node', first.field);
  else if ((sub === 'run' || sub === 'serve') && first !== undefined) {
    if (/^(?:https?|npm|jsr):/.test(first.field.text ?? ''))
      actions.contact(/^https?:\/\/([^/:]+)/.exec(first.field.text ?? '')?.[1] ?? 'jsr.io', 443, first.field);
    else scriptFile(first.field, actions);
  }
};

const SHELL =
  '-c -i -l,--login -s -e -u -x -v -n -f -a -b -h -k -m -p -r,--restricted -t -B -C -D -E -H -P -T -o=data -O=data --norc --noprofile --posix --rcfile=script --init-file=script --version --help --verbose --debugger --noediting';
const PYTHON =
  '-c=code -m=data -u -B -E -i -I -O -OO -q -s -S -v -V,--version -W=data -x -X=data -d -b -h,--help -P --check-hash-based-pycs=data';
const NODE =
  '-e,--eval=code -p,-pe,-ep,--print=code -c,--check -i,--interactive -r,--require=data --import=data --loader=data --experimental-loader=data -v,--version -h,--help --test --test-name-pattern=data --test-reporter=data --watch --watch-path=read --env-file=read --env-file-if-exists=read --run=data --inspect=?data --inspect-brk=?data --max-old-space-size=data --enable-source-maps --experimental-strip-types --no-warnings --trace-warnings --expose-gc -C,--conditions=data --input-type=data --experimental-vm-modules --import-map=read --stack-size=data --prof --cpu-prof --title=data --unhandled-rejections=data --dns-result-order=data --icu-data-dir=read --openssl-config=settings --snapshot-blob=read --build-snapshot --experimental-test-coverage --permission --allow-fs-read=data --allow-fs-write=data --allow-child-process --allow-worker --test-only --test-concurrency=data --disable-warning=data --disallow-code-generation-from-strings --frozen-intrinsics --throw-deprecation --preserve-symlinks --experimental-transform-types --no-deprecation --test-force-exit --test-timeout=data';

export const interpreterTools = [
  tool('bash sh dash zsh ksh ash mksh fish rbash', {
    examples: [
      { command: "bash -ec 'cat a'", reads: ['a'], execs: ['bash', 'cat'] },
      { command: 'bash -x s.sh a', reads: ['s.sh'], execs: ['bash'] },
    ],
    options: SHELL,
    plusOptions: true,
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: shell,
    runsThings: true,
  }),
  tool('python python2 python3 pypy pypy3', {
    options: PYTHON.replace('-c=code', '-c=data'),
    operands: 'data*',
    stopAtOperand: true,
    stopAfter: '-c -m',
    style: 'plain',
    special: python,
    runsThings: true,
  }),
  tool('node nodejs', {
    options: NODE.replaceAll('=code', '=data'),
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: node,
    runsThings: true,
  }),
  tool('bun', {
    options:
      '-e,--eval=data -p,--print=data -r,--preload=data --watch --hot --cwd=cwd -v,--version -b,--bun --silent --env-file=read',
    operands: 'data*',
    stopAtOperand: true,
    special: (invocation, actions, command) => {
      const [first] = invocation.operands;
      if (first === undefined || /\.[cm]?[jt]sx?$/.test(first.field.text ?? ''))
        language('node', ['--eval', '--print'])(invocation, actions, command);
    },
  }),
  tool('deno', {
    options:
      '-A,--allow-all --allow-read=?data --allow-write=?data --allow-net=?data --allow-env=?data --allow-run=?data --allow-ffi=?data -q,--quiet --config=read --import-map=read --lock=?read --no-check --unstable --watch -r,--reload=?data',
    operands: 'data*',
    stopAtOperand: true,
    special: deno,
    subcommands: {
      'run eval serve': { stopAtOperand: true },
      'test lint fmt check task cache info bench compile doc': {},
    },
  }),
  tool('tsx ts-node ts-node-esm esno swc-node', {
    options:
      '-e,--eval=data -p,--print=data -r,--require=data --import=data -T,--transpile-only -P,--project=read --tsconfig=read --esm --watch --test --swc',
    operands: 'data*',
    stopAtOperand: true,
    special: (invocation, actions, command) => {
      preloaded(invocation, actions);
      language('node', ['--eval', '--print'])(invocation, actions, command);
    },
  }),
  tool('perl', {
    options:
      '-e=data -E=data -n -p -i=?data -l=?data -a -F=data -0=?data -w -W -t -T -c -v -s -S -x=?data -I=read -M=data -m=data -d=?data -C=?data -h -u -U -X',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: (invocation, actions, command) => {
      language('perl', ['-e', '-E'])(invocation, actions, command);
      if (!hasOption(invocation, '-e', '-E')) return;
      for (const { field } of invocation.operands) {
        if (hasOption(invocation, '-n', '-p', '-i')) actions.read(field);
        if (hasOption(invocation, '-i')) actions.write(field);
      }
    },
    runsThings: true,
  }),
  tool('ruby irb jruby', {
    options:
      '-e=data -n -p -i=?data -l -a -F=data -0=?data -w -W=?data -c -v --version -s -S -x=?data -I=read -r=script -C=cwd -E=data -K=data -T=?data -h --help --yjit',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: language('ruby', ['-e']),
    runsThings: true,
  }),
  tool('php', {
    options:
      '-r=data -R=data -B=data -E=data -f=script -l -a -c=read -d=data -e -i -m -n -s -v,--version -w -z=exec -S=data -t=read -h',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    special: language('php', ['-r', '-R', '-B', '-E'], ['-f', '-i', '-m', '-S']),
    runsThings: true,
  }),
  tool('lua luajit tclsh wish guile racket groovy scala kotlin elixir erl iex ghci julia R Rscript osascript swift', {
    options: '-e,--eval=data -c=data -l=script -i -v --version -E -q --no-save --slave --vanilla -f,--file=script',
    operands: 'data*',
    stopAtOperand: true,
    special: language('other', ['--eval', '-c']),
    runsThings: true,
  }),
  tool('java', {
    options:
      '-jar=script -cp,-classpath,--class-path=read -version,--version -Xmx=?data -D=?data -agentlib=?exec -agentpath=?exec -javaagent=?exec --module-path=read -m=data --add-opens=data --enable-preview --source=data',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
  }),
  tool('expect', {
    options: '-c=data -f=script -b -d -i -n -N -v',
    operands: 'script data*',
    stopAtOperand: true,
    special: language('other', ['-c'], ['-f']),
    runsThings: true,
  }),
  tool('busybox toybox', {
    operands: 'command*',
    stopAtOperand: true,
    options: '--list --help --install=?write -s',
    runsThings: true,
  }),
  tool('gdb lldb', {
    options:
      '-batch -ex=data -eval-command=data -x=script -p=data -pid=data -q -nx -args -c=read -s=read -o=data --args',
    operands: 'read data*',
    style: 'single',
    special: (invocation, actions) => {
      for (const option of invocation.options) {
        if (!['-ex', '-eval-command', '-o'].includes(option.name) || option.value === null) continue;
        const code = /^\s*(?:!|shell\s|platform shell\s)\s*(.*)/s.exec(option.value.text ?? '')?.[1];
        actions.signal(
          'mini-language',
          option.value,
          'the debugger runs a command',
          code !== undefined || /python|call|system/.test(option.value.text ?? ''),
        );
        if (code !== undefined) actions.shell(actions.literal(code, option.value));
      }
    },
    runsThings: true,
  }),
].flat();
