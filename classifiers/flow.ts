/** Where data comes from: the commands whose output a command reads or runs. */
import type { Analysis, Command, Field } from './analysis.ts';
import { commandsAt, contactsOf } from './lookup.ts';

const SHELLS = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh', 'ash', 'mksh', 'fish', 'rbash', 'busybox', 'toybox']);
const LANGUAGES = new Set([
  'python',
  'python2',
  'python3',
  'node',
  'nodejs',
  'perl',
  'ruby',
  'php',
  'deno',
  'bun',
  'lua',
  'tclsh',
  'osascript',
  'Rscript',
  'R',
  'java',
  'tsx',
  'ts-node',
  'groovy',
  'pypy3',
]);
const CODE_OPTIONS = new Set(['-c', '-e', '-E', '-r', '--eval', '--print']);

export function toolOf(command: Command): string {
  return command.invocation.tool ?? command.invocation.program ?? '';
}

export function isShell(command: Command): boolean {
  return SHELLS.has(toolOf(command));
}

const READERS = new Set(['eval', 'source', '.']);

export function isInterpreter(command: Command): boolean {
  const tool = toolOf(command);
  return SHELLS.has(tool) || LANGUAGES.has(tool) || READERS.has(command.program.text ?? '');
}

/** All commands that a command's data comes from, through pipes and substitutions. */
export function originsOf(commands: readonly Command[]): Command[] {
  if (commands.length === 0) return [];
  const seen = new Set<Command>();
  const queue = [...commands];
  const add = (more: readonly Command[]): void => {
    for (const command of more) queue.push(command);
  };
  for (let command = queue.pop(); command !== undefined; command = queue.pop()) {
    if (seen.has(command)) continue;
    seen.add(command);
    add(command.stdin);
    for (const field of inputFields(command)) add(field.outputs);
    for (const field of command.args) add(field.outputs);
  }
  return [...seen];
}

const NO_FIELDS: readonly Field[] = [];

function inputFields(command: Command): readonly Field[] {
  if (command.redirects.length === 0) return NO_FIELDS;
  return command.redirects.flatMap((redirect) => [
    ...(redirect.body === null ? [] : [redirect.body]),
    ...(redirect.target !== null && (redirect.kind === 'read' || redirect.kind === 'both') ? [redirect.target] : []),
  ]);
}

/** Commands whose output is run as code by this one; empty where it runs none. */
export function codeOrigins(command: Command): Command[] {
  const direct = command.program.outputs;
  // Most commands read no output of another: nothing can come from one.
  if (!isInterpreter(command)) {
    const takes = direct.length > 0 || command.args.some((field) => field.outputs.length > 0);
    return takes ? originsOf([...direct, ...ordersOf(command).flatMap((field) => field.outputs)]) : [];
  }
  const name = command.program.text ?? '';
  if (name === 'eval') return originsOf(command.args.flatMap((field) => field.outputs));
  if (name === 'source' || name === '.') {
    const [file] = command.args;
    const standard = file?.text === '/dev/stdin' || file?.text === '/proc/self/fd/0';
    return originsOf([...(file?.outputs ?? []), ...(standard ? standardInput(command) : [])]);
  }
  // A module by name: what it does with its input is judged where it is known as a tool.
  if (/^(?:python|pypy)/.test(toolOf(command)) && command.invocation.options.some((option) => option.name === '-m'))
    return originsOf(direct);
  const inline = command.invocation.options.some((option) => CODE_OPTIONS.has(option.name));
  const values = command.invocation.options
    .filter((option) => CODE_OPTIONS.has(option.name))
    .flatMap((option) => option.value?.outputs ?? []);
  const [first] = command.invocation.operands;
  const fed = command.fedArguments ? [...command.stdin, ...standardInput(command)] : [];
  if (inline) return originsOf([...values, ...fed, ...(isShell(command) ? (first?.field.outputs ?? []) : [])]);
  const script = first?.field;
  const readsInput =
    script === undefined ||
    script.text === '-' ||
    script.text === '/dev/stdin' ||
    command.invocation.options.some((option) => option.name === '-s');
  return originsOf([
    ...(script?.outputs ?? []),
    ...descriptorOf(command, script),
    ...(readsInput ? standardInput(command) : []),
    ...(command.fedArguments ? command.stdin : []),
  ]);
}

/** As `codeOrigins`, with what a wrapper (`xargs sh -c`) takes from its own input. */
export function codeOriginsIn(analysis: Analysis, command: Command): Command[] {
  const own = codeOrigins(command);
  if (!command.fedArguments || !isInterpreter(command)) return own;
  const wrappers = commandsAt(analysis, command.range).filter((other) => other !== command);
  return [...own, ...originsOf(wrappers.flatMap(standardInput))];
}

const ORDER_ROLES: ReadonlySet<string> = new Set(['script', 'settings', 'hook', 'plugin', 'sh', 'exec', 'code']);
/** Options with orders that the models of these tools leave to their own code. */
const ORDER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  make: ['--file', '--eval'],
  gmake: ['--file', '--eval'],
  awk: ['--file', '--source'],
  gawk: ['--file', '--source'],
  vim: ['-S', '-s', '-u', '-c', '--cmd'],
  nvim: ['-S', '-s', '-u', '-c', '--cmd'],
  sed: ['--expression'],
};

/** Fields that say what a tool does: programs of small languages, files of orders, code for a trap. */
function ordersOf(command: Command): Field[] {
  const { options, operands } = command.invocation;
  const name = toolOf(command);
  const found = options.flatMap(({ name: option, role, value }) =>
    value !== null && ((role !== null && ORDER_ROLES.has(role)) || ORDER_OPTIONS[name]?.includes(option) === true)
      ? [value]
      : [],
  );
  const first = operands[0]?.field;
  if (/^(?:g?awk|mawk|nawk|g?sed|jq)$/.test(name) && found.length === 0 && first !== undefined) found.push(first);
  if (command.kind === 'builtin' && ['trap', 'alias'].includes(command.program.text ?? ''))
    found.push(...command.args.slice(0, 1));
  return found;
}

/** `bash /dev/fd/3 3< <(cmd)` */
function descriptorOf(command: Command, script: Field | undefined): Command[] {
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(script?.text ?? '')?.[1];
  if (number === undefined) return [];
  return command.redirects.flatMap((redirect) =>
    redirect.fd === number ? [...(redirect.target?.outputs ?? []), ...(redirect.body?.outputs ?? [])] : [],
  );
}

function standardInput(command: Command): Command[] {
  if (command.stdin.length === 0 && command.redirects.length === 0) return [];
  return [...command.stdin, ...inputFields(command).flatMap((field) => field.outputs)];
}

/** Commands that bring data from elsewhere. */
export function fetches(analysis: Analysis, command: Command): boolean {
  return contactsOf(analysis, command).length > 0;
}
