/** Where standard input lists files below known roots: what `find`, `git ls-files` or `grep -l` print. */
import { type Command, type Field, literalField } from '../../analysis.ts';
import { inputBytes, NUL_MARK } from '../../bash/constant-output.ts';
import { hasOption } from '../invocation.ts';

/** Programs that pass lines on, some of them or in another order. */
const FILTERS = new Set(['sort', 'uniq', 'head', 'tail', 'grep', 'tac', 'shuf']);

/** Patterns for the files that the input lists; null when it may list any. */
export function listedPaths(command: Command): Field[] | null {
  const [producer] = command.stdin;
  if (producer === undefined || command.stdin.length !== 1) return null;
  const { invocation } = producer;
  const name = invocation.tool;
  const range = command.program.range;
  if (FILTERS.has(name ?? '') && producer.stdin.length === 1 && passesOn(producer)) return listedPaths(producer);
  if (name === 'find' || name === 'gfind') return below(findRoots(producer), findNames(producer), range);
  if (name === 'git') return gitLists(producer) ? below(['.'], null, range) : null;
  if (name === 'ls' && invocation.operands.every((operand) => operand.field.pattern))
    return invocation.operands.length === 0
      ? below(['.'], null, range)
      : invocation.operands.map((operand) => operand.field);
  const lists = hasOption(invocation, '--files-with-matches', '--files-without-match', '--files');
  if ((name === 'rg' || name === 'grep') && lists) {
    const roots = invocation.operands.filter((operand) => operand.role === 'read').map((operand) => operand.field.text);
    return below(roots.length === 0 ? ['.'] : roots, null, range);
  }
  return name === 'fd' || name === 'fdfind' ? below(['.'], null, range) : null;
}

/** The words of an input that is known: `echo a b | xargs`. */
export function spelledInput(command: Command): Field[] | null {
  const text = inputBytes(command);
  if (text === null || /['"\\]/.test(text)) return null;
  const words = text.split(text.includes(NUL_MARK) ? NUL_MARK : /\s+/).filter((word) => word !== '');
  return words.length === 0 || words.length > 32
    ? null
    : words.map((word) => literalField(word, command.program.range));
}

function gitLists({ invocation }: Command): boolean {
  const [verb] = invocation.sub;
  if (verb === 'ls-files' || verb === 'ls-tree') return true;
  if (verb === 'grep') return hasOption(invocation, '--files-with-matches', '--files-without-match');
  return (
    ['diff', 'show', 'diff-tree', 'diff-index', 'diff-files', 'log'].includes(verb ?? '') &&
    hasOption(invocation, '--name-only')
  );
}

function below(roots: readonly (string | null)[], names: string | null, range: Command['range']): Field[] | null {
  if (roots.some((root) => root === null)) return null;
  return roots.map((root) => ({
    ...literalField(`${(root ?? '').replace(/\/+$/, '')}/**${names === null ? '' : `/${names}`}`, range),
    pattern: true,
  }));
}

/** Passes its input on, instead of reading files. */
function passesOn(command: Command): boolean {
  return !command.invocation.operands.some((operand) => operand.role === 'read');
}

function findRoots(command: Command): (string | null)[] {
  const roots: (string | null)[] = [];
  for (const field of command.args) {
    const text = field.text ?? field.prefix;
    if (/^[-(!]/.test(text)) break;
    roots.push(field.text);
  }
  return roots.length === 0 ? ['.'] : roots;
}

function findNames(command: Command): string | null {
  const at = command.args.findIndex((field) => /^-i?name$/.test(field.text ?? ''));
  return at < 0 || command.args.some((field) => /^-(?:o|or|not)$|^!$/.test(field.text ?? ''))
    ? null
    : (command.args[at + 1]?.text ?? null);
}
