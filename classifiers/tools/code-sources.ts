/** Where an interpreter takes its code from: an option, a file, or standard input. */
import type { Command, Field } from '../analysis.ts';
import { codeStream, inputField, inputText } from '../bash/constant-output.ts';
import { hasOption } from './invocation.ts';
import type { Special, ToolActions } from './model.ts';

/** Standard input as code, where no script is named. */
export function codeFromInput(command: Command, actions: ToolActions, run: (code: Field) => undefined): undefined {
  const field = inputField(command);
  if (field !== null) return run(field);
  const file = command.redirects.findLast(
    (redirect) => redirect.kind === 'read' && (redirect.fd === null || redirect.fd === '0'),
  )?.target;
  if (file !== undefined && file !== null) {
    if (file.outputs.length > 0) run({ ...file, text: inputText(command), prefix: '' });
    else actions.execute(file);
    return;
  }
  const text = inputText(command);
  if (text !== null) return run(actions.literal(text, command.program));
  if (command.stdin.length > 0) run({ ...actions.literal('', command.program), text: null });
}

export function scriptFile(script: Field, actions: ToolActions): undefined {
  if (script.outputs.length > 0 && script.text?.startsWith('/dev/fd/') === true) {
    actions.shell({ ...script, text: null });
    return;
  }
  actions.read(script);
  actions.execute(script);
}

/** A script that an earlier command of the same text wrote is read like an argument. */
export function knownScript(script: Field, actions: ToolActions, run: (code: Field) => undefined): undefined {
  scriptFile(script, actions);
  const text = actions.written(script);
  if (text !== null) run(actions.literal(text, script));
}

/** `./x.sh` where the text wrote `x.sh` before: its first line says what reads it. */
export function writtenProgram(program: Field, actions: ToolActions): undefined {
  const text = actions.written(program);
  if (text === null) return;
  const code = actions.literal(text, program);
  const interpreter = /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?([\w.-]+)/.exec(text)?.[1] ?? 'sh';
  const name = LANGUAGES[interpreter.replace(/[\d.]+$/, '')];
  if (/^(?:ba|da|z|k|a)?sh$/.test(interpreter)) {
    actions.signal('inline-code', code, 'a script that this text writes', startsItself(text));
    actions.shell(code);
  } else if (name !== undefined) actions.code(name, code);
}

/** `$0` as a program: the script runs itself, again and again. */
export function startsItself(text: string): boolean {
  return /(?:^|[;&|({]|\b(?:exec|sh|bash|nohup|setsid)\b)[ \t]*"?\$(?:0|\{0\}|\{?BASH_SOURCE)/m.test(text);
}

const LANGUAGES: Readonly<Record<string, string>> = { python: 'python', node: 'node', perl: 'perl', ruby: 'ruby' };

/** Options with which a script is only checked. */
const SYNTAX_ONLY: Readonly<Record<string, readonly string[]>> = {
  node: ['--check'],
  ruby: ['-c'],
  perl: ['-c'],
  php: ['-l'],
};

/** `code`: option that takes code; `flags`: options that mean "no script follows". */
export function language(name: string, codeOptions: readonly string[], moduleOptions: readonly string[] = []): Special {
  return (invocation, actions, command) => {
    const inline = invocation.options.filter((option) => codeOptions.includes(option.name));
    for (const option of inline) if (option.value !== null) actions.code(name, option.value);
    const operands = invocation.operands.map((operand) => operand.field);
    if (inline.length > 0 || hasOption(invocation, ...moduleOptions)) return;
    const [script] = operands;
    const stream = script === undefined ? null : codeStream(script, command);
    if (stream !== null) return actions.code(name, stream);
    if (hasOption(invocation, ...(SYNTAX_ONLY[name] ?? [])))
      return script === undefined || script.text === '-' ? undefined : actions.read(script);
    if (script !== undefined && script.text !== '-')
      return knownScript(script, actions, (code) => actions.code(name, code));
    if (hasOption(invocation, '--version', '--help', '-V', '-v', '-h', '--test')) return;
    codeFromInput(command, actions, (code) => actions.code(name, code));
  };
}
