/** Python and JavaScript: what projects are mostly made of. */
import type { Field } from '../analysis.ts';
import { language, scriptFile } from './code-sources.ts';
import { filePath } from './hosts.ts';
import { contactUrl } from './http.ts';
import { hasOption, type Invocation, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';
import { pythonModule } from './python.ts';

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

function isScript(field: Field): boolean {
  return /\.[cm]?[jt]sx?$/.test(field.text ?? '');
}

/** A file or directory; a bare word is a filter. */
function readScript(field: Field, actions: ToolActions): undefined {
  if (/[./]/.test(field.text ?? '')) actions.read(field);
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

const PYTHON =
  '-c=code -m=data -u -B -E -i -I -O -OO -q -s -S -v -V,--version -W=data -x -X=data -d -b -h,--help -P --check-hash-based-pycs=data';
const NODE =
  '-e,--eval=code -p,-pe,-ep,--print=code -c,--check -i,--interactive -r,--require=data --import=data --loader=data --experimental-loader=data -v,--version -h,--help --test --test-name-pattern=data --test-reporter=data --watch --watch-path=read --env-file=read --env-file-if-exists=read --run=data --inspect=?data --inspect-brk=?data --max-old-space-size=data --enable-source-maps --experimental-strip-types --no-warnings --trace-warnings --expose-gc -C,--conditions=data --input-type=data --experimental-vm-modules --import-map=read --stack-size=data --prof --cpu-prof --title=data --unhandled-rejections=data --dns-result-order=data --icu-data-dir=read --openssl-config=settings --snapshot-blob=read --build-snapshot --experimental-test-coverage --permission --allow-fs-read=data --allow-fs-write=data --allow-child-process --allow-worker --test-only --test-concurrency=data --disable-warning=data --disallow-code-generation-from-strings --frozen-intrinsics --throw-deprecation --preserve-symlinks --experimental-transform-types --no-deprecation --test-force-exit --test-timeout=data';

export const interpreterTools = [
  tool('python python2 python3 pypy pypy3', {
    options: PYTHON.replace('-c=code', '-c=data'),
    operands: 'data*',
    stopAtOperand: true,
    stopAfter: '-c -m',
    style: 'plain',
    special: python,
    runsThings: true,
  }),
  tool('ipython ipython3 bpython ptpython', {
    options: '-c=data -m=data -i --no-banner --pylab=?data --matplotlib=?data --profile=data --quiet --version --help',
    operands: 'data*',
    stopAtOperand: true,
    style: 'plain',
    runsThings: true,
    special: (invocation, actions, command) => {
      const code = optionValue(invocation, '-c');
      const shell = /^\s*!\s*(.*)$/s.exec(code?.text ?? '')?.[1];
      if (code === null || shell === undefined) return language('python', ['-c'])(invocation, actions, command);
      actions.signal('inline-code', code, 'shell code in an argument', true);
      actions.shell(actions.literal(shell, code));
    },
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
      preloaded(invocation, actions);
      const [verb] = invocation.sub;
      const [first] = invocation.operands;
      if (verb === 'x') actions.open(invocation.operands.map((operand) => operand.field));
      else if (verb === 'run' && first !== undefined && isScript(first.field)) scriptFile(first.field, actions);
      else if (verb === 'build' || verb === 'test')
        for (const { field } of invocation.operands) readScript(field, actions);
      else if (verb === undefined && (first === undefined || isScript(first.field)))
        language('node', ['--eval', '--print'])(invocation, actions, command);
    },
    subcommands: {
      x: { options: '--bun -p,--package=data --silent', stopAtOperand: true },
      run: { stopAtOperand: true },
      'build test': {
        options:
          '--outfile=write --outdir=write --target=data --format=data --minify --sourcemap=?data --splitting --external=data -e=data --entry-naming=data --compile --define=data --loader=data --public-path=data --packages=data --root=data -t,--test-name-pattern=data --timeout=data --coverage --bail=?data --only --todo --rerun-each=data -u,--update-snapshots --coverage-reporter=data --reporter=data --reporter-outfile=write',
      },
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
      'test lint fmt check info bench doc publish coverage': { operands: 'read*' },
      compile: { options: '-o,--output=write --target=data', operands: 'read data*' },
      'task cache install add remove upgrade outdated repl init jupyter lsp types vendor clean': {},
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
].flat();
