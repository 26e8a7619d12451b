/** One call of a builtin, and what several of them need. */
import type { Command, Field } from '../analysis.ts';
import { CommandActions } from './actions.ts';
import { runsInArithmetic } from './arithmetic.ts';
import type { Opening, Walker } from './walker.ts';

/** Gives the commands that it ran; undefined where it ran none and its own output counts. */
export type Builtin = (call: BuiltinCall) => Command[] | undefined;

export interface BuiltinCall {
  readonly name: string;
  readonly walker: Walker;
  readonly command: Command;
  readonly opening: Opening;
  readonly args: readonly Field[];
}

export function signal(call: BuiltinCall, detail: string, grave = false, field: Field = call.command.program): void {
  call.walker.session.signal('shell-state', field.range, detail, call.command, grave);
}

export function shellCode(call: BuiltinCall, code: Field): Command[] {
  const actions = new CommandActions(call.walker, call.command, call.opening);
  actions.shell(code);
  return actions.opened;
}

/** What follows the options; `withValue`: letters of options that take the next word. They may stand at the end of a cluster. */
export function operandsOf(args: readonly Field[], withValue = ''): Field[] {
  const rest = [...args];
  while (rest[0]?.text?.startsWith('-') === true && rest[0].text !== '-') {
    const option = rest.shift()?.text ?? '';
    if (option === '--') break;
    const taking = [...option.slice(1)].findIndex((letter) => withValue.includes(letter));
    if (taking >= 0 && taking === option.length - 2) rest.shift();
  }
  return rest;
}

export function arithmetic(call: BuiltinCall, field: Field): void {
  if (field.text === null || !runsInArithmetic(field.text)) return;
  call.walker.session.signal('arithmetic-code', field.range, field.text, call.command, true);
}
