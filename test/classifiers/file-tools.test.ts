/** The tools that name a path are judged like the same access from bash. */
import { describe, expect, it } from 'vitest';
import { assessTool, verdictOf } from './assess.ts';

const cases: readonly (readonly [string, Record<string, string>, 'allow' | 'ask' | 'deny', string | null])[] = [
  ['read', { path: 'src/a.ts' }, 'allow', null],
  ['read', { path: '/workspace/src/a.ts' }, 'allow', null],
  ['read', { path: '~/.ssh/id_rsa' }, 'deny', 'secret-access'],
  ['read', { path: '/root/.aws/credentials' }, 'deny', 'secret-access'],
  ['read', { path: 'a/../../root/.ssh/id_rsa' }, 'deny', 'secret-access'],
  ['read', { path: '/proc/self/environ' }, 'deny', 'secret-access'],
  ['read', { path: '.env' }, 'ask', 'secret-access'],
  ['read', { path: '.env.example' }, 'allow', null],
  ['read', { path: '.cordon/policy.yaml' }, 'allow', null],
  ['write', { path: 'src/a.ts', content: 'x' }, 'allow', null],
  ['write', { path: '../a', content: 'x' }, 'ask', 'outside-write'],
  ['write', { path: '/etc/hosts', content: 'x' }, 'deny', 'outside-write'],
  ['write', { path: '/workspace-evil/a', content: 'x' }, 'ask', 'outside-write'],
  ['write', { path: '.cordon/policy.yaml', content: 'x' }, 'deny', 'guard-tamper'],
  ['write', { path: '.git/hooks/pre-commit', content: 'x' }, 'ask', 'persistence-write'],
  ['edit', { path: '.github/workflows/a.yml', oldText: 'a', newText: 'b' }, 'ask', 'persistence-write'],
  ['edit', { path: '~/.bashrc', oldText: 'a', newText: 'b' }, 'deny', 'persistence-write'],
  ['write', { path: 'src/\u0430.ts', content: 'x' }, 'ask', 'deceptive-text'],
  ['write', { path: 'a\u202etxt.exe', content: 'x' }, 'deny', 'deceptive-text'],
  ['glob', { pattern: '**/*.ts' }, 'allow', null],
  ['glob', { pattern: '*', path: '/root/.ssh' }, 'deny', 'secret-access'],
  ['grep', { pattern: 'x', path: 'src' }, 'allow', null],
  ['grep', { pattern: 'x' }, 'allow', null],
  ['grep', { pattern: 'x', path: '~/.aws' }, 'deny', 'secret-access'],
  ['ls', {}, 'allow', null],
  ['unknown', { path: 'a' }, 'ask', 'parser-ambiguity'],
  ['read', {}, 'ask', 'parser-ambiguity'],
];

describe('file tools', () => {
  it.each(cases)('%s %j: %s', (tool, input, label, category) => {
    const assessment = assessTool(tool, input);
    expect(verdictOf(assessment), JSON.stringify(assessment)).toBe(label);
    if (category !== null) expect(assessment.findings.map((finding) => finding.category)).toContain(category);
    expect(assessment.commands).toEqual([]);
    expect(assessment.effects.execs).toEqual([]);
  });

  it('effects are spelled as for bash', () => {
    expect(assessTool('edit', { path: '/workspace/src/../a.ts', oldText: 'a', newText: 'b' }).effects).toMatchObject({
      reads: ['a.ts'],
      writes: ['a.ts'],
    });
    expect(assessTool('read', { path: '../x' }, '/workspace/sub').effects.reads).toEqual(['/workspace/x']);
    expect(assessTool('ls', {}).effects.reads).toEqual(['.']);
    expect(assessTool('unknown', {}).parse).toBe('failed');
  });
});
