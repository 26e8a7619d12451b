/** Places that matter more than others, as data: secrets, files that are run or obeyed later, and what guards us. */

export interface Place {
  readonly pattern: RegExp;
  readonly what: string;
  readonly example: string;
}

/** A home directory in each of its spellings. */
const HOME = '(?:~|/root|/home/[^/]+|/Users/[^/]+)';

function place(source: string, what: string, example: string): Place {
  return { pattern: new RegExp(source.replaceAll('HOME', HOME)), what, example };
}

/** Read access is refused. Patterns match absolute paths, home as `~`. */
export const secretPlaces: readonly Place[] = [
  place('^HOME/\\.ssh(?:/(?!known_hosts$|config$|[^/]*\\.pub$)|$)', 'SSH keys', '~/.ssh/id_ed25519'),
  place('/id_(?:rsa|dsa|ecdsa|ed25519)$', 'an SSH key', '/workspace/id_rsa'),
  place('^HOME/\\.aws(?:/|$)', 'AWS credentials', '~/.aws/credentials'),
  place(
    '^HOME/\\.(?:config/gcloud|azure|oci|config/doctl|linode-cli|bluemix|config/scw)(?:/|$)',
    'cloud credentials',
    '~/.config/gcloud/credentials.db',
  ),
  place('^HOME/\\.kube(?:/|$)', 'cluster credentials', '~/.kube/config'),
  place('^HOME/\\.docker/config\\.json$', 'registry credentials', '~/.docker/config.json'),
  place('^HOME/\\.gnupg(?:/|$)', 'private keys', '~/.gnupg/secring.gpg'),
  place(
    '^HOME/\\.(?:netrc|pgpass|my\\.cnf|git-credentials|npmrc|yarnrc\\.yml|pypirc|vault-token|boto|s3cfg|htpasswd|cargo/credentials(?:\\.toml)?|gem/credentials|composer/auth\\.json|terraform\\.d/credentials\\.tfrc\\.json|m2/settings\\.xml|gradle/gradle\\.properties|nuget/NuGet\\.Config|config/gh/hosts\\.yml|config/hub|config/op|password-store|claude/\\.credentials\\.json|claude\\.json|codex/auth\\.json|gemini/oauth_creds\\.json|bash_history|zsh_history|python_history|psql_history|mysql_history|node_repl_history|histfile|local/share/fish/fish_history|local/share/keyrings|electrum|bitcoin|ethereum|config/solana|mozilla|config/google-chrome|config/chromium|thunderbird)(?:/|$)',
    'stored credentials or history',
    '~/.netrc',
  ),
  place(
    '^HOME/Library/(?:Keychains|Application Support/(?:Google/Chrome|Firefox))',
    'a key chain',
    '/Users/a/Library/Keychains/login.keychain-db',
  ),
  place(
    '^/etc/(?:shadow|gshadow|sudoers|sudoers\\.d|ssh/ssh_host_[^/]*key|krb5\\.keytab|security/opasswd|master\\.passwd|kubernetes|ssl/private|docker/key\\.json|NetworkManager/system-connections|wireguard|openvpn)(?:/|$)',
    'system credentials',
    '/etc/shadow',
  ),
  place(
    '^/proc/(?:self|thread-self|\\d+|\\*|\\[[^/]*|[^/]*\\*[^/]*)/(?:environ|mem|maps|auxv|task/[^/]+/environ)$',
    'the environment or memory of a process',
    '/proc/self/environ',
  ),
  place('^/proc/kcore$|^/dev/(?:mem|kmem|port)$', 'memory of the machine', '/dev/mem'),
  place('^/(?:var/)?run/secrets(?:/|$)', 'mounted secrets', '/run/secrets/db'),
  place('^/var/lib/(?:docker|kubelet|etcd)(?:/|$)', 'secrets of other containers', '/var/lib/kubelet/pods'),
  // a certificate, a chain or a public key is for everybody, and its name says so
  place(
    '/(?!(?:[^/]*[-_.])?(?:(?:full)?chain|(?:client|server|tls|ssl|root|public)?-?cert(?:ificate)?s?|(?:root)?-?(?:ca|CA)|ca-?bundle|bundle|public|pub|dhparams?)\\.pem$)[^/]*\\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc\\.key|gpg\\.key)$',
    'a private key',
    '/workspace/server.key',
  ),
  place(
    '/(?:credentials|service[-_]account[^/]*|client_secret[^/]*)\\.json$|/\\.?secrets?\\.(?:json|ya?ml|toml|env)$|/\\.git-credentials$|/\\.netrc$|/\\.htpasswd$|/\\.pgpass$|/\\.pypirc$|/\\.vault[-_]pass(?:word)?$',
    'credentials',
    '/workspace/credentials.json',
  ),
];

/** Asked about rather than refused: projects keep development settings there. */
export const dotenvPlaces: readonly Place[] = [
  place(
    '/\\.env(?:\\.(?!example$|sample$|template$|dist$|defaults?$|schema$)[^/]+)?$',
    'a settings file with secrets',
    '/workspace/.env.production',
  ),
  place(
    '/\\.envrc$|/\\.npmrc$|/\\.dev\\.vars$|/local\\.settings\\.json$|/wp-config\\.php$|/terraform\\.tfstate(?:\\.backup)?$|/[^/]+\\.tfvars$|/\\.docker/config\\.json$',
    'a settings file that may hold secrets',
    '/workspace/.npmrc',
  ),
];

/** Files of the user or the system that are run or obeyed later. */
export const persistentPlaces: readonly Place[] = [
  place(
    '^HOME/\\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|inputrc|xprofile|xinitrc|xsession|xsessionrc|vimrc|vim|emacs|emacs\\.d|tmux\\.conf|screenrc|gdbinit|lldbinit|pythonrc|psqlrc|npmrc|yarnrc|yarnrc\\.yml|wgetrc|curlrc|gitconfig|gitignore|git-templates|pam_environment|condarc|gemrc|irbrc|cargo/config(?:\\.toml)?|ssh|gnupg|aws|kube|docker|claude|claude\\.json|codex|gemini|cursor|continue|vscode|vscode-server|local/bin|bin)(?:/|$)',
    'a start-up file or setting of the user',
    '~/.bashrc',
  ),
  place('^HOME/\\.config(?:/|$)', 'a setting of the user', '~/.config/fish/config.fish'),
  place(
    '^HOME/(?:bin|Library/(?:LaunchAgents|LaunchDaemons))(?:/|$)',
    'a place that is run at login',
    '/Users/a/Library/LaunchAgents/x.plist',
  ),
  place(
    '^HOME/\\.local/(?:bin|share/(?:applications|systemd|dbus-1)|lib)(?:/|$)',
    'a place that is searched for programs',
    '~/.local/bin/git',
  ),
  place(
    '^/etc/(?:cron[^/]*|crontab|anacrontab|at\\.[^/]*|profile|profile\\.d|bash\\.bashrc|bashrc|zsh|environment|rc\\.local|rc[^/]*\\.d|init|init\\.d|systemd|ld\\.so\\.preload|ld\\.so\\.conf(?:\\.d)?|pam\\.d|security|sudoers|sudoers\\.d|passwd|shadow|group|ssh|modules|modules-load\\.d|modprobe\\.d|udev|xdg|logrotate\\.d|apt|yum\\.repos\\.d|gitconfig|inittab|update-motd\\.d|NetworkManager|dbus-1|polkit-1|cordon)(?:/|$)',
    'a file that the system runs or obeys',
    '/etc/cron.d/x',
  ),
  place(
    '^/(?:var/spool/cron|var/spool/at|usr/lib/systemd|lib/systemd|usr/local/bin|usr/local/sbin|usr/bin|usr/sbin|bin|sbin|usr/lib|lib|lib64|usr/local/lib|opt)(?:/|$)',
    'a program or library of the system',
    '/usr/local/bin/git',
  ),
];

/** Files of a repository that a person's tools run or obey without being asked. */
export const repositoryPlaces: readonly Place[] = [
  place(
    '(?:^|/)\\.git/(?:hooks(?:/|$)|config(?:\\.worktree)?$|info/attributes$|modules(?:/|$)|worktrees(?:/|$))',
    'a git hook or setting',
    '/workspace/.git/hooks/pre-commit',
  ),
  place('(?:^|/)\\.(?:husky|githooks|lefthook|pre-commit-hooks)(?:/|$)', 'a git hook', '/workspace/.husky/pre-commit'),
  place(
    '/\\.?lefthook\\.ya?ml$|/\\.pre-commit-config\\.yaml$|/\\.lintstagedrc[^/]*$',
    'a hook configuration',
    '/workspace/.pre-commit-config.yaml',
  ),
  place(
    '(?:^|/)\\.(?:github/(?:workflows|actions)|gitlab-ci\\.ya?ml$|circleci|buildkite|forgejo/workflows|gitea/workflows)(?:/|$)',
    'a pipeline that runs elsewhere',
    '/workspace/.github/workflows/ci.yml',
  ),
  place(
    '/(?:Jenkinsfile|azure-pipelines\\.ya?ml|bitbucket-pipelines\\.ya?ml|\\.gitlab-ci\\.ya?ml|\\.travis\\.yml|\\.drone\\.yml)$',
    'a pipeline that runs elsewhere',
    '/workspace/Jenkinsfile',
  ),
  place(
    '(?:^|/)\\.(?:vscode|idea|devcontainer|zed|cursor|claude|codex|gemini|windsurf|continue|roo|kiro|amazonq|opencode|aider[^/]*)(?:/|$)',
    'a setting of an editor or agent',
    '/workspace/.vscode/tasks.json',
  ),
  place(
    '/(?:CLAUDE|AGENTS|GEMINI|COPILOT)(?:\\.local)?\\.md$|/\\.(?:cursorrules|windsurfrules|clinerules|mcp\\.json|goosehints)$|/\\.github/copilot-instructions\\.md$|/opencode\\.json$',
    'instructions that an agent obeys',
    '/workspace/AGENTS.md',
  ),
  place(
    '/\\.(?:envrc|npmrc|yarnrc|yarnrc\\.yml|pnpmfile\\.cjs|gitattributes|gitmodules|gitconfig|editorconfig-exec|bazelrc|cargo/config(?:\\.toml)?|mise\\.toml|vimrc|exrc|gdbinit|bundle/config|mvn/(?:jvm|maven)\\.config|yarn)(?:/|$)|/(?:\\.pnp\\.c?js|sitecustomize\\.py|usercustomize\\.py|[^/]+\\.pth|\\.pnpmfile\\.cjs|mise\\.toml)$',
    'a file that a tool runs or obeys by itself',
    '/workspace/.npmrc',
  ),
];

/** Our own policy, log and settings. Reading them is free, changing them is not. */
export const guardPlaces: readonly Place[] = [
  place('(?:^|/)\\.cordon(?:/|$)', 'the policy of this project', '/workspace/.cordon/policy.yaml'),
  place('^/etc/cordon(?:/|$)', 'the managed policy', '/etc/cordon/policy.d/10.yaml'),
  place(
    '^HOME/\\.(?:config|local/state|local/share)/cordon(?:/|$)',
    'the policy or log of the user',
    '~/.local/state/cordon/audit/x.jsonl',
  ),
];

/** Other guards: hooks and permissions of agents, audit logs, kernel switches. */
export const otherGuards: readonly Place[] = [
  place(
    '(?:^|/)\\.(?:claude|gemini|codex|cursor|vscode)/(?:settings(?:\\.local)?\\.json|hooks?(?:\\.json|/|$)|config\\.(?:toml|json)|rules(?:/|$)|cli-config\\.json|mcp\\.json)',
    'permissions or hooks of an agent',
    '/workspace/.claude/settings.json',
  ),
  place('^/var/log(?:/|$)', 'a log', '/var/log/auth.log'),
  place(
    '^/proc/sys(?:/|$)|^/sys/(?:kernel/security|fs/selinux|fs/cgroup)(?:/|$)|^/proc/[^/]+/(?:oom_score_adj|attr)',
    'a switch of the kernel',
    '/proc/sys/kernel/randomize_va_space',
  ),
];

/** Several checks ask for the same few paths. */
const MAX_KNOWN = 400;
const answers = new WeakMap<readonly Place[], Map<string, Place | undefined>>();

export function placeOf(places: readonly Place[], path: string): Place | undefined {
  let known = answers.get(places);
  if (known === undefined || known.size > MAX_KNOWN) {
    known = new Map();
    answers.set(places, known);
  }
  const before = known.get(path);
  if (before !== undefined || known.has(path)) return before;
  const found = places.find((candidate) => candidate.pattern.test(path));
  known.set(path, found);
  return found;
}
