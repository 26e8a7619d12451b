import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkReleaseText, formatProblem, loadReleaseFile, type Problem } from '../../src/policy/index.ts';

const head = 'apiVersion: cordon.release/v1\n';
const check = (text: string) => {
  const checked = checkReleaseText(head + text, 'release.yaml');
  return Array.isArray(checked) ? (checked as Problem[]).map(formatProblem) : checked;
};
const folder = mkdtempSync(join(tmpdir(), 'cordon-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the release file', () => {
  it('fills in what is not decided: closed', () => {
    expect(check('')).toEqual({
      maps: 'closed',
      agentFiles: 'block',
      sources: 'allow',
      internalHosts: [],
      severity: {},
      rules: [],
      approvers: [],
      suppress: [],
    });
  });

  it('is refused with place and the nearest right word', () => {
    expect(check('map: closed')).toEqual(['release.yaml:2:1: unknown key "map" in the file (did you mean "maps"?)']);
    expect(check('maps: open-sourced')).toEqual([
      'release.yaml:2:7: maps is "open-sourced" (did you mean "open-source"?)',
    ]);
    expect(check('suppress:\n  - {rule: a, path: b, reason: c, expires: 2027-01-31}')).toEqual([
      'release.yaml:3:5: suppress[0] has no "fingerprint" (add "fingerprint:")',
    ]);
  });

  it('knows that no February has 31 days', () => {
    const line = `suppress:\n  - {rule: a, path: b, fingerprint: ${'a'.repeat(32)}, reason: c, expires: 2027-02-31}`;
    expect(check(line)).toEqual(['release.yaml:3:91: there is no day 2027-02-31 (write a day such as 2027-01-31)']);
  });

  it('takes no rule about everything, and no id twice', () => {
    expect(check('rules:\n  - {id: mine, message: m, fix: f}')).toEqual([
      'release.yaml:3:5: the rule mine says neither path nor text (add "path:" or "text:")',
    ]);
    const rule = '  - {id: mine, path: [a], message: m, fix: f}\n';
    expect(check(`rules:\n${rule}${rule}`)).toEqual([
      'release.yaml:4:10: the rule mine stands here twice (give it another id)',
    ]);
  });

  it('names the file that is not there, and all that is wrong in one that is', async () => {
    await expect(loadReleaseFile(join(folder, 'none.yaml'))).rejects.toMatchObject({ code: 'policy-unreadable' });
    const file = join(folder, 'release.yaml');
    writeFileSync(file, `${head}maps: shut\nregistry: npm\n`);
    await expect(loadReleaseFile(file)).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringMatching(/:2:7: maps is "shut"[\s\S]*:3:11: registry/) as string,
    });
    writeFileSync(file, `${head}maps: open-source\n`);
    expect((await loadReleaseFile(file)).maps).toBe('open-source');
  });
});
