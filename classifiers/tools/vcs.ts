/** Version control other than git: settings, hooks and helpers of these run commands as well. */
import type { Special, ToolSpec } from './model.ts';
import { tool } from './model.ts';
import { behindDashes } from './wrappers/opening.ts';

/** `hg --config alias.x='!code'`, `extensions.x=file.py`, `hooks.*`. */
const hg: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options) {
    if (name !== '--config' || value === null) continue;
    const text = value.text ?? value.prefix;
    const runs =
      /^(?:alias|extensions|hooks|ui\.(?:editor|ssh|merge|interface)|pager|merge-tools|extdiff|trusted|encode|decode|auth|factotum)\b/i.test(
        text,
      );
    if (!runs) continue;
    actions.signal('mini-language', value, 'hg runs or loads the value of a setting', true);
    const code = /=\s*!(.*)$/s.exec(text)?.[1];
    if (code !== undefined) actions.shell(actions.literal(code, value));
  }
};

const svn: Special = (invocation, actions) => {
  for (const { name, value } of invocation.options)
    if (
      name === '--config-option' &&
      value !== null &&
      /:(?:helpers|tunnels|miscellany):|-cmd=|editor/i.test(value.text ?? value.prefix)
    )
      actions.signal('mini-language', value, 'svn runs the value of a setting', true);
};

const jj: Special = (invocation, actions, command) => {
  for (const { name, value } of invocation.options)
    if (
      (name === '--config' || name === '--config-toml') &&
      value !== null &&
      /editor|pager|diff|merge-tools|program|aliases|sign/i.test(value.text ?? value.prefix)
    )
      actions.signal('mini-language', value, 'jj runs the value of a setting', true);
  if (invocation.operands[0]?.field.text === 'bisect') behindDashes(invocation, actions, command);
};

const CHECKOUT: ToolSpec = { operands: 'url write' };

export const vcsTools = [
  tool('hg chg', {
    examples: [{ command: "hg --config alias.x='!cat a' x", reads: ['a'], execs: ['hg', 'cat'] }],
    options:
      '-R,--repository=cwd --cwd=cwd -y,--noninteractive -q,--quiet -v,--verbose --config=data --debug --debugger --traceback --time --profile --version -h,--help --hidden --pager=data --color=data -r,--rev=data -m,--message=data -l,--logfile=read -A,--addremove -u,--user=data -d,--date=data -C,--clean -c,--check -a,--all -I,--include=data -X,--exclude=data -p,--patch -g,--git -G,--graph --stat -T,--template=data -f,--force -b,--branch=data -B,--bookmark=data -e,--ssh=sh --remotecmd=sh -n,--dry-run --no-backup --insecure -o,--option=data -t,--tool=data -k,--keep --limit=data --style=read',
    special: hg,
    subcommands: {
      clone: CHECKOUT,
      'status log diff commit add remove update pull push identify summary branch branches tags heads revert strip purge rollback histedit serve cat grep annotate bundle unbundle import export verify init merge resolve backout graft rebase shelve unshelve bookmarks config paths root manifest files incoming outgoing':
        {},
    },
  }),
  tool('svn svnadmin svnlook', {
    examples: [{ command: 'svn diff --diff-cmd cat', execs: ['svn', 'cat'] }],
    options:
      '-r,--revision=data -m,--message=data -F,--file=read -q,--quiet -v,--verbose --config-option=data --config-dir=settings --username=data --password=data --non-interactive --trust-server-cert --trust-server-cert-failures=data --no-auth-cache --diff-cmd=hook --diff3-cmd=hook --editor-cmd=sh --force --depth=data --set-depth=data -N -c,--change=data --xml -l,--limit=data --ignore-externals --accept=data --changelist=data -x,--extensions=data --internal-diff --summarize --recursive,-R --parents --revprop --with-revprop=data --targets=read --version --show-diff --diff --stop-on-copy -g',
    special: svn,
    subcommands: { 'checkout co export': CHECKOUT },
  }),
  tool('jj', {
    options:
      '-R,--repository=cwd --at-operation=data --ignore-working-copy --config=data --config-toml=data --config-file=settings --color=data --quiet --no-pager -r,--revisions,--revision=data -m,--message=data -T,--template=data -n,--limit=data --stat -s,--summary --git --from=data --to=data -i,--interactive --tool=hook -b,--bookmark=data --remote=data --dry-run --debug --version -h,--help',
    special: jj,
  }),
  tool('fossil bzr brz darcs pijul cvs', {
    options:
      '-R=read -m,--message=data -q,--quiet -v,--verbose -d=data -r=data --user=data --ssh-command=sh --verify-regression -e=sh -z=data -D=data -P -A -C -f --force',
  }),
].flat();
