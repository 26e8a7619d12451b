/** `cordon setup`: container engine and sandbox image, by the same script as `npm start`. */
import { join } from 'node:path';
import { execa } from 'execa';
import { CordonError } from '../../contract/errors.ts';
import { createCordon } from '../../index.ts';
import { type Command, jsonOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { packageRoot } from '../version.ts';

export const setupCommand: Command = {
  usage: ['setup'],
  about: [
    'Makes sure that a container engine answers and that the sandbox image is there. Each step is skipped when it is done.',
    'Without an engine: as root on Debian or Ubuntu it installs docker.io and starts it (on a terminal it asks first);',
    'otherwise it prints the command to type.',
  ].join('\n'),
  options: { json: jsonOption },
  exits: ['0  engine and image are ready', '2  something is missing; the text says what to type'],
  examples: ['setup', 'setup --json'],
  run: async ({ positionals, signal, out }) => {
    if (positionals.length > 0) throw new CordonError('usage', 'setup takes no arguments', 'cordon setup --help');
    const script = join(packageRoot(), 'scripts', 'setup.mjs');
    const { exitCode } = await execa(process.execPath, [script, '--only', 'engine,image'], {
      stdin: 'inherit',
      // The script's lines are progress: stdout stays free for answers.
      stdout: process.stderr,
      stderr: 'inherit',
      reject: false,
      cancelSignal: signal,
    });
    if (signal.aborted) return exitCodes.interrupted;
    if (out.json) {
      const checks = await createCordon({ env: process.env }).doctor();
      const parts = checks.filter(({ name }) => ['engine', 'engine limits', 'sandbox image'].includes(name));
      out.jsonLine({ ready: exitCode === 0 && parts.every(({ state }) => state === 'ok'), checks: parts });
    }
    return exitCode ?? exitCodes.undecided;
  },
};
