/** Options that many subcommands of git share (git-diff, git-log and git-rev-list manuals). */

/** Before the subcommand. */
export const GLOBAL =
  '-C=cwd -c=data --config-env=data --exec-path=?data -p,--paginate -P,--no-pager --git-dir=data --work-tree=cwd --namespace=data --super-prefix=data --bare --no-replace-objects --no-lazy-fetch --no-advice --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-optional-locks --list-cmds=data --attr-source=data -v,--version -h,--help --html-path --man-path --info-path';

export const DIFF =
  '-p,-u,--patch -s,--no-patch -U,--unified=data --output=write --output-indicator-new=data --output-indicator-old=data --output-indicator-context=data --raw --patch-with-raw --indent-heuristic --minimal --patience --histogram --anchored=data --diff-algorithm=data --stat=?data --stat-width=data --stat-name-width=data --stat-count=data --stat-graph-width=data --compact-summary --numstat --shortstat -X,--dirstat=?data --cumulative --dirstat-by-file=?data --summary --patch-with-stat -z --name-only --name-status --submodule=?data --color=?data --color-moved=?data --color-moved-ws=data --word-diff=?data --word-diff-regex=data --color-words=?data --renames --rename-empty --check --ws-error-highlight=data --full-index --binary --abbrev=?data -B,--break-rewrites=?data -M,--find-renames=?data -C,--find-copies=?data --find-copies-harder -D,--irreversible-delete -l=data --diff-filter=data -S=data -G=data --find-object=data --pickaxe-all --pickaxe-regex -O=read --skip-to=data --rotate-to=data -R --relative=?data -a,--text --ignore-cr-at-eol --ignore-space-at-eol -b,--ignore-space-change -w,--ignore-all-space --ignore-blank-lines -I,--ignore-matching-lines=data --inter-hunk-context=data -W,--function-context --exit-code --quiet --ext-diff --textconv --ignore-submodules=?data --src-prefix=data --dst-prefix=data --no-prefix --default-prefix --line-prefix=data --ita-invisible-in-index --ita-visible-in-index --cached,--staged --merge-base --no-index -0 -1,--base -2,--ours -3,--theirs --cc -c -m --combined-all-paths -r -t --root --stdin -v --no-commit-id --pretty=?data --format=data --always --follow -q';

export const REVISIONS =
  '-n,--max-count=data --skip=data --since,--after=data --until,--before=data --since-as-filter=data --max-age=data --min-age=data --author=data --committer=data --grep-reflog=data --grep=data --all-match --invert-grep -i,--regexp-ignore-case --basic-regexp -E,--extended-regexp -F,--fixed-strings -P,--perl-regexp --remove-empty --merges --min-parents=data --max-parents=data --first-parent --exclude-first-parent-only --not --all --branches=?data --tags=?data --remotes=?data --glob=data --exclude=data --exclude-hidden=data --reflog --alternate-refs --single-worktree --ignore-missing --bisect --cherry-mark --cherry-pick --left-only --right-only --cherry -g,--walk-reflogs --merge --boundary --simplify-by-decoration --show-pulls --full-history --dense --sparse --simplify-merges --ancestry-path=?data --date-order --author-date-order --topo-order --reverse --no-walk=?data --do-walk --oneline --abbrev-commit --encoding=data --expand-tabs=?data --notes=?data --show-notes=?data --standard-notes --show-signature --relative-date --date=data --parents --children --left-right --graph --show-linear-break=?data --count --timestamp --header --source --use-mailmap,--mailmap --clear-decorations --decorate-refs=data --decorate-refs-exclude=data --decorate=?data -L=data --log-size --full-diff --diff-merges=data --remerge-diff --dd --objects --objects-edge --unpacked --filter=data --disk-usage=?data --bisect-vars --bisect-all --use-bitmap-index --progress=data';

export const LOG = `${DIFF} ${REVISIONS}`;

/** A commit may be signed by the program of the settings. */
export const SIGN = '-S,--gpg-sign=?data --cleanup=data -s,--signoff';

export const SEQUENCE =
  '--continue --abort --skip --quit -n,--no-commit -e,--edit -m,--mainline=data --rerere-autoupdate --strategy=data -X,--strategy-option=data --ff --allow-empty --allow-empty-message --keep-redundant-commits --empty=data --reference';

export const PATHSPEC_FILE = '--pathspec-from-file=read --pathspec-file-nul';
