/** `python -m module`: modules that are tools of their own. They run inside python, so they are no programs that start. */
import type { Field } from '../analysis.ts';
import { contactUrl } from './http.ts';
import { hasOption, optionValue } from './invocation.ts';
import { type Special, type ToolActions, type ToolSpec, tool } from './model.ts';

/** Modules that are the same as a program. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'pip pip._internal pip.__main__': 'pip',
  pytest: 'pytest',
  pipx: 'pipx',
  uv: 'uv',
  poetry: 'poetry',
  pipenv: 'pipenv',
  pdm: 'pdm',
  hatch: 'hatch',
  conda: 'conda',
  twine: 'twine',
  pre_commit: 'pre-commit',
  yt_dlp: 'yt-dlp',
  youtube_dl: 'youtube-dl',
  httpie: 'http',
  easy_install: 'easy_install',
  ansible: 'ansible',
  awscli: 'aws',
  gzip: 'gzip',
  jupyter: 'jupyter',
  IPython: 'ipython',
  black: 'black',
  ruff: 'ruff',
  isort: 'isort',
  mypy: 'mypy',
  flake8: 'flake8',
  pylint: 'pylint',
  pyright: 'pyright',
  bandit: 'bandit',
  vulture: 'vulture',
  pycodestyle: 'pycodestyle',
  pydocstyle: 'pydocstyle',
};

const programOf = new Map(
  Object.entries(PROGRAMS).flatMap(([names, program]) => names.split(' ').map((name) => [name, program] as const)),
);

/** Opens a module; one that is not known is code of the project. */
export function pythonModule(name: Field, words: readonly Field[], actions: ToolActions): undefined {
  if (name.text === null) return actions.opaque(name, 'a module known only at run time');
  const program = programOf.get(name.text) ?? (modules.has(name.text) ? `python:${name.text}` : null);
  if (program !== null) actions.open([actions.literal(program, name), ...words], { inside: true });
}

/** A script, `-m module` or `-c code` behind the options of a module that runs them. */
const runner: Special = (invocation, actions) => {
  const [first, ...rest] = invocation.operands.map((operand) => operand.field);
  if (hasOption(invocation, '--module')) {
    if (first !== undefined) pythonModule(first, rest, actions);
  } else if (first !== undefined) {
    actions.read(first);
    actions.execute(first);
  }
};

/** The set-up and the statement are one program. */
const timeit: Special = (invocation, actions, command) => {
  const setup = invocation.options.flatMap(({ name, value }) => (name === '--setup' && value !== null ? [value] : []));
  const fields = [...setup, ...invocation.operands.map((operand) => operand.field)];
  const unknown = fields.find((field) => field.text === null);
  if (unknown !== undefined) actions.code('python', unknown);
  else if (fields.length > 0)
    actions.code('python', actions.literal(fields.map((field) => field.text).join('\n'), command.program));
};

const debuggerCommands: Special = (invocation, actions, command) => {
  for (const { name, value } of invocation.options)
    if (
      name === '--command' &&
      value !== null &&
      !/^\s*(?:c|continue|b|break|r|run|n|next|s|step|q|quit|p \w+|w|where|l|list)\b[\w\s:.]*$/.test(value.text ?? '')
    )
      actions.code('python', value.text === null ? value : actions.literal(value.text.replace(/^\s*!/, ''), value));
  runner(invocation, actions, command);
};

const archive: Special = (invocation, actions) => {
  const [first, ...rest] = invocation.operands.map((operand) => operand.field);
  if (first === undefined) return;
  if (hasOption(invocation, '--create')) {
    actions.write(first);
    for (const field of rest) actions.read(field, { recursive: true });
  } else {
    actions.read(first);
    if (hasOption(invocation, '--extract')) actions.write(rest[0] ?? actions.literal('.', first), { recursive: true });
  }
};

const MODULES: Readonly<Record<string, ToolSpec>> = {
  'json.tool json': {
    options: '--sort-keys --json-lines --indent=data --tab --no-indent --compact --no-ensure-ascii --ensure-ascii',
    operands: 'read write',
    examples: [{ command: 'python3 -m json.tool a b', reads: ['a'], writes: ['b'], execs: ['python3'] }],
  },
  base64: { options: '-d,--decode -u -e,--encode -t -h', operands: 'read*' },
  'quopri uu': { options: '-d,--decode -t', operands: 'read write' },
  zipfile: {
    options: '-l,--list -e,--extract -c,--create -t,--test --metadata-encoding=data',
    operands: 'data*',
    special: archive,
    examples: [{ command: 'python3 -m zipfile -c a.zip b', reads: ['b'], writes: ['a.zip'] }],
  },
  tarfile: {
    options: '-l,--list -e,--extract -c,--create -t,--test -v,--verbose --filter=data',
    operands: 'data*',
    special: archive,
  },
  zipapp: { options: '-o,--output=write -p,--python=data -m,--main=data -c,--compress --info', operands: 'read' },
  'py_compile compileall ast tokenize dis pyclbr tabnanny pickletools symtable': {
    options:
      '-q,--quiet -f -l -b -x=data -r=data -j=data -d=data -s=data -p=data -m=data -e --invalidation-mode=data -o=data -a -i=data -v -C -O -S',
    operands: 'read*',
    recursive: true,
    examples: [{ command: 'python -m py_compile a.py', reads: ['a.py'], execs: ['python'] }],
  },
  doctest: { options: '-v,--verbose -o=data -f,--fail-fast', operands: 'read*' },
  unittest: {
    options:
      '-v,--verbose -q,--quiet -f,--failfast -c,--catch -b,--buffer -k=data -s,--start-directory=read -p,--pattern=data -t,--top-level-directory=read --locals --durations=data',
    operands: 'data*',
    special: testFiles,
    examples: [{ command: 'python -m unittest discover -s tests', reads: ['tests'], execs: ['python'] }],
  },
  'venv virtualenv': {
    options:
      '--system-site-packages --symlinks --copies --clear --upgrade --without-pip --prompt=data --upgrade-deps -p,--python=data -q --seeder=data',
    operands: 'write*',
    examples: [{ command: 'python3 -m venv .venv', reads: [], writes: ['.venv'] }],
  },
  timeit: {
    options: '-n,--number=data -r,--repeat=data -s,--setup=data -u,--unit=data -v,--verbose -p,--process',
    operands: 'data*',
    special: timeit,
  },
  'cProfile profile trace coverage': {
    options:
      '-o,--outfile=write -s,--sort=data -m,--module -t,--trace -c,--count -l -T -C=write -g -f=data --ignore-module=data --ignore-dir=data --file=data --source=data -a --branch --rcfile=read -p',
    operands: 'data*',
    stopAtOperand: true,
    special: profiled,
  },
  pdb: {
    options: '-c,--command=data -m,--module -p=data',
    operands: 'data*',
    stopAtOperand: true,
    special: debuggerCommands,
  },
  webbrowser: { options: '-n -t -d', operands: 'url*' },
  'telnetlib ftplib nntplib poplib imaplib smtplib': { options: '-d -p -l -i', operands: 'host data*' },
  sqlite3: { options: '-v,--version', operands: 'edit data*' },
  pickle: { operands: 'settings*', runsThings: true },
  'http.server SimpleHTTPServer CGIHTTPServer wsgiref.simple_server xmlrpc.server smtpd aiosmtpd pydoc': {
    options: '-b,--bind=data -d,--directory=read -p=data --cgi --protocol=data -n -c=data -l -k -w',
    operands: 'data*',
  },
  ensurepip: { options: '--upgrade -U --user --root=write --altinstall --default-pip -v', operands: 'data*' },
  'code asyncio idlelib': { options: '-q', operands: 'data*', special: interactive },
  'urllib.request http.client requests httpx': { operands: 'data*', special: urls },
};

/** `discover DIR`, or files; names of tests have no slash. */
function testFiles(invocation: Parameters<Special>[0], actions: ToolActions): void {
  for (const { field } of invocation.operands) if (/\/|\.py$/.test(field.text ?? '')) actions.read(field);
}

/** `coverage run script`, and the profilers, which take the script at once. */
function profiled(invocation: Parameters<Special>[0], actions: ToolActions, command: Parameters<Special>[2]): void {
  const [first] = invocation.operands;
  const covered = invocation.program === 'python:coverage';
  if (covered && first?.field.text !== 'run') return;
  runner(covered ? { ...invocation, operands: invocation.operands.slice(1) } : invocation, actions, command);
}

/** Code comes from standard input. */
function interactive(_invocation: Parameters<Special>[0], actions: ToolActions, command: Parameters<Special>[2]): void {
  actions.signal('inline-code', command.program, 'python code from standard input', true);
}

function urls(invocation: Parameters<Special>[0], actions: ToolActions): void {
  for (const { field } of invocation.operands) contactUrl(field, actions);
  const output = optionValue(invocation, '--output');
  if (output !== null) actions.write(output);
}

const modules = new Set(Object.keys(MODULES).flatMap((names) => names.split(' ')));

export const pythonModules = Object.entries(MODULES).flatMap(([names, spec]) =>
  tool(
    names
      .split(' ')
      .map((name) => `python:${name}`)
      .join(' '),
    spec,
  ),
);
