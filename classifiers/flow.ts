/** Where data comes from: the commands whose output a command reads or runs. */
import type { Analysis, Command, Field } from './analysis.ts';

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

export function isInterpreter(command: Command): boolean {
  return (
    isShell(command) || LANGUAGES.has(toolOf(command)) || ['eval', 'source', '.'].includes(command.program.text ?? '')
  );
}

/** All commands that a command's data comes from, through pipes and substitutions. */
export function originsOf(commands: readonly Command[]): Command[] {
  const seen = new Set<Command>();
  const queue = [...commands];
  for (let command = queue.pop(); command !== undefined; command = queue.pop()) {
    if (seen.has(command)) continue;
    seen.add(command);
    queue.push(
      ...command.stdin,
      ...inputFields(command).flatMap((field) => field.outputs),
      ...command.args.flatMap((field) => field.outputs),
    );
  }
  return [...seen];
}

function inputFields(command: Command): Field[] {
  return command.redirects.flatMap((redirect) => [
    ...(redirect.body === null ? [] : [redirect.body]),
    ...(redirect.target !== null && (redirect.kind === 'read' || redirect.kind === 'both') ? [redirect.target] : []),
  ]);
}

/** Commands whose output is run as code by this one; empty where it runs none. */
export function codeOrigins(command: Command): Command[] {
  const direct = [...command.program.outputs];
  if (!isInterpreter(command)) return originsOf(direct);
  const name = command.program.text ?? '';
  if (name === 'eval') return originsOf(command.args.flatMap((field) => field.outputs));
  if (name === 'source' || name === '.') {
    const [file] = command.args;
    const standard = file?.text === '/dev/stdin' || file?.text === '/proc/self/fd/0';
    return originsOf([...(file?.outputs ?? []), ...(standard ? standardInput(command) : [])]);
  }
  const inline = command.invocation.options.some((option) => CODE_OPTIONS.has(option.name));
  const values = command.invocation.options
    .filter((option) => CODE_OPTIONS.has(option.name))
    .flatMap((option) => option.value?.outputs ?? []);
  const [first] = command.invocation.operands;
  if (inline) return originsOf([...values, ...(isShell(command) ? (first?.field.outputs ?? []) : [])]);
  const script = first?.field;
  const readsInput =
    script === undefined ||
    script.text === '-' ||
    script.text === '/dev/stdin' ||
    command.invocation.options.some((option) => option.name === '-s');
  return originsOf([
    ...(script?.outputs ?? []),
    ...(readsInput ? standardInput(command) : []),
    ...(command.fedArguments ? command.stdin : []),
  ]);
}

function standardInput(command: Command): Command[] {
  return [...command.stdin, ...inputFields(command).flatMap((field) => field.outputs)];
}

/** Commands that bring data from elsewhere. */
export function fetches(analysis: Analysis, command: Command): boolean {
  return analysis.contacts.some((contact) => contact.command === command);
}
