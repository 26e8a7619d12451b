import type { Access, Command } from '../analysis.ts';
import { toolOf } from '../flow.ts';
import { persistentPlaces, placeOf, repositoryPlaces } from '../sensitive.ts';
import { dangerousSetting } from '../tools/git/settings.ts';
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
  { tool: 'loginctl', sub: 'enable-linger', severity: 'high', message: 'services of the user start by themselves.' },
  {
    tool: 'systemd-run',
    anyOption: '--on-calendar --on-active --on-boot --on-startup --on-unit-active',
    severity: 'high',
    message: 'a command is scheduled for later.',
  },
  {
    tool: 'git',
    sub: 'maintenance start',
    severity: 'high',
    message: 'git is scheduled for later.',
  },
  { tool: 'git', sub: 'lfs install', severity: 'medium', message: 'hooks are installed.' },
  {
    tool: 'husky lefthook pre-commit simple-git-hooks yorkie',
    sub: 'install|add|set|init|init-templatedir',
    severity: 'medium',
    message: 'hooks are installed.',
  },
  {
    tool: 'direnv',
    sub: 'allow|permit|grant|edit',
    severity: 'medium',
    message: 'the settings of the directory are run from now on.',
  },
  { tool: 'mise rtx', sub: 'trust', severity: 'medium', message: 'the settings of the directory are run from now on.' },
  {
    tool: 'npm pnpm yarn bun',
    sub: 'config set|c set|set|config edit',
    operand:
      /^(?:script-shell|shell|node-options|prefix|git|editor|viewer|init-module|init\.module|.*registry|cafile|.*proxy|ignore-scripts|enableScripts|yarnPath|plugins|npmRegistryServer|globalconfig|userconfig|onload-script|ignore-path|onlyBuiltDependencies)(?:=|$)/i,
    severity: 'medium',
    message: 'a setting of the package manager is changed for good.',
  },
  {
    tool: 'npm',
    anyOption: '--location --global',
    sub: 'config set|c set|set',
    severity: 'medium',
    message: 'a setting of the package manager is changed for good.',
  },
  {
    tool: 'pip pip3',
    sub: 'config set|config edit',
    severity: 'medium',
    message: 'a setting of the package manager is changed for good.',
  },
  {
    tool: 'go',
    sub: 'env',
    anyOption: '-w',
    operand:
      /^(?:GOFLAGS|GOPROXY|GONOSUMDB|GONOSUMCHECK|GOSUMDB|GOINSECURE|CC|CXX|GOTOOLCHAIN|GOROOT|GOVCS|GOPRIVATE|AR|PKG_CONFIG)=/,
    severity: 'medium',
    message: 'a setting of go is changed for good.',
  },
  {
    tool: 'npm',
    sub: 'pkg set|set-script|pkg fix',
    operand: /^(?:scripts\.)?(?:(?:pre|post)?(?:install|prepare|publish|pack)|prepublish\w*|dependencies)(?:=|$)/,
    severity: 'medium',
    message: 'a script is set that package managers run by themselves.',
  },
  { tool: 'ssh-copy-id', severity: 'medium', message: 'a key may log in from now on.' },
  {
    tool: 'update-alternatives',
    anyOption: '--install --set --config',
    severity: 'high',
    message: 'a program of the system is replaced.',
  },
  { tool: 'pm2', sub: 'startup|save|resurrect', severity: 'medium', message: 'a service is made to start by itself.' },
  {
    tool: 'gsettings dconf',
    sub: 'set|write|load',
    severity: 'medium',
    message: 'a setting of the desktop is changed.',
  },
  { tool: 'defaults', sub: 'write|import', severity: 'medium', message: 'a setting of the desktop is changed.' },
  {
    tool: 'code codium cursor',
    anyOption: '--install-extension',
    severity: 'medium',
    message: 'an extension is installed.',
  },
  {
    tool: 'gh',
    sub: 'alias set|extension install|config set',
    severity: 'medium',
    message: 'the client runs something else from now on.',
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
      "git config core.pager './x'",
      'git maintenance start',
      'loginctl enable-linger',
      'npm config set script-shell ./x',
      'direnv allow .',
      'cp -r x/. .git/',
      'tar xf a.tar -C .git',
    ],
    clean: [
      'cat .husky/pre-commit',
      'cat ~/.bashrc',
      'crontab -l',
      'ls .git/hooks',
      'echo x > src/hooks.ts',
      'git config user.name x',
      'git config core.pager cat',
      'git config --get core.hooksPath',
    ],
  },
  find(analysis) {
    return [
      ...analysis.accesses.flatMap(written),
      ...findRules(analysis, rules),
      ...analysis.commands.flatMap(gitSetting),
    ];
  },
};

/** `git config core.pager ...`: kept, and run by the next command of git. */
function gitSetting(command: Command): CheckFinding[] {
  const { invocation } = command;
  if (toolOf(command) !== 'git' || invocation.sub[0] !== 'config') return [];
  if (hasOption(invocation, '--get', '--list', '--get-all', '--get-regexp', '--get-urlmatch')) return [];
  const words = invocation.operands.map((operand) => operand.field.text ?? '');
  const [name, value] = words[0] === 'set' ? words.slice(1) : words;
  if (name === undefined || words[0] === 'get' || words[0] === 'list') return [];
  const removes = hasOption(invocation, '--unset', '--unset-all') || words[0] === 'unset';
  const obeyed =
    !removes && value !== undefined && (dangerousSetting(name, value) !== null || /^[a-z]\w*::/.test(value));
  return obeyed ? [finding('medium', command, `git runs or obeys ${name} from now on.`, command)] : [];
}

function written(access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null || (access.kind !== 'write' && access.kind !== 'delete')) return [];
  const place = placeOf(persistentPlaces, path);
  const deletes = access.kind === 'delete';
  if (place !== undefined) return [finding('high', access, `Changes ${place.what}: ${path}.`, access.command)];
  const inRepository = placeOf(repositoryPlaces, path) ?? insideGit(access, path);
  if (inRepository === undefined || deletes || isGitInternal(access)) return [];
  return [finding('medium', access, `Changes ${inRepository.what}: ${path}.`, access.command)];
}

/** Settings that git runs, written as text. */
const GIT_CODE =
  /(?:\b|\\[nt])(?:fsmonitor|sshcommand|hookspath|pager|editor|askpass|helper|textconv|smudge|clean|driver)\s*=/i;

/** Anything else in `.git`, and a file of that name, which leads git to another repository. */
function insideGit(access: Access, path: string): { readonly what: string } | undefined {
  if (/\/config$/.test(path) && GIT_CODE.test(access.command.args.map((field) => field.text ?? '').join(' ')))
    return { what: 'settings of a repository' };
  if (access.aside === true || access.kind === 'delete') return undefined;
  if (
    /(?:^|\/)\.git\/(?!(?:refs|packed-refs|objects|logs|index|info\/exclude|COMMIT_EDITMSG|[A-Z_]*HEAD)(?:\/|$))./.test(
      path,
    )
  )
    return { what: 'a file of git' };
  if (!/(?:^|\/)\.git$/.test(path)) return undefined;
  if (!access.recursive) return { what: 'where git finds its repository' };
  return FILLERS.has(toolOf(access.command)) ? { what: 'the hooks and settings of a repository' } : undefined;
}

/** They put whole trees into a directory: hooks among them. */
const FILLERS = new Set(
  'cp rsync tar bsdtar gtar unzip 7z 7za cpio pax install mv ditto scp sftp rclone aws gsutil docker podman buildah nerdctl unsquashfs'.split(
    ' ',
  ),
);

/** git's own bookkeeping is no write of the command. */
function isGitInternal(access: Access): boolean {
  return toolOf(access.command) === 'git' && hasOption(access.command.invocation, '--cached');
}
