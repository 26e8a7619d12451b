/** Subcommands for names of commits, settings and the object store. */
import type { Special, ToolExample, ToolSpec } from '../model.ts';
import { configCommand } from './settings.ts';

const hook: Special = (invocation, actions, command) => {
  const [verb, name] = invocation.operands;
  if (verb?.field.text === 'run' && name !== undefined)
    actions.signal('mini-language', name.field, `git runs the hook ${name.field.text ?? ''} of the repository`);
  else if (verb === undefined) actions.opaque(command.program, 'a hook that is not named');
};

/** Reads stored passwords. */
const credential: Special = (invocation, actions) => {
  const [verb] = invocation.operands;
  if (verb !== undefined) actions.read(actions.literal('\0~/.git-credentials', verb.field));
};

/** `git for-each-repo --config=key -- command`: git with these words, in each of the repositories. */
const forEachRepo: Special = (invocation, actions, command) => {
  const words = invocation.operands.map((operand) => operand.field);
  if (words.length > 0) actions.open([actions.literal('git', command.program), ...words], { cwd: undefined });
};

export const refCommands: Readonly<Record<string, ToolSpec>> = {
  branch: {
    options:
      '-v,--verbose -q,--quiet -t,--track=?data -u,--set-upstream-to=data --unset-upstream --color=?data -r,--remotes --contains=?data --no-contains=?data --abbrev=?data -a,--all -d,--delete -D -m,--move -M -c,--copy -C -l,--list --show-current --create-reflog --edit-description -f,--force --merged=?data --no-merged=?data --column=?data --sort=data --points-at=data -i,--ignore-case --recurse-submodules --format=data --omit-empty -vv',
  },
  tag: {
    options:
      '-l,--list -n=?data -d,--delete -v,--verify -a,--annotate -m,--message=data -F,--file=read -e,--edit -s,--sign --cleanup=data -u,--local-user=data -f,--force --create-reflog --column=?data --contains=?data --no-contains=?data --merged=?data --no-merged=?data --sort=data --points-at=data --format=data --color=?data -i,--ignore-case --trailer=data --omit-empty',
  },
  'symbolic-ref': { options: '-q,--quiet -d,--delete --short --recurse -m=data' },
  'update-ref': { options: '-m=data -d,--delete --no-deref -z --stdin --create-reflog --batch-updates' },
  notes: {
    options:
      '--ref=data -m,--message=data -F,--file=read -c,--reedit-message=data -C,--reuse-message=data -f,--force --allow-empty --separator=?data -s,--strategy=data --stdin --commit --abort -q,--quiet -v,--verbose -n,--dry-run --ignore-missing --for-rewrite=data -e,--edit',
  },
  replace: {
    options: '-l,--list -d,--delete -e,--edit -g,--graft --convert-graft-file -f,--force --raw --format=data',
  },
  config: {
    options:
      '--global --system --local --worktree -f,--file=edit --blob=data --get --get-all --get-regexp --get-urlmatch --replace-all --add --unset --unset-all --rename-section --remove-section -l,--list --fixed-value -e,--edit --get-color --get-colorbool -t,--type=data --bool --int --bool-or-int --bool-or-str --path --expiry-date -z,--null --name-only --includes --show-origin --show-scope --show-names --default=data --all --value=data --comment=data --append --regexp --url=data',
    special: configCommand,
  },
  'gc repack prune prune-packed pack-refs commit-graph multi-pack-index update-server-info refs': {
    options:
      '-q,--quiet --prune=?data --cruft --max-cruft-size=data --aggressive --auto --detach --force --keep-largest-pack --cruft-expiration=data -a,--all -A -d -f -F -n,--dry-run -l,--local -b,--write-bitmap-index -i,--delta-islands --unpack-unreachable=data -k,--keep-unreachable --window=data --window-memory=data --depth=data --threads=data --max-pack-size=data --pack-kept-objects --keep-pack=data -g,--geometric=data -m,--write-midx --expire-to=write --filter=data --filter-to=write -v,--verbose --progress --expire=data --exclude-promisor-objects --object-dir=data --reachable --stdin-packs --stdin-commits --append --changed-paths --split=?data --max-new-filters=data --shallow --size-multiple=data --max-commits=data --expire-time=data --preferred-pack=data --bitmap --stdin-packs --refs-snapshot=data --batch-size=data --include=data --exclude=data --ref-format=data --migrate',
  },
  maintenance: {
    options: '--task=data --auto --schedule=?data --detach -q,--quiet --scheduler=data --force --config-file=data',
    subcommands: { 'run start stop register unregister is-needed': {} },
  },
  'filter-branch': {
    options:
      '--env-filter=sh --tree-filter=sh --index-filter=sh --parent-filter=sh --msg-filter=sh --commit-filter=sh --tag-name-filter=sh --subdirectory-filter=data --prune-empty -f,--force --setup=sh -d=write --original=data --remap-to-ancestor --state-branch=data --all --tags --branches',
  },
  'filter-repo': {
    options:
      '--path=data --path-glob=data --path-regex=data --invert-paths --paths-from-file=read --replace-text=read --replace-message=read --mailmap=read --subdirectory-filter=data --to-subdirectory-filter=data --strip-blobs-bigger-than=data --commit-callback=data --blob-callback=data --message-callback=data --name-callback=data --email-callback=data --refname-callback=data --filename-callback=data --tag-callback=data --reset-callback=data -f,--force --analyze --dry-run --partial --refs=data --use-base-name --path-rename=data --tag-rename=data --source=data --target=data',
  },
  rerere: { options: '--rerere-autoupdate' },
  hook: {
    options: '--ignore-missing --to-stdin=read',
    special: hook,
  },
  'credential credential-store credential-cache credential-osxkeychain credential-manager credential-libsecret credential-gcloud.sh credential-netrc':
    { options: '--file=read --timeout=data --socket=data', special: credential },
  'for-each-repo': { options: '--config=data --keep-going', stopAtOperand: true, special: forEachRepo },
  'commit-tree': { options: '-p=data -m=data -F=read -S,--gpg-sign=?data' },
  'write-tree mktree mktag': { options: '--missing-ok --missing --prefix=data -z --batch --strict' },
  'hash-object': {
    options: '-t=data -w --stdin --stdin-paths --no-filters --literally --path=data',
    operands: 'read*',
  },
  'index-pack': {
    options:
      '-v -o=write --stdin --fix-thin --keep=?data --index-version=data --strict=?data --verify --verify-stat --check-self-contained-and-connected --threads=data --max-input-size=data --object-format=data --rev-index --progress-title=data --promisor=?data --fsck-objects=?data',
    operands: 'read',
  },
  'pack-objects': {
    options:
      '-q,--quiet --progress --all-progress --all-progress-implied --index-version=data --max-pack-size=data --local --incremental --window=data --window-memory=data --depth=data --reuse-delta --reuse-object --delta-base-offset --threads=data --non-empty --revs --unpacked --all --reflog --indexed-objects --stdin-packs --stdout --include-tag --keep-unreachable --pack-loose-unreachable --unpack-unreachable=?data --cruft --cruft-expiration=?data --sparse --thin --shallow --honor-pack-keep --keep-pack=data --compression=data --use-bitmap-index --write-bitmap-index --filter=data --missing=data',
    operands: 'write',
  },
  'unpack-objects': { options: '-n -q -r --strict --max-input-size=data' },
  'fast-export': {
    options:
      '--progress=data --signed-tags=data --tag-of-filtered-object=data --reencode=data --export-marks=write --import-marks=read --import-marks-if-exists=read --fake-missing-tagger --full-tree --use-done-feature --no-data --refspec=data --anonymize --anonymize-map=data --reference-excluded-parents --show-original-ids --mark-tags --all',
  },
  'fast-import': {
    options:
      '--force --quiet --stats --allow-unsafe-features --cat-blob-fd=data --date-format=data --done --export-marks=write --import-marks=read --import-marks-if-exists=read --relative-marks --rewrite-submodules-from=data --rewrite-submodules-to=data --active-branches=data --big-file-threshold=data --depth=data --export-pack-edges=write --max-pack-size=data',
  },
  'sh-setup sh-i18n sh-i18n--envsubst mergetool--lib difftool--helper': {},
};

export const refExamples: readonly ToolExample[] = [
  { command: 'git branch -a', reads: [], writes: [], hosts: [] },
  { command: 'git config user.name x', writes: [] },
  { command: 'git config --global user.email a@b.example', writes: [] },
  { command: "git config --global core.pager 'touch x'", writes: ['~/.gitconfig'], execs: ['git'] },
  { command: 'git config -f .gitmodules submodule.a.url b', reads: ['.gitmodules'], writes: ['.gitmodules'] },
  { command: 'git hash-object -w a.txt', reads: ['a.txt'] },
  { command: 'git fast-import --export-marks=m', writes: ['m'] },
  { command: 'git credential fill', reads: ['~/.git-credentials'] },
];
