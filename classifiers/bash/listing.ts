/**
 * Output that is a list of paths below known places: `find src -name x`, `git ls-files | head`, `grep -rl x lib`. What is done to
 * the names stays there. A name that a hostile repository splits (`$(find .)` over `x /etc/passwd`) is the container's to stop.
 */
import type { Command } from '../analysis.ts';
import { hasOption, optionValue } from '../tools/invocation.ts';

/** A word that looks for what is secret. */
export function namesSecrets(text: string): boolean {
  return /(?:^|[^a-z])env(?:iron)?(?![a-z])|secret|id_(?:rsa|ed|ecdsa|dsa)|\.ssh|cred|passw|shadow|netrc|pgpass|\.pem|\.aws|kube|gnupg|token|private.?key/i.test(
    text,
  );
}

type Lister = (command: Command) => readonly string[] | null;

/** Below each root anything, the root included. Null where a root is not known. */
function below(roots: readonly (string | null)[]): readonly string[] | null {
  if (roots.length === 0) return ['**'];
  const known = roots.flatMap((root) => (root === null || root === '' ? [] : [root]));
  if (known.length !== roots.length) return null;
  const trimmed = known.map((root) => root.replace(/\/+$/, '') || '/');
  return trimmed.map((root) => (root === '.' ? '**' : root === '/' ? '/**' : `${root}/**`));
}

const operandsRead: Lister = ({ invocation }) =>
  below(invocation.operands.flatMap(({ role, field }) => (role === 'read' ? [field.text] : [])));

/** Roots stand before the first predicate; `-printf` and programs print what they like. */
const find: Lister = ({ args }) => {
  if (args.some(({ text }) => text === null || /^-(?:f?printf|f?ls|exec(?:dir)?|ok(?:dir)?)$/.test(text))) return null;
  const end = args.findIndex(({ text }) => /^[-(!]/.test(text ?? ''));
  return below((end < 0 ? args : args.slice(0, end)).map(({ text }) => text));
};

const filesWithMatches: Lister = (command) =>
  hasOption(command.invocation, '--files-with-matches', '--files-without-match', '--files', '-l', '-L')
    ? operandsRead(command)
    : null;

const fd: Lister = ({ invocation }) =>
  hasOption(invocation, '--exec', '--exec-batch', '--format', '--absolute-path', '--base-directory', '--search-path')
    ? null
    : below(invocation.operands.slice(1).map(({ field }) => field.text));

const git: Lister = ({ invocation, args }) => {
  const [sub] = invocation.sub;
  const names = args.map(({ text }) => text ?? '');
  if (sub === 'ls-files') return names.some((name) => /^(?:-s|--stage|--format|-t|-v)/.test(name)) ? null : ['**'];
  if (sub === 'grep')
    return names.some((name) => /^(?:-l|-rl|--files-with-matches|--name-only)$/.test(name)) ? ['**'] : null;
  if (sub === 'diff' || sub === 'show' || sub === 'log')
    return names.includes('--name-only') &&
      (sub === 'diff' || names.some((name) => /^--(?:format|pretty)=$/.test(name)))
      ? ['**']
      : null;
  return null;
};

/** Names without their directory, except for files that are named. */
const ls: Lister = ({ invocation, args }) => {
  if (args.some(({ text }) => text === null || /^-\w*[lsRiZaA]/.test(text))) return null;
  const texts = invocation.operands.map(({ field }) => field.text ?? '');
  return texts.every((text) => !text.startsWith('/') && !text.includes('..')) ? ['*', ...texts] : null;
};

const LISTERS: ReadonlyMap<string, Lister> = new Map([
  ['find', find],
  ['grep', filesWithMatches],
  ['egrep', filesWithMatches],
  ['fgrep', filesWithMatches],
  ['rg', filesWithMatches],
  ['fd', fd],
  ['fdfind', fd],
  ['git', git],
  ['ls', ls],
]);

/** Programs that pass lines on as they are, when they read no file of their own. */
const FILTERS = new Set(['head', 'tail', 'sort', 'uniq', 'tac', 'shuf', 'grep', 'egrep', 'rg']);

function isFilter({ program, invocation, redirects }: Command): boolean {
  const name = program.text ?? '';
  if (redirects.some((redirect) => redirect.kind === 'read' || redirect.body !== null)) return false;
  if (name === 'cut')
    return (
      optionValue(invocation, '-d', '--delimiter')?.text === ':' &&
      optionValue(invocation, '-f', '--fields')?.text === '1'
    );
  if (!FILTERS.has(name) || hasOption(invocation, '--only-matching', '-o', '--replace', '--count')) return false;
  return !invocation.operands.some(({ role }) => role === 'read');
}

/** Patterns for the paths that the commands print; null where they print something else. */
export function listedPaths(outputs: readonly Command[]): readonly string[] | null {
  let command = outputs.length === 1 ? outputs[0] : undefined;
  for (let stage = 0; command !== undefined && stage < 12; stage += 1) {
    const { stdin, args }: Command = command;
    if (args.some(({ text }) => text !== null && namesSecrets(text))) return null;
    if (stdin.length === 1 && isFilter(command)) command = stdin[0];
    else return LISTERS.get(command.program.text ?? '')?.(command) ?? null;
  }
  return null;
}
