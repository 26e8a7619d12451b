/** What a command substitution gives, where that can be known without running anything. */
import type { Command, Field } from '../analysis.ts';
import { decodeAnsiC } from './ansi-c.ts';
import { listedPaths } from './listing.ts';
import type { Scope } from './scope.ts';
import { known, listValue, patternValue, someSegment, unknownValue, type Value } from './values.ts';

/** Stands for a NUL in a known text: one alone begins the mark of the home directory. */
export const NUL_MARK = '\0\0';

/** Programs whose output is one word without a slash: it cannot lead a path elsewhere. */
const SEGMENTS = new Set([
  'nproc',
  'whoami',
  'hostname',
  'uname',
  'id',
  'arch',
  'wc',
  'date',
  'uuidgen',
  'md5sum',
  'sha256sum',
  'getconf',
]);

export function outputValue(outputs: readonly Command[], scope: Scope): Value {
  const only = outputs.length === 1 ? outputs[0] : undefined;
  if (only === undefined) return outputs.length === 0 ? known('') : unknownValue({ outputs });
  const text = knownText(only);
  if (text !== null) return { ...known(text.replace(/\n+$/, '')), outputs };
  const name = only.program.text;
  if (name === 'pwd' && scope.cwds?.length === 1) return { ...known(scope.cwds[0] ?? ''), outputs: [] };
  const listed = listedPaths(outputs);
  if (listed !== null && listed.length <= 8) return listValue(listed, outputs);
  if (name === 'git') return gitValue(only, outputs);
  if (name === 'dirname' || name === 'basename') return partOfPath(only, name) ?? unknownValue({ outputs });
  if (name === 'mktemp') return { ...mktemp(only), outputs: [] };
  if (name === 'date' && only.args.some((field) => field.text === null || field.text.includes('/')))
    return unknownValue({ outputs });
  if (name !== null && SEGMENTS.has(name)) return { ...someSegment, outputs };
  return unknownValue({ outputs });
}

/** Names of commits are one word; names of branches hold slashes, never `..` (git-check-ref-format). */
function gitValue(command: Command, outputs: readonly Command[]): Value {
  const [sub = ''] = command.invocation.sub;
  const names = command.args.map((field) => field.text ?? '');
  if (sub === 'rev-parse' && names.some((name) => /^--(?:git-|show-|path)/.test(name)))
    return unknownValue({ outputs });
  const plain =
    /^(?:rev-parse|rev-list|merge-base|hash-object|write-tree|commit-tree|describe)$/.test(sub) ||
    (sub === 'branch' && names.some((name) => /^--(?:show-current|format=%\(refname:short\))$/.test(name)));
  return plain ? { ...someSegment, many: true, outputs } : unknownValue({ outputs });
}

function partOfPath(command: Command, name: 'dirname' | 'basename'): Value | null {
  const [field, suffix] = command.args;
  if (field === undefined || field.text === null || field.text.startsWith('-') || command.args.length > 2) return null;
  if (field.text.includes('**')) return name === 'basename' ? { ...someSegment, outputs: [] } : patternOf(field, '**');
  const path = field.text.replace(/(?<=.)\/+$/, '');
  const slash = path.lastIndexOf('/');
  if (name === 'dirname') return patternOf(field, slash < 0 ? '.' : path.slice(0, slash) || '/');
  const last = path.slice(slash + 1);
  const end = suffix?.text ?? '';
  return patternOf(field, end !== '' && last !== end && last.endsWith(end) ? last.slice(0, -end.length) : last);
}

function patternOf(field: Field, text: string): Value {
  if (field.alternatives.length > 0) return unknownValue();
  return field.pattern ? patternValue(text) : known(text);
}

function mktemp(command: Command): Value {
  const operand = command.args.find((field) => field.text?.includes('XXX'));
  if (command.args.some((field) => field.text === null || /^-(?:p|-tmpdir|t)/.test(field.text))) return unknownValue();
  if (operand?.text === undefined || operand.text === null) return patternValue('/tmp/tmp.*');
  return patternValue(operand.text.replace(/X{3,}/g, '*'));
}

/** The whole output of a command that only prints its arguments or a here-document; without NUL, which no shell keeps. */
export function knownText(command: Command): string | null {
  return knownBytes(command)?.replaceAll(NUL_MARK, '') ?? null;
}

/** The same with NUL, for programs that take it for the end of a name (`xargs -0`). */
function knownBytes(command: Command): string | null {
  if (command.redirects.some((redirect) => redirect.kind === 'write' || redirect.kind === 'append')) return null;
  const name = command.program.text;
  const args = command.args;
  if (args.some((field) => field.text === null || field.pattern || field.alternatives.length > 0)) return null;
  if (name === 'echo') return echo(args);
  if (name === 'printf') return printf(args);
  if (name === 'cat' && args.length === 0) return inputBytes(command);
  return null;
}

/** Standard input where it is a here-document, a here-string, or the known output of the stage before; without NUL. */
export function inputText(command: Command): string | null {
  return inputBytes(command)?.replaceAll(NUL_MARK, '') ?? null;
}

/** The same with NUL. */
export function inputBytes(command: Command): string | null {
  const field = inputField(command);
  if (field !== null) return field.text;
  const file = command.redirects.findLast((item) => item.kind === 'read' && (item.fd === null || item.fd === '0'));
  if (file !== undefined) {
    const [only, ...others] = file.target?.outputs ?? [];
    return only === undefined || others.length > 0 ? null : knownBytes(only);
  }
  const producer = command.stdin.length === 1 ? command.stdin[0] : undefined;
  return producer === undefined ? null : knownBytes(producer);
}

export function inputField(command: Command): Field | null {
  const redirect = command.redirects.findLast(
    (item) => (item.kind === 'heredoc' || item.kind === 'herestring') && (item.fd === null || item.fd === '0'),
  );
  return redirect?.body ?? null;
}

/** A script that is no file: `<(..)`, or standard input by a name of its own. Its text where that is known; null for a file. */
export function codeStream(file: Field, command: Command): Field | null {
  if (file.outputs.length > 0 && file.text?.startsWith('/dev/fd/') === true) {
    const [only, ...others] = file.outputs;
    const text = only === undefined || others.length > 0 ? null : knownText(only);
    return { ...file, text, prefix: '' };
  }
  if (!/^\/(?:dev\/(?:stdin|fd\/0)|proc\/self\/fd\/0)$/.test(file.text ?? '')) return null;
  return inputField(command) ?? { ...file, text: inputText(command), prefix: '' };
}

function echo(args: readonly Field[]): string {
  const words = args.map((field) => field.text ?? '');
  let escapes = false;
  let newline = true;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    const option = words.shift() ?? '';
    if (option.includes('e')) escapes = true;
    if (option.includes('n')) newline = false;
  }
  const text = words.join(' ');
  return (escapes ? decodeAnsiC(text.replace(/\\0([0-7]{1,3})/g, '\\$1')).text : text) + (newline ? '\n' : '');
}

/** As printf spells a NUL. */
const NUL = /\\(?:0{1,3}|x0{1,2})(?![0-9A-Fa-f])/;

function printf(args: readonly Field[]): string | null {
  const [format = '', ...values] = args.map((field) => field.text ?? '');
  if (format === '-v' || values.length > 64) return null;
  const decoded = format
    .split(NUL)
    .map((part) => decodeAnsiC(part).text)
    .join(NUL_MARK);
  const directives = [...decoded.matchAll(/%(.)/g)].filter((match) => match[1] !== '%');
  if (directives.some((match) => !'sb'.includes(match[1] ?? ''))) return null;
  const per = directives.length;
  const rounds = per === 0 ? 1 : Math.max(1, Math.ceil(values.length / per));
  let out = '';
  for (let round = 0; round < rounds; round += 1) {
    let index = round * per;
    out += decoded.replace(/%(.)/g, (_, directive: string) => {
      if (directive === '%') return '%';
      const value = values[index] ?? '';
      index += 1;
      return directive === 'b' ? decodeAnsiC(value.replace(/\\0([0-7]{1,3})/g, '\\$1')).text : value;
    });
  }
  return out;
}
