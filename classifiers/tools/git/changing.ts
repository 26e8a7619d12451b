/** Subcommands that change the working tree, the index or the history. */
import type { Command, Field } from '../../analysis.ts';
import { hasOption, type Invocation, operandTexts } from '../invocation.ts';
import type { Special, ToolActions, ToolExample, ToolSpec } from '../model.ts';
import { both } from '../wrappers/opening.ts';
import { LOG, PATHSPEC_FILE, SEQUENCE, SIGN } from './options.ts';
import { behindDashes, looksLikePath, pathOfSpec, readSensitive } from './paths.ts';
import { submoduleAdd } from './remotes.ts';

/** `git checkout [revision] [--] paths`. Files are overwritten only where paths are given. */
const checkout: Special = (invocation, actions, command) => {
  if (hasOption(invocation, '--staged') && !hasOption(invocation, '--worktree')) return;
  for (const field of checkedOut(invocation, command)) overwrite(field, actions);
};

/** Paths that a checkout or restore overwrites. */
export function checkedOut(invocation: Invocation, command: Command): readonly Field[] {
  const fields = invocation.operands.map((operand) => operand.field);
  const behind = behindDashes(command);
  if (invocation.sub[0] === 'restore') return fields;
  if (invocation.sub[0] === 'switch' || hasOption(invocation, '-b', '-B', '--orphan')) return [];
  if (behind !== null) return behind;
  const [first, ...rest] = fields;
  return rest.length > 0 ? [...(first !== undefined && isPath(first) ? [first] : []), ...rest] : fields.filter(isPath);

  /** `git checkout docs/x` is a branch as often as a folder; only a plain folder's mark decides. */
  function isPath(field: Field): boolean {
    return looksLikePath(field) && (/[.*?:]|\/$/.test(field.text ?? '') || !/\//.test(field.text ?? ''));
  }
}

function overwrite(field: Field, actions: ToolActions): void {
  const path = pathOfSpec(field, actions);
  if (path !== null) actions.write(path, { recursive: true });
}

const add: Special = (invocation, actions, command) => {
  for (const { field } of invocation.operands) {
    const path = pathOfSpec(field, actions);
    if (path !== null) actions.read(path);
  }
  if (invocation.operands.length === 0 && hasOption(invocation, '--all', '--update'))
    actions.read(actions.literal('.', command.program), { recursive: true });
};

const clean: Special = (invocation, actions, command) => {
  if (!hasOption(invocation, '--force') || hasOption(invocation, '--dry-run')) return;
  const fields = invocation.operands.map((operand) => operand.field);
  const roots = fields.length === 0 ? [actions.literal('.', command.program)] : fields;
  for (const field of roots) actions.write(field, { recursive: true });
};

const remove: Special = (invocation, actions) => {
  if (hasOption(invocation, '--cached', '--dry-run')) return;
  for (const { field } of invocation.operands) {
    const path = pathOfSpec(field, actions);
    if (path !== null) actions.remove(path, { recursive: hasOption(invocation, '-r') });
  }
};

const apply: Special = (invocation, actions) => {
  if (!hasOption(invocation, '--unsafe-paths')) return;
  const use = invocation.options.find((option) => option.name === '--unsafe-paths');
  if (use !== undefined) actions.signal('mini-language', use.field, 'the patch may write outside the workspace');
};

const stashShow: Special = (invocation, actions) => {
  for (const { field } of invocation.operands) readSensitive(field.text ?? '', field, actions);
};

const bisect: Special = (invocation, actions) => {
  const [verb, ...rest] = invocation.operands;
  if (verb?.field.text === 'run') actions.open(rest.map((operand) => operand.field));
  if (verb?.field.text === 'replay') for (const { field } of rest) actions.read(field);
};

const worktree: Special = (invocation, actions) => {
  const [verb, path, target] = invocation.operands.map((operand) => operand.field);
  if (path === undefined) return;
  if (verb?.text === 'add') actions.write(path);
  if (verb?.text === 'remove') actions.remove(path, { recursive: true });
  if (verb?.text !== 'move' || target === undefined) return;
  actions.write(path, { recursive: true });
  actions.write(target, { recursive: true });
};

const init: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (option.name !== '--template' || option.value === null || option.value.text === '') continue;
    actions.signal('mini-language', option.value, 'git copies hooks from there', true);
    actions.read(option.value, { recursive: true });
  }
};

/** Without a folder, `.git` is made where git stands. */
const initHere: Special = (invocation, actions, command) => {
  if (invocation.operands.length === 0) actions.write(actions.literal('.git', command.program), { aside: true });
};

const readTree: Special = (invocation, actions, command) => {
  if (hasOption(invocation, '-u') && hasOption(invocation, '--reset', '-m'))
    actions.write(actions.literal('.', command.program), { recursive: true });
};

const foreach: Special = (invocation, actions) => {
  const words = operandTexts(invocation);
  const first = invocation.operands[0];
  if (first === undefined) return;
  const text = words.some((word) => word === null) ? null : words.join(' ');
  actions.shell({ ...first.field, text, prefix: text ?? '' });
};

export const changingCommands: Readonly<Record<string, ToolSpec>> = {
  'add stage': {
    options: `-n,--dry-run -v,--verbose -i,--interactive -p,--patch -e,--edit -f,--force -u,--update --renormalize -N,--intent-to-add -A,--all --ignore-removal --refresh --ignore-errors --ignore-missing --sparse --chmod=data ${PATHSPEC_FILE}`,
    special: add,
  },
  commit: {
    options: `-q,--quiet -v,--verbose -F,--file=read --author=data --date=data -m,--message=data -c,--reedit-message=data -C,--reuse-message=data --fixup=data --squash=data --reset-author --trailer=data -t,--template=read -e,--edit --status -a,--all -i,--include --interactive -p,--patch -o,--only -n,--no-verify --dry-run --short --branch --ahead-behind --porcelain --long -z,--null --amend --no-post-rewrite -u,--untracked-files=?data --allow-empty --allow-empty-message ${SIGN} ${PATHSPEC_FILE}`,
    operands: 'read*',
  },
  'checkout restore switch': {
    options: `-b=data -B=data -f,--force -q,--quiet -t,--track=?data -p,--patch -2,--ours -3,--theirs -m,--merge -d,--detach --orphan=data -S,--staged -W,--worktree -s,--source=data -c,--create=data -C,--force-create=data --discard-changes --no-track --guess --recurse-submodules=?data --conflict=data -l --overlay --progress --overwrite-ignore --ignore-other-worktrees --ignore-skip-worktree-bits --ignore-unmerged -U,--unified=data --inter-hunk-context=data ${PATHSPEC_FILE}`,
    special: checkout,
  },
  reset: {
    options: `--hard --soft --mixed --keep --merge -q,--quiet -p,--patch -N,--intent-to-add --no-refresh --recurse-submodules=?data ${PATHSPEC_FILE}`,
  },
  clean: {
    options: '-q,--quiet -d -f,--force -n,--dry-run -x -X -e,--exclude=data -i,--interactive',
    special: clean,
  },
  rm: {
    options: `-r -f,--force --cached -n,--dry-run -q,--quiet --ignore-unmatch --sparse ${PATHSPEC_FILE}`,
    special: remove,
  },
  mv: { options: '-f,--force -n,--dry-run -k -v,--verbose --sparse', operands: 'move* write' },
  apply: {
    options:
      '--exclude=data --include=data -p=data --no-add --stat --numstat --summary --check --index -N,--intent-to-add --cached --unsafe-paths --apply -3,--3way --build-fake-ancestor=write -z -C=data --whitespace=data --ignore-space-change --ignore-whitespace -R,--reverse --unidiff-zero --reject --allow-overlap -v,--verbose -q,--quiet --inaccurate-eof --recount --directory=data --allow-empty --allow-binary-replacement,--binary --ours --theirs --union',
    operands: 'read*',
    special: apply,
  },
  am: {
    options: `${SIGN} -i,--interactive -3,--3way -q,--quiet -u,--utf8 -k,--keep --keep-non-patch -m,--message-id --keep-cr -c,--scissors --quoted-cr=data --whitespace=data --ignore-space-change --ignore-whitespace --directory=data --exclude=data --include=data -C=data -p=data --patch-format=data --reject --resolvemsg=data --continue -r,--resolved --skip --abort --quit --retry --show-current-patch=?data --allow-empty --committer-date-is-author-date --ignore-date --rerere-autoupdate --empty=data --no-verify`,
    operands: 'read*',
  },
  merge: {
    options: `${SIGN} -n --stat --compact-summary --summary --log=?data --squash --commit -e,--edit --ff --ff-only --rerere-autoupdate --verify-signatures -s,--strategy=data -X,--strategy-option=data -m,--message=data -F,--file=read --into-name=data -v,--verbose -q,--quiet --abort --quit --continue --allow-unrelated-histories --progress --autostash --overwrite-ignore --signoff --no-verify`,
  },
  rebase: {
    options: `${SIGN} --onto=data --keep-base --no-verify -q,--quiet -v,--verbose -n,--no-stat --signoff --committer-date-is-author-date --reset-author-date --ignore-date -C=data --ignore-whitespace --whitespace=data -f,--force-rebase --no-ff --continue --skip --abort --quit --edit-todo --show-current-patch --apply -m,--merge -i,--interactive --rerere-autoupdate --empty=data --autosquash --update-refs --autostash -x,--exec=sh -r,--rebase-merges=?data --fork-point -s,--strategy=data -X,--strategy-option=data --root --reschedule-failed-exec --reapply-cherry-picks --trailer=data --keep-empty`,
  },
  'cherry-pick': { options: `${SIGN} ${SEQUENCE} -x -r` },
  revert: { options: `${SIGN} ${SEQUENCE}` },
  stash: {
    options: `-m,--message=data -u,--include-untracked -a,--all -k,--keep-index -p,--patch -q,--quiet -S,--staged --index ${PATHSPEC_FILE}`,
    subcommands: {
      'push save': {},
      'list show': { options: LOG, special: stashShow },
      'pop apply drop clear branch create store export import': {},
    },
  },
  bisect: {
    options: '--term-new=data --term-bad=data --term-old=data --term-good=data --no-checkout --first-parent --term',
    operands: 'data*',
    stopAtOperand: true,
    special: bisect,
  },
  worktree: {
    options:
      '-b=data -B=data -f,--force -d,--detach --checkout --lock --reason=data -q,--quiet --track --guess-remote --orphan --porcelain -v,--verbose -z -n,--dry-run --expire=data --relative-paths',
    special: worktree,
  },
  init: {
    options:
      '-q,--quiet --bare -b,--initial-branch=data --template=data --separate-git-dir=write --shared=?data --object-format=data --ref-format=data',
    operands: 'write',
    special: both(init, initHere),
  },
  'init-db': { options: '-q,--quiet --bare --template=data', operands: 'write', special: init },
  'sparse-checkout': {
    options: '--cone --sparse-index --stdin --skip-checks',
    subcommands: { 'init list set add reapply disable check-rules': { options: '--rules-file=read -z' } },
  },
  'checkout-index': {
    options:
      '-a,--all --ignore-skip-worktree-bits -f,--force -q,--quiet -n,--no-create -u,--index -z --stdin --temp --prefix=write --stage=data',
    operands: 'write*',
  },
  'read-tree': {
    options:
      '--index-output=write --empty -v,--verbose -m --trivial --aggressive --reset --prefix=data -u --exclude-per-directory=data -i -n,--dry-run --no-sparse-checkout --debug-unpack --recurse-submodules=?data -q,--quiet',
    special: readTree,
  },
  'update-index': {
    options:
      '-q --ignore-submodules --add --replace --remove --unmerged --refresh --really-refresh --cacheinfo=data --chmod=data --assume-unchanged --skip-worktree --ignore-skip-worktree-entries --info-only --force-remove -z --stdin --index-info --unresolve -g,--again --ignore-missing --verbose --clear-resolve-undo --index-version=data --show-index-version --split-index --untracked-cache --test-untracked-cache --force-untracked-cache --force-write-index --fsmonitor --fsmonitor-valid',
  },
  'merge-file': {
    options:
      '-p,--stdout --diff3 --zdiff3 --ours --theirs --union --marker-size=data -q,--quiet -L=data --object-id --diff-algorithm=data',
    operands: 'edit read read',
  },
  'merge-index': {
    options: '-o -q -a',
    special: (invocation, actions) => {
      const [program] = invocation.operands;
      if (program === undefined || program.field.text === 'git-merge-one-file') return;
      actions.signal('mini-language', program.field, 'git runs the program for each file', true);
      actions.open([program.field], { fed: true });
    },
  },
  'merge-one-file merge-octopus merge-ours merge-recursive merge-recursive-ours merge-recursive-theirs merge-resolve merge-subtree':
    {},
  'interpret-trailers': {
    options:
      '--in-place --trim-empty --where=data --if-exists=data --if-missing=data --only-trailers --only-input --unfold --parse --no-divider --divider --trailer=data',
    special: (invocation, actions) => {
      for (const { field } of invocation.operands) {
        actions.read(field);
        if (hasOption(invocation, '--in-place')) actions.write(field);
      }
    },
  },
  submodule: {
    options:
      '-q,--quiet --cached -b,--branch=data -f,--force --name=data --reference=read --init --remote -N,--no-fetch --checkout --merge --rebase --recommend-shallow --recursive --single-branch --depth=data -j,--jobs=data --filter=data --all --files --summary-limit=data -n=data --default -d --progress',
    subcommands: {
      'status summary init deinit update set-branch sync absorbgitdirs': {},
      add: { special: submoduleAdd },
      'set-url': {},
      foreach: { operands: 'data*', stopAtOperand: true, special: foreach },
    },
  },
  'mergetool difftool': {
    options: `-t,--tool=data -x,--extcmd=sh -y,--no-prompt -d,--dir-diff -g,--gui --prompt --tool-help --symlinks --trust-exit-code ${LOG}`,
  },
  'citool gui gitk': { options: '--amend --nocommit' },
};

export const changingExamples: readonly ToolExample[] = [
  { command: 'git add a b', reads: ['a', 'b'], writes: [] },
  { command: 'git add -A', reads: ['.'], writes: [] },
  { command: 'git commit -am "fix: x"', reads: [], writes: [], execs: ['git'] },
  { command: 'git commit -F msg.txt', reads: ['msg.txt'] },
  { command: 'git -C sub mv a b', writes: ['sub/a', 'sub/b'] },
  { command: 'git rm --cached a', writes: [] },
  { command: 'git rm a', writes: ['a'] },
  { command: 'git checkout -- a.ts', writes: ['a.ts'] },
  { command: 'git checkout HEAD~1 -- a.ts', writes: ['a.ts'] },
  { command: 'git checkout main src/a.ts', writes: ['src/a.ts'] },
  { command: 'git checkout feature/x', writes: [] },
  { command: 'git checkout -b feature/a.b', writes: [] },
  { command: 'git restore --staged a.ts', writes: [] },
  { command: 'git restore a.ts', writes: ['a.ts'] },
  { command: 'git apply fix.patch', reads: ['fix.patch'], writes: [] },
  { command: 'git worktree add ../wt main', writes: ['/wt'] },
  { command: 'git bisect run npm test', execs: ['git', 'npm'] },
  { command: 'git submodule foreach git status', execs: ['git'] },
  { command: "git rebase -x 'npm test' main", execs: ['git', 'npm'] },
  { command: 'git clean -fd', writes: ['.'] },
  { command: 'git init demo', writes: ['demo'] },
  { command: 'git init', writes: [] },
];
