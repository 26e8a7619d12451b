/** `cordon setup`: container engine and sandbox image, by the same script as `npm start`. */
import { join } from 'node:path';
import { execa } from 'execa';
import { CordonError } from '../../contract/errors.ts';
import type { Command } from '../command.ts';
import { packageRoot } from '../version.ts';

export const setupCommand: Command = {
  usage: ['setup'],
  about: [
    'Makes sure that a container engine answers and that the sandbox image is there. Each step is skipped when it is done.',
    'Without an engine: as root on Debian or Ubuntu it installs docker.io and starts it (on a terminal it asks first);',
    'otherwise it prints the command to type.',
  ].join('\n'),
  options: {},
  exits: ['0  engine and image are ready', '2  something is missing; the text says what to type'],
  examples: ['setup'],
  run: async ({ positionals, signal }) => {
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
    return exitCode ?? 2;
  },
};
