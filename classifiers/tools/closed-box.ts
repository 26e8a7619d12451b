/**
 * A program without a model: a closed box, of which only its words are seen. What plainly is an address, a command behind it
 * (`choom -n 0 rm -rf x`) or a command in one of its options (`--pre-hook 'rm -rf x'`) is judged all the same.
 */
import type { Command, Field } from '../analysis.ts';
import { inputText } from '../bash/constant-output.ts';
import { tail } from './argv.ts';
import { contactUrl } from './http.ts';
import type { ToolActions } from './model.ts';

const ADDRESS =
  /^(?:--?[\w-]+=)?((?:https?|wss?|ftps?|sftp|ssh|git|tcp|udp|tls|rediss?|amqps?|mqtts?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|ldaps?|smb|grpc):\/\/.*)/is;
/** Programs that a wrapper is used to start, and that do something by themselves. */
const STARTED =
  /^(?:(?:\/usr)?(?:\/local)?\/s?bin\/[\w.+-]+|(?:ba|da|z|k)?sh|rm|dd|shred|mkfs(?:\.\w+)?|curl|wget|nc|ncat|socat|sudo|su|python3?|perl|ruby|node|php|chmod|chown|xargs|tee|cp|mv)$/;
const COMMAND_OPTION =
  /^--?(?:exec|execute|exec-\w+|e|c|cmd|command|run|shell|hook|(?:pre|post|on|after|before|deploy|renew|manual-auth|manual-cleanup)-?[\w-]*(?:hook|command|cmd|script|exec)?|up|down|pager|editor|viewer|browser|filter|preprocessor|launcher|wrapper)$/;
/** Calls that start programs in most languages, and shells by their path. */
const CODE =
  /(?:^|[\s'"`;|&(=])(?:\/usr)?\/bin\/(?:ba|da|z|k|c|tc)?sh\b|\b(?:system|popen|exec[lv]?[ep]*|spawn\w*|shell_exec|passthru)\s*\(?\s*["'`]|^\s*!+\s*[\w/.]/;

export function closedBox(command: Command, actions: ToolActions): undefined {
  for (const field of command.args) {
    if (field.text === null) actions.opaque(field, 'a word for a program that is not known here');
    const text = field.text ?? field.prefix;
    const address = ADDRESS.exec(text)?.[1];
    if (address !== undefined) contactUrl(tail(field, text.length - address.length), actions);
  }
  const at = command.args.findIndex((field) => STARTED.test(field.text ?? ''));
  if (at >= 0 && !isOptionValue(command.args[at - 1], command.args[at]))
    actions.open(command.args.slice(at), { inside: true });
  for (const [index, field] of command.args.entries()) option(field, command.args[index + 1], actions);
  const orders = inputText(command);
  if (orders !== null && /(?:^|\n)\s*!+\s*[\w/.]/.test(orders))
    actions.signal('mini-language', command.program, 'a program that is not known here gets what looks like a command');
}

/** `--shell bash` names a shell without starting it here. */
function isOptionValue(before: Field | undefined, word: Field | undefined): boolean {
  const name = before?.text ?? '';
  return (
    /^--?[A-Za-z][\w-]*$/.test(name) &&
    !COMMAND_OPTION.test(name) &&
    (/sh$/.test(word?.text ?? '') || !word?.text?.startsWith('/'))
  );
}

function option(field: Field, next: Field | undefined, actions: ToolActions): void {
  const text = field.text ?? '';
  const [name = '', joined] = /^(--?[\w-]+)(?:=(.*))?$/s.exec(text)?.slice(1) ?? [];
  const value = joined === undefined ? next : tail(field, name.length + 1);
  if (
    COMMAND_OPTION.test(name) &&
    value?.text !== undefined &&
    value.text !== null &&
    /^(?:[\w.-]*\/)*[\w.-]+\s+\S/.test(value.text)
  ) {
    const [first = ''] = value.text.split(/\s/);
    if (STARTED.test(first.replace(/^.*\//, '')) || STARTED.test(first)) actions.shell(value);
  }
  const code = name === '' ? text : (joined ?? '');
  if (CODE.test(code))
    actions.signal('mini-language', field, 'a program that is not known here gets what looks like a command');
}
