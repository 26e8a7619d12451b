import type { Access } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { persistentPlaces, placeOf, repositoryPlaces } from '../sensitive.ts';
import { hasOption } from '../tools/invocation.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  { tool: 'crontab', noOption: '-l', severity: 'high', message: 'the schedule of the user is changed.' },
  { tool: 'at batch', noOption: '-l -c', severity: 'high', message: 'a command is scheduled for later.' },
  {
    tool: 'systemctl',
    sub: 'enable|link|edit|daemon-reload|preset',
    severity: 'high',
    message: 'a service is made to start by itself.',
  },
  {
    tool: 'launchctl',
    sub: 'load|bootstrap|submit',
    severity: 'high',
    message: 'a service is made to start by itself.',
  },
  { tool: 'update-rc.d chkconfig rc-update', severity: 'high', message: 'a service is made to start by itself.' },
  {
    tool: 'git',
    sub: 'config core.hooksPath|config core.fsmonitor|config init.templateDir',
    severity: 'medium',
    message: 'git runs something from there from now on.',
  },
  {
    tool: 'husky lefthook pre-commit',
    sub: 'install|add|set|init',
    severity: 'medium',
    message: 'hooks are installed.',
  },
  { tool: 'useradd adduser', severity: 'high', message: 'an account is added.' },
];

export const persistenceWrite: Check = {
  id: 'persistence-write',
  title: 'A file that is run or obeyed later is written',
  definition: 'Start-up files, schedules, services, git hooks, pipelines, settings of editors and agents are changed.',
  why: 'The next shell, commit, pipeline or agent runs it, outside this sandbox and without a question.',
  attack: ['T1546.004', 'T1053.003', 'T1098.004'],
  cwe: ['CWE-829'],
  severities: { high: 'files of the user or the system', medium: 'files of the repository that tools run or obey' },
  instead: 'Show the change to a person and let them make it.',
  examples: {
    flagged: [
      'echo x >> ~/.bashrc',
      'echo x > .git/hooks/pre-commit',
      '(crontab -l; echo "* * * * * x") | crontab -',
      'cp key.pub ~/.ssh/authorized_keys',
      'tee /etc/cron.d/x < a',
      'echo x > .vscode/tasks.json',
      'echo x >> AGENTS.md',
      'echo x > .github/workflows/a.yml',
      'ln -s ../x .git/hooks/post-checkout',
      'systemctl enable x',
      'cd .git/hooks && echo x > pre-push',
      'git config core.hooksPath ./hooks',
      "sed -i 's/a/b/' .husky/pre-commit",
    ],
    clean: [
      'cat .husky/pre-commit',
      'cat ~/.bashrc',
      'crontab -l',
      'ls .git/hooks',
      'echo x > src/hooks.ts',
      'git config user.name x',
    ],
  },
  find(analysis) {
    return [...analysis.accesses.flatMap(written), ...findRules(analysis, rules)];
  },
};

function written(access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null || (access.kind !== 'write' && access.kind !== 'delete')) return [];
  const place = placeOf(persistentPlaces, path);
  const deletes = access.kind === 'delete';
  if (place !== undefined) return [finding('high', access, `Changes ${place.what}: ${path}.`, access.command)];
  const inRepository = placeOf(repositoryPlaces, path);
  if (inRepository === undefined || deletes || isGitInternal(access)) return [];
  return [finding('medium', access, `Changes ${inRepository.what}: ${path}.`, access.command)];
}

/** git's own bookkeeping is no write of the command. */
function isGitInternal(access: Access): boolean {
  return toolOf(access.command) === 'git' && hasOption(access.command.invocation, '--cached');
}
