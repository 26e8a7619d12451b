/** Subcommands that show. Contents of `.git` are left out of the effects; files of the working tree are not. */
import { hasOption } from '../invocation.ts';
import type { Special, ToolExample, ToolSpec } from '../model.ts';
import { DIFF, LOG, REVISIONS } from './options.ts';
import { pathOfSpec, readRevisionPaths, readSensitive, splitPaths } from './paths.ts';

/** Reads the files of the working tree that are compared. */
const diff: Special = (invocation, actions, command) => {
  if (hasOption(invocation, '--no-index')) {
    for (const { field } of invocation.operands) if (field.text !== '-') actions.read(field);
    return;
  }
  const { revisions, paths } = splitPaths(invocation, command);
  readRevisionPaths(revisions, actions);
  for (const field of paths) {
    const path = pathOfSpec(field, actions);
    if (path === null) continue;
    if (showsHistory(revisions, hasOption(invocation, '--cached'))) readSensitive(path.text ?? '', path, actions);
    else actions.read(path);
  }
};

/** Two revisions, or the index against one: no file of the working tree is read. */
function showsHistory(revisions: readonly { readonly text: string | null }[], cached: boolean): boolean {
  return cached || revisions.length > 1 || revisions.some((field) => field.text?.includes('..') === true);
}

/** Shows contents from commits. */
const history: Special = (invocation, actions, command) => {
  const { revisions, paths } = splitPaths(invocation, command);
  readRevisionPaths([...revisions, ...paths], actions);
  for (const field of paths) readSensitive(pathOfSpec(field, actions)?.text ?? '', field, actions);
};

/** The last operand is the file; the one before it a revision. */
const blame: Special = (invocation, actions) => {
  const file = invocation.operands.at(-1)?.field;
  if (file !== undefined) actions.read(file);
};

/** `git grep pattern [revision] [path]`. */
const grep: Special = (invocation, actions, command) => {
  const given = invocation.options.some((option) => option.name === '-e' || option.name === '-f');
  const operands = given ? invocation.operands : invocation.operands.slice(1);
  const { revisions, paths } = splitPaths({ ...invocation, operands }, command);
  const all = hasOption(invocation, '--no-index') ? operands.map((operand) => operand.field) : paths;
  for (const field of all) {
    const path = pathOfSpec(field, actions);
    if (path !== null) actions.read(path, { recursive: true });
  }
  readRevisionPaths(revisions, actions);
  if (all.length === 0 && (revisions.length === 0 || !hasOption(invocation, '--cached')))
    actions.read(actions.literal('.', command.program), { recursive: true });
};

const catFile: Special = (invocation, actions) => {
  readRevisionPaths(
    invocation.operands.map((operand) => operand.field),
    actions,
  );
  for (const option of invocation.options)
    if (option.name === '--path' && option.value !== null)
      readSensitive(option.value.text ?? '', option.value, actions);
};

const BLAME =
  '--incremental -b --root --show-stats --progress --score-debug -f,--show-name -n,--show-number -p,--porcelain --line-porcelain -c -t -l -s -e,--show-email -w --ignore-rev=data --ignore-revs-file=read --color-lines --color-by-age --minimal -S=read --contents=read -C=?data -M=?data -L=data --abbrev=?data --reverse=data --first-parent --since=data --date=data --encoding=data';

export const readingCommands: Readonly<Record<string, ToolSpec>> = {
  status: {
    options:
      '-v,--verbose -s,--short -b,--branch --show-stash --ahead-behind --porcelain=?data --long -z,--null -u,--untracked-files=?data --ignored=?data --ignore-submodules=?data --column=?data --renames -M,--find-renames=?data',
  },
  'diff diff-tree diff-index diff-files': { options: DIFF, special: diff },
  'log show whatchanged': { options: LOG, special: history },
  'rev-list': { options: LOG },
  reflog: {
    options: LOG,
    subcommands: {
      'expire delete drop write': {
        options:
          '--expire=data --expire-unreachable=data --rewrite --updateref --stale-fix -n,--dry-run --verbose --all --single-worktree',
      },
      'show list exists': {},
    },
  },
  shortlog: { options: `-c,--committer -n,--numbered -s,--summary -e,--email -w=?data --group=data ${REVISIONS}` },
  'blame annotate pickaxe': { options: BLAME, special: blame },
  grep: {
    options:
      '--cached --no-index --untracked --exclude-standard --recurse-submodules -v,--invert-match -i,--ignore-case -w,--word-regexp -a,--text -I --textconv -r,--recursive --max-depth=data -E,--extended-regexp -G,--basic-regexp -F,--fixed-strings -P,--perl-regexp -n,--line-number --column -h -H --full-name -l,--files-with-matches,--name-only -L,--files-without-match -z,--null -o,--only-matching -c,--count --color=?data --break --heading -C,--context=data -B,--before-context=data -A,--after-context=data --threads=data -p,--show-function -W,--function-context -f=read -e=data --and --or --not -q,--quiet --all-match -O,--open-files-in-pager=?sh --ext-grep -m,--max-count=data',
    special: grep,
  },
  'cat-file': {
    options:
      '-e -p -t -s --allow-unknown-type --use-mailmap,--mailmap --batch=?data --batch-check=?data -z --batch-command=?data --batch-all-objects --buffer --follow-symlinks --unordered --textconv --filters --path=data',
    special: catFile,
  },
  'ls-files': {
    options:
      '-z -t -v -f -c,--cached -d,--deleted -m,--modified -o,--others -i,--ignored -s,--stage -k,--killed --directory --eol --empty-directory -u,--unmerged --resolve-undo -x,--exclude=data -X,--exclude-from=read --exclude-per-directory=data --exclude-standard --full-name --recurse-submodules --error-unmatch --with-tree=data --abbrev=?data --debug --deduplicate --sparse --format=data',
  },
  'ls-tree': {
    options:
      '-d -r -t -z -l,--long --name-only --name-status --object-only --full-name --full-tree --format=data --abbrev=?data',
  },
  describe: {
    options:
      '--contains --debug --all --tags --long --first-parent --abbrev=?data --exact-match --candidates=data --match=data --exclude=data --always --dirty=?data --broken=?data',
  },
  'rev-parse': {
    options:
      '--parseopt --sq-quote --keep-dashdash --stop-at-non-option --stuck-long --revs-only --no-revs --flags --no-flags --default=data --prefix=data --verify -q,--quiet --sq --short=?data --not --abbrev-ref=?data --symbolic --symbolic-full-name --output-object-format=data --all --branches=?data --tags=?data --remotes=?data --glob=data --exclude=data --disambiguate=data --local-env-vars --path-format=data --git-dir --git-common-dir --resolve-git-dir=data --git-path=data --show-toplevel --show-superproject-working-tree --shared-index-path --absolute-git-dir --is-inside-git-dir --is-inside-work-tree --is-bare-repository --is-shallow-repository --show-cdup --show-prefix --show-object-format=?data --show-ref-format --since,--after=data --until,--before=data',
  },
  'for-each-ref': {
    options:
      '-s,--shell -p,--perl --python --tcl --count=data --format=data --color=?data --sort=data --points-at=data --merged=?data --no-merged=?data --contains=?data --no-contains=?data --ignore-case --stdin --exclude=data --omit-empty --include-root-refs',
  },
  'show-ref': {
    options:
      '--tags --heads --branches --verify --exists --head -d,--dereference -s,--hash=?data --abbrev=?data -q,--quiet --exclude-existing=?data',
  },
  'show-branch': {
    options:
      '-a,--all -r,--remotes --color=?data --more=?data --list --no-name --current --sha1-name --merge-base --independent --topo-order --topics --sparse --date-order -g,--reflog=?data',
  },
  'merge-base': { options: '-a,--all --octopus --independent --is-ancestor --fork-point' },
  'merge-tree': {
    options:
      '--write-tree --trivial-merge --messages -z --name-only --allow-unrelated-histories --stdin --merge-base=data -X,--strategy-option=data',
  },
  'name-rev': {
    options: '--name-only --tags --refs=data --exclude=data --all --stdin --annotate-stdin --undefined --always',
  },
  'range-diff': {
    options: `${DIFF} --creation-factor=data --no-dual-color --dual-color --notes=?data --left-only --right-only`,
  },
  cherry: { options: '--abbrev=?data -v,--verbose' },
  'verify-commit verify-tag': { options: '-v,--verbose --raw --format=data' },
  'verify-pack': { options: '-v,--verbose -s,--stat-only --object-format=data', operands: 'read*' },
  'count-objects': { options: '-v,--verbose -H,--human-readable' },
  'check-attr': { options: '-a,--all --cached --stdin -z --source=data' },
  'check-ignore': { options: '-q,--quiet -v,--verbose --stdin -z -n,--non-matching --no-index' },
  'check-mailmap check-ref-format': {
    options: '--stdin --normalize --branch --allow-onelevel --refspec-pattern --mailmap-file=read',
  },
  fsck: {
    options:
      '-v,--verbose --unreachable --dangling --tags --root --cache --reflogs --full --connectivity-only --strict --lost-found --progress --name-objects --references',
  },
  'fsck-objects': { options: '--full --strict' },
  var: { options: '-l' },
  'version --version': { options: '--build-options' },
  help: {
    options:
      '-a,--all --external-commands --aliases -m,--man -w,--web -i,--info -v,--verbose -g,--guides --user-interfaces --developer-interfaces -c,--config',
  },
  'get-tar-commit-id show-index patch-id stripspace column unpack-file fmt-merge-msg': {
    options:
      '--object-format=data --unstable --stable --verbatim -s,--strip-comments -c,--comment-lines --command=data --mode=?data --raw-mode=data --width=data --indent=data --nl=data --padding=data --log=?data -m,--message=data --into-name=data -F,--file=read',
  },
  'pack-redundant': { options: '--verbose --alt-odb --all' },
  'bugreport diagnose': { options: '--diagnose=?data -o,--output-directory=write -s,--suffix=data --mode=data' },
};

export const readingExamples: readonly ToolExample[] = [
  { command: 'git status --porcelain=v1', reads: [], writes: [], execs: ['git'], hosts: [] },
  { command: 'git diff -- src/a.ts', reads: ['src/a.ts'] },
  { command: 'git diff main..dev -- src/a.ts', reads: [] },
  { command: 'git diff --no-index a ../b', reads: ['a', '/b'] },
  { command: 'git diff -C --stat HEAD~3', reads: [] },
  { command: 'git log -c --oneline -10', reads: [] },
  { command: 'git show :.env', reads: ['.env'] },
  { command: 'git show HEAD:src/a.ts', reads: [] },
  { command: 'git cat-file -p main:.env', reads: ['.env'] },
  { command: 'git log -p -- .env', reads: ['.env'] },
  { command: 'git blame -L 1,9 src/a.ts', reads: ['src/a.ts'] },
  { command: 'git grep -n todo', reads: ['.'] },
  { command: 'git grep -n todo -- src test', reads: ['src', 'test'] },
  { command: 'git grep --no-index todo /etc', reads: ['/etc'] },
  { command: 'git log --output=x', writes: ['x'] },
];
