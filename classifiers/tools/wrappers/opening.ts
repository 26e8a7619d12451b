/** Ways in which a wrapper holds its command: as words, as one text, behind `--`, after a number. */
import type { Command, Field } from '../../analysis.ts';
import { tail } from '../argv.ts';
import type { Invocation } from '../invocation.ts';
import type { Special, ToolActions } from '../model.ts';

export const fieldsOf = (invocation: Invocation): Field[] => invocation.operands.map((operand) => operand.field);

/** `NAME=value ... command`, for env, sudo, cross-env, dotenv. */
export function openWithEnv(fields: readonly Field[], actions: ToolActions, cwd?: Field): void {
  let at = 0;
  const env: { name: string; value: Field | null; field: Field }[] = [];
  for (; at < fields.length; at += 1) {
    const field = fields[at];
    const match = /^([^=]+)=/s.exec(field?.text ?? field?.prefix ?? '');
    if (field === undefined || match === null) break;
    env.push({ name: match[1] ?? '', value: tail(field, match[0].length), field });
  }
  const rest = fields.slice(at);
  if (rest.length > 0) actions.open(rest, { env, cwd });
  else for (const { name, value, field } of env) actions.env(name, value, field);
}

/** The words as one text, as `sh -c` gets it. */
export function joinedText(fields: readonly Field[]): Field | null {
  const [first] = fields;
  if (first === undefined) return null;
  const text = fields.some((field) => field.text === null) ? null : fields.map((field) => field.text).join(' ');
  return { ...first, text, prefix: text ?? '', pattern: false };
}

/** All operands together are shell code. */
export const joined: Special = (invocation, actions) => {
  const code = joinedText(fieldsOf(invocation));
  if (code !== null) actions.shell(code);
};

/** Each operand is shell code of its own. */
export const shellOperands: Special = (invocation, actions) => {
  for (const field of fieldsOf(invocation)) actions.shell(field);
};

/** All operands are a command. */
export const openAll: Special = (invocation, actions) => {
  actions.open(fieldsOf(invocation));
};

/** Only what stands behind `--` is a command. */
export const behindDashes: Special = (_invocation, actions, command) => {
  const dashes = command.args.findIndex((field) => field.text === '--');
  if (dashes >= 0) actions.open(command.args.slice(dashes + 1));
};

/** The operands are a command, but for leading ones of this form (`chrt 10 cmd`, `setarch x86_64 cmd`). */
export function after(leading: RegExp, most = 1): Special {
  return (invocation, actions) => {
    const fields = fieldsOf(invocation);
    let at = 0;
    while (at < most && at < fields.length && leading.test(fields[at]?.text ?? fields[at]?.prefix ?? '')) at += 1;
    actions.open(fields.slice(at));
  };
}

/** All words from this operand on, options among them too: they are the command's. */
export function wordsFrom(command: Command, operand: Field | undefined): readonly Field[] {
  const at = operand === undefined ? -1 : command.args.indexOf(operand);
  return at < 0 ? [] : command.args.slice(at);
}

/** Values of these options are shell code. */
export function codeOptions(...names: string[]): Special {
  return (invocation, actions) => {
    for (const option of invocation.options)
      if (names.includes(option.name) && option.value !== null) actions.shell(option.value);
  };
}

export function both(...specials: readonly Special[]): Special {
  return (invocation, actions, command) => {
    for (const special of specials) special(invocation, actions, command);
  };
}
