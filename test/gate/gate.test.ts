/** The gate's invariants, in memory. Each of these tests was seen to fail with its guard taken out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdicts } from '../../src/contract/index.ts';
import { createGate } from '../../src/gate/gate.ts';
import { call, portsInMemory, type Setting } from './ports-in-memory.ts';

function open(setting: Setting) {
  const parts = portsInMemory(setting);
  return { gate: createGate(parts.ports), names: () => parts.happened.map(({ what }) => what), ...parts };
}

describe('nothing runs without a flushed decision', () => {
  it('logs the decision durably before the sandbox runs, and the result after', async () => {
    const { gate, happened, names } = open({});
    const outcome = await gate.run(call());
    expect(outcome.result.status).toBe('ok');
    expect(names()).toEqual(['assess', 'decide', 'call.decision', 'ran', 'call.result']);
    expect(happened.find(({ what }) => what === 'call.decision')?.detail).toMatchObject({ durable: true });
  });

  it('runs nothing when the decision cannot be written, and nothing ever after', async () => {
    const { gate, names } = open({ fail: ['audit'] });
    await expect(gate.run(call())).rejects.toMatchObject({ code: 'audit-write-failed' });
    await expect(gate.run(call({ id: 'call-2' }))).rejects.toMatchObject({ code: 'gate-closed' });
    await expect(gate.check(call({ id: 'call-3' }))).rejects.toMatchObject({ code: 'gate-closed' });
    expect(names()).not.toContain('ran');
  });

  it('a result that cannot be written closes the gate', async () => {
    const { gate, names } = open({ auditFailsAt: 2 });
    await expect(gate.run(call())).rejects.toMatchObject({ code: 'audit-write-failed' });
    await expect(gate.run(call({ id: 'call-2' }))).rejects.toMatchObject({ code: 'gate-closed' });
    expect(names().filter((what) => what === 'ran')).toHaveLength(1);
  });
});

describe('failures close', () => {
  const broken: readonly (readonly [Setting, string])[] = [
    [{ fail: ['classifier'] }, 'classifier-failed'],
    [{ fail: ['resolver'], reads: ['a'] }, 'resolver-failed'],
    [{ fail: ['policy'] }, 'policy-failed'],
    [{ foreignDecision: true }, 'policy-failed'],
    [{ obligedTier: 'gvisor' }, 'sandbox-tier'],
    [{ verdict: 'ask' }, 'no-approver'],
    [{ verdict: 'ask', approve: false }, 'approval-refused'],
    [{ verdict: 'ask', approve: 'throw' }, 'approver-failed'],
  ];
  it.each(broken)('%j is denied as %s', async (setting, rule) => {
    const { gate, names, entries } = open(setting);
    const { decision, result } = await gate.run(call());
    expect(decision.verdict).toBe('deny');
    expect(decision.reasons[0]?.rule).toBe(rule);
    expect(decision.reasons[0]?.suggestion).not.toBe('');
    expect(result.status).toBe('denied');
    expect(names()).not.toContain('ran');
    expect(entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('call.'))).toEqual([
      'call.decision',
      'call.result',
    ]);
  });

  const malformed: readonly (readonly [string, object])[] = [
    ['no command', { input: {} }],
    ['an unknown member', { input: { command: 'true', extra: 1 } }],
    ['a wrong type', { input: { command: 7 } }],
    ['a relative cwd', { cwd: 'workspace' }],
    ['an id with a line feed', { id: 'a\nb' }],
    ['no tool name', { tool: '' }],
  ];
  it.each(malformed)('a call with %s never reaches the classifier', async (_, over) => {
    const { gate, names } = open({});
    const { decision } = await gate.run(call(over));
    expect(decision.reasons[0]?.rule).toBe('call-invalid');
    expect(names()).not.toContain('assess');
    expect(names()).not.toContain('ran');
  });

  it('a sandbox that fails gives unavailable, with the failure beside it', async () => {
    for (const part of ['sandbox', 'plan'] as const) {
      const { gate, entries } = open({ fail: [part] });
      const outcome = await gate.run(call());
      expect(outcome.result.status).toBe('unavailable');
      expect(outcome.failure?.code).toBe('sandbox-failed');
      expect(entries.at(-1)).toMatchObject({ kind: 'call.result', body: { status: 'unavailable' } });
    }
  });

  it('an id is used once', async () => {
    const { gate } = open({});
    expect((await gate.run(call())).decision.verdict).toBe('allow');
    expect((await gate.run(call())).decision.reasons[0]?.rule).toBe('call-invalid');
  });
});

describe('approval', () => {
  it('a yes runs the call, and request and grant are in the log before the decision', async () => {
    const { gate, names } = open({ verdict: 'ask', approve: true });
    const { decision } = await gate.run(call());
    expect(decision.verdict).toBe('allow');
    expect(decision.approval).toMatchObject({ granted: true, by: 'tester' });
    expect(names()).toEqual([
      'assess',
      'decide',
      'approval.request',
      'ask',
      'approval.grant',
      'call.decision',
      'ran',
      'call.result',
    ]);
  });

  it('is never asked for what is allowed or denied', async () => {
    for (const verdict of ['allow', 'deny'] as const) {
      const { gate, names } = open({ verdict, approve: true });
      await gate.run(call());
      expect(names()).not.toContain('ask');
    }
  });
});

describe('what a rule asks of an approval', () => {
  const needs = (by: string[], count = 1) => ({ by, count, ttlMs: 1 });
  const cases: readonly (readonly [string, Setting['approvalNeeds'], boolean])[] = [
    ['nobody in particular', [needs([])], true],
    ['this person', [needs(['tester'])], true],
    ['this person among others', [needs(['group:ops', 'user:tester'])], true],
    ['a group that cannot be looked up here', [needs(['group:maintainers'])], false],
    ['somebody else', [needs(['ciso@acme.example'])], false],
    ['two people', [needs(['tester'], 2)], false],
    ['this person by one rule, another by the next', [needs(['tester']), needs(['other'])], false],
  ];
  it.each(cases)('%s', async (_, approvalNeeds, runs) => {
    const { gate, names } = open({ verdict: 'ask', approve: true, ...(approvalNeeds ? { approvalNeeds } : {}) });
    const { decision } = await gate.run(call());
    expect(names().includes('ran')).toBe(runs);
    if (!runs) expect(decision.reasons[0]?.rule).toBe('approval-unmet');
  });
});

describe('limits of a session', () => {
  it('the call above the limit is denied, and the log says by what', async () => {
    const { gate, names } = open({ sessionLimits: { calls: 2 } });
    for (const id of ['a', 'b']) expect((await gate.run(call({ id }))).decision.verdict).toBe('allow');
    expect((await gate.run(call({ id: 'c' }))).decision.reasons[0]?.rule).toBe('session-limit');
    expect(names().filter((what) => what === 'ran')).toHaveLength(2);
  });
  it('nothing runs after the time is over', async () => {
    let now = 0;
    const { gate } = open({ sessionLimits: { wallMs: 1000 }, uptime: () => now });
    expect((await gate.run(call({ id: 'a' }))).decision.verdict).toBe('allow');
    now = 1001;
    expect((await gate.run(call({ id: 'b' }))).decision.reasons[0]?.rule).toBe('session-limit');
  });
});

describe('one frozen call', () => {
  it('what is judged is what was given, whatever the caller does to its object meanwhile', async () => {
    const { ports } = portsInMemory({});
    const input = { command: 'true' };
    const mine = call({ input });
    const planned: unknown[] = [];
    const gate = createGate({
      ...ports,
      sandbox: {
        ...ports.sandbox!,
        plan: (asked, decision) => {
          planned.push(asked.input);
          return ports.sandbox!.plan(asked, decision);
        },
      },
      classifier: {
        ...ports.classifier,
        assess: (asked) => {
          input.command = 'rm -rf /';
          return ports.classifier.assess(asked);
        },
      },
    });
    await gate.run(mine);
    expect(planned).toEqual([{ command: 'true' }]);
  });
});

it('whatever fails and whatever is decided: what ran had an allow on disk first, and each decision has one result', async () => {
  const parts = ['classifier', 'resolver', 'policy', 'audit', 'sandbox', 'plan'] as const;
  const settings = fc.record({
    verdict: fc.constantFrom(...verdicts),
    approve: fc.constantFrom(true, false, 'throw' as const, 'nobody' as const),
    fail: fc.subarray([...parts]),
    reads: fc.constantFrom<string[]>([], ['a']),
    obligedTier: fc.constantFrom('host' as const, 'container' as const, 'kata' as const),
    auditFailsAt: fc.integer({ min: 1, max: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(settings, fc.integer({ min: 1, max: 4 }), async (setting, calls) => {
      const { gate, happened, entries } = open(setting);
      for (let n = 1; n <= calls; n++) await gate.run(call({ id: `call-${n}` })).catch(() => {});
      for (const [at, { what, detail }] of happened.entries()) {
        if (what !== 'ran') continue;
        const allowed = happened
          .slice(0, at)
          .filter((earlier) => earlier.what === 'call.decision')
          .map((earlier) => earlier.detail as { body: { verdict: string }; durable: boolean })
          .filter(({ body, durable }) => durable && body.verdict === 'allow');
        expect(allowed.length).toBeGreaterThan(0);
        expect(
          entries.some(
            ({ kind, callId, body }) => kind === 'call.decision' && callId === detail && body.verdict === 'allow',
          ),
        ).toBe(true);
      }
      const count = (kind: string) => entries.filter((entry) => entry.kind === kind).length;
      expect(count('call.decision') - count('call.result')).toBeLessThanOrEqual(1);
      expect(happened.filter(({ what }) => what === 'ran').length).toBeLessThanOrEqual(count('call.decision'));
    }),
    { numRuns: 1000 },
  );
});
