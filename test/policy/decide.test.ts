import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decision, PolicyQuestion } from '../../src/contract/index.ts';
import type { LoadedPolicy } from '../../src/policy/index.ts';
import { file, load } from './policy-folder.ts';
import { command, finding, opaque, question } from './questions.ts';

const open = file(
  'managed',
  `defaults: { unmatched: deny }
rules:
  - { id: programs, effect: allow, on: exec, program: "*", obligations: { sandbox: container } }
  - { id: reads, effect: allow, on: read, paths: ["/**"] }
  - { id: writes, effect: allow, on: write, paths: ["/**"], obligations: { limits: { bytes: 5MiB } } }
  - { id: hosts, effect: allow, on: net, hosts: ["**.example"], ports: any }
  - { id: names, effect: allow, on: env, names: ["*"] }
  - { id: tools, effect: allow, on: tool, names: [bash, read, write, edit, glob, grep, ls] }
  - { id: no-keys, effect: deny, on: read, paths: ["**/.env", "~/.ssh/**"], reason: keys stay here, suggestion: ask }
  - { id: no-force, effect: deny, on: exec, program: git, args: { has: [push], anyFlag: ["--force"] } }
  - { id: risk-high, effect: deny, on: risk, minSeverity: high }
  - { id: risk-medium, effect: ask, on: risk, categories: [mass-deletion], minSeverity: medium }
  - { id: ask-edit, effect: ask, on: tool, names: [edit] }
`,
);

let policy: LoadedPolicy;
beforeAll(async () => {
  policy = await load({ managed: { 'a.yaml': open } });
});
const decide = (asked: PolicyQuestion): Decision => policy.engine.decide(asked);
const verdict = (asked: PolicyQuestion) => decide(asked).verdict;
const rules = (asked: PolicyQuestion) => decide(asked).reasons.map((reason) => reason.rule);

describe('a call becomes atoms', () => {
  it('every simple command counts', () => {
    expect(verdict(question({ commands: [command('npm test')] }))).toBe('allow');
    expect(rules(question({ commands: [command('npm test')] }))).toEqual(['programs']);
    expect(rules(question({ commands: [command('npm test'), command('git push --force')] }))).toEqual(['no-force']);
    expect(rules(question({ commands: [command('/usr/bin/git push --force')] }))).toEqual(['no-force']);
  });

  it('a program among the effects without its words is judged too', () => {
    expect(rules(question({ effects: { execs: ['git'] } }))).toEqual(['no-force']);
  });

  it('a program known only at run time gets no grant', () => {
    const asked = question({ commands: [{ program: null, args: [], span: { start: 0, end: 1 } }] });
    expect(rules(asked)).toEqual(['default']);
    expect(verdict(asked)).toBe('deny');
  });

  it('paths are relative to the cwd of the call', () => {
    expect(verdict(question({ effects: { reads: ['.env'] }, cwd: '/workspace/a' }))).toBe('deny');
    expect(verdict(question({ effects: { reads: ['../../home/cordon/.ssh/id'] }, cwd: '/workspace/a' }))).toBe('deny');
    expect(verdict(question({ effects: { reads: ['~/.SSH/id'] } }))).toBe('deny');
  });

  it('spelled and resolved form count, the stricter one wins, either way round', () => {
    expect(verdict(question({ effects: { reads: ['notes.txt'] } }))).toBe('allow');
    expect(
      rules(question({ effects: { reads: ['notes.txt'] }, resolved: { 'notes.txt': '/home/cordon/.ssh/id' } })),
    ).toEqual(['no-keys']);
    expect(rules(question({ effects: { reads: ['.env'] }, resolved: { '.env': '/workspace/notes.txt' } }))).toEqual([
      'no-keys',
    ]);
  });

  it('tools are judged by the path they name even where the assessment knows no effects', () => {
    for (const tool of ['read', 'edit', 'grep', 'glob', 'ls']) {
      expect(rules(question({ tool, input: { path: '.env' } }))).toContain('no-keys');
    }
    expect(rules(question({ tool: 'write', input: { path: '.cordon/policy.yaml', content: '' } }))).toEqual([
      'own-settings',
    ]);
  });

  it('a call that touches nothing is one atom of its tool', () => {
    expect(rules(question({}))).toEqual(['tools']);
    expect(policy.explain(question({})).atoms).toEqual([
      expect.objectContaining({ kind: 'tool', subject: 'bash', verdict: 'allow' }),
    ]);
  });

  it('hosts: with the port where one is known, else 443, in one spelling', () => {
    expect(verdict(question({ effects: { hosts: ['A.Example.'] } }))).toBe('allow');
    expect(verdict(question({ contacts: [{ host: 'a.example', port: 22 }], effects: { hosts: ['a.example'] } }))).toBe(
      'allow',
    );
    expect(rules(question({ effects: { hosts: ['0x7f.1'] } }))).toEqual(['special-address']);
    expect(verdict(question({ effects: { hosts: ['not a host'] } }))).toBe('deny');
  });
});

describe('what nobody can know', () => {
  it('a parse that is not ok never gives allow, whatever the rest says', () => {
    for (const parse of ['partial', 'failed'] as const) {
      expect(verdict(question({ parse, commands: [command('ls')] }))).toBe('deny');
    }
    expect(verdict(question({ opaque: [opaque('parse')], commands: [command('ls')] }))).toBe('deny');
  });

  it('opaque: true grants words known at run time, never what does not parse', async () => {
    const wide = await load({ managed: { 'a.yaml': open.replace('program: "*"', 'program: "*", opaque: true') } });
    expect(wide.engine.decide(question({ opaque: [opaque('runtime')] })).verdict).toBe('allow');
    expect(verdict(question({ opaque: [opaque('runtime')] }))).toBe('deny');
    expect(wide.engine.decide(question({ opaque: [opaque('parse')] })).verdict).toBe('deny');
    expect(wide.engine.decide(question({ parse: 'partial', opaque: [opaque('runtime')] })).verdict).toBe('deny');
  });

  it('an unknown tool is denied, also one named like a member of every object', () => {
    for (const tool of ['teleport', 'constructor', '__proto__'])
      expect(rules(question({ tool }))).toContain('unknown-tool');
  });
});

describe('beside the atoms', () => {
  it('findings by category and severity', () => {
    expect(verdict(question({ findings: [finding('mass-deletion', 'low')] }))).toBe('allow');
    expect(rules(question({ findings: [finding('mass-deletion', 'medium')] }))).toEqual(['risk-medium']);
    expect(verdict(question({ findings: [finding('mass-deletion', 'medium')] }))).toBe('ask');
    expect(rules(question({ findings: [finding('secret-access', 'medium')] }))).toEqual(['tools']);
    expect(rules(question({ findings: [finding('secret-access', 'critical')] }))).toEqual(['risk-high']);
  });

  it('the name of the tool', () => {
    expect(rules(question({ tool: 'edit', input: { path: 'a' } }))).toEqual(['ask-edit']);
    expect(verdict(question({ tool: 'write', input: { path: 'a' } }))).toBe('allow');
  });

  it('plan mode denies tools that can change something, and only those', () => {
    expect(rules(question({ mode: 'plan', commands: [command('ls')] }))).toEqual(['plan-mode']);
    expect(verdict(question({ mode: 'plan', tool: 'write', input: { path: 'a' } }))).toBe('deny');
    expect(verdict(question({ mode: 'plan', tool: 'read', input: { path: 'a' } }))).toBe('allow');
    expect(verdict(question({ mode: 'auto', commands: [command('ls')] }))).toBe('allow');
  });
});

describe('the floor', () => {
  const writes = [
    '.cordon/policy.yaml',
    '.CORDON/x',
    '.cordon',
    '/etc/cordon/policy.d/a.yaml',
    '~/.config/cordon/policy.yaml',
    '/workspace/sub/../.cordon/x',
    '.c*/policy.yaml',
    '/proc/self/cwd/.cordon/x',
  ];
  it.each(writes)('no allow lets %s be written', (path) => {
    expect(rules(question({ effects: { writes: [path] } }))).toEqual(['own-settings']);
  });
  it.each([
    '~/.local/state/cordon/audit/x.jsonl',
    '~/.local/state/cordon/keys/k',
    '~/.local/state/cordon',
    '/root/../home/cordon/.local/state/CORDON/x',
  ])('no allow lets %s be read or written', (path) => {
    expect(rules(question({ effects: { reads: [path] } }))).toEqual(['audit-store']);
    expect(rules(question({ effects: { writes: [path] } }))).toEqual(['audit-store']);
  });
  it('through a link as well', () => {
    expect(rules(question({ effects: { writes: ['a'] }, resolved: { a: '/etc/cordon/policy.d/a.yaml' } }))).toEqual([
      'own-settings',
    ]);
  });
  it('reading the policy is no matter of the floor', () => {
    expect(verdict(question({ effects: { reads: ['.cordon/policy.yaml'] } }))).toBe('allow');
  });
  it('the policy files in use and other stores are part of it', async () => {
    const wide = await load({ managed: { 'a.yaml': open } }, { stores: ['/srv/state'] });
    const own = wide.layers[0]?.file ?? '';
    expect(wide.engine.decide(question({ effects: { writes: [own] } })).reasons[0]?.rule).toBe('own-settings');
    expect(wide.engine.decide(question({ effects: { reads: ['/srv/state/log'] } })).reasons[0]?.rule).toBe(
      'audit-store',
    );
  });
  it('an exception cannot lift it', async () => {
    const body = `${open}exceptions:\n  - { id: e, suspends: no-keys, narrow: { paths: ["/**"] }, until: 2026-11-10T00:00:00Z, approvedBy: [x] }\n`;
    const lifted = await load({ managed: { 'a.yaml': body } });
    expect(lifted.engine.decide(question({ effects: { reads: ['.env'] } })).verdict).toBe('allow');
    expect(lifted.engine.decide(question({ effects: { reads: ['~/.local/state/cordon/x'] } })).verdict).toBe('deny');
  });
});

describe('the answer', () => {
  it('cites rule, layer, file and line, says why and what else to do', () => {
    const { reasons, policyDigest, callId } = decide(question({ effects: { reads: ['.env'] } }));
    expect(reasons).toEqual([
      {
        rule: 'no-keys',
        layer: 'managed',
        file: expect.stringMatching(/policy\.d\/a\.yaml$/),
        line: 11,
        text: 'read .env: keys stay here',
        suggestion: 'ask',
      },
    ]);
    expect(policyDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(callId).toBe('c1');
  });

  it('a quiet rule keeps its reason from the agent', async () => {
    const quiet = await load({
      managed: { 'a.yaml': open.replace('suggestion: ask }', 'suggestion: ask, quiet: true }') },
    });
    const [reason] = quiet.engine.decide(question({ effects: { reads: ['.env'] } })).reasons;
    expect(reason).toMatchObject({ text: 'read .env: not permitted here', suggestion: null });
  });

  it('an unmatched action comes with the rule that would permit it', () => {
    const [reason] = decide(question({ effects: { hosts: ['x.test'] } })).reasons;
    expect(reason).toMatchObject({
      rule: 'default',
      line: 3,
      text: 'net x.test:443: no rule allows it, and the default is deny',
    });
    expect(reason?.suggestion).toContain('on: net, hosts: ["x.test"], ports: [443]');
  });

  it('obligations join over the parts', () => {
    const { obligations } = decide(question({ commands: [command('ls')], effects: { writes: ['a'] } }));
    expect(obligations).toEqual({
      sandbox: 'container',
      limits: { bytes: 5 * 1024 ** 2 },
      approval: [],
      redact: [],
      log: 'digest',
    });
  });

  it('is the same byte for byte, whatever the order of commands, effects and findings', () => {
    const words = fc.constantFrom('ls', 'git push --force', 'npm test', 'git status');
    const paths = fc.constantFrom('a', '.env', '~/.ssh/x', '.cordon/y', '/etc/z');
    const risks = fc.constantFrom(
      finding('mass-deletion', 'medium'),
      finding('secret-access', 'high'),
      finding('mass-deletion', 'low'),
    );
    fc.assert(
      fc.property(
        fc.array(words),
        fc.array(paths),
        fc.array(paths),
        fc.array(risks),
        (execs, reads, writes, findings) => {
          const ask = (turn: <T>(list: T[]) => T[]) =>
            decide(
              question({
                commands: turn(execs.map(command)),
                effects: { reads: turn(reads), writes: turn(writes) },
                findings: turn(findings),
              }),
            );
          expect(JSON.stringify(ask((list) => [...list].reverse()))).toBe(JSON.stringify(ask((list) => list)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('P11 any text in any place gets one of three answers, and what is not understood is never allowed', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('~', '~/', '..', '/', '//', '*', '**', '[', '\u0000', '%', '::', '[::1]:x', '\uD800'),
    );
    const texts = fc.array(text, { maxLength: 3 });
    const commands = fc.array(
      fc.record({
        program: fc.option(text),
        args: fc.array(fc.option(text), { maxLength: 3 }),
        span: fc.constant({ start: 0, end: 1 }),
      }),
      { maxLength: 3 },
    );
    const parse = fc.constantFrom('ok', 'partial', 'failed');
    fc.assert(
      fc.property(
        commands,
        texts,
        texts,
        texts,
        texts,
        parse,
        text,
        (list, reads, writes, hosts, env, parsed, tool) => {
          const asked = question({
            commands: list as never,
            effects: { reads, writes, hosts, env },
            parse: parsed as 'ok',
          });
          const answer = verdict(asked);
          expect(['allow', 'ask', 'deny']).toContain(answer);
          if (parsed !== 'ok') expect(answer).not.toBe('allow');
          expect(verdict(question({ tool, input: { path: tool } }))).toBe('deny');
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('P8 one action in many spellings gets one answer', () => {
    const spellings: [string, (text: string) => PolicyQuestion, string[]][] = [
      [
        'path',
        (text) => question({ effects: { reads: [text] } }),
        [
          '.env',
          './.env',
          'a/../.env',
          '/workspace/.env',
          '/workspace//a/./../.env',
          '/proc/self/cwd/.env',
          '.Env',
          '.ＥＮＶ',
        ],
      ],
      [
        'home',
        (text) => question({ effects: { reads: [text] } }),
        ['~/.ssh/a', '/home/cordon/.ssh/a', '../home/cordon/.ssh/a', '~cordon/.ssh/a', '~/.SSH/a'],
      ],
      [
        'program',
        (text) => question({ commands: [{ ...command('x push --force'), program: text }] }),
        ['git', '/usr/bin/git', '/bin/../usr/bin/git', './git', 'GIT'],
      ],
      [
        'host',
        (text) => question({ effects: { hosts: [text] } }),
        ['127.0.0.1', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '::ffff:127.0.0.1', '127.0.0.1.'],
      ],
    ];
    for (const [what, ask, list] of spellings) {
      const answers = list.map((text) => rules(ask(text)).join());
      expect(new Set(answers).size, `${what}: ${answers.join(' ')}`).toBe(1);
      expect(verdict(ask(list[0] ?? '')), what).toBe('deny');
    }
  });

  it('P5 a compound is as strict as its strictest part', () => {
    const rank = { allow: 0, ask: 1, deny: 2 };
    const part = fc.constantFrom(
      question({ commands: [command('ls')] }),
      question({ commands: [command('git push --force')] }),
      question({ effects: { reads: ['.env'] } }),
      question({ effects: { writes: ['a'] } }),
      question({ effects: { hosts: ['x.test'] } }),
      question({ findings: [finding('mass-deletion', 'medium')] }),
      question({ opaque: [opaque('runtime')] }),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const all = parts.map(({ assessment }) => assessment);
        const whole = question({
          commands: all.flatMap(({ commands }) => commands),
          findings: all.flatMap(({ findings }) => findings),
          opaque: all.flatMap((one) => one.opaque),
          effects: {
            reads: all.flatMap(({ effects }) => effects.reads),
            writes: all.flatMap(({ effects }) => effects.writes),
            hosts: all.flatMap(({ effects }) => effects.hosts),
          },
        });
        expect(rank[verdict(whole)]).toBe(Math.max(...parts.map((one) => rank[verdict(one)])));
      }),
      { numRuns: 500 },
    );
  });
});
