import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../classifiers/index.ts';
import { categoryIds, type PolicyFile, type PolicyQuestion, severities } from '../../src/contract/index.ts';
import {
  type Classify,
  checkPolicyText,
  formatProblem,
  type LoadedPolicy,
  presetNames,
} from '../../src/policy/index.ts';
import { file, load } from './policy-folder.ts';
import { command, finding, opaque, question } from './questions.ts';

const names = await presetNames();
const textOf = (name: string) => readFileSync(new URL(`../../policies/${name}.yaml`, import.meta.url), 'utf8');
const loaded = new Map<string, LoadedPolicy>();
for (const name of names) loaded.set(name, await load({}, { policy: name }));
const verdict = (name: string, asked: PolicyQuestion) => loaded.get(name)?.engine.decide(asked).verdict;

describe('presets', () => {
  it('are these', () => {
    expect(names).toEqual(['ci', 'contained', 'default', 'enterprise.example', 'host', 'read-only', 'strict']);
  });

  it.each(names)('%s: no problem, and what can run without the classifier does', (name) => {
    const report = checkPolicyText(textOf(name), `policies/${name}.yaml`);
    expect(report.problems).toEqual([]);
    expect(report.examples).toBeGreaterThan(20);
    expect(loaded.get(name)?.warnings).toEqual([]);
  });

  it.each(names)('%s: bears its own name, stands in the managed place, never allows by default', (name) => {
    const document = loaded.get(name)?.documents[0] as PolicyFile;
    expect(document.metadata).toMatchObject({ id: name, layer: 'managed' });
    expect(document.delegate === undefined).toBe(name !== 'enterprise.example');
  });

  it.each(names)(
    '%s: each deny and ask of an action has an example that it fires, and says why and what else',
    (name) => {
      const rules = (loaded.get(name)?.documents[0]?.rules ?? []).filter(({ effect }) => effect !== 'allow');
      for (const rule of rules) {
        expect.soft(rule.reason, rule.id).toBeTruthy();
        expect.soft(rule.suggestion, rule.id).toBeTruthy();
        if (rule.on !== 'risk') expect.soft(rule.tests?.match?.length ?? 0, rule.id).toBeGreaterThan(0);
      }
      expect(name === 'contained' ? rules.length === 0 : rules.length > 0).toBe(true);
    },
  );

  it.each(names)('%s: neither what does not parse nor an unknown tool is ever allowed', (name) => {
    expect(verdict(name, question({ parse: 'failed' }))).not.toBe('allow');
    expect(verdict(name, question({ parse: 'partial', commands: [command('ls')] }))).not.toBe('allow');
    expect(verdict(name, question({ opaque: [opaque('parse')], commands: [command('ls')] }))).not.toBe('allow');
    expect(verdict(name, question({ tool: 'teleport' }))).toBe('deny');
    expect(verdict(name, question({ effects: { writes: ['.cordon/policy.yaml'] } }))).toBe('deny');
    expect(verdict(name, question({ effects: { hosts: ['169.254.169.254'] } }))).toBe('deny');
    expect(verdict(name, question({ effects: { hosts: ['x.example'] } }))).not.toBe('allow');
  });
});

it.each(['.env', '.ENV', 'a/.Env.local', '.e*', '.env*'])('default asks before %s is read', (path) => {
  expect(verdict('default', question({ effects: { reads: [path] } }))).toBe('ask');
});

/** The classifier gives these medium at most: their deny is a ceiling, and no command makes it fire yet. */
const neverHigh = [
  'obfuscated-word',
  'dynamic-command',
  'inline-interpreter',
  'dependency-install',
  'vcs-history-loss',
];

describe('with the classifier itself', async () => {
  const classifier = await createClassifier();
  const classify: Classify = (text, cwd) => classifier.assess({ ...question({}).call, input: { command: text }, cwd });

  it.each(names)('%s: every example holds, none is left out', (name) => {
    const report = checkPolicyText(textOf(name), `policies/${name}.yaml`, classify);
    expect(report.problems.map(formatProblem)).toEqual([]);
    expect(report.skipped).toEqual([]);
  });

  it.each(['default', 'host', 'ci'])('%s: each rule on risk has a command that makes it fire', (name) => {
    for (const rule of loaded.get(name)?.documents[0]?.rules ?? []) {
      if (rule.on !== 'risk') continue;
      const ceiling = rule.effect === 'deny' && rule.minSeverity === 'high' && neverHigh.includes(rule.id);
      expect.soft((rule.tests?.match?.length ?? 0) > 0, rule.id).toBe(!ceiling);
      expect.soft(rule.tests?.miss?.length ?? 0, rule.id).toBeGreaterThan(0);
    }
  });
});

/** Categories in which no case is harmless enough for a question. */
const plainDeny: readonly string[] = [
  'expansion-side-effect',
  'encoded-payload',
  'download-and-execute',
  'privilege-escalation',
  'system-disruption',
  'data-exfiltration',
  'remote-shell-channel',
];

/** Preset, and what it makes of a finding of medium severity where a question is possible. */
const byRisk: [string, 'ask' | 'deny'][] = [
  ['default', 'ask'],
  ['host', 'ask'],
  ['ci', 'deny'],
  ['strict', 'deny'],
  ['read-only', 'deny'],
];
describe.each(byRisk)('the 23 categories under %s', (name, medium) => {
  it.each(categoryIds)('%s', (category) => {
    const verdicts = severities.map((severity) =>
      verdict(name, question({ commands: [command('ls')], findings: [finding(category, severity)] })),
    );
    const middle = plainDeny.includes(category) ? 'deny' : medium;
    expect(verdicts).toEqual(['allow', 'allow', middle, 'deny', 'deny']);
  });
});

describe('contained looks at no finding', () => {
  it.each(categoryIds)('%s', (category) => {
    expect(
      verdict('contained', question({ commands: [command('ls')], findings: [finding(category, 'critical')] })),
    ).toBe('allow');
  });
  it('and grants words known only at run time', () => {
    expect(verdict('contained', question({ opaque: [opaque('runtime')] }))).toBe('allow');
    expect(verdict('default', question({ opaque: [opaque('runtime')] }))).toBe('ask');
    expect(verdict('strict', question({ opaque: [opaque('runtime')] }))).toBe('deny');
  });
});

describe('the enterprise example', () => {
  const text = textOf('enterprise.example');
  const user = file('user', 'rules: [{ id: x, effect: allow, on: net, hosts: [x.corp.example, x.example] }]\n');
  const hostVerdict = (policy: LoadedPolicy, host: string) =>
    policy.engine.decide(question({ effects: { hosts: [host] } })).verdict;

  it('lets a user permit what is delegated, and nothing else', async () => {
    const policy = await load({ managed: { 'a.yaml': text }, user });
    expect(hostVerdict(policy, 'x.corp.example')).toBe('allow');
    expect(hostVerdict(policy, 'x.example')).toBe('deny');
    const project = await load({ managed: { 'a.yaml': text }, project: user.replace('layer: user', 'layer: project') });
    expect(hostVerdict(project, 'x.corp.example')).toBe('deny');
  });

  it('a forced push is denied, but for the one repository while the exception lives', async () => {
    const push = question({ commands: [command('git push --force origin main')] });
    expect(verdict('enterprise.example', push)).toBe('deny');
    const there = await load({ managed: { 'a.yaml': text } }, { repository: 'git.corp.example/docs-site' });
    expect(there.engine.decide(push)).toMatchObject({
      verdict: 'ask',
      obligations: { approval: [{ by: ['group:maintainers'], count: 1 }] },
    });
  });
});

describe('everyday work under default runs without a question', () => {
  const work: [string, PolicyQuestion][] = [
    [
      'a build',
      question({ commands: [command('npm run build')], effects: { writes: ['dist'], reads: ['package.json'] } }),
    ],
    ['a script of the repository', question({ commands: [command('./configure --prefix=/tmp/x')] })],
    [
      'a test with a server',
      question({ commands: [command('node --test')], contacts: [{ host: '127.0.0.1', port: 3000 }] }),
    ],
    ['a variable', question({ commands: [command('npm test')], effects: { env: ['CI'] } })],
    ['a glob', question({ commands: [command('wc -l')], effects: { reads: ['src/*.ts'] } })],
    ['a glob of everything', question({ commands: [command('wc -l')], effects: { reads: ['*', '**', '**/*.css'] } })],
    ['a change all over', question({ commands: [command('chmod 644')], effects: { writes: ['**', 'src/**/*.ts'] } })],
    ['a name with brackets', question({ tool: 'write', input: { path: 'app/[id]/page.tsx', content: '' } })],
    ['throwing output away', question({ commands: [command('ls')], effects: { writes: ['/dev/null'] } })],
    [
      'a word that decides nothing',
      question({ commands: [{ program: 'git', args: ['commit', '-m', null], span: { start: 0, end: 1 } }] }),
    ],
    ['reading the policy', question({ tool: 'read', input: { path: '.cordon/policy.yaml' } })],
    ['a builtin', question({})],
  ];
  it.each(work)('%s', (_, asked) => {
    const decision = loaded.get('default')?.engine.decide(asked);
    expect(decision?.reasons.map(({ text }) => text).join('\n')).not.toContain('default is');
    expect(decision?.verdict).toBe('allow');
  });
  it('and always in a container', () => {
    for (const [what, asked] of work.slice(0, 4)) {
      expect(loaded.get('default')?.engine.decide(asked).obligations.sandbox, what).toBe('container');
    }
  });
});
