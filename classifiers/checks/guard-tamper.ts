import type { Access } from '../analysis.ts';
import { guardPlaces, otherGuards, placeOf } from '../sensitive.ts';
import { type Check, type CheckFinding, finding } from './check.ts';
import { type CommandRule, findRules } from './rules.ts';

const rules: readonly CommandRule[] = [
  {
    tool: 'git',
    sub: 'commit|push|merge|rebase|am|cherry-pick|revert|pull',
    anyOption: '--no-verify',
    severity: 'medium',
    message: 'git skips the hooks.',
  },
  { tool: 'git', sub: 'commit', anyOption: '--no-gpg-sign', severity: 'low', message: 'the commit is not signed.' },
  {
    tool: 'git',
    sub: 'config http.sslVerify|config --global http.sslVerify|config commit.gpgsign',
    operand: /^false$/,
    severity: 'medium',
    message: 'a check of git is switched off.',
  },
  {
    tool: 'git',
    anyOption: '-c',
    value: /^(?:http\.sslverify=(?:false|0)|core\.hookspath=(?:\/dev\/null)?|commit\.gpgsign=false|safe\.directory=)/i,
    severity: 'medium',
    message: 'a check of git is switched off.',
  },
  {
    tool: 'git',
    sub: 'update-index',
    anyOption: '--assume-unchanged --skip-worktree',
    severity: 'medium',
    message: 'changes are hidden from git.',
  },
  { tool: 'curl', anyOption: '--insecure', severity: 'medium', message: 'the certificate is not checked.' },
  { tool: 'wget', anyOption: '--no-check-certificate', severity: 'medium', message: 'the certificate is not checked.' },
  {
    tool: 'npm pnpm yarn',
    sub: 'config set strict-ssl|set strict-ssl|config set ignore-scripts|config set registry|c set registry',
    severity: 'medium',
    message: 'a check of the package manager is changed.',
  },
  { tool: 'pip pip3', anyOption: '--trusted-host', severity: 'medium', message: 'the certificate is not checked.' },
  {
    tool: 'apt apt-get',
    anyOption: '--allow-unauthenticated --force-yes',
    severity: 'medium',
    message: 'signatures are not checked.',
  },
  {
    tool: 'ssh scp sftp',
    anyOption: '-o',
    value: /^StrictHostKeyChecking[= ]no|^UserKnownHostsFile[= ]\/dev\/null/i,
    severity: 'medium',
    message: 'the host key is not checked.',
  },
  { tool: 'setenforce aa-disable aa-teardown', severity: 'medium', message: 'a guard of the kernel is switched off.' },
  { tool: 'auditctl', anyOption: '-e -D', severity: 'medium', message: 'the audit of the kernel is changed.' },
  {
    tool: 'journalctl',
    anyOption: '--rotate --vacuum-time --vacuum-size',
    severity: 'medium',
    message: 'log entries are removed.',
  },
  { tool: 'dmesg', anyOption: '-C', severity: 'medium', message: 'log entries are removed.' },
  {
    tool: 'claude codex gemini aider cursor-agent opencode goose copilot amp q cline crush',
    noOption: '--version --help',
    severity: 'medium',
    message: 'another agent is started, which no policy of this session guards.',
  },
  {
    tool: 'cordon',
    sub: 'hook uninstall|audit key|policy sign|sessions rm|sessions apply',
    severity: 'critical',
    message: 'the guard itself is changed.',
  },
  { tool: 'cordon', severity: 'medium', message: 'the guard is started by what it guards.' },
  {
    tool: 'export unset',
    operand: /^(?:CORDON_\w+)/,
    severity: 'medium',
    message: 'a setting of the guard is changed.',
  },
];

export const guardTamper: Check = {
  id: 'guard-tamper',
  title: 'A guard is weakened',
  definition:
    'Our policy and log, hooks and permissions of agents, TLS and signature checks, audit logs; an unguarded agent is started.',
  why: 'What is switched off today guards nothing tomorrow.',
  attack: ['T1562.001', 'T1070.003'],
  cwe: ['CWE-693'],
  severities: {
    critical: 'our own policy, log or settings',
    medium: 'checks of other tools, other agents',
    low: 'signing of one commit',
  },
  instead: 'Ask a person to change the policy or the hook.',
  examples: {
    flagged: [
      'echo x > .cordon/policy.yaml',
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
    ],
    clean: [
      'git diff -- .cordon/policy.yaml',
      'cat .cordon/policy.yaml',
      'git commit -m "--no-verify is bad"',
      'curl --help',
      'HUSKY_SKIP=no npm test',
    ],
  },
  find(analysis) {
    const env = analysis.env.flatMap((setting): CheckFinding[] => {
      const value = setting.value?.text ?? '';
      const off = /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/.test(setting.name)
        ? /^0/.test(value)
        : /^(?:GIT_SSL_NO_VERIFY|HUSKY_SKIP_HOOKS|SKIP_HOOKS|HUSKY)$/.test(setting.name)
          ? /^(?:1|true|0)$/i.test(value)
          : false;
      if (off && !(setting.name === 'HUSKY' && value !== '0'))
        return [finding('medium', setting, `${setting.name} switches a check off.`)];
      if (/^CORDON_/.test(setting.name))
        return [finding('high', setting, `${setting.name} is a setting of the guard.`)];
      if (/^HIST(?:FILE|SIZE|CONTROL)$/.test(setting.name) && setting.scope !== 'shell')
        return [finding('low', setting, 'The history of the shell is changed.')];
      return [];
    });
    const history = analysis.signals.flatMap((signal): CheckFinding[] =>
      signal.kind === 'shell-state' && signal.detail === 'clears the history'
        ? [finding('medium', signal, 'The history of the shell is cleared.')]
        : [],
    );
    return [...analysis.accesses.flatMap(changed), ...findRules(analysis, rules), ...env, ...history];
  },
};

function changed(access: Access): CheckFinding[] {
  const { path } = access;
  if (path === null || (access.kind !== 'write' && access.kind !== 'delete')) return [];
  const own = placeOf(guardPlaces, path);
  if (own !== undefined) return [finding('critical', access, `Changes ${own.what}: ${path}.`, access.command)];
  const other = placeOf(otherGuards, path);
  return other === undefined ? [] : [finding('medium', access, `Changes ${other.what}: ${path}.`, access.command)];
}
