/** git: its own `-c`, aliases and helper options can run commands; `.git` itself is left out of the effects. */

import { parseRemotePath } from './hosts.ts';
import { hasOption, operandTexts, optionValue } from './invocation.ts';
import { type Special, type ToolActions, tool } from './model.ts';

/** Settings whose value git runs (git-config manual). */
const RUNS =
  /^(?:core\.(?:pager|editor|sshcommand|fsmonitor|askpass|hookspath|gitproxy|alternaterefscommand)|pager\.|sequence\.editor|diff\.external|diff\..*\.(?:command|textconv)|difftool\.|mergetool\.|merge\..*\.driver|filter\..*|credential\.?.*\.?helper|gpg\.(?:.*\.)?program|alias\.|interactive\.difffilter|uploadpack\.packobjectshook|protocol\.ext\.allow|browser\.|man\.|web\.browser|ssh\.variant|trailer\..*\.(?:command|cmd)|sendemail\..*|remote\..*\.(?:uploadpack|receivepack|vcs)|http\.proxy|url\.|include\.path|includeif\.|init\.templatedir|submodule\..*\.update|gc\..*command|maintenance\.|receive\.|transfer\.)/i;

const settings: Special = (invocation, actions) => {
  for (const option of invocation.options) {
    if (option.name === '-c' && option.value !== null) setting(option.value, actions);
    if (option.name === '--config-env' && option.value !== null)
      actions.signal('mini-language', option.value, 'a git setting from the environment', true);
  }
  const ext = invocation.operands.find((operand) => /^ext::/.test(operand.field.text ?? ''));
  if (ext !== undefined) {
    actions.signal('mini-language', ext.field, 'git runs the address as a command', true);
    actions.shell(actions.literal((ext.field.text ?? '').slice(5), ext.field));
  }
};

function setting(field: Parameters<ToolActions['signal']>[1], actions: ToolActions): void {
  const text = field.text ?? field.prefix;
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (field.text === null && at < 0) {
    actions.opaque(field, 'a git setting known only at run time');
    return;
  }
  if (!RUNS.test(name)) return;
  const value = at < 0 ? '' : text.slice(at + 1);
  if (/^(?:cat|less|)$/.test(value) && /^core\.pager$|^pager\./i.test(name)) return;
  actions.signal('mini-language', field, `git runs the value of ${name}`, true);
  if (/^alias\./i.test(name) && !value.startsWith('!')) return;
  if (field.text !== null) actions.shell(actions.literal(value.replace(/^!/, ''), field));
}

const configCommand: Special = (invocation, actions) => {
  const [name, value] = invocation.operands;
  const text = name?.field.text ?? '';
  if (
    name === undefined ||
    value === undefined ||
    hasOption(invocation, '--get', '--list', '--unset', '--get-all', '--get-regexp')
  )
    return;
  if (RUNS.test(text)) actions.signal('mini-language', value.field, `git will run the value of ${text}`, true);
  if (hasOption(invocation, '--system')) actions.write(actions.literal('/etc/gitconfig', name.field));
  else if (hasOption(invocation, '--global')) actions.write(actions.literal('\0~/.gitconfig', name.field));
};

/** Names the host of a remote where it is spelled; a remote's name leads where the repository's settings say. */
function remote(index: number): Special {
  return (invocation, actions) => {
    const operand = invocation.operands[index];
    if (operand === undefined) return;
    const parsed = parseRemotePath(operand.field);
    if (parsed !== null) actions.contact(parsed.host, parsed.port, operand.field);
  };
}

const clone: Special = (invocation, actions, command) => {
  remote(0)(invocation, actions, command);
  const [url, directory] = invocation.operands;
  if (url === undefined) return;
  if (directory !== undefined) actions.write(directory.field);
  else if (url.field.text !== null) {
    const name = url.field.text
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split(/[/:]/)
      .pop();
    if (name !== undefined && name !== '') actions.write(actions.literal(name, url.field));
  }
};

const checkout: Special = (_invocation, actions, command) => {
  const dashes = command.args.findIndex((field) => field.text === '--');
  if (dashes < 0) return;
  for (const field of command.args.slice(dashes + 1)) actions.write(field);
};

/** `git diff --no-index` compares any two files. */
const noIndex: Special = (invocation, actions) => {
  if (!hasOption(invocation, '--no-index')) return;
  for (const { field } of invocation.operands) actions.read(field);
};

const bisect: Special = (invocation, actions) => {
  const [verb, ...rest] = invocation.operands;
  if (verb?.field.text === 'run') actions.open(rest.map((operand) => operand.field));
};

const foreach: Special = (invocation, actions) => {
  const words = operandTexts(invocation);
  const first = invocation.operands[1];
  if (words[0] !== 'foreach' || first === undefined) return;
  const text = words.slice(1).some((word) => word === null) ? null : words.slice(1).join(' ');
  actions.shell({ ...first.field, text, prefix: text ?? '' });
};

const worktree: Special = (invocation, actions) => {
  const [verb, path] = invocation.operands;
  if (verb?.field.text === 'add' && path !== undefined) actions.write(path.field);
};

const GLOBAL =
  '-C=cwd -c=data --config-env=data --exec-path=?read -p,--paginate -P,--no-pager --git-dir=read --work-tree=read --namespace=data --bare --no-replace-objects --literal-pathspecs --no-optional-locks --version --help -h --html-path';

export const gitTools = tool('git', {
  examples: [
    { command: 'git add a b', reads: ['a', 'b'] },
    { command: 'git -C sub mv a b', writes: ['sub/a', 'sub/b'] },
    { command: 'git clone https://h.example/r.git', writes: ['r'], hosts: ['h.example'] },
  ],
  options: GLOBAL,
  operands: 'data*',
  runsThings: true,
  special: settings,
  subcommands: {
    add: {
      options:
        '-A,--all -u,--update -p,--patch -n,--dry-run -f,--force -v,--verbose -i,--interactive -N,--intent-to-add --chmod=data --pathspec-from-file=read -e,--edit --ignore-errors --renormalize',
      operands: 'read*',
    },
    'status show shortlog describe rev-parse rev-list ls-files ls-tree ls-remote cat-file blame name-rev for-each-ref merge-base symbolic-ref var count-objects check-ignore check-attr whatchanged help version show-ref cherry range-diff':
      {
        options:
          '-s,--short -b,--branch --porcelain=?data -u,--untracked-files=?data -z -n,--max-count=data --oneline --stat=?data --format=data --pretty=?data --graph --all -p,--patch --name-only --name-status -1 -2 -3 -5 --since=data --until=data --author=data --grep=data --abbrev-ref --show-toplevel --show-cdup --output=write --verify -t -e -L=data -w --tags --heads --count --left-right --decorate=?data --no-color --color=?data --date=data -S=data -G=data --follow --reverse --merges --no-merges --first-parent --cached -o,--others -m,--modified -d,--deleted --exclude-standard --exclude=data --ignored=?data -c --always --dirty=?data --long --abbrev=?data --match=data --show-prefix --git-dir --is-inside-work-tree --upload-pack=sh --exec=sh --sort=data --ext-diff --textconv -r --full-tree --symbolic-full-name -q,--quiet --show-current --ahead-behind --numstat --shortstat --raw --diff-filter=data --no-patch -v --web -i -a --get-url --refs',
        runsThings: true,
      },
    'log diff diff-tree diff-index diff-files reflog': {
      options:
        '-n,--max-count=data --oneline --stat=?data --format=data --pretty=?data --graph --all -p,--patch --name-only --name-status --since=data --until=data --after=data --before=data --author=data --committer=data --grep=data -i -E -w -b --cached --staged --no-color --color=?data --word-diff=?data --date=data -S=data -G=data --follow --reverse --merges --no-merges --first-parent -u -U,--unified=data --no-index --ext-diff --textconv --no-ext-diff --output=write -L=data --decorate=?data --abbrev-commit --numstat --shortstat --summary --raw --check -R -z --ignore-all-space --ignore-space-change --diff-filter=data -M,--find-renames=?data --exit-code --quiet --patience --histogram --minimal --color-words=?data --left-right --cherry-pick --simplify-by-decoration --no-decorate --relative=?data --dirstat --inter-hunk-context=data -q -s,--no-patch --pickaxe-all --tags --branches=?data --remotes=?data -g,--walk-reflogs --merge-base --submodule=?data --expire=data --skip=data -1 -2 -3 -5 --full-history --show-signature --ignore-submodules=?data -- -c --cc -m --topo-order --date-order',
      special: noIndex,
    },
    commit: {
      options:
        '-m,--message=data -a,--all --amend -n,--no-verify --no-edit -F,--file=read -s,--signoff -S,--gpg-sign=?data -q,--quiet -v,--verbose --allow-empty --allow-empty-message -p,--patch -C,--reuse-message=data -c=data --fixup=data --squash=data --author=data --date=data -e,--edit --dry-run --no-gpg-sign --cleanup=data -t,--template=read --trailer=data -i -o --reset-author --short --no-status --no-post-rewrite',
    },
    push: {
      options:
        '-u,--set-upstream -f,--force --force-with-lease=?data --force-if-includes --all --tags --follow-tags -d,--delete -n,--dry-run --no-verify --mirror --prune --receive-pack=sh --exec=sh -q,--quiet -v --porcelain --atomic -o,--push-option=data --signed=?data --thin --progress --repo=data --recurse-submodules=data --verify --branches',
      special: remote(0),
    },
    'fetch pull': {
      options:
        '--all -p,--prune -t,--tags -f,--force --depth=data --rebase=?data -r --ff-only --no-rebase --upload-pack=sh -q,--quiet -v,--verbose -n,--no-tags --unshallow --dry-run --autostash --no-edit -j=data --recurse-submodules=?data --progress -a --append --no-ff --squash -s=data -X=data --no-commit --set-upstream --prune-tags -u --shallow-since=data --no-verify --no-recurse-submodules --allow-unrelated-histories',
      special: remote(0),
    },
    clone: {
      options:
        '-b,--branch=data --depth=data --recurse-submodules=?data --recursive -q,--quiet -v -n,--no-checkout --bare --mirror -o=data -u,--upload-pack=sh --template=read -c,--config=data --single-branch --no-tags --shallow-submodules --reference=read -j,--jobs=data --filter=data --sparse -l,--local --no-hardlinks -s --separate-git-dir=write --progress --shallow-since=data --no-single-branch',
      special: (invocation, actions, command) => {
        clone(invocation, actions, command);
        const config = optionValue(invocation, '--config');
        if (config !== null) setting(config, actions);
      },
    },
    'checkout restore switch': {
      options:
        '-b=data -B=data -f,--force -q,--quiet -t,--track=?data -p,--patch --ours --theirs -m,--merge -d,--detach --orphan=data --staged,-S --worktree,-W -s,--source=data -c,--create=data -C,--force-create=data --discard-changes --no-track --guess --no-guess --recurse-submodules --conflict=data -l --overlay --no-overlay --pathspec-from-file=read --progress',
      special: checkout,
    },
    'reset clean': {
      options:
        '--hard --soft --mixed --keep --merge -q,--quiet -p,--patch -d -f,--force -n,--dry-run -x -X -e,--exclude=data -i,--interactive -N',
    },
    'rebase cherry-pick revert merge am apply': {
      options:
        '-i,--interactive --continue --abort --skip --quit --onto=data -x,--exec=sh --autosquash --autostash --root -n,--no-commit,--no-stat -e,--edit --no-edit -m=data -m,--message=data --no-ff --ff-only --squash -s,--strategy=data -X,--strategy-option=data --signoff -3,--3way --check -R,--reverse --index --cached -p=data --directory=data --reject --stat --whitespace=data -q,--quiet -S,--gpg-sign=?data --no-verify -F=read --allow-unrelated-histories -r,--rebase-merges=?data --keep-base --update-refs --mainline=data --ff -k --exclude=data --include=data',
    },
    'branch tag': {
      options:
        '-a,--all -r,--remotes -d,--delete -D -m,--move -M -c,--copy -l,--list -v,--verbose -vv -f,--force -u,--set-upstream-to=data --unset-upstream --show-current --merged=?data --no-merged=?data --contains=?data --sort=data --format=data -t,--track=?data -q,--quiet -n=?data -s,--sign --message=data -F,--file=read --color=?data --no-color --points-at=data --edit-description -e -i --no-track',
    },
    stash: {
      options:
        '-m,--message=data -u,--include-untracked -a,--all -k,--keep-index -p,--patch -q,--quiet --index -S,--staged',
    },
    remote: {
      options: '-v,--verbose -t=data -m=data -f --tags --no-tags --mirror=?data --push --all -n --add --delete',
      special: remote(2),
    },
    config: {
      options:
        '--global --system --local --worktree -f,--file=edit --get --get-all --get-regexp --list,-l --unset --unset-all --add --replace-all --type=data --bool --int --path -z --show-origin --show-scope --name-only --default=data -e,--edit --rename-section --remove-section --includes',
      special: configCommand,
    },
    submodule: {
      options:
        '-q,--quiet --init --recursive --remote -b=data -f,--force --depth=data --name=data --reference=read -j=data --merge --rebase --checkout',
      special: foreach,
    },
    bisect: { operands: 'data*', stopAtOperand: true, special: bisect },
    grep: {
      options:
        '-n,--line-number -i -l,--files-with-matches -L -c,--count -e=data -E -F -P -G -w -v -I -r --cached --untracked --no-index -O,--open-files-in-pager=?sh -A=data -B=data -C=data -h -H -q -o -p -W --color=?data --and --or --not -f=read --name-only --recurse-submodules --heading --break --max-depth=data -m=data --threads=data -z -a --all-match -s',
      operands: 'data*',
    },
    rm: { options: '-r -f,--force --cached -n,--dry-run -q,--quiet --ignore-unmatch', operands: 'delete*' },
    mv: { options: '-f,--force -n,--dry-run -k -v', operands: 'move* write' },
    init: {
      options:
        '-q,--quiet --bare -b,--initial-branch=data --template=read --separate-git-dir=write --shared=?data --object-format=data',
      operands: 'write',
    },
    worktree: {
      options: '-b=data -B=data -f,--force --detach --checkout --no-checkout --lock -q --track --orphan --porcelain -v',
      special: worktree,
    },
    archive: { options: '--format=data -o,--output=write --prefix=data --remote=data --exec=sh -v -l -0 -9' },
    'format-patch': {
      options:
        '-o,--output-directory=write -n -k -s --stdout -1 -2 -3 -v=data --cover-letter --to=data --cc=data --base=data',
    },
    'filter-branch': {
      options:
        '--env-filter=sh --tree-filter=sh --index-filter=sh --parent-filter=sh --msg-filter=sh --commit-filter=sh --tag-name-filter=sh --subdirectory-filter=data --prune-empty -f,--force --setup=sh -d=data',
    },
    'difftool mergetool': { options: '-t,--tool=data -x,--extcmd=sh -y,--no-prompt -d,--dir-diff -g --cached' },
    'update-ref gc prune repack reflog-expire filter-repo replace notes maintenance lfs pack-refs fsck update-index hash-object write-tree read-tree commit-tree mktag bundle sparse-checkout rerere daemon instaweb send-email request-pull svn fast-import credential hook':
      {
        options:
          '-d,--delete -q,--quiet --aggressive --prune=?data --auto -w -f,--force -m=data --expire=data --path=data --invert-paths --stdin --assume-unchanged --skip-worktree -p=data --cacheinfo=data --add --remove --refresh --force-rewrite -a -A -l -v --full --lost-found --stdout --smtp-server=data',
      },
  },
});
