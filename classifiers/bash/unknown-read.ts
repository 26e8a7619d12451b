/**
 * Reading a path that is known only at run time is harmless where nobody can have hidden a name in it: a variable that the script did
 * not make, or the plain output of a program that lists or prints. What is put together, decoded or transformed is not.
 */
import type { Field } from '../analysis.ts';
import { originsOf } from '../flow.ts';
import { namesSecrets } from './listing.ts';

/** Print what lies there, as it is. */
const PLAIN = new Set(
  'basename cat command dirname fd fdfind find git go grep egrep head jq ls npm pnpm pwd readlink realpath rg sort tac tail tee type uniq wc which yarn'.split(
    ' ',
  ),
);

/** One expansion without an operator, around it plain text at most, and below the directory at hand where it begins. */
const SINGLE =
  /^"?(?:[\w.@+-][\w.@+/-]*)?(?:\$(\w+|[@*])|\$\{(\w+)(?:\[[@*]\]|:?-[\w./-]*)?\}|\$\([\s\S]*\))"?[\w.@+*/-]*"?$/;

export function isPlainUnknown(field: Field): boolean {
  const match = SINGLE.exec(field.raw);
  if (match === null || namesSecrets(field.raw)) return false;
  const name = match[1] ?? match[2];
  if (field.outputs.length > 0)
    return originsOf(field.outputs).every(
      ({ program, args }) => PLAIN.has(program.text ?? '') && !args.some(({ text }) => namesSecrets(text ?? '')),
    );
  if (name === undefined) return false;
  return field.unknownVariables.every((unknown) => unknown === name);
}
