import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CordonError } from '../../src/contract/index.ts';
import { type LoadedPolicy, type LoadOptions, loadPolicy } from '../../src/policy/index.ts';
import { type Files, file, load, policyFolder } from './policy-folder.ts';
import { command, finding, type QuestionSpec, question } from './questions.ts';

const verdictOf = (policy: LoadedPolicy, ...texts: string[]) =>
  policy.engine.decide(question({ commands: texts.map(command) })).verdict;
const readOf = (policy: LoadedPolicy, path: string) => policy.engine.decide(question({ effects: { reads: [path] } }));

async function failure(loading: Promise<unknown>): Promise<CordonError> {
  const thrown = await loading.then(
    () => expect.fail('it loaded'),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(CordonError);
  return thrown as CordonError;
}
const refused = (files: Files, more: LoadOptions = {}) => failure(load(files, more));

const allowNpm = 'rules:\n  - { id: npm, effect: allow, on: exec, program: npm, args: { sub: [test] } }\n';
const askNpm = 'rules:\n  - { id: npm-ask, effect: ask, on: exec, program: npm }\n';
const denyNpm = 'rules:\n  - { id: no-npm, effect: deny, on: exec, program: npm }\n';
const closed = 'defaults: { unmatched: deny }\n';

describe('layers', () => {
  it('without a managed file the default preset stands in, and the user can widen it', async () => {
    const bare = await load({});
    expect(bare.layers.map(({ layer, id, file: path }) => [layer, id, path])).toEqual([
      ['managed', 'default', 'policies/default.yaml'],
    ]);
    expect(readOf(bare, '.env').verdict).toBe('ask');
    const contact = question({ effects: { hosts: ['x.test'] } });
    expect(bare.engine.decide(contact).verdict).toBe('ask');
    const widened = await load({ user: file('user', 'rules: [{ id: x, effect: allow, on: net, hosts: [x.test] }]\n') });
    expect(widened.engine.decide(contact).verdict).toBe('allow');
    expect(widened.engine.decide(question({ effects: { reads: ['~/.ssh/id_rsa'] } })).verdict).toBe('deny');
  });

  it('the user cannot lift what the preset denies', async () => {
    const policy = await load({
      user: file('user', 'rules: [{ id: all, effect: allow, on: read, paths: ["/**"] }]\n'),
    });
    expect(readOf(policy, '~/.ssh/id_rsa').verdict).toBe('deny');
    expect(readOf(policy, '.env').verdict).toBe('ask');
  });

  it('a project file only tightens: its allows count for nothing, its denies and asks do', async () => {
    const widen = await load({
      project: file('project', 'rules: [{ id: x, effect: allow, on: net, hosts: [x.test] }]\n'),
    });
    expect(widen.engine.decide(question({ effects: { hosts: ['x.test'] } })).verdict).toBe('ask');
    const tighten = await load({ project: file('project', denyNpm) });
    expect(verdictOf(tighten, 'npm test')).toBe('deny');
    expect(verdictOf(tighten, 'ls')).toBe('allow');
    const ask = await load({ project: file('project', askNpm) });
    expect(verdictOf(ask, 'npm test')).toBe('ask');
  });

  it('under managed files lower allows need a delegation to their layer', async () => {
    const managed = { 'a.yaml': file('managed', closed) };
    expect(verdictOf(await load({ managed, user: file('user', allowNpm) }), 'npm test')).toBe('deny');
    const delegate = `${closed}delegate:\n  - { id: scripts, to: [project], effects: [allow], on: exec, program: npm, args: { sub: [test] } }\n`;
    const delegated = { 'a.yaml': file('managed', delegate) };
    expect(verdictOf(await load({ managed: delegated, project: file('project', allowNpm) }), 'npm test')).toBe('allow');
    expect(verdictOf(await load({ managed: delegated, user: file('user', allowNpm) }), 'npm test')).toBe('deny');
    const wide = 'rules:\n  - { id: npm, effect: allow, on: exec, program: npm }\n';
    expect(verdictOf(await load({ managed: delegated, project: file('project', wide) }), 'npm publish')).toBe('deny');
  });

  it('the ask of a lower layer does not turn a default deny into a question', async () => {
    const managed = { 'a.yaml': file('managed', closed) };
    expect(verdictOf(await load({ managed, user: file('user', askNpm) }), 'npm test')).toBe('deny');
  });

  it('a delegation holds under its own conditions and for its time', async () => {
    const condition = 'when: { modes: [auto], users: [ann] }, until: 2026-11-05T00:00:00Z';
    const body = `${closed}delegate:\n  - { id: scripts, to: [project], effects: [allow], on: exec, program: npm, ${condition} }\n`;
    const files = { managed: { 'a.yaml': file('managed', body) }, project: file('project', allowNpm) };
    const asked: QuestionSpec = { commands: [command('npm test')], mode: 'auto' };
    const policy = await load(files);
    expect(policy.engine.decide(question(asked)).verdict).toBe('allow');
    expect(policy.engine.decide(question({ ...asked, mode: 'default' })).verdict).toBe('deny');
    expect(policy.engine.decide(question({ ...asked, at: '2026-11-05T00:00:00Z' })).verdict).toBe('deny');
    expect((await load(files, { user: 'bob' })).engine.decide(question(asked)).verdict).toBe('deny');
  });

  it('a delegation caps what it permits', async () => {
    const cap = 'cap: { sandbox: gvisor, net: none, limits: { wall: 10m } }';
    const body = `${closed}rules:\n  - { id: hosts, effect: allow, on: net, hosts: [x.test] }\ndelegate:\n  - { id: scripts, to: [project], effects: [allow], on: exec, program: npm, ${cap} }\n`;
    const policy = await load({ managed: { 'a.yaml': file('managed', body) }, project: file('project', allowNpm) });
    const alone = policy.engine.decide(question({ commands: [command('npm test')] }));
    expect(alone).toMatchObject({ verdict: 'allow', obligations: { sandbox: 'gvisor', limits: { wallMs: 600_000 } } });
    const online = policy.engine.decide(question({ commands: [command('npm test')], effects: { hosts: ['x.test'] } }));
    expect(online).toMatchObject({ verdict: 'deny', reasons: [{ rule: 'scripts', layer: 'managed' }] });
    expect(policy.engine.decide(question({ effects: { hosts: ['x.test'] } })).verdict).toBe('allow');
    // whoever has a grant without the cap is not held to it
    const twice = body.replace(
      'delegate:',
      `delegate:\n  - { id: more, to: [project], effects: [allow], on: exec, program: npm }`,
    );
    const own = body.replace('rules:', `rules:\n  - { id: npm, effect: allow, on: exec, program: npm }`);
    for (const text of [twice, own]) {
      const free = await load({ managed: { 'a.yaml': file('managed', text) }, project: file('project', allowNpm) });
      expect(
        free.engine.decide(question({ commands: [command('npm test')], effects: { hosts: ['x.test'] } })).verdict,
      ).toBe('allow');
    }
  });

  it('the ask of a project is cited where it tightens', async () => {
    const policy = await load({ project: file('project', askNpm) });
    const { reasons } = policy.engine.decide(question({ commands: [command('npm test')] }));
    expect(reasons.map(({ rule, layer }) => [rule, layer])).toEqual([['npm-ask', 'project']]);
  });

  it('only a managed rule opens a private address', async () => {
    const rules = 'rules: [{ id: x, effect: allow, on: net, hosts: [10.0.0.0/8] }]\n';
    const contact = question({ effects: { hosts: ['10.0.0.1'] } });
    expect((await load({ user: file('user', rules) })).engine.decide(contact).verdict).toBe('deny');
    expect((await load({ managed: { 'a.yaml': file('managed', rules) } })).engine.decide(contact).verdict).toBe(
      'allow',
    );
  });

  it('--policy stands in the managed place, or counts as part of the user layer where managed files exist', async () => {
    const own = file('managed', `${closed}${allowNpm}`);
    const alone = await load({ policy: own });
    expect([verdictOf(alone, 'npm test'), verdictOf(alone, 'ls')]).toEqual(['allow', 'deny']);
    const managed = { 'a.yaml': file('managed', 'defaults: { unmatched: ask }\n') };
    const below = await load({ policy: own, managed });
    expect(below.layers.map(({ layer }) => layer)).toEqual(['managed', 'user']);
    expect(verdictOf(below, 'npm test')).toBe('deny');
    expect(below.warnings).toHaveLength(1);
  });

  it('what lost the managed place neither delegates, nor makes exceptions, nor softens the default', async () => {
    const managed = {
      'a.yaml': file('managed', `${closed}${denyNpm}  - { id: ls, effect: allow, on: exec, program: ls }\n`),
    };
    const body = `defaults: { unmatched: ask }\n${allowNpm}  - { id: no-ls, effect: deny, on: exec, program: ls }\ndelegate:\n  - { id: d, to: [user, project], effects: [allow, ask], on: exec, program: cat }\nexceptions:\n  - { id: e, suspends: no-ls, narrow: { program: ls }, until: 2026-11-10T00:00:00Z, approvedBy: [x] }\n`;
    const allowCat = file('project', 'rules:\n  - { id: cat, effect: allow, on: exec, program: cat }\n');
    const below = await load({ managed, policy: file('managed', body), project: allowCat });
    expect(['cat', 'wc', 'npm test', 'ls'].map((text) => verdictOf(below, text))).toEqual([
      'deny',
      'deny',
      'deny',
      'deny',
    ]);
    const open = file('managed', 'defaults: { unmatched: ask }\n', 'open');
    const softer = await load({ managed: { 'a.yaml': open }, policy: file('managed', closed) });
    expect(verdictOf(softer, 'wc')).toBe('deny');
    const silent = await load({
      managed: { 'a.yaml': file('managed', denyNpm) },
      policy: file('managed', 'defaults: { unmatched: ask }\n'),
    });
    expect(verdictOf(silent, 'wc')).toBe('deny');
  });

  it('several managed files count together, the strictest default holds', async () => {
    const policy = await load({
      managed: {
        'a.yaml': file('managed', 'defaults: { unmatched: ask }\n', 'a'),
        'b.yaml': file('managed', `${closed}${allowNpm}`, 'b'),
      },
    });
    expect([verdictOf(policy, 'npm test'), verdictOf(policy, 'ls')]).toEqual(['allow', 'deny']);
  });

  it('a preset by name, and none of that name', async () => {
    expect((await load({}, { policy: 'default' })).layers[0]?.id).toBe('default');
    expect(await refused({}, { policy: 'defualt' })).toMatchObject({
      code: 'policy-unreadable',
      hint: 'did you mean --policy default?',
    });
    expect((await refused({}, { policy: './none.yaml' })).code).toBe('policy-unreadable');
  });
});

describe('all or nothing', () => {
  it('one bad file of any layer and nothing is loaded; all problems are told', async () => {
    const bad =
      'rules:\n  - { id: a, effect: dney, on: exec, program: x }\n  - { id: b, effect: deny, onn: exec, program: x }\n';
    for (const layer of ['user', 'project'] as const) {
      const error = await refused({ [layer]: file(layer, bad) });
      expect(error.code).toBe('policy-invalid');
      expect(error.message).toMatch(/policy\.yaml:4:22: rules\[0\]\.effect is "dney"/);
      expect(error.message).toMatch(/policy\.yaml:5:28: .*"onn"|policy\.yaml:5:28: rules\[1\] has no "on"/);
    }
    expect((await refused({ managed: { 'a.yaml': file('managed', bad) } })).code).toBe('policy-invalid');
    expect((await refused({ user: 'a: [' })).code).toBe('policy-syntax');
  });

  it('a failing example stops the start', async () => {
    const body = 'rules:\n  - { id: a, effect: deny, on: read, paths: ["/x"], tests: { match: [/y] } }\n';
    expect((await refused({ user: file('user', body) })).message).toContain('rule "a" does not match "/y"');
  });

  it('a file has to name the layer in which it stands', async () => {
    expect((await refused({ project: file('managed', closed) })).message).toContain(
      'layer: managed in a file of the project layer',
    );
    expect((await refused({ user: file('project', denyNpm) })).message).toContain(
      'layer: project in a file of the user layer',
    );
    expect((await refused({ policy: file('project', denyNpm) })).message).toContain(
      'layer: project in a file of the managed layer',
    );
  });

  it('an id has one meaning in a layer', async () => {
    const managed = { 'a.yaml': file('managed', denyNpm, 'a'), 'b.yaml': file('managed', denyNpm, 'b') };
    expect((await refused({ managed })).message).toContain('id "no-npm" is taken in layer managed');
  });

  it('commands in examples go to the classifier; without it only plain ones are run, and the rest is told', async () => {
    const body =
      'rules:\n  - { id: a, effect: deny, on: exec, program: rm, tests: { match: ["rm x", "cd a && rm x"] } }\n';
    expect((await load({ user: file('user', body) })).warnings).toEqual([
      expect.stringMatching(/policy\.yaml:4: an example that needs the classifier/),
    ]);
    const asked: string[] = [];
    const { assessment } = question({ commands: [command('rm x')] });
    const withClassifier = await load(
      { user: file('user', body) },
      {
        classify: (text) => {
          asked.push(text);
          return assessment;
        },
      },
    );
    expect(withClassifier.warnings).toEqual([]);
    expect(asked).toEqual(['rm x', 'cd a && rm x']);
    const blind = { ...assessment, commands: [] };
    expect((await refused({ user: file('user', body) }, { classify: () => blind })).message).toContain(
      'does not match "rm x"',
    );
  });
});

describe('places that can be trusted', () => {
  const managed = { 'a.yaml': file('managed', closed) };

  it('a managed file that others can write is refused, so is a parent, so is a link', async () => {
    const one = await policyFolder({ managed });
    await chmod(join(one.folder, 'policy.d/a.yaml'), 0o666);
    expect(await failure(loadPolicy(one.options))).toMatchObject({
      code: 'policy-unreadable',
      hint: expect.stringContaining('chmod go-w'),
    });
    const two = await policyFolder({ managed });
    await chmod(join(two.folder, 'policy.d'), 0o775);
    expect((await failure(loadPolicy(two.options))).message).toContain('can be written by others');
    const three = await policyFolder({ managed });
    await rename(join(three.folder, 'policy.d/a.yaml'), join(three.folder, 'a.yaml'));
    await symlink(join(three.folder, 'a.yaml'), join(three.folder, 'policy.d/a.yaml'));
    expect((await failure(loadPolicy(three.options))).message).toContain('is no regular file');
  });

  it('a managed file of another owner is refused', async () => {
    const { options, folder } = await policyFolder({ managed });
    const trust = { owner: (process.getuid?.() ?? 0) + 1, below: folder };
    expect((await failure(loadPolicy({ ...options, trust }))).message).toContain('belongs to user');
  });

  it('a managed file by another ending is an error, not an absence', async () => {
    expect((await refused({ managed: { 'a.yml': file('managed', closed) } })).hint).toBe('rename it to a.yaml');
  });

  it('a folder that is no folder is an error, not an absence', async () => {
    const { options, folder } = await policyFolder({});
    await writeFile(join(folder, 'policy.d'), '');
    expect((await failure(loadPolicy(options))).code).toBe('policy-unreadable');
  });

  it('a user file that everybody can write is refused', async () => {
    const { options } = await policyFolder({ user: file('user', denyNpm) });
    await chmod(options.userFile ?? '', 0o646);
    expect((await failure(loadPolicy(options))).message).toContain('can be written by everybody');
  });

  it('a project file is read as a file of its repository: no links, no pipes, no gigabytes, no other encoding', async () => {
    const project = file('project', denyNpm);
    const linked = await policyFolder({ project, user: file('user', denyNpm) });
    await rm(linked.options.projectFile ?? '');
    await symlink(linked.options.userFile ?? '', linked.options.projectFile ?? '');
    expect((await failure(loadPolicy(linked.options))).message).toContain('is a link');
    const folderLink = await policyFolder({ project });
    await rename(join(folderLink.folder, 'repo/.cordon'), join(folderLink.folder, 'elsewhere'));
    await symlink(join(folderLink.folder, 'elsewhere'), join(folderLink.folder, 'repo/.cordon'));
    expect((await failure(loadPolicy(folderLink.options))).message).toContain('is a link');
    const asFolder = await policyFolder({});
    await mkdir(asFolder.options.projectFile ?? '', { recursive: true });
    expect((await failure(loadPolicy(asFolder.options))).message).toContain('no regular file');
    expect((await refused({ project: `${project}${'#'.repeat(200_000)}\n` })).message).toContain(
      'more than 131072 bytes',
    );
    const latin = await policyFolder({ project });
    await writeFile(latin.options.projectFile ?? '', Buffer.from([0x61, 0xff, 0xfe]));
    expect((await failure(loadPolicy(latin.options))).message).toContain('is not UTF-8');
  });
});

describe('time', () => {
  const soon = `apiVersion: cordon.policy/v1\nmetadata: { id: m, layer: managed, issued: 2026-10-01T00:00:00Z, expires: 2026-11-05T00:00:00Z }\n${closed}${allowNpm}  - { id: no-rm, effect: deny, on: exec, program: rm }\n`;
  const at = (day: string) => ({ now: () => new Date(`${day}T00:00:00Z`) });

  it('past expires allows stop and denies stay', async () => {
    const managed = { 'a.yaml': soon };
    const before = await load({ managed }, at('2026-11-01'));
    expect([verdictOf(before, 'npm test'), verdictOf(before, 'rm x')]).toEqual(['allow', 'deny']);
    expect(before.warnings).toEqual([expect.stringContaining('expires at')]);
    const after = await load({ managed }, at('2026-11-06'));
    expect([verdictOf(after, 'npm test'), verdictOf(after, 'rm x')]).toEqual(['deny', 'deny']);
    expect(after.warnings).toEqual([expect.stringContaining('expired at')]);
  });

  it('the moment is the later of load and call: neither a set-back clock nor a dated-back call revives an allow', async () => {
    const policy = await load({ managed: { 'a.yaml': soon } }, at('2026-11-01'));
    const call = (when: string) =>
      policy.engine.decide(question({ commands: [command('npm test')], at: `${when}T00:00:00Z` })).verdict;
    expect([call('2026-11-02'), call('2026-11-05'), call('2026-11-06')]).toEqual(['allow', 'deny', 'deny']);
    const late = await load({ managed: { 'a.yaml': soon } }, at('2026-11-06'));
    expect(late.engine.decide(question({ commands: [command('npm test')], at: '2026-11-01T00:00:00Z' })).verdict).toBe(
      'deny',
    );
  });

  it('an ask of an expired file still tightens, and no longer widens', async () => {
    const asks = soon.replace(allowNpm, askNpm);
    const other = file('managed', 'rules:\n  - { id: npm-all, effect: allow, on: exec, program: npm }\n', 'other');
    const verdictAt = async (managed: Record<string, string>, day: string) =>
      verdictOf(await load({ managed }, at(day)), 'npm test');
    expect(await verdictAt({ 'a.yaml': asks }, '2026-11-01')).toBe('ask');
    expect(await verdictAt({ 'a.yaml': asks }, '2026-11-05')).toBe('deny');
    expect(await verdictAt({ 'a.yaml': asks, 'b.yaml': other }, '2026-11-05')).toBe('ask');
  });

  it('an exception holds for its rule, its case and its time', async () => {
    const body = `${closed}rules:\n  - { id: git, effect: allow, on: exec, program: git }\n  - { id: no-force, effect: deny, on: exec, program: git, args: { anyFlag: ["--force"] } }\nexceptions:\n  - { id: e, suspends: no-force, narrow: { repo: git.example/docs, args: { has: [push] } }, until: 2026-11-10T00:00:00Z, approvedBy: [x] }\n`;
    const managed = { 'a.yaml': file('managed', body) };
    const there = { repository: 'git.example/docs' };
    expect(verdictOf(await load({ managed }, there), 'git push --force')).toBe('allow');
    expect(verdictOf(await load({ managed }, there), 'git clean --force')).toBe('deny');
    expect(verdictOf(await load({ managed }), 'git push --force')).toBe('deny');
    const late = await load({ managed }, { ...there, ...at('2026-11-11') });
    expect(verdictOf(late, 'git push --force')).toBe('deny');
    expect(late.warnings).toEqual([expect.stringContaining('exception e ended')]);
  });
});

describe('when', () => {
  it('a condition on something unknown never helps a grant and never stops a deny', async () => {
    const body = `${closed}rules:\n  - { id: a, effect: allow, on: exec, program: [ls, cat], when: { repos: [here] } }\n  - { id: b, effect: allow, on: exec, program: cat }\n  - { id: d, effect: deny, on: exec, program: cat, when: { repos: [elsewhere] } }\n`;
    const managed = { 'a.yaml': file('managed', body) };
    const unknown = await load({ managed });
    expect([verdictOf(unknown, 'ls'), verdictOf(unknown, 'cat')]).toEqual(['deny', 'deny']);
    const here = await load({ managed }, { repository: 'here' });
    expect([verdictOf(here, 'ls'), verdictOf(here, 'cat')]).toEqual(['allow', 'allow']);
  });

  it('users, modes and risk', async () => {
    const body = `${closed}rules:\n  - { id: a, effect: allow, on: exec, program: ls, when: { users: [ann], modes: [auto], riskMax: low } }\n`;
    const managed = { 'a.yaml': file('managed', body) };
    const policy = await load({ managed });
    const asked: QuestionSpec = { commands: [command('ls')], mode: 'auto' };
    expect(policy.engine.decide(question(asked)).verdict).toBe('allow');
    expect(policy.engine.decide(question({ ...asked, mode: 'default' })).verdict).toBe('deny');
    expect(policy.engine.decide(question({ ...asked, findings: [finding('mass-deletion', 'low')] })).verdict).toBe(
      'allow',
    );
    expect(policy.engine.decide(question({ ...asked, findings: [finding('mass-deletion', 'medium')] })).verdict).toBe(
      'deny',
    );
    expect((await load({ managed }, { user: 'bob' })).engine.decide(question(asked)).verdict).toBe('deny');
  });
});

describe('the digest', () => {
  const base = file('managed', `${closed}${allowNpm}`);
  const digestOf = async (text: string, more: LoadOptions = {}) =>
    (await load({ managed: { 'a.yaml': text } }, more)).digest;

  it('ignores comments, layout and key order', async () => {
    const other = base
      .replace('{ id: npm, effect: allow,', '{ effect: allow, # text\n      id: npm,')
      .replace('rules:', '# a comment\nrules:  ');
    expect(await digestOf(other)).toBe(await digestOf(base));
  });

  it('changes with every word that means something, with the layer, and with the places', async () => {
    const changed = [
      base.replace('npm, args', 'npx, args'),
      base.replace('effect: allow', 'effect: ask'),
      base.replace('unmatched: deny', 'unmatched: ask'),
      base.replace('[test]', '[test, lint]'),
      base.replace('id: npm', 'id: npn'),
    ];
    const digests = await Promise.all([base, ...changed].map((text) => digestOf(text)));
    digests.push(await digestOf(base, { repoRoot: '/srv/repo' }), (await load({ policy: base })).digest);
    expect(new Set(digests).size).toBe(8);
  });
});

describe('session limits and rates', () => {
  it('the smallest of each; a rate is told to be uncounted', async () => {
    const limits = (text: string) => `${closed}limits: { session: ${text} }\n`;
    const policy = await load({
      managed: {
        'a.yaml': file('managed', limits('{ calls: 10, wall: 4h }'), 'a'),
        'b.yaml': file('managed', limits('{ calls: 20, egress: 1MiB }'), 'b'),
      },
    });
    expect(policy.sessionLimits).toEqual({ calls: 10, wallMs: 14_400_000, egressBytes: 1_048_576 });
    const rate = `${closed}rules:\n  - { id: a, effect: allow, on: net, hosts: [x.test], obligations: { rate: { calls: 1, per: 1m } } }\n`;
    expect((await load({ managed: { 'a.yaml': file('managed', rate) } })).warnings).toEqual([
      expect.stringContaining('"rate"'),
    ]);
  });
});

describe('explain', () => {
  it('every atom with its verdict and all who made it', async () => {
    const policy = await load({ user: file('user', askNpm) });
    const { decision, atoms } = policy.explain(
      question({ commands: [command('npm test')], effects: { reads: ['a'] } }),
    );
    expect(decision.verdict).toBe('ask');
    expect(atoms).toEqual([
      expect.objectContaining({
        kind: 'exec',
        subject: 'npm test',
        verdict: 'ask',
        by: [expect.objectContaining({ layer: 'user', id: 'npm-ask', line: 4, effect: 'ask' })],
      }),
      expect.objectContaining({
        kind: 'read',
        subject: 'a',
        verdict: 'allow',
        by: [expect.objectContaining({ layer: 'managed', id: 'reading' })],
      }),
    ]);
  });

  it('actions in the form of the tests', async () => {
    const policy = await load({});
    expect(policy.explainAction({ net: 'x.test:443' }).decision.verdict).toBe('ask');
    expect(policy.explainAction({ write: '.cordon/x' }).decision.reasons[0]?.rule).toBe('own-settings');
    expect(() => policy.explainAction({ exec: 'a && b' })).toThrow(CordonError);
  });
});
