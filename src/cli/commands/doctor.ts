/** `cordon doctor`: health of this machine for cordon. */
import { type Check, createCordon } from '../../index.ts';
import { type Command, jsonOption, stateDirOption, text } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const doctorCommand: Command = {
  usage: ['doctor [options]'],
  about: 'Checks what cordon needs on this machine, one line each, with what to type where something is missing.',
  options: { json: jsonOption, 'state-dir': stateDirOption },
  exits: ['0  all that is needed is there', '2  something is missing'],
  examples: ['doctor', 'doctor --json'],
  run: async ({ options, out }) => {
    const cordon = createCordon({ env: process.env, stateDir: text(options, 'state-dir') });
    // That this line runs at all proves the version: the entry point starts nothing on another one.
    const node: Check = { name: 'node', state: 'ok', detail: process.versions.node, fix: null };
    const checks = [node, ...(await cordon.doctor())];
    for (const { name, state, detail, fix } of checks) {
      if (out.json) out.jsonLine({ name, state, detail, fix });
      else
        out.answer(
          `${marks[state]} ${name.padEnd(16)}${detail}${fix === null ? '' : `\n  ${''.padEnd(16)}next: ${fix}`}`,
        );
    }
    return checks.some(({ state }) => state === 'missing') ? exitCodes.undecided : exitCodes.ok;
  },
};

const marks = { ok: 'ok  ', note: 'note', missing: 'MISS' } as const;
