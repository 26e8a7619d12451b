/** `cordon sandbox`: the containers and volumes that cordon owns. */
import { CordonError } from '../../contract/errors.ts';
import { createCordon } from '../../index.ts';
import { type Command, jsonOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';

export const sandboxCommand: Command = {
  usage: ['sandbox list', 'sandbox clean'],
  about: 'Containers and volumes that cordon owns. clean removes those that no living session holds.',
  options: { json: jsonOption },
  exits: ['0  done', '2  no engine answers'],
  examples: ['sandbox list', 'sandbox clean'],
  run: async ({ positionals, out }) => {
    const [action = 'list', ...extra] = positionals;
    if (!['list', 'clean'].includes(action) || extra.length > 0) {
      throw new CordonError('usage', 'sandbox takes list or clean', 'cordon sandbox --help');
    }
    const owned = await createCordon({ env: process.env }).owned();
    const objects = action === 'list' ? await owned.list() : await owned.clean();
    for (const object of objects) {
      if (out.json) out.jsonLine(object);
      else
        out.answer(
          `${object.kind}  ${object.id.slice(0, 12)}  session ${object.sessionId}  ${object.abandoned ? 'orphaned' : 'in use'}`,
        );
    }
    if (objects.length === 0) out.note(action === 'list' ? 'cordon owns no containers' : 'nothing to clean');
    else if (action === 'clean') out.note(`removed ${objects.length}`);
    return exitCodes.ok;
  },
};
