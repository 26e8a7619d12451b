import type { Access, Analysis, EnvSetting } from '../analysis.ts';
import { guardPlaces, otherGuards, placeOf, repositoryPlaces } from '../sensitive.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const HOOKS_OFF = 'git skips the hooks.';
const CHECK_OFF = 'a check of git is switched off.';
const TRUST = 'the certificate is not checked.';
const MANAGER = 'a check of the package manager is changed.';
const LOG = 'log entries are removed.';

const medium = (tool: string, message: string, more: Partial<CommandRule>): CommandRule => ({
  tool,
  severity: 'medium',
  message,
  ...more,
});

const rules: readonly CommandRule[] = [
  // ------------------------------------------------------------ git
  medium('git', HOOKS_OFF, {
    sub: 'commit|push|merge|rebase|am|cherry-pick|revert|pull',
    anyOption: '--no-verify',
  }),
  medium('git', 'the commit is not signed.', {
    sub: 'commit|tag|merge|rebase|am|cherry-pick|revert',
    anyOption: '--no-gpg-sign --no-sign',
  }),
  medium('git', CHECK_OFF, {
    sub: 'config http.sslVerify|config http.sslverify|config commit.gpgsign|config commit.gpgSign|config tag.gpgSign|config transfer.fsckObjects|config receive.fsckObjects|config fetch.fsckObjects|config protocol.file.allow|config gpg.minTrustLevel',
    operand: /^(?:false|0|no|off|always|never)$/i,
  }),
  medium('git', CHECK_OFF, {
    sub: 'config',
    operand: /^core\.hookspath$/i,
    noOption: '--get --get-all --list --get-regexp',
  }),
  medium('git', 'git trusts repositories of everybody.', { sub: 'config', operand: /^\*$/ }),
  medium('git', CHECK_OFF, {
    anyOption: '-c',
    value:
      /^(?:http\.(?:.*\.)?sslverify=(?:false|0|no|off)|core\.hookspath=|(?:commit|tag|push)\.gpgsign=(?:false|0|no|off)|safe\.directory=\*|(?:transfer|receive|fetch)\.fsckobjects=(?:false|0)|protocol\.(?:\w+\.)?allow=)/i,
  }),
  medium('git', 'changes are hidden from git.', {
    sub: 'update-index',
    anyOption: '--assume-unchanged --skip-worktree',
  }),
  medium('pre-commit husky lefthook simple-git-hooks', 'hooks are removed.', { sub: 'uninstall|remove|clean' }),
  // ------------------------------------------------------------ certificates and signatures
  medium('curl', TRUST, { anyOption: '--insecure --proxy-insecure --doh-insecure' }),
  medium('wget aria2c lftp', TRUST, { anyOption: '--no-check-certificate --check-certificate' }),
  medium('http https xh httpie', TRUST, { anyOption: '--verify', value: /^(?:no|false)$/i }),
  medium('openssl', TRUST, { sub: 's_client', anyOption: '-no_check_time -verify_quiet' }),
  medium('kubectl oc helm docker podman skopeo crane', TRUST, {
    anyOption: '--insecure-skip-tls-verify --insecure --tls-verify --src-tls-verify --dest-tls-verify --plain-http',
    unless: /^true$/,
  }),
  medium('docker', TRUST, { anyOption: '--tlsverify --tls', value: /^(?:false|0)$/ }),
  medium('docker', 'signatures of images are not checked.', { anyOption: '--disable-content-trust' }),
  medium('ssh scp sftp ssh-keyscan', 'the host key is not checked.', {
    anyOption: '-o',
    value:
      /^\s*(?:StrictHostKeyChecking[= ]\s*(?:no|off)|UserKnownHostsFile[= ]\s*\/dev\/null|CheckHostIP[= ]\s*no|VerifyHostKeyDNS[= ]\s*no)/i,
  }),
  medium('ssh-keygen', 'a known host key is forgotten.', { anyOption: '-R' }),
  medium('apt-key', 'a key of package sources is trusted.', { sub: 'add|adv|import|net-update' }),
  medium('rpm', 'a key of package sources is trusted.', { anyOption: '--import --nosignature --nodigest' }),
  medium('gpg gpg2', 'a key is trusted.', {
    anyOption: '--lsign-key --sign-key --edit-key --import-ownertrust --quick-lsign-key --quick-sign-key',
  }),
  medium('update-ca-certificates', 'certificates of the machine are changed.', {}),
  medium('keytool certutil', 'certificates of the machine are changed.', {
    anyOption: '-import -importcert -A -D -delete -M',
  }),
  // ------------------------------------------------------------ package managers
  medium('npm pnpm yarn bun', MANAGER, {
    sub: 'config set|c set|set|config delete|config edit',
    operand:
      /^(?:strict-ssl|ignore-scripts|registry|audit|audit-level|cafile|ca|proxy|https-proxy|script-shell|node-options|prefix|shell|git|editor|viewer|unsafe-perm|verify-store-integrity|enableStrictSsl|enableScripts|npmRegistryServer|httpProxy|httpsProxy|unsafeHttpWhitelist|checksumBehavior|.*registry|min-?release-?age|minimumReleaseAge|trustPolicy)(?:=|$)/i,
  }),
  medium('npm pnpm yarn', MANAGER, { anyOption: '--no-strict-ssl --strict-ssl --unsafe-perm', unless: /^true$/ }),
  medium('yarn', MANAGER, { anyOption: '--skip-integrity-check' }),
  medium('pip pip3 uv', TRUST, { anyOption: '--trusted-host --allow-insecure-host' }),
  medium('pip pip3', MANAGER, {
    sub: 'config set|config unset|config edit',
    operand: /trusted-host|index-url|find-links|cert|proxy|require-hashes/,
  }),
  medium('apt apt-get aptitude', 'signatures are not checked.', {
    anyOption:
      '--allow-unauthenticated --force-yes --allow-insecure-repositories --allow-downgrade-to-insecure-repositories',
  }),
  medium('apt apt-get', 'signatures are not checked.', {
    anyOption: '--option -o',
    value: /AllowUnauthenticated|AllowInsecureRepositories|Verify-(?:Peer|Host)=(?:false|0)/i,
  }),
  medium('yum dnf zypper', 'signatures are not checked.', { anyOption: '--nogpgcheck --no-gpg-checks --nogpg' }),
  medium('apk', 'signatures are not checked.', { anyOption: '--allow-untrusted' }),
  medium('gem bundle', MANAGER, { anyOption: '--trust-policy', value: /NoSecurity/ }),
  medium('composer', MANAGER, { operand: /^(?:secure-http|disable-tls|platform-check)$/ }),
  medium('poetry', MANAGER, { sub: 'config', operand: /^(?:certificates\..*|repositories\..*)$/ }),
  medium('conda', MANAGER, { operand: /^ssl_verify$/ }),
  medium('go', MANAGER, { sub: 'get|install', anyOption: '-insecure' }),
  // ------------------------------------------------------------ kernel and logs
  medium(
    'setenforce aa-disable aa-teardown aa-complain apparmor_parser semodule setsebool',
    'a guard of the kernel is switched off.',
    { noOption: '--help' },
  ),
  medium('auditctl', 'the audit of the kernel is changed.', { anyOption: '-e -D -d -W' }),
  medium('journalctl', LOG, { anyOption: '--rotate --vacuum-time --vacuum-size --vacuum-files --relinquish-var' }),
  medium('dmesg', LOG, { anyOption: '--clear -c --console-off' }),
  medium('logrotate utmpdump', LOG, { anyOption: '--force -f -r' }),
  medium('set', 'the history of the shell is switched off.', { operand: /^history$/, noOption: '-o' }),
  medium('unset', 'the history of the shell is switched off.', { operand: /^HIST(?:FILE|SIZE|CONTROL|TIMEFORMAT)$/ }),
  // ------------------------------------------------------------ agents and ourselves
  medium(
    'claude codex gemini aider cursor-agent cursor opencode goose copilot amp q cline crush qwen kiro-cli droid auggie plandex openhands sweep devin windsurf',
    'another agent is started, which no policy of this session guards.',
    { noOption: '--version --help -h -v' },
  ),
  {
    tool: 'cordon',
    sub: 'hook uninstall|audit key|policy sign|sessions rm|sessions apply|sessions rewind|sandbox clean|jobs add|jobs rm|run',
    severity: 'critical',
    message: 'the guard itself is changed.',
  },
  medium('cordon', 'the guard is started by what it guards.', { noOption: '--version --help' }),
  medium('export unset', 'a setting of the guard is changed.', { operand: /^(?:CORDON_\w+)/ }),
  {
    tool: 'pkill killall kill skill',
    operand: /^-?(?:.*\/)?cordon(?:$|[^\w])/,
    severity: 'high',
    message: 'the guard itself is stopped.',
  },
  {
    tool: 'systemctl service',
    operand:
      /^(?:auditd|apparmor|falco|osqueryd|crowdstrike.*|falcon-sensor|rsyslog|systemd-journald|fail2ban|ufw|clamav.*|cordon.*)(?:\.service)?$/,
    severity: 'high',
    message: 'a guard of the machine is changed.',
  },
];

export const guardTamper: Check = {
  id: 'guard-tamper',
  title: 'A guard is weakened',
  definition:
    'Our policy and log, hooks and permissions of agents, TLS and signature checks, audit logs; an unguarded agent is started.',
  why: 'What is switched off today guards nothing tomorrow.',
  attack: ['T1685', 'T1690', 'T1070.003'],
  cwe: ['CWE-693'],
  severities: {
    critical: 'our own policy, log or settings',
    medium: 'checks of other tools, other agents',
    high: 'keys of the guard, guards of the machine',
    low: 'settings of the shell’s history',
  },
  instead: 'Ask a person to change the policy or the hook.',
  examples: {
    flagged: [
      'echo x > .cordon/policy.yaml',
      'export HISTCONTROL=ignoreboth',
      'git commit --no-verify -m x',
      'rm ~/.local/state/cordon/audit/a.jsonl',
      'curl -k https://x.example/',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 node x.js',
      'git -c core.hooksPath=/dev/null commit -m x',
      'history -c',
      'claude -p x --dangerously-skip-permissions',
      "sed -i 's/deny/allow/' .cordon/policy.yaml",
      'echo "{}" > .claude/settings.json',
      'git commit -nm x',
      'ssh -o StrictHostKeyChecking=no h',
      'ln -sf x .cordon/policy.yaml',
      'pkill -f cordon',
      'cp -r ~/.local/state/cordon/keys .',
      'SKIP=eslint git commit -m x',
      'LEFTHOOK=0 git commit -m x',
      'pre-commit uninstall',
      'rm .git/hooks/pre-commit',
      'set +o history',
      'GOSUMDB=off go mod download',
      "git config --global --add safe.directory '*'",
      'npm config set strict-ssl false',
    ],
    clean: [
      'git diff -- .cordon/policy.yaml',
      'cat .cordon/policy.yaml',
      'git commit -m "--no-verify is bad"',
      'curl --help',
      'HUSKY_SKIP=no npm test',
      'git config --global --add safe.directory /workspace',
      'SKIP=slow npm test',
      'npm config get registry',
    ],
  },
  find(analysis) {
    const history = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'shell-state' && signal.detail === 'clears the history'
        ? [finding('medium', signal, 'The history of the shell is cleared.')]
        : [],
    );
    return [
      ...analysis.accesses.flatMap(changed),
      ...findRules(analysis, rules),
      ...analysis.env.flatMap((setting) => switchedOff(analysis, setting)),
      ...history,
    ];
  },
};

const OFF = /^(?:0|false|no|off|n)$/i;
const ON = /^(?:1|true|yes|on|y)$/i;
/** Switches of checks: the values that turn the check off. */
const SWITCHES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY|HUSKY|LEFTHOOK|(?:npm_config|NPM_CONFIG)_(?:strict_ssl|STRICT_SSL|audit|AUDIT)|YARN_ENABLE_STRICT_SSL|GOSUMDB|ANSIBLE_HOST_KEY_CHECKING|DOCKER_CONTENT_TRUST|DOCKER_TLS_VERIFY|COREPACK_INTEGRITY_KEYS)$/,
    OFF,
  ],
  [
    /^(?:GIT_SSL_NO_VERIFY|HUSKY_SKIP_HOOKS|HUSKY_SKIP_INSTALL|SKIP_HOOKS|PRE_COMMIT_ALLOW_NO_CONFIG|SIMPLE_GIT_HOOKS|SKIP_SIMPLE_GIT_HOOKS|GONOSUMCHECK|CURL_INSECURE|AWS_NO_VERIFY_SSL)$/,
    ON,
  ],
  [/^(?:GONOSUMDB|GONOSUMCHECK|GOINSECURE|LEFTHOOK_EXCLUDE|PIP_TRUSTED_HOST|UV_INSECURE_HOST)$/, /./],
  [/^HISTFILE$/, /^(?:\/dev\/null|)$/],
  [/^HIST(?:FILE)?SIZE$/, /^0?$/],
];

function switchedOff(analysis: Analysis, setting: EnvSetting): CheckFinding[] {
  const { name } = setting;
  if (/^CORDON_/.test(name)) return [finding('high', setting, `${name} is a setting of the guard.`)];
  const value = setting.value?.text;
  if (value === undefined || value === null) return [];
  if (SWITCHES.some(([names, off]) => names.test(name) && off.test(value)))
    return [finding('medium', setting, `${name} switches a check off.`)];
  if (name === 'GOFLAGS' && /-insecure/.test(value))
    return [finding('medium', setting, `${name} switches a check off.`)];
  if (name === 'SKIP' && value !== '' && ofHooks(analysis, setting))
    return [finding('medium', setting, 'SKIP leaves hooks out.')];
  if (name === 'HISTCONTROL' && /ignore/.test(value) && setting.scope === 'export')
    return [finding('low', setting, 'The history of the shell is changed.')];
  return [];
}

/** `SKIP=lint git commit` means hooks only where git or pre-commit reads it. */
function ofHooks(analysis: Analysis, setting: EnvSetting): boolean {
  return analysis.commands.some(
    (command) =>
      /^(?:git|pre-commit)$/.test(command.program.text ?? '') &&
      (setting.scope === 'export' || command.env.some((own) => own.name === setting.name)),
  );
}

function changed(access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null) return [];
  const own = placeOf(guardPlaces, path);
  if (access.kind === 'read')
    return own !== undefined && /\/cordon\/(?:keys|audit\/private)(?:\/|$)/.test(path)
      ? [finding('high', access, `Reads keys of the guard: ${path}.`, access.command)]
      : [];
  if (access.kind !== 'write' && access.kind !== 'delete') return [];
  if (own !== undefined) return [finding('critical', access, `Changes ${own.what}: ${path}.`, access.command)];
  const other = placeOf(otherGuards, path);
  if (other !== undefined) return [finding('medium', access, `Changes ${other.what}: ${path}.`, access.command)];
  return removedHook(access, path);
}

/** A hook, pipeline or rule file that is taken away guards nothing any more. */
function removedHook(access: Access, path: string): CheckFinding[] {
  if (access.kind !== 'delete') return [];
  const place = placeOf(repositoryPlaces, path) ?? placeOf(repositoryPlaces, `${path}/x`);
  return place !== undefined && /hook|pipeline|editor or agent/.test(place.what)
    ? [finding('medium', access, `Removes ${place.what}: ${path}.`, access.command)]
    : [];
}
