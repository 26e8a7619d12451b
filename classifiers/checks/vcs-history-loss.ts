import type { Access, Analysis, Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { accessesOf } from '../lookup.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'git',
    sub: 'reset',
    anyOption: '--hard --merge --keep',
    severity: 'medium',
    message: 'git reset discards changes that are not committed.',
  },
  {
    tool: 'git',
    sub: 'clean',
    anyOption: '--force',
    noOption: '--dry-run',
    severity: 'medium',
    message: 'git clean deletes files that git does not know.',
  },
  {
    tool: 'git',
    sub: 'push',
    anyOption: '--force --force-with-lease --mirror --delete --prune',
    severity: 'medium',
    message: 'git push overwrites or removes what others may have.',
  },
  {
    tool: 'git',
    sub: 'push',
    operand: /^\+|^:./,
    severity: 'medium',
    message: 'git push overwrites or removes what others may have.',
  },
  {
    tool: 'git',
    sub: 'checkout|switch',
    anyOption: '--force --discard-changes',
    severity: 'medium',
    message: 'git discards changes that are not committed.',
  },
  {
    tool: 'git',
    sub: 'checkout|switch',
    anyOption: '-B --force-create',
    severity: 'medium',
    message: 'an existing branch is moved away from its commits.',
  },
  {
    tool: 'git',
    sub: 'branch',
    anyOption: '-D -M -C',
    severity: 'medium',
    message: 'a branch is removed or overwritten even when its commits are nowhere else.',
  },
  {
    tool: 'git',
    sub: 'branch',
    anyOption: '--force',
    noOption: '--list',
    severity: 'medium',
    message: 'a branch is moved away from its commits.',
  },
  { tool: 'git', sub: 'stash drop|stash clear', severity: 'medium', message: 'stashed changes are discarded.' },
  {
    tool: 'git',
    sub: 'reflog expire|reflog delete|reflog drop',
    noOption: '--dry-run',
    severity: 'medium',
    message: 'the way back to old commits is removed.',
  },
  {
    tool: 'git',
    sub: 'gc',
    anyOption: '--prune',
    severity: 'medium',
    message: 'commits without a name are removed.',
  },
  {
    tool: 'git',
    sub: 'prune',
    noOption: '--dry-run',
    severity: 'medium',
    message: 'commits without a name are removed.',
  },
  {
    tool: 'git',
    sub: 'repack',
    anyOption: '-a -A',
    noOption: '--keep-unreachable',
    operand: /./,
    severity: 'low',
    message: 'commits without a name may be removed.',
  },
  {
    tool: 'git',
    sub: 'filter-branch|filter-repo',
    noOption: '--analyze',
    severity: 'medium',
    message: 'history is rewritten.',
  },
  { tool: 'git', sub: 'replace', noOption: '--list', severity: 'medium', message: 'history is rewritten.' },
  { tool: 'git', sub: 'fast-import', severity: 'medium', message: 'commits and refs are written from a stream.' },
  { tool: 'git', sub: 'update-ref', severity: 'medium', message: 'a ref is moved or removed.' },
  {
    tool: 'git',
    sub: 'symbolic-ref',
    anyOption: '--delete',
    severity: 'medium',
    message: 'a symbolic ref is removed.',
  },
  { tool: 'git', sub: 'tag', anyOption: '--delete --force', severity: 'medium', message: 'a tag is removed or moved.' },
  { tool: 'git', sub: 'notes remove|notes prune', severity: 'low', message: 'notes are removed.' },
  {
    tool: 'git',
    sub: 'checkout-index',
    anyOption: '--force',
    severity: 'medium',
    message: 'git discards changes that are not committed.',
  },
  {
    tool: 'git',
    sub: 'read-tree',
    anyOption: '--reset',
    severity: 'medium',
    message: 'git discards changes that are not committed.',
  },
  {
    tool: 'git',
    sub: 'submodule deinit',
    anyOption: '--force',
    severity: 'medium',
    message: 'a submodule is removed with its changes.',
  },
  { tool: 'git', sub: 'lfs prune', noOption: '--dry-run', severity: 'medium', message: 'stored objects are removed.' },
  { tool: 'git', sub: 'remote prune', severity: 'low', message: 'names of remote branches are removed.' },
  {
    tool: 'git',
    sub: 'worktree remove',
    anyOption: '--force',
    severity: 'medium',
    message: 'a working tree is removed with its changes.',
  },
  {
    tool: 'git',
    anyOption: '-c',
    value: /^(?:gc\.(?:reflog|prune|worktreeprune|rerere)\w*=(?:now|all|0)|clean\.requireforce=(?:false|0|no|off))/i,
    severity: 'medium',
    message: 'what git keeps to undo mistakes is given up.',
  },
  {
    tool: 'git',
    sub: 'config gc.pruneExpire now|config gc.reflogExpire now|config gc.reflogExpireUnreachable now|config gc.reflogExpire 0|config clean.requireForce false|config clean.requireforce false|config gc.pruneexpire now',
    severity: 'medium',
    message: 'what git keeps to undo mistakes is given up.',
  },
  {
    tool: 'hg',
    sub: 'update|purge|revert|checkout|co|up',
    anyOption: '--clean -C --all -a',
    severity: 'medium',
    message: 'changes are discarded.',
  },
  { tool: 'hg', sub: 'strip|rollback|histedit|prune', severity: 'medium', message: 'history is rewritten.' },
  { tool: 'svn', sub: 'revert', severity: 'medium', message: 'changes are discarded.' },
  {
    tool: 'jj',
    sub: 'abandon|restore|undo|op abandon|operation abandon|op restore',
    severity: 'medium',
    message: 'changes are discarded.',
  },
  { tool: 'bzr brz', sub: 'revert|uncommit', severity: 'medium', message: 'changes are discarded.' },
  { tool: 'bfg git-filter-repo git-obliterate', severity: 'medium', message: 'history is rewritten.' },
];

export const vcsHistoryLoss: Check = {
  id: 'vcs-history-loss',
  title: 'Version history or changes are discarded',
  definition: 'Commits, uncommitted changes, refs, stashes or the data to recover them are thrown away.',
  why: 'Version control is what makes an agent’s mistakes harmless.',
  attack: ['T1485'],
  cwe: [],
  severities: {
    medium: 'anything that cannot be had back from git afterwards',
    low: 'notes, names of remote branches, commits that have no name any more',
  },
  instead: 'Stash or commit first; push to a new branch.',
  examples: {
    flagged: [
      'git reset --hard',
      'git remote prune origin',
      'git push origin +main',
      'git clean -fdx',
      'git checkout -- .',
      'git branch -D feature',
      'git stash drop',
      'git reflog expire --expire=now --all',
      'git push --force',
      'git restore .',
      'git -C sub reset --hard HEAD~3',
      'git push origin :old',
      'git restore src/a.ts',
      'git checkout -- src/a.ts',
      'git checkout -B main origin/main',
      'git branch -f main HEAD~3',
      'git update-ref refs/heads/main HEAD~3',
      'git symbolic-ref HEAD refs/heads/x',
      'git fast-import < dump',
      ': > .git/packed-refs',
      'git -c gc.reflogExpire=now gc',
    ],
    clean: [
      'git restore --staged a.ts',
      'git reset HEAD a.ts',
      'git checkout -b feature',
      'git clean -n',
      'git branch -d merged',
      'git stash',
      'git push origin main',
      'git stash pop',
      'git checkout --ours package-lock.json',
      'git symbolic-ref --short HEAD',
      'git symbolic-ref refs/remotes/origin/HEAD',
      'git gc',
      'git reflog -5',
      'git branch -m new-name',
    ],
  },
  find: (analysis) => [
    ...findRules(analysis, rules),
    ...analysis.commands.flatMap((command) => overwritten(analysis, command)),
    ...analysis.accesses.flatMap(gitData),
  ],
};

/** `git symbolic-ref name target`; `git checkout -- file`, `git restore file`: what the file held and no commit has is gone. Sides of a conflict are a choice. */
function overwritten(analysis: Analysis, command: Command): CheckFinding[] {
  const { invocation } = command;
  if (toolOf(command) === 'git' && invocation.sub[0] === 'symbolic-ref' && invocation.operands.length > 1)
    return [finding('medium', command, 'HEAD or another symbolic ref is led elsewhere.', command)];
  if (toolOf(command) !== 'git' || !/^(?:checkout|restore)$/.test(invocation.sub[0] ?? '')) return [];
  if (hasOption(invocation, '--ours', '--theirs', '--merge', '--conflict', '--patch')) return [];
  const writes = accessesOf(analysis, command).some((access) => access.kind === 'write');
  const fromFile = hasOption(invocation, '--pathspec-from-file');
  return writes || fromFile
    ? [finding('medium', command, 'git discards changes that are not committed.', command)]
    : [];
}

/** Refs, objects and the index, changed past git. */
function gitData(access: Access): CheckFinding[] {
  const { path, command } = access;
  if (path === null || (access.kind !== 'write' && access.kind !== 'delete') || toolOf(command) === 'git') return [];
  return /(?:^|\/)\.git\/(?:refs|packed-refs|objects|HEAD|ORIG_HEAD|logs|index|FETCH_HEAD|shallow)(?:\/|$)/.test(path)
    ? [finding('medium', access, `Changes data of git: ${path}.`, command)]
    : [];
}
