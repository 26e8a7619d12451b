/** The program: finds the command, parses, runs, and turns every error into one clear text and an exit code. */
import { enableCompileCache } from 'node:module';
import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { asCordonError, CordonError } from '../contract/errors.ts';
import { nearest } from '../contract/spelling.ts';
import { parseCommandLine, renderHelp } from './arguments.ts';
import { commands } from './commands.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { type Interruption, watchProcess } from './interruption.ts';
import { createOutput } from './output.ts';
import { version } from './version.ts';

enableCompileCache?.();
// V8 would begin to optimise the parser's largest function within the first command: that takes half a gigabyte, the
// process cannot end before it is done (0.6 s measured), and ten thousand commands are not judged faster by it. Only
// both flags together keep it from happening.
for (const name of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(name);

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'Usage: cordon <command> [options] [-- foreign command]',
    '',
    'Runs agents on untrusted repositories: every tool call passes one policy, one classifier,',
    'one hardened container and one tamper-evident log.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'cordon <command> --help says more. cordon --version prints the version.',
  ].join('\n');
}

async function dispatch(words: readonly string[], interruption: Interruption): Promise<number> {
  const [name, ...rest] = words;
  const plain = createOutput(false);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    plain.answer(overview());
    return name === undefined ? exitCodes.undecided : exitCodes.ok;
  }
  if (name === '--version' || name === '-V') {
    plain.answer(version());
    return exitCodes.ok;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const near = nearest(
      name,
      commands.map((candidate) => candidate.name),
    );
    throw new CordonError('usage', `there is no command ${name}`, near === null ? 'cordon --help' : `cordon ${near}`);
  }
  const command = await entry.load();
  const parsed = parseCommandLine(name, command, rest);
  if (parsed.options.help === true) {
    plain.answer(renderHelp(command));
    return exitCodes.ok;
  }
  const out = createOutput(parsed.options.json === true);
  interruption.tidiesUp(command.tidiesUp === true);
  try {
    return await command.run({ ...parsed, out, signal: interruption.signal });
  } finally {
    interruption.tidiesUp(false);
  }
}

/** With `--json` a failure is an object on stdout too, even when it comes before the options are parsed. */
function wantsJson(words: readonly string[]): boolean {
  const cut = words.indexOf('--');
  return (cut === -1 ? words : words.slice(0, cut)).includes('--json');
}

/** Runs one command line and sets the exit code of the process. */
export async function program(words: readonly string[]): Promise<void> {
  const tell = (error: CordonError) => {
    createOutput(wantsJson(words)).error(error);
    if (error.code === 'internal' && process.env.CORDON_DEBUG === '1') createOutput(false).note(inspect(error.cause));
  };
  let fault: CordonError | null = null;
  const interruption = watchProcess((error) => {
    fault ??= error;
    tell(error);
  });
  try {
    const exitCode = await dispatch(words, interruption);
    process.exitCode = fault === null ? exitCode : exitCodes.undecided;
  } catch (thrown) {
    const error = asCordonError(thrown, 'internal', 'cordon doctor');
    // The interruption that follows a fault was told with the fault.
    if (fault === null) tell(error);
    process.exitCode = exitCodeOf(fault ?? error);
  }
}
